// The shapes: those anchors that are no needles (needles.ts), such as digit-dot-digit, as a single deterministic automaton over
// byte classes. It finds their ends; what they mean is the detector's business.

import type { Charset } from "./charset.ts";
import type { Anchor } from "./rule.ts";

/** What the pass walks through. Plain data, so that it can be built ahead and loaded. */
export interface Transitions {
  /** Class of each byte. */
  readonly classes: Uint8Array;
  /** `next[(state << shift) | class]`. State 0 is the start. */
  readonly next: Uint16Array;
  readonly shift: number;
  /** States from this one on end at least one anchor. */
  readonly firstAccepting: number;
  /** Where they were loaded from: `next` is then made when it is first asked for. */
  readonly sparse?: Sparse;
}

/**
 * Transitions by what sets each state apart from a shallower one: a few for each state, however many anchors there are. The
 * shallower one is the failure state of A. Aho and M. Corasick (1975), found in the table alone.
 */
export interface Sparse {
  /** Where the start goes, by class. */
  readonly root: Uint16Array;
  /** The state that a state is like where it has no exception; of the start itself, the start. */
  readonly like: Uint16Array;
  /** Exceptions of state s: `froms[s]` to `froms[s + 1]`. */
  readonly froms: Uint32Array;
  readonly on: Uint8Array;
  readonly to: Uint16Array;
}

/** Compiled anchors. */
export interface Automaton extends Transitions {
  /** Anchors that end in state `firstAccepting + i`. */
  readonly accepts: readonly (readonly number[])[];
}

/** Longest anchor: what lies further back cannot matter to a state. */
export const ANCHOR_MAX = 128;

/** Calls back where anchors end in `bytes[from, to)`, as if a line began at `from`. */
export function walkShapes(
  { classes, next, shift, firstAccepting }: Transitions,
  bytes: Uint8Array,
  from: number,
  to: number,
  found: (end: number, state: number) => void,
): void {
  let state = next[classes[NEWLINE] as number] as number;
  for (let i = from; i < to; i++) {
    state = next[(state << shift) | (classes[bytes[i] as number] as number)] as number;
    if (state >= firstAccepting) found(i + 1, state);
  }
}

const NEWLINE = 10;

/** The sparse form of a table. */
export function sparsely({ classes, next, shift }: Transitions): Sparse {
  const width = Math.max(...classes) + 1;
  const states = next.length >> shift;
  const like = new Uint16Array(states);
  const seen = new Uint8Array(states);
  seen[0] = 1;
  // By breadth: what a state is like is nearer to the start than the state itself.
  const order = [0];
  for (const state of order)
    for (let kind = 0; kind < width; kind++) {
      const target = next[(state << shift) | kind] as number;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      like[target] = state === 0 ? 0 : (next[((like[state] as number) << shift) | kind] as number);
      order.push(target);
    }
  const froms = [0];
  const on: number[] = [];
  const to: number[] = [];
  for (let state = 0; state < states; state++) {
    const row = state << shift;
    const usual = (like[state] as number) << shift;
    for (let kind = 0; kind < width; kind++) {
      const target = next[row | kind] as number;
      if (target === next[usual | kind]) continue;
      on.push(kind);
      to.push(target);
    }
    froms.push(on.length);
  }
  return {
    root: next.slice(0, width),
    like,
    froms: Uint32Array.from(froms),
    on: Uint8Array.from(on),
    to: Uint16Array.from(to),
  };
}

/** `walkShapes` without the large table. */
export function walkSparsely(
  { classes, firstAccepting }: Transitions,
  sparse: Sparse,
  bytes: Uint8Array,
  from: number,
  to: number,
  found: (end: number, state: number) => void,
): void {
  if (stepped !== sparse) {
    stepped = sparse;
    keys.fill(-1);
  }
  let state = sparse.root[classes[NEWLINE] as number] as number;
  for (let i = from; i < to; i++) {
    const kind = classes[bytes[i] as number] as number;
    const key = (state << 8) | kind;
    const at = Math.imul(key, SPREAD) >>> (32 - MEMORY_BITS);
    if (keys[at] !== key) {
      keys[at] = key;
      targets[at] = step(sparse, state, kind);
    }
    state = targets[at] as number;
    if (state >= firstAccepting) found(i + 1, state);
  }
}

// Steps that were taken lately: nearly all are taken again and again, and finding one out goes through several states.
const MEMORY_BITS = 12;
const SPREAD = 0x9e3779b1;
const keys = new Int32Array(1 << MEMORY_BITS);
const targets = new Uint16Array(1 << MEMORY_BITS);
let stepped: Sparse | null = null;

/** Where a state goes in a class. */
export function step({ root, like, froms, on, to }: Sparse, from: number, kind: number): number {
  for (let state = from; state !== 0; state = like[state] as number) {
    const end = froms[state + 1] as number;
    for (let k = froms[state] as number; k < end; k++) if (on[k] === kind) return to[k] as number;
  }
  return root[kind] as number;
}

/**
 * Compiles anchors by subset construction over partial matches.
 * @throws RangeError when the automaton would need more than 65,535 states, or an anchor is longer than 128 bytes.
 */
export function compileAutomaton(anchors: readonly Anchor[]): Automaton {
  if (anchors.some((anchor) => anchor.length > ANCHOR_MAX)) throw new RangeError("too long an anchor");
  const { classes, members } = partition(anchors);
  const width = members.length;
  const shift = Math.max(1, Math.ceil(Math.log2(width)));

  // A position is "anchor a, k bytes seen", numbered first[a] + k; the start (k = 0) is always active and left out.
  const first: number[] = [];
  const anchorOf: number[] = [];
  const depth: number[] = [];
  for (const [a, anchor] of anchors.entries()) {
    first.push(anchorOf.length);
    for (let k = 0; k <= anchor.length; k++) {
      anchorOf.push(a);
      depth.push(k);
    }
  }
  // Classes that a byte set takes, by set.
  const taken = new Map<Charset, number[]>();
  const takes = (position: number): readonly number[] => {
    const set = anchors[anchorOf[position] as number]?.[depth[position] as number];
    if (set === undefined) return [];
    let list = taken.get(set);
    if (list === undefined) {
      list = members.flatMap((bytes, c) => (set[bytes[0] as number] === 1 ? [c] : []));
      taken.set(set, list);
    }
    return list;
  };

  // What begins with a class is under way behind each byte of it, whatever came before. So a state is the set of anchors
  // just begun, by number, and the positions that are further on.
  const begun: number[][] = members.map(() => []);
  for (const position of first) for (const c of takes(position)) begun[c]?.push(position + 1);
  const beginnings: number[][] = [[]];
  const numbers = new Map<string, number>([["", 0]]);
  const beginningOf = begun.map((positions) => {
    const key = positions.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, beginnings.length);
    return beginnings.push(positions) - 1;
  });

  const ids = new Map<string, number>([["0:", 0]]);
  const states: { readonly beginning: number; readonly further: readonly number[] }[] = [{ beginning: 0, further: [] }];
  const idOf = (c: number, further: number[]): number => {
    const beginning = beginningOf[c] as number;
    const key = `${beginning}:${further.join()}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = states.length;
      if (id > 0xffff) throw new RangeError("too many anchor states");
      ids.set(key, id);
      states.push({ beginning, further });
    }
    return id;
  };
  const moves = (positions: readonly number[]): Map<number, number[]> => {
    const moved = new Map<number, number[]>();
    for (const position of positions)
      for (const c of takes(position)) {
        const list = moved.get(c);
        if (list === undefined) moved.set(c, [position + 1]);
        else list.push(position + 1);
      }
    return moved;
  };
  const startRow = Uint16Array.from(members, (_, c) => idOf(c, []));
  // Where a beginning leads by itself, and its positions by class.
  const fromBeginning: ({ readonly row: Uint16Array; readonly moved: Map<number, number[]> } | undefined)[] = [];
  const rows: Uint16Array[] = [];
  for (let s = 0; s < states.length; s++) {
    const { beginning, further } = states[s] as (typeof states)[number];
    let from = fromBeginning[beginning];
    if (from === undefined) {
      const moved = moves(beginnings[beginning] as number[]);
      from = { row: startRow.slice(), moved };
      for (const [c, positions] of moved) from.row[c] = idOf(c, positions);
      fromBeginning[beginning] = from;
    }
    const row = from.row.slice();
    for (const [c, positions] of moves(further))
      row[c] = idOf(
        c,
        [...positions, ...(from.moved.get(c) ?? [])].sort((x, y) => x - y),
      );
    rows.push(row);
  }

  // Accepting states get the highest numbers, so that the hot loop needs one comparison.
  const ended = states.map(({ beginning, further }) =>
    [...(beginnings[beginning] as number[]), ...further]
      .sort((x, y) => x - y)
      .filter((p) => depth[p] === anchors[anchorOf[p] as number]?.length)
      .map((p) => anchorOf[p] as number),
  );
  const order = [...states.keys()].sort(
    (a, b) => Number((ended[a] as number[]).length > 0) - Number((ended[b] as number[]).length > 0) || a - b,
  );
  const renamed = new Uint16Array(states.length);
  for (const [to, from] of order.entries()) renamed[from] = to;
  const firstAccepting = order.findIndex((s) => (ended[s] as number[]).length > 0);
  const next = new Uint16Array(states.length << shift);
  for (const [s, row] of rows.entries()) {
    const base = (renamed[s] as number) << shift;
    for (let c = 0; c < width; c++) next[base | c] = renamed[row[c] as number] as number;
  }
  return {
    classes,
    next,
    shift,
    firstAccepting: firstAccepting < 0 ? states.length : firstAccepting,
    accepts: firstAccepting < 0 ? [] : order.slice(firstAccepting).map((s) => ended[s] as number[]),
  };
}

/** Bytes that no anchor tells apart share a class. */
function partition(anchors: readonly Anchor[]): { classes: Uint8Array; members: number[][] } {
  const unique = new Set(anchors.flat());
  const signature: string[] = new Array(256).fill("");
  let n = 0;
  for (const set of unique) {
    const mark = `${(n++).toString(36)},`;
    for (let b = 0; b < 256; b++) if (set[b] === 1) signature[b] += mark;
  }
  const byKey = new Map<string, number[]>();
  for (let b = 0; b < 256; b++) {
    const group = byKey.get(signature[b] as string);
    if (group === undefined) byKey.set(signature[b] as string, [b]);
    else group.push(b);
  }
  const members = [...byKey.values()];
  const classes = new Uint8Array(256);
  for (const [c, bytes] of members.entries()) for (const b of bytes) classes[b] = c;
  return { classes, members };
}
