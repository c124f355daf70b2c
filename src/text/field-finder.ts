// Finds the values that JSON paths select in a line of NDJSON, as byte ranges. All paths are followed at once, as states of
// one automaton that is made as texts need it. It reads only; masking the ranges is the caller's business.

import type { JsonPath, PathStep } from "./json-paths.ts";
import { type JsonType, type JsonVisitor, MAX_DEPTH, walkJson } from "./json-tokens.ts";
import { createNameTable } from "./name-table.ts";

export type ByteRange = readonly [start: number, end: number];

/**
 * Ranges of the selected strings (without quotes) and numbers, in order and disjoint, empty strings left out; a selected
 * object or array selects all in it, but no names. Null when `bytes[from, to)`, less a byte order mark, is not one JSON text.
 */
export type FieldFinder = (bytes: Uint8Array, from: number, to: number) => readonly ByteRange[] | null;

interface State {
  /** Everything from here on is selected. */
  readonly all: boolean;
  /** Offsets into the steps of all paths. */
  readonly positions: readonly number[];
  /** By symbol; what is missing was not needed yet. */
  readonly next: (State | undefined)[];
}

/** States kept from line to line; some paths could have very many. */
const MAX_STATES = 4096;
const NOWHERE: State = { all: false, positions: [], next: [] };
const EVERYTHING: State = { all: true, positions: [], next: [] };

export function createFieldFinder(paths: readonly JsonPath[]): FieldFinder {
  /** The steps of all paths, each followed by null. */
  const steps: (PathStep | null)[] = paths.flatMap((path) => [...path, null]);
  const starts: number[] = [];
  for (let at = 0, path = 0; path < paths.length; path++) {
    starts.push(at);
    at += (paths[path]?.length ?? 0) + 1;
  }
  // Symbols: a name that paths use, any other name, an index that paths use, any other index.
  const names = [...new Set(steps.flatMap((step) => (step?.type === "name" ? [step.name] : [])))];
  const otherName = names.length;
  const indexes = new Map<number, number>();
  for (const step of steps) {
    if (step?.type === "index" && !indexes.has(step.index)) indexes.set(step.index, otherName + 1 + indexes.size);
  }
  const otherIndex = otherName + 1 + indexes.size;
  const nameOf = createNameTable(names);

  let states = new Map<string, State>();
  let start = stateOf(starts);

  /** By depth: the state of the open container, and the index of its next element (-1 in an object). */
  const stack: State[] = new Array(MAX_DEPTH + 1).fill(NOWHERE);
  const counters = new Int32Array(MAX_DEPTH + 1);
  let depth = 0;
  /** State of the next member. */
  let member = NOWHERE;
  let text: Uint8Array = new Uint8Array(0);
  let found: ByteRange[] = [];

  const visitor: JsonVisitor = {
    name(from, to) {
      const state = stack[depth] ?? NOWHERE;
      member = state.all || state === NOWHERE ? state : follow(state, nameOf(text, from, to));
    },
    open(array) {
      const state = child();
      stack[++depth] = state;
      counters[depth] = array ? 0 : -1;
    },
    close() {
      depth--;
    },
    value(from, to, type: JsonType) {
      if (child().all && type !== "literal" && to > from) found.push([from, to]);
    },
  };

  return (bytes, from, to) => {
    const marked = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf && from + 3 <= to;
    depth = 0;
    member = start;
    counters[0] = -1;
    text = bytes;
    found = [];
    return walkJson(bytes, marked ? from + 3 : from, to, visitor) ? found : null;
  };

  /** The state of the value at hand. */
  function child(): State {
    const index = counters[depth] ?? -1;
    if (index < 0) return member;
    counters[depth] = index + 1;
    const state = stack[depth] ?? NOWHERE;
    if (state.all || state === NOWHERE) return state;
    return follow(state, indexes.size === 0 ? otherIndex : (indexes.get(index) ?? otherIndex));
  }

  function follow(state: State, symbol: number): State {
    const known = state.next[symbol];
    if (known !== undefined) return known;
    const positions: number[] = [];
    for (const position of state.positions) {
      const step = steps[position];
      if (step === undefined || step === null) continue;
      if (step.type === "deep") positions.push(position);
      else if (matches(step, symbol)) positions.push(position + 1);
    }
    const target = stateOf(positions);
    state.next[symbol] = target;
    return target;
  }

  function matches(step: PathStep, symbol: number): boolean {
    if (step.type === "any") return true;
    if (step.type === "name") return names[symbol] === step.name;
    return step.type === "index" && indexes.get(step.index) === symbol;
  }

  function stateOf(reached: readonly number[]): State {
    const closed = new Set<number>();
    for (const position of reached) {
      closed.add(position);
      // "Any number of steps" may be none, so what follows it is reached as well.
      for (let next = position; steps[next]?.type === "deep"; next++) closed.add(next + 1);
    }
    for (const position of closed) if (steps[position] === null) return EVERYTHING;
    if (closed.size === 0) return NOWHERE;
    const positions = [...closed].sort((a, b) => a - b);
    const key = positions.join();
    let state = states.get(key);
    if (state === undefined) {
      state = { all: false, positions, next: [] };
      if (states.size >= MAX_STATES) {
        states = new Map();
        start = stateOf(starts);
      }
      states.set(key, state);
    }
    return state;
  }
}
