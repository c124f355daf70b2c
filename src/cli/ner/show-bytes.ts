// How much of something has come, on the terminal; nothing where stderr is none.

import { createProgress, type Progress } from "../progress.ts";
import { writeError } from "../say.ts";
import { isTerminal } from "../terminal.ts";

export interface BytesShown {
  update(bytes: number, total: number): void;
  clear(): void;
}

export function showBytes(): BytesShown {
  let line: Progress | undefined;
  return {
    update(bytes, total) {
      if (!isTerminal(2)) return;
      line ??= createProgress({ total, write: writeError, now: () => performance.now() });
      line.update(bytes);
    },
    clear: () => line?.clear(),
  };
}
