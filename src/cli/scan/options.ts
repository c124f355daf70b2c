// What the flags of `scan` ask for, checked before anything is opened.

import { resolve } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { createTranscoder } from "../../text/transcode.ts";
import { isOneOf } from "../same-file.ts";
import { listOf, type ParsedOptions } from "../tree/spec.ts";

export interface Request {
  readonly format: string;
  /** Undefined: stdout. */
  readonly output: string | undefined;
  readonly context: number;
  readonly staged: boolean;
  readonly baseline: string | undefined;
  readonly update: boolean;
  readonly exitZero: boolean;
  readonly encoding: string | undefined;
  /** Show values. */
  readonly reveal: boolean;
}

const CONTEXT = 1;
const CONTEXT_MAX = 20;
/** Formats that go to other services hold no value in any case. */
const WITH_VALUES = ["text", "json", "ndjson"];

/** @throws ClosemaskError `usage` */
export function readRequest(options: ParsedOptions, paths: readonly string[]): Request {
  const text = (key: string): string | undefined => {
    const value = options[key];
    return typeof value === "string" ? value : undefined;
  };
  const format = text("format") ?? "text";
  const baseline = text("baseline");
  const update = options.updateBaseline === true;
  const staged = options.staged === true;
  const reveal = options.showValues === true;
  const encoding = text("encoding");
  if (update && baseline === undefined) {
    throw new ClosemaskError("usage", "--update-baseline needs a file", { hint: "--baseline FILE --update-baseline" });
  }
  if (staged && paths.includes("-")) throw new ClosemaskError("usage", "--staged does not read stdin");
  if (reveal && !WITH_VALUES.includes(format)) {
    throw new ClosemaskError("usage", `--show-values is not for the format ${format}`, {
      hint: `it goes with ${WITH_VALUES.join(", ")}`,
    });
  }
  if (encoding !== undefined) createTranscoder(encoding);
  const output = text("output") === "-" ? undefined : text("output");
  const read = [0, ...paths, ...listOf(options.secretsFrom), ...(baseline === undefined ? [] : [baseline])];
  // Where neither is there yet, the paths are all there is to compare.
  const isBaseline = output !== undefined && baseline !== undefined && resolve(output) === resolve(baseline);
  if (output !== undefined && (isBaseline || isOneOf(output, read))) {
    throw new ClosemaskError("usage", "--output needs a file of its own", { hint: "closemask scan -o found.txt ." });
  }
  return {
    format,
    output,
    context: readContext(text("context")),
    staged,
    baseline,
    update,
    exitZero: options.exitZero === true,
    encoding,
    reveal,
  };
}

function readContext(value: string | undefined): number {
  if (value === undefined) return CONTEXT;
  const lines = /^\d{1,2}$/.test(value) ? Number(value) : Number.NaN;
  if (!(lines <= CONTEXT_MAX)) {
    throw new ClosemaskError("usage", `--context takes a number from 0 to ${CONTEXT_MAX}`);
  }
  return lines;
}
