// What a session remembers of placeholders that come again and again, for texts that are restored as they come: see swap-wasm.ts.
// Everything in it is forgotten at once when some of it may no longer be used.

import type { Kind } from "../types.ts";
import type { Output } from "./output.ts";
import { createSwap, type Swap } from "./swap-wasm.ts";

export interface Quick {
  /** It had to make room, and lacks some of what was kept. */
  readonly hasLost: boolean;
  /** Remembers what `bytes[start, end)`, a placeholder of the style `dollar`, stands for: it was found at `now`. */
  keep(
    bytes: Uint8Array,
    start: number,
    end: number,
    kind: Kind,
    value: Uint8Array,
    from: number,
    to: number,
    now: number,
  ): void;
  /** See `Swap.run`; comes no further than `from` when nothing is remembered that may still be used at `now`. */
  run(
    bytes: Uint8Array,
    from: number,
    to: number,
    end: number,
    into: Output,
    counts: Map<Kind, number>,
    now: number,
  ): number;
  forget(): void;
}

/** `after`: milliseconds after which what is remembered must be looked up again. */
export function createQuick(after: number): Quick {
  /** Null where it cannot be had, undefined before it is needed. */
  let swap: Swap | null | undefined;
  /** When the first of what is remembered was found, -1 when there is nothing. */
  let since = -1;
  let lost = false;

  function forget(): void {
    if (since >= 0) swap?.clear();
    since = -1;
  }

  return {
    forget,
    get hasLost() {
      return lost;
    },
    keep(bytes, start, end, kind, value, from, to, now) {
      if (swap === undefined) swap = made();
      if (swap === null || after <= 0) return;
      if (since >= 0 && now - since >= after) forget();
      if (since < 0) since = now;
      if (swap.put(bytes, start, end, kind, value, from, to)) return;
      swap.clear();
      lost = true;
      since = now;
      swap.put(bytes, start, end, kind, value, from, to);
    },
    run(bytes, from, to, end, into, counts, now) {
      if (since < 0 || swap === null || swap === undefined) return from;
      if (now - since >= after) {
        forget();
        return from;
      }
      return swap.run(bytes, from, to, end, into, counts);
    },
  };
}

function made(): Swap | null {
  try {
    return createSwap();
  } catch {
    return null;
  }
}
