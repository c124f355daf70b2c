// Cuts a long row of tokens into windows that a model can take, which overlap, so that each token is judged with what stands
// around it. Knows no model.

/** Tokens `[from, to)` go to the model; of its answers those for `[keepFrom, keepTo)` count. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly keepFrom: number;
  readonly keepTo: number;
}

export interface WindowOptions {
  /** Tokens in a window, special ones not counted. */
  readonly size: number;
  /** Tokens that two neighbours share; half the window at most. */
  readonly overlap: number;
}

/**
 * Windows over a row of tokens. Each token is kept from exactly one of them, the one in which it stands farther from an edge.
 * A window begins at a word where one begins near.
 */
export function planWindows(firsts: readonly number[], { size, overlap }: WindowOptions): Window[] {
  const count = firsts.length;
  const shared = Math.min(overlap, size >> 1);
  const windows: Window[] = [];
  let from = 0;
  let keepFrom = 0;
  while (keepFrom < count) {
    const to = Math.min(from + size, count);
    if (to === count) {
      windows.push({ from, to, keepFrom, keepTo: count });
      break;
    }
    const next = wordStart(firsts, to - shared, Math.max(from + 1, to - shared - (size >> 3)));
    const keepTo = next + ((to - next + 1) >> 1);
    windows.push({ from, to, keepFrom, keepTo });
    from = next;
    keepFrom = keepTo;
  }
  return windows;
}

/** The nearest word that begins at `at` or before it, at `least` or behind it; `at` itself when none does. */
function wordStart(firsts: readonly number[], at: number, least: number): number {
  for (let i = at; i >= least; i--) if (firsts[i] === 1) return i;
  return at;
}
