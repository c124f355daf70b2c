// Field tables, compiled: which entry a place in a JSON document has. All paths are followed at once, as states of one
// automaton that is made as documents need it.

import { createNameTable } from "../text/name-table.ts";
import { type Guard, parsePath, type Step } from "./path.ts";
import { ARRAY, members, type Node, OBJECT, type Tree, textOf } from "./tree.ts";
import type { Field, RequestClass, RequestTable, ResponseClass, ResponseTable } from "./types.ts";

/** A place in a table, on the way down a document. */
export interface State<Class> {
  /** The entry whose path ends here. */
  readonly entry: Field<Class> | null;
  /** False when no path goes on from here. */
  readonly leads: boolean;
}

export interface Table<Class> {
  /** Of a document's root. */
  root(tree: Tree): State<Class>;
  /** Of a child of a node whose state is known. */
  child(state: State<Class>, tree: Tree, node: Node): State<Class>;
  /** The end of all paths. */
  readonly nowhere: State<Class>;
  /** Whether any path has this name, `bytes[start, end)`: it is a word of the API. */
  knows(bytes: Uint8Array, start: number, end: number): boolean;
}

export type MaskTable = Table<RequestClass>;
export type RestoreTable = Table<ResponseClass>;

interface Inner<Class> extends State<Class> {
  readonly positions: readonly number[];
  /** Positions of the conditions that decide what holds for the node itself; empty once they are decided. */
  readonly guards: readonly number[];
  readonly next: (Inner<Class> | undefined)[];
  readonly decided: Map<string, Inner<Class>>;
}

const compiled = new WeakMap<object, unknown>();

/** The table of a request or response; made once for each. */
export function compileTable(table: RequestTable): MaskTable;
export function compileTable(table: ResponseTable): RestoreTable;
export function compileTable<Class>(table: readonly Field<Class>[]): Table<Class> {
  let made = compiled.get(table) as Table<Class> | undefined;
  if (made === undefined) {
    made = createTable(table);
    compiled.set(table, made);
  }
  return made;
}

function createTable<Class>(table: readonly Field<Class>[]): Table<Class> {
  /** The steps of all paths, each followed by null; `ends` says whose a null is. */
  const steps: (Step | null)[] = [];
  const ends = new Map<number, number>();
  const starts: number[] = [];
  for (const [entry, [path]] of table.entries()) {
    starts.push(steps.length);
    steps.push(...parsePath(path));
    ends.set(steps.length, entry);
    steps.push(null);
  }
  const names = [...new Set(steps.flatMap((step) => (step?.type === "name" ? step.names : [])))];
  const symbols = new Map(names.map((name, symbol) => [name, symbol]));
  const other = names.length;
  const element = other + 1;
  const symbolOf = createNameTable(names);
  /** By step: the symbols that it takes. */
  const taken = steps.map((step) =>
    step?.type === "name" ? new Set(step.names.map((name) => symbols.get(name) as number)) : null,
  );
  const states = new Map<string, Inner<Class>>();
  const nowhere = stateOf([], true);
  const start = stateOf(starts, false);

  /** `decided`: the conditions among the positions are dealt with. */
  function stateOf(reached: readonly number[], decided: boolean): Inner<Class> {
    const closed = new Set<number>();
    for (const position of reached) {
      closed.add(position);
      for (let next = position; steps[next]?.type === "deep"; next++) closed.add(next + 1);
    }
    const positions = [...closed].sort((a, b) => a - b);
    const key = `${decided ? "d" : ""}${positions.join()}`;
    let state = states.get(key);
    if (state === undefined) {
      const guards = decided ? [] : guardsOf(positions);
      const entries = positions.flatMap((position) => ends.get(position) ?? []);
      const first = entries.length === 0 ? undefined : table[Math.min(...entries)];
      const leads = positions.some((position) => steps[position] !== null);
      state = { entry: first ?? null, leads, positions, guards, next: [], decided: new Map() };
      states.set(key, state);
    }
    return state;
  }

  /** All conditions that may hold here, also those behind another one. */
  function guardsOf(positions: readonly number[]): number[] {
    const found = new Set<number>();
    for (const position of positions) for (let at = position; steps[at]?.type === "guard"; at++) found.add(at);
    return [...found];
  }

  function decide(state: Inner<Class>, tree: Tree, node: Node): Inner<Class> {
    if (state.guards.length === 0) return state;
    const held = state.guards.map((position) => holds(tree, node, steps[position] as Guard));
    const key = held.map((yes) => (yes ? "1" : "0")).join("");
    let decided = state.decided.get(key);
    if (decided === undefined) {
      const truth = new Map(state.guards.map((position, i) => [position, held[i] === true]));
      const positions: number[] = [];
      for (const position of state.positions) {
        let at = position;
        while (truth.get(at) === true) at++;
        if (steps[at]?.type !== "guard") positions.push(at);
      }
      decided = stateOf(positions, true);
      state.decided.set(key, decided);
    }
    return decided;
  }

  function follow(state: Inner<Class>, symbol: number): Inner<Class> {
    let target = state.next[symbol];
    if (target === undefined) {
      const positions: number[] = [];
      for (const position of state.positions) {
        const step = steps[position];
        if (step?.type === "deep") positions.push(position);
        else if (
          (step?.type === "name" && taken[position]?.has(symbol) === true) ||
          (step?.type === "any" && symbol !== element) ||
          (step?.type === "element" && symbol === element)
        )
          positions.push(position + 1);
      }
      target = stateOf(positions, false);
      state.next[symbol] = target;
    }
    return target;
  }

  return {
    nowhere,
    knows: (bytes, start, end) => symbolOf(bytes, start, end) !== other,
    root: (tree) => decide(start, tree, 0),
    child(state, tree, node) {
      const inner = state as Inner<Class>;
      if (!inner.leads) return nowhere;
      const name = tree.nameStart(node);
      const symbol = name < 0 ? element : symbolOf(tree.bytes, name, tree.nameEnd(node));
      return decide(follow(inner, symbol), tree, node);
    },
  };
}

/**
 * Whether an object's members are as a condition says. Of a member that is there twice all copies must be: readers differ in
 * which one they take.
 */
export function holds(tree: Tree, node: Node, { name, values, not }: Guard): boolean {
  if (tree.type(node) !== OBJECT) return not;
  const found = members(tree, node, name);
  const yes =
    found.length > 0 &&
    (values === null ||
      found.every((member) => {
        const type = tree.type(member);
        return type !== OBJECT && type !== ARRAY && values.includes(textOf(tree, member));
      }));
  return yes !== not;
}
