// Where a report goes: stdout or a file of its own. Text is gathered and written in larger pieces.

import { closeSync, openSync } from "node:fs";
import { ClosemaskError } from "../../errors.ts";
import { codeOf, openSink, reasonOf } from "../stdio.ts";
import { isTerminal } from "../terminal.ts";

export interface Output {
  write(text: string): void;
  /** True when something was gathered that is not written. */
  readonly pending: boolean;
  /** True when it goes to a terminal. */
  readonly shown: boolean;
  /** Writes what was gathered. @throws BROKEN_PIPE, ClosemaskError `output` */
  flush(): void;
  close(): void;
}

const FLUSH = 64 * 1024;

/** `secret`: nobody else may read the file. @throws ClosemaskError `output` */
export function openOutput(file: string | undefined, secret: boolean): Output {
  const fd = file === undefined ? 1 : openFile(file, secret);
  const sink = openSink(fd, file ?? "stdout");
  let text = "";
  const flush = (): void => {
    if (text === "") return;
    const bytes = Buffer.from(text);
    text = "";
    sink.write(bytes);
  };
  return {
    shown: isTerminal(fd),
    get pending() {
      return text !== "";
    },
    write(more) {
      text += more;
      if (text.length > FLUSH) flush();
    },
    flush,
    close() {
      if (file !== undefined) closeSync(fd);
    },
  };
}

function openFile(file: string, secret: boolean): number {
  try {
    return openSync(file, "w", secret ? 0o600 : 0o666);
  } catch (error) {
    throw new ClosemaskError("output", `cannot write ${file}: ${reasonOf(codeOf(error))}`, { cause: error });
  }
}
