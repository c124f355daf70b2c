// The one pass over a text, whoever runs it. It begins with a walk through the sparse form of the automaton, which costs
// nothing to start, and goes over to WebAssembly when enough text has come to repay the making of it. All find the same.

import {
  ANCHOR_MAX,
  findAnchors,
  findSparsely,
  grow,
  type Hits,
  sparsely,
  step,
  type Transitions,
} from "./automaton.ts";
import { WALK } from "./pass.gen.ts";

/** Finds the ends of all anchors in `bytes[from, to)`, as if a line began at `from`. */
export type Pass = (bytes: Uint8Array, from: number, to: number, hits: Hits) => void;

/** `auto` may be asked for by name too; `js` never leaves TypeScript, `wasm` never begins with it. */
export type Engine = "auto" | "js" | "wasm";

/** Bytes of text before which WebAssembly is not made. */
const WORTH = 8 * 1024;
/** A shorter text is not worth the copy. */
const LEAST = 4 * ANCHOR_MAX;

/** Makes the pass for an automaton. */
export function createPass(transitions: Transitions, engine: Engine = "auto"): Pass {
  const plain: Pass = (bytes, from, to, hits) => findAnchors(transitions, bytes, from, to, hits);
  if (engine === "wasm") return createWasmPass(transitions);
  const { sparse } = transitions;
  // The table is not made for texts as short as the views'.
  if (engine === "js" && sparse === undefined) return plain;
  let seen = 0;
  let fast: Pass | null = null;
  return (bytes, from, to, hits) => {
    seen += to - from;
    if (engine === "auto" && fast === null && seen >= WORTH) fast = tryWasmPass(transitions) ?? plain;
    if (fast !== null && to - from >= LEAST) fast(bytes, from, to, hits);
    else if (sparse !== undefined && to - from < WORTH) findSparsely(transitions, sparse, bytes, from, to, hits);
    else plain(bytes, from, to, hits);
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

interface Loop {
  setup(...numbers: number[]): void;
  walk(...numbers: number[]): void;
}

const PAGE = 64 * 1024;
/** Text that is walked at once. */
const TEXT = 128 * 1024;
/** Rows of the table have numbers of fifteen bits. */
const MAX_STATES = 0x7ffe;

function createWasmPass(transitions: Transitions): Pass {
  const { classes, shift, firstAccepting } = transitions;
  const sparse = transitions.sparse ?? sparsely(transitions);
  const { root, like, froms, on, to } = sparse;
  const states = froms.length - 1;
  if (states > MAX_STATES) throw new RangeError("too many anchor states for WebAssembly");
  let end = 0;
  /** The next `size` bytes, at a multiple of eight. The loop's own data, which it has none of, would come first. */
  const place = (size: number): number => {
    const at = end;
    end += (size + 7) & ~7;
    return at;
  };
  const countsAt = place(1024);
  const textAt = place(TEXT);
  const classesAt = place(256);
  const rootAt = place(root.byteLength);
  const likeAt = place(like.byteLength);
  const fromsAt = place(froms.byteLength);
  const toAt = place(to.byteLength);
  const onAt = place(on.byteLength);
  const entriesAt = place(2 * states);
  const statesAt = place(2 * (states + 1));
  const hitsAt = place(8 * TEXT);
  // Rows are touched when a state is first visited: what is not, takes no memory.
  const rowsAt = place((states + 1) << (shift + 1));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  const { setup, walk } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(WALK, "base64")), {
    env: { memory },
  }).exports as unknown as Loop;
  const { buffer } = memory;
  const text = new Uint8Array(buffer, textAt, TEXT);
  const counts = new Uint32Array(buffer, countsAt, 4);
  const found = new Uint32Array(buffer, hitsAt, 2 * TEXT);
  new Uint8Array(buffer, classesAt, 256).set(classes);
  new Uint16Array(buffer, rootAt, root.length).set(root);
  new Uint16Array(buffer, likeAt, like.length).set(like);
  new Uint32Array(buffer, fromsAt, froms.length).set(froms);
  new Uint16Array(buffer, toAt, to.length).set(to);
  new Uint8Array(buffer, onAt, on.length).set(on);
  setup(rootAt, likeAt, fromsAt, onAt, toAt, firstAccepting, classesAt, rowsAt, shift, entriesAt, statesAt);

  /** What is too short for four cursors. */
  function walkOn(before: number, bytes: Uint8Array, from: number, to: number, hits: Hits): void {
    let state = before;
    for (let i = from; i < to; i++) {
      state = step(sparse, state, classes[bytes[i] as number] as number);
      if (state >= firstAccepting) add(hits, i + 1, state);
    }
  }

  /** What the bytes before `at` lead to. */
  function stateAt(bytes: Uint8Array, at: number): number {
    let state = 0;
    for (let i = at - ANCHOR_MAX; i < at; i++) state = step(sparse, state, classes[bytes[i] as number] as number);
    return state;
  }

  return (bytes, from, to, hits) => {
    hits.count = 0;
    let state = root[classes[NEWLINE] as number] as number;
    for (let at = from; at < to; ) {
      const quarter = Math.min(to - at, TEXT) >> 2;
      const end = at + 4 * quarter;
      if (quarter < ANCHOR_MAX) {
        walkOn(state, bytes, at, to, hits);
        return;
      }
      text.set(bytes.subarray(at, end));
      walk(textAt, quarter, state, ANCHOR_MAX, hitsAt, countsAt);
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

const NEWLINE = 10;

function add(hits: Hits, end: number, state: number): void {
  if (hits.count === hits.ends.length) grow(hits);
  hits.ends[hits.count] = end;
  hits.states[hits.count++] = state;
}
