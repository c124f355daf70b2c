// Writing what the filter gave out: the thread does it, or the filter when it would only wait otherwise. Pieces leave in order.

import { writeAll } from "../stdio.ts";
import { type Areas, BUSY, FREE, FULL, OUT_PIECES, signal, WORD } from "./layout.ts";

/** Writes the next piece; false when there is none, or the other side is writing it. @throws the system's error */
export function writeNext(areas: Areas, fd: number): boolean {
  const { words } = areas;
  const next = Atomics.load(words, WORD.written);
  const piece = next % OUT_PIECES;
  const state = WORD.outState + piece;
  if (Atomics.compareExchange(words, state, FULL, BUSY) !== FULL) return false;
  // Meanwhile the other side may have written it, and the piece may hold a later one.
  if (Atomics.load(words, WORD.written) !== next) {
    Atomics.store(words, state, FULL);
    return true;
  }
  writeAll(fd, (areas.output[piece] as Buffer).subarray(0, words[WORD.outLength + piece]));
  Atomics.store(words, state, FREE);
  Atomics.store(words, WORD.written, next + 1);
  signal(areas, WORD.forFilter);
  signal(areas, WORD.forThread);
  return true;
}
