// `closemask explain`: every candidate of a text with rule, kind, confidence, check, decision and reason. Values are
// sketched unless --show-values asks for them.

import type { Candidate } from "../../detect/resolve.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { type Explained, explainCandidates, knownValues } from "../../library/explain.ts";
import type { Policy } from "../../mask/policy.ts";
import type { Frame } from "../../text/framer.ts";
import { SNIFF_LENGTH, sniff } from "../../text/sniff.ts";
import { namesNote, openNames } from "../names.ts";
import { type Setup, withSetup } from "../open.ts";
import { openDetection } from "../open-detection.ts";
import { print, printJson, readStdin, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

const MAX_BYTES = 1024 * 1024;

export function run(args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("explain"), options, (setup) => explainText(setup, args, options));
}

async function explainText(setup: Setup, [text = "-"]: readonly string[], options: ParsedOptions): Promise<number> {
  if (text !== "-") {
    setup.say.warn("arguments are visible to other processes", "give real data on stdin: closemask explain -");
  }
  const given = text === "-" ? await readStdin(MAX_BYTES) : Buffer.from(text);
  if (given === null) {
    throw new ClosemaskError("input", "the text is longer than 1 MiB", { hint: "explain a few lines at a time" });
  }
  const bytes = decoded(given);
  const detection = await openDetection(setup, options);
  const { detector, policy, sources } = detection;
  const frame = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true, inside: false };
  const names = await namesIn(setup, policy, frame);
  const candidates = [
    ...detector.candidates(bytes),
    ...sources.flatMap((source) => source(frame)),
    ...names,
    ...knownValues(frame, detection, names),
  ];
  const explained = explainCandidates(candidates, bytes, detector, policy).map((line) => ({
    ...line,
    value:
      options.showValues === true
        ? bytes.toString("utf8", line.start, line.end)
        : sketch(bytes.subarray(line.start, line.end)),
  }));
  if (options.json === true) await printJson(explained);
  else if (explained.length === 0) await print("no candidates\n");
  else await print(render(explained));
  return EXIT.ok;
}

/** As the filters read it: what a byte order mark says is UTF-16 is looked at as UTF-8, to whose bytes the offsets then count. */
function decoded(bytes: Buffer): Buffer {
  const { encoding } = sniff(bytes.subarray(0, SNIFF_LENGTH));
  return encoding === undefined ? bytes : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

async function namesIn(setup: Setup, policy: Policy, frame: Frame): Promise<readonly Candidate[]> {
  const names = await openNames(setup, policy);
  if (names === null) return [];
  try {
    const { spans } = await names.source()(frame);
    const note = namesNote(names);
    if (note !== null) setup.say.warn(note);
    return spans;
  } finally {
    await names.close();
  }
}

function render(lines: readonly (Explained & { value: string })[]): string {
  const rows = lines.map((l) => [
    `${l.start}-${l.end}`,
    l.kind,
    l.rule,
    l.confidence.toFixed(2),
    `check ${l.check}`,
    l.decision + (l.why === "" ? "" : `: ${l.why}`),
    l.value,
  ]);
  return table(rows);
}

/** What a value looks like without saying what it is: its length, and each kind of character that it holds. */
export function sketch(value: Buffer): string {
  const text = value.toString("utf8");
  const classes = [
    [/[A-Z]/, "A"],
    [/[a-z]/, "a"],
    [/[0-9]/, "9"],
    [/\P{ASCII}/u, "字"],
    [/(?=\p{ASCII})[^A-Za-z0-9]/u, "-"],
  ] as const;
  const found = classes.flatMap(([set, sign]) => (set.test(text) ? [sign] : []));
  return `${[...text].length} characters of ${found.join("")}`;
}
