// The one pass over a text, whoever runs it. It begins with the loop of automaton.ts, which costs nothing to start, and goes
// over to the one in WebAssembly when enough text has come to repay the making of it. Both find the same.

import { ANCHOR_MAX, findAnchors, findSparsely, grow, type Hits, lineStart, type Transitions } from "./automaton.ts";
import { WALK } from "./pass.gen.ts";

/** Finds the ends of all anchors in `bytes[from, to)`, as if a line began at `from`. */
export type Pass = (bytes: Uint8Array, from: number, to: number, hits: Hits) => void;

/** `auto` may be asked for by name too; `js` never leaves TypeScript, `wasm` never begins with it. */
export type Engine = "auto" | "js" | "wasm";

/** Bytes of text before which WebAssembly is not made. */
const WORTH = 256 * 1024;
/** Bytes of text before which the large table is not made. */
const FEW = 4096;
/** A shorter text is not worth the copy. */
const LEAST = 4 * ANCHOR_MAX;

/** Makes the pass for an automaton. */
export function createPass(transitions: Transitions, engine: Engine = "auto"): Pass {
  const plain: Pass = (bytes, from, to, hits) => findAnchors(transitions, bytes, from, to, hits);
  if (engine === "js") return plain;
  if (engine === "wasm") return createWasmPass(transitions);
  const { sparse } = transitions;
  let seen = 0;
  let fast: Pass | null = null;
  return (bytes, from, to, hits) => {
    seen += to - from;
    if (sparse !== undefined && seen < FEW) {
      findSparsely(transitions, sparse, bytes, from, to, hits);
      return;
    }
    if (fast === null && seen >= WORTH) fast = tryWasmPass(transitions) ?? plain;
    if (fast === null || to - from < LEAST) plain(bytes, from, to, hits);
    else fast(bytes, from, to, hits);
  };
}

/** Null where WebAssembly cannot be had: `--jitless`, or a limit on address space. */
function tryWasmPass(transitions: Transitions): Pass | null {
  try {
    return createWasmPass(transitions);
  } catch {
    return null;
  }
}

/** What is used of the global object, which the types of Node leave out. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE = 64 * 1024;
/** Text that is walked at once. */
const TEXT = 128 * 1024;
const COUNTS_AT = 0;
const CLASSES_AT = 64;
/** What stands before the text: the end of the piece before, so that anchors across the cut are seen. */
const TEXT_AT = 1024;
const HITS_AT = TEXT_AT + TEXT;

function createWasmPass({ classes, next, shift, firstAccepting }: Transitions): Pass {
  const nextAt = HITS_AT + 8 * TEXT;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((nextAt + next.byteLength) / PAGE) });
  const { walk } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(WALK, "base64")), {
    env: { memory },
  }).exports as { walk: (...numbers: number[]) => void };
  const text = new Uint8Array(memory.buffer, TEXT_AT, TEXT);
  const counts = new Uint32Array(memory.buffer, COUNTS_AT, 4);
  const found = new Uint32Array(memory.buffer, HITS_AT, 2 * TEXT);
  new Uint8Array(memory.buffer, CLASSES_AT, 256).set(classes);
  new Uint16Array(memory.buffer, nextAt, next.length).set(next);

  /** What is too short for four cursors. */
  function walkOn(before: number, bytes: Uint8Array, from: number, to: number, hits: Hits): void {
    let state = before;
    for (let i = from; i < to; i++) {
      state = next[(state << shift) | (classes[bytes[i] as number] as number)] as number;
      if (state >= firstAccepting) add(hits, i + 1, state);
    }
  }

  /** What the bytes before `at` lead to. */
  function stateAt(bytes: Uint8Array, at: number): number {
    let state = 0;
    for (let i = at - ANCHOR_MAX; i < at; i++)
      state = next[(state << shift) | (classes[bytes[i] as number] as number)] as number;
    return state;
  }

  return (bytes, from, to, hits) => {
    hits.count = 0;
    let state = lineStart({ classes, next, shift, firstAccepting });
    for (let at = from; at < to; ) {
      const quarter = Math.min(to - at, TEXT) >> 2;
      const end = at + 4 * quarter;
      if (quarter < ANCHOR_MAX) {
        walkOn(state, bytes, at, to, hits);
        return;
      }
      text.set(bytes.subarray(at, end));
      walk(CLASSES_AT, nextAt, shift, firstAccepting, TEXT_AT, quarter, state, ANCHOR_MAX, HITS_AT, COUNTS_AT);
      for (let k = 0; k < 4; k++) {
        const count = counts[k] as number;
        for (let i = 2 * k * quarter, left = count; left > 0; left--, i += 2)
          add(hits, at + (found[i] as number), found[i + 1] as number);
      }
      at = end;
      state = at < to ? stateAt(bytes, at) : 0;
    }
  };
}

function add(hits: Hits, end: number, state: number): void {
  if (hits.count === hits.ends.length) grow(hits);
  hits.ends[hits.count] = end;
  hits.states[hits.count++] = state;
}
