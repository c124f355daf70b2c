// What a proxy tells of its requests: a line each at the level `debug`, what was masked in them for --debug, and bodies in wire
// form for --capture. Values are shown to a person at a terminal who asks for them, and to nobody else.

import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { makeFolder } from "../../folders.ts";
import type { Observer, RequestLine } from "../../server/serving.ts";
import { expandPath } from "../open.ts";
import { reportError, type Say, writeError } from "../say.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import { showMasked } from "./show-masked.ts";

export interface ObserveOptions {
  readonly say: Say;
  readonly debug: boolean;
  readonly showValues: boolean;
  /** Folder for bodies. */
  readonly capture: string | undefined;
}

/** @throws ClosemaskError `output` when the folder of bodies cannot be made. */
export function createObserver({ say, debug, showValues, capture }: ObserveOptions): Observer {
  return {
    ...(debug
      ? {
          masked({ id, before, after }) {
            for (const line of showMasked(before, after, showValues)) writeError(`closemask: #${id} ${line}\n`);
          },
        }
      : {}),
    ...(capture === undefined ? {} : captureInto(expandPath(capture), say)),
    done(line) {
      if (debug) writeError(`closemask: ${lineText(line)}\n`);
      else say.debug(lineText(line));
    },
    failed(error) {
      reportError(error, say);
    },
  };
}

function lineText(line: RequestLine): string {
  const { id, method, provider, endpoint, status, masked, restored, unresolved, probes, warnings, refused, seconds } =
    line;
  const counts = [
    `masked ${masked}`,
    `restored ${restored}`,
    ...(unresolved === 0 ? [] : [`unresolved ${unresolved}`]),
    ...(probes === 0 ? [] : [`edits refused ${probes}`]),
    ...(warnings.length === 0 ? [] : [`not inspected: ${warnings.join(" ")}`]),
    ...(refused === undefined ? [] : [`refused: ${refused}`]),
  ];
  return `#${id} ${method} ${provider} ${endpoint} ${status} ${Math.round(seconds * 1000)} ms, ${counts.join(", ")}`;
}

function captureInto(folder: string, say: Say): Pick<Observer, "sent" | "received"> {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new ClosemaskError("output", `cannot make the folder of --capture: ${reasonOf(codeOf(error))}`, {
      cause: error,
    });
  }
  const answers = new Map<number, WriteStream>();
  let failed = false;

  function open(id: number, what: string): WriteStream {
    const name = `${process.pid}-${String(id).padStart(6, "0")}-${what}`;
    const stream = createWriteStream(join(folder, name), { mode: 0o600 });
    stream.on("error", (error) => {
      if (!failed) say.warn(`cannot capture a body: ${reasonOf(codeOf(error))}`);
      failed = true;
    });
    return stream;
  }

  return {
    sent(id, route, body) {
      open(id, `${route.provider.name}-request`).end(Buffer.from(body));
    },
    received(id, chunk) {
      let answer = answers.get(id);
      if (chunk === null) {
        answer?.end();
        answers.delete(id);
        return;
      }
      if (answer === undefined) {
        answer = open(id, "answer");
        answers.set(id, answer);
      }
      answer.write(Buffer.from(chunk));
    },
  };
}
