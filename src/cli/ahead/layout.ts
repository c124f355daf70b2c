// The memory that a filter and its second thread share: pieces of input with what the search found in them, and the words
// by which both know whose turn it is. Every piece belongs to one side at a time; its state says to which.

/** Bytes of input in one piece, and pieces. */
export const IN_SIZE = 256 * 1024;
export const IN_PIECES = 3;
/** Regions that are searched ahead in one piece; more are left to the filter. */
export const REGIONS = 16;
/** Numbers of hits and questions for one piece; a region that has no room is left to the filter. */
const FOUND_SIZE = 128 * 1024;
/** The most that a framer may hold when the second thread takes over. */
export const HELD_MAX = 512 * 1024;
/** Bytes of a system error's code. */
const CODE_MAX = 32;

/** Places in `words`. */
export const WORD = {
  /** Counts what the other side did: who waits, waits for a change of it. */
  forFilter: 0,
  forThread: 1,
  /** See PHASE. The filter says `run`, `leave` and `stop`, the thread says `rest`. */
  phase: 2,
  /** 1 when the thread can begin. */
  ready: 3,
  /** 1 while the filter waits for input. */
  hungry: 4,
  /** 1 when the input has ended. */
  ended: 5,
  /** 1 when the input cannot be read: see `code`. */
  fault: 6,
  /** Bytes of the framer's state that is handed over, and its numbers, see `Handed`. */
  held: 7,
  heldFrom: 8,
  heldKnown: 9,
  /** The piece of input that the filter works on, -1 when it has none. */
  inUse: 11,
  /** 1 while somebody waits for a change: of `forFilter`, of `forThread`. */
  waiting: 12,
  inState: 16,
  inLength: inWords(1),
  inRegions: inWords(2),
  /** For each region: where its hits lie, how many numbers they are, and the same of its questions and of what is certain. */
  regions: inWords(3),
} as const;

function inWords(n: number): number {
  return 16 + n * IN_PIECES;
}

/** Words for a region. */
export const PARTS = 6;
const WORDS = WORD.regions + PARTS * REGIONS * IN_PIECES;

export const PHASE = {
  /** The filter reads and writes itself. */
  rest: 0,
  /** The thread reads ahead, and writes. */
  run: 1,
  stop: 2,
  /** The thread is to hand over what it has read, and to rest. */
  leave: 3,
} as const;

/** States of a piece: whoever may use it. The thread fills what is free; what was searched is full. */
export const FREE = 0;
export const FULL = 1;
/** The thread searches it. */
export const BUSY = 2;
/** It is there, and whoever comes first may search it. */
export const READ = 3;
/** The filter came first. */
export const TAKEN = 4;

export interface Areas {
  readonly words: Int32Array;
  /** Offsets in the stream: where the framer is that is handed over and its long line, then where each region begins and ends. */
  readonly offsets: Float64Array;
  readonly code: Uint8Array;
  readonly held: Buffer;
  readonly input: readonly Buffer[];
  readonly found: readonly Uint32Array[];
}

/** Places in `offsets`. */
export const OFFSET = { from: 0, lineStart: 1, regions: 2 } as const;

const OFFSETS = OFFSET.regions + 2 * REGIONS * IN_PIECES;

export function makeShared(): SharedArrayBuffer {
  return new SharedArrayBuffer(layOut(null).size);
}

/** The areas of shared memory. */
export function areasOf(shared: SharedArrayBuffer): Areas {
  return layOut(shared).areas as Areas;
}

function layOut(shared: SharedArrayBuffer | null): { size: number; areas: Areas | null } {
  let size = 0;
  const place = (bytes: number): number => {
    const at = size;
    size += (bytes + 7) & ~7;
    return at;
  };
  const words = place(4 * WORDS);
  const offsets = place(8 * OFFSETS);
  const code = place(CODE_MAX);
  const held = place(HELD_MAX);
  const input = Array.from({ length: IN_PIECES }, () => place(IN_SIZE));
  const found = Array.from({ length: IN_PIECES }, () => place(4 * FOUND_SIZE));
  if (shared === null) return { size, areas: null };
  const bytes = (at: number, length: number): Buffer => Buffer.from(shared, at, length);
  return {
    size,
    areas: {
      words: new Int32Array(shared, words, WORDS),
      offsets: new Float64Array(shared, offsets, OFFSETS),
      code: new Uint8Array(shared, code, CODE_MAX),
      held: bytes(held, HELD_MAX),
      input: input.map((at) => bytes(at, IN_SIZE)),
      found: found.map((at) => new Uint32Array(shared, at, FOUND_SIZE)),
    },
  };
}

/** Tells the other side that something changed. Waking nobody would cost as much as waking somebody. */
export function signal({ words }: Areas, word: number): void {
  Atomics.add(words, word, 1);
  if (Atomics.load(words, WORD.waiting + word) === 1) Atomics.notify(words, word);
}

/** Waits until the count is another than `turn`, `most` milliseconds at most. */
export function waitFor({ words }: Areas, word: number, turn: number, most: number): void {
  Atomics.store(words, WORD.waiting + word, 1);
  Atomics.wait(words, word, turn, most);
  Atomics.store(words, WORD.waiting + word, 0);
}

/** Keeps the code of a system error, for the other side to make the error of. */
export function putCode({ code }: Areas, text: string): void {
  code.fill(0);
  code.set(Buffer.from(text, "latin1").subarray(0, code.length));
}

export function readCode({ code }: Areas): string {
  return Buffer.from(code).toString("latin1").replace(/\0.*$/s, "");
}
