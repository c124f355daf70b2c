// Cuts a byte stream into regions that can be decided on their own: whole lines, or overlapping windows into a line that
// is longer than a window. Where it cuts depends on the content alone, never on how the stream was read.

/** Bytes of a long line that one window decides. */
export const WINDOW = 256 * 1024;
/** Bytes behind a window that may be looked at, so that a value across its end is found whole. */
export const OVERLAP = 64 * 1024;
/** Bytes before a window that may be looked at. */
export const LOOK_BACK = 4096;

/** A region of the framer's buffer, in bytes. The buffer is valid until the next `push`. */
export interface Frame {
  readonly bytes: Buffer;
  readonly lo: number;
  readonly from: number;
  readonly to: number;
  readonly hi: number;
  /** No more text follows for this region: the end of the input, or a window inside a long line. */
  readonly final: boolean;
  /** True when the text goes on behind `hi` without a line end. */
  readonly inside: boolean;
}

export interface Framer {
  /** Takes bytes in (copies them). */
  push(chunk: Uint8Array): void;
  /**
   * The next region, or null when more input is needed. With `end` what is left is one as well. A region that was not
   * decided to its end (an open block) comes again when a further line is there.
   */
  next(end: boolean): Frame | null;
  /**
   * Says up to where the last region was decided: the next one starts there. With `cut` the caller took less than it was
   * given, at the end of a line, and the rest comes at once.
   */
  decided(upTo: number, cut?: boolean): void;
  /** Bytes taken in but not decided. */
  readonly held: number;
  /** Forgets everything and begins with a new stream, in the same buffer. */
  reset(): void;
  /** What another framer needs to go on from here: what is held, with what may be looked at before it. Valid until the next `push`. */
  state(): FramerState;
}

/** Offsets are bytes of `bytes`. */
export interface FramerState {
  readonly bytes: Buffer;
  /** Where the next region starts. */
  readonly from: number;
  /** Newlines before this one are known to the last region. */
  readonly known: number;
  /** Start of the line that is longer than a window, which may lie before `bytes`; -Infinity when there is none. */
  readonly lineStart: number;
}

const LONGEST = WINDOW + OVERLAP;

/** A framer for a new stream, or one that goes on where another is. */
export function createFramer(state?: FramerState): Framer {
  let buffer = Buffer.allocUnsafe(Math.max(LONGEST + LOOK_BACK + 128 * 1024, state?.bytes.length ?? 0));
  let from = state?.from ?? 0;
  let end = state?.bytes.copy(buffer) ?? 0;
  /** Start of the long line that is being windowed; may have left the buffer (negative). */
  let lineStart = state?.lineStart ?? NONE;
  /** Newlines before this offset are known to the last region: it needs a later one to make progress. */
  let known = state?.known ?? 0;

  /** The first byte that may be looked at again. */
  const kept = (): number => Math.max(0, lineStart === NONE ? from : Math.max(lineStart, from - LOOK_BACK));

  return {
    get held() {
      return end - from;
    },
    push(chunk) {
      const keep = kept();
      const need = end + chunk.length;
      if (need > buffer.length) {
        const size = need - keep > buffer.length ? Math.max(buffer.length * 2, need - keep) : buffer.length;
        const target = size === buffer.length ? buffer : Buffer.allocUnsafe(size);
        buffer.copy(target, 0, keep, end);
        buffer = target;
        from -= keep;
        end -= keep;
        known -= keep;
        if (lineStart !== NONE) lineStart -= keep;
      }
      buffer.set(chunk, end);
      end += chunk.length;
    },
    next(last) {
      if (from >= end) return null;
      if (lineStart === NONE) {
        const limit = Math.min(end, from + LONGEST);
        const newline = buffer.lastIndexOf(10, limit - 1);
        if (newline >= from && newline + 1 > known) {
          known = newline + 1;
          return { bytes: buffer, lo: from, from, to: known, hi: known, final: last && known === end, inside: false };
        }
        if (newline >= from) {
          // An open block has seen all lines; only more of them, or the end, can close it. So does a very long line.
          if (end - known > OVERLAP)
            return { bytes: buffer, lo: from, from, to: known, hi: known, final: true, inside: false };
          return last ? rest() : null;
        }
        if (end - from <= LONGEST) return last ? rest() : null;
        lineStart = from;
      }
      const grid = lineStart + (Math.floor((from - lineStart) / WINDOW) + 1) * WINDOW;
      const lo = Math.max(lineStart, 0, from - LOOK_BACK);
      const newline = buffer.indexOf(10, from);
      if (newline >= 0 && newline < Math.min(end, grid + OVERLAP)) {
        lineStart = NONE;
        known = newline + 1;
        return { bytes: buffer, lo, from, to: known, hi: known, final: last && known === end, inside: false };
      }
      if (end >= grid + OVERLAP) {
        return { bytes: buffer, lo, from, to: grid, hi: grid + OVERLAP, final: true, inside: true };
      }
      return last ? rest(lo) : null;
    },
    decided(upTo, cut = false) {
      from = upTo;
      if (cut) known = upTo;
    },
    reset() {
      from = 0;
      end = 0;
      known = 0;
      lineStart = NONE;
    },
    state() {
      const keep = kept();
      return { bytes: buffer.subarray(keep, end), from: from - keep, known: known - keep, lineStart: lineStart - keep };
    },
  };

  function rest(lo = from): Frame {
    lineStart = NONE;
    return { bytes: buffer, lo, from, to: end, hi: end, final: true, inside: false };
  }
}

const NONE = Number.NEGATIVE_INFINITY;
