// The rules of a stream, compiled, and what they say of one event: which of its strings are pieces of which texts, which texts
// end with it, which numbers are offsets. It reads an event and changes nothing.

import { parsePath, type Step } from "./path.ts";
import { compileTable, type RestoreTable, type State } from "./table.ts";
import { ARRAY, member, NONE, type Node, nameOf, OBJECT, STRING, type Tree, textOf, WORD } from "./tree.ts";
import type {
  DeltaField,
  DeltaOffset,
  Field,
  ResponseClass,
  ResponseTable,
  StreamRule,
  StreamSpec,
  TextEnd,
} from "./types.ts";

/** A string of an event that is a piece of a text. */
export interface FoundDelta {
  readonly field: DeltaField;
  readonly node: Node;
  /** From the root to the string. */
  readonly chain: readonly Node[];
  /** Values of the field's key. */
  readonly key: readonly string[];
}

export interface FoundOffset {
  readonly offset: DeltaOffset;
  readonly node: Node;
  readonly key: readonly string[];
}

export interface FoundEnd {
  readonly end: TextEnd;
  readonly key: readonly string[];
}

export interface Reading {
  readonly rule: CompiledRule;
  readonly deltas: readonly FoundDelta[];
  readonly offsets: readonly FoundOffset[];
  readonly ends: readonly FoundEnd[];
  readonly tools: readonly { readonly name: string; readonly key: readonly string[] }[];
}

type Entry = Field<ResponseClass>;
type Meaning =
  | { readonly is: "delta"; readonly field: DeltaField }
  | { readonly is: "offset"; readonly offset: DeltaOffset };

export interface CompiledRule {
  readonly rule: StreamRule;
  /** Everything that restoring whole texts needs; pieces and offsets are left alone. */
  readonly table: RestoreTable;
  readonly meanings: ReadonlyMap<Entry, Meaning>;
  readonly places: RestoreTable;
  readonly ends: readonly { readonly end: TextEnd; readonly when: Seeker | null; readonly key: readonly KeyPath[] }[];
  readonly tool: { readonly path: Seeker; readonly key: readonly KeyPath[] } | null;
  readonly keys: ReadonlyMap<DeltaField | DeltaOffset, readonly KeyPath[]>;
  /** Paths of what else stays in a piece. */
  readonly keep: ReadonlyMap<DeltaField, readonly KeyPath[]>;
}

export interface KeyPath {
  readonly steps: readonly Step[];
  readonly optional: boolean;
}

export interface CompiledSpec {
  readonly spec: StreamSpec;
  /** The rule for an event; makes one for pieces of texts that no rule names. */
  ruleFor(type: string, tree: Tree): CompiledRule;
}

export function compileSpec(spec: StreamSpec, response: ResponseTable): CompiledSpec {
  const exact = new Map<string, CompiledRule>();
  const patterns: CompiledRule[] = [];
  let untyped = compileRule({}, response);
  for (const rule of spec.rules) {
    const made = compileRule(rule, response);
    if (rule.type === undefined) untyped = made;
    else if (rule.type.includes("*")) patterns.push(made);
    else if (!exact.has(rule.type)) exact.set(rule.type, made);
  }
  const unnamed = new Map<string, CompiledRule>();
  return {
    spec,
    ruleFor(type, tree) {
      const named = exact.get(type) ?? patterns.find(({ rule }) => matches(rule.type ?? "", type));
      if (named !== undefined) return named;
      const guess = type === "" ? null : guessRule(type, tree);
      if (guess === null) return untyped;
      const name = JSON.stringify(guess);
      let made = unnamed.get(name);
      if (made === undefined) {
        if (unnamed.size >= UNNAMED_MAX) unnamed.clear();
        made = compileRule(guess, response);
        unnamed.set(name, made);
      }
      return made;
    },
  };
}

/** Event types that are met without a rule; each costs a table. */
const UNNAMED_MAX = 64;

function matches(pattern: string, type: string): boolean {
  return pattern.startsWith("*") ? type.endsWith(pattern.slice(1)) : type.startsWith(pattern.slice(0, -1));
}

/**
 * A rule for an event that none names: one that ends in `delta` with a string of that name is a piece of a text, told apart by
 * all indexes and ids of the event; one that ends in `done` ends the texts of the same name.
 */
function guessRule(type: string, tree: Tree): StreamRule | null {
  const [, stem, tail] = /^(.+)[._](delta|done|completed|stop|end)$/.exec(type) ?? [];
  if (stem === undefined) return null;
  if (tail !== "delta") return { type, ends: [{ key: [], texts: [stem] }] };
  const delta = member(tree, 0, "delta");
  if (delta === NONE || tree.type(delta) !== STRING) return null;
  const key: string[] = [];
  for (let node = tree.first(0); node !== NONE; node = tree.next(node)) {
    const name = nameOf(tree, node);
    if (/^(?:\w{0,40}_)?(?:index|id)$/.test(name) && name !== "event_id") key.push(name);
  }
  const is = stem.includes("arguments") ? "RJ" : "R";
  return { type, deltas: [{ path: "delta", is, key: key.sort(), text: stem }] };
}

function compileRule(rule: StreamRule, response: ResponseTable): CompiledRule {
  const { deltas = [], offsets = [], fields = [], ends = [], tool } = rule;
  const meanings = new Map<Entry, Meaning>();
  const places: Entry[] = [];
  for (const field of deltas) {
    const entry: Entry = [field.path, "L"];
    places.push(entry);
    meanings.set(entry, { is: "delta", field });
  }
  for (const offset of offsets) {
    const entry: Entry = [offset.path, "L"];
    places.push(entry);
    meanings.set(entry, { is: "offset", offset });
  }
  const keys = new Map<DeltaField | DeltaOffset, readonly KeyPath[]>();
  for (const field of [...deltas, ...offsets]) keys.set(field, field.key.map(toKeyPath));
  const keep = new Map(deltas.map((field) => [field, (field.keep ?? []).map(toKeyPath)]));
  // Where a piece may also be an object or a list, its strings are whole texts.
  const inside = deltas.map(({ path, is }): Entry => [`${path}.**`, is === "RJ" ? "RO" : "R"]);
  return {
    rule,
    table: compileTable([...places, ...fields, ...inside, ...response]),
    meanings,
    places: compileTable(places),
    ends: ends.map((end) => ({
      end,
      when: end.when === undefined ? null : createSeeker(end.when),
      key: end.key.map(toKeyPath),
    })),
    tool: tool === undefined ? null : { path: createSeeker(tool.path), key: tool.key.map(toKeyPath) },
    keys,
    keep,
  };
}

function toKeyPath(path: string): KeyPath {
  const optional = path.endsWith("?");
  return { steps: parsePath(optional ? path.slice(0, -1) : path), optional };
}

/** What a rule finds in an event. */
export function readEvent(compiled: CompiledRule, tree: Tree): Reading {
  const deltas: FoundDelta[] = [];
  const offsets: FoundOffset[] = [];
  if (compiled.meanings.size > 0) {
    find(compiled.places, tree, (node, entry) => {
      const meaning = compiled.meanings.get(entry);
      if (meaning === undefined || tree.type(node) === OBJECT || tree.type(node) === ARRAY) return;
      const chain = chainOf(tree, node);
      if (meaning.is === "offset") {
        const key = keyOf(tree, chain, compiled.keys.get(meaning.offset) ?? []);
        offsets.push({ offset: meaning.offset, node, key });
      } else if (tree.type(node) === STRING) {
        const key = keyOf(tree, chain, compiled.keys.get(meaning.field) ?? []);
        deltas.push({ field: meaning.field, node, chain, key });
      }
    });
  }
  const ends: FoundEnd[] = [];
  for (const { end, when, key } of compiled.ends) {
    if (when === null) ends.push({ end, key: keyOf(tree, [0], key) });
    else
      when(tree, (node) => {
        if (tree.type(node) === WORD && textOf(tree, node) === "null") return;
        ends.push({ end, key: keyOf(tree, chainOf(tree, node), key) });
      });
  }
  const tools: { name: string; key: readonly string[] }[] = [];
  const { tool } = compiled;
  tool?.path(tree, (node) => {
    if (tree.type(node) === STRING)
      tools.push({ name: textOf(tree, node), key: keyOf(tree, chainOf(tree, node), tool.key) });
  });
  return { rule: compiled, deltas, offsets, ends, tools };
}

type Seeker = (tree: Tree, each: (node: Node) => void) => void;

/** Finds what stands at one path. */
function createSeeker(path: string): Seeker {
  const table = compileTable([[path, "L"]] satisfies ResponseTable);
  return (tree, each) => find(table, tree, each);
}

function find(table: RestoreTable, tree: Tree, each: (node: Node, entry: Entry) => void): void {
  const visit = (node: Node, state: State<ResponseClass>): void => {
    if (state.entry !== null) each(node, state.entry);
    if (!state.leads) return;
    const type = tree.type(node);
    if (type !== OBJECT && type !== ARRAY) return;
    for (let child = tree.first(node); child !== NONE; child = tree.next(child))
      visit(child, table.child(state, tree, child));
  };
  visit(0, table.root(tree));
}

/** A node and all that it is in, from the root. */
function chainOf(tree: Tree, node: Node): Node[] {
  const chain: Node[] = [];
  for (let at = node; at !== NONE; at = tree.parent(at)) chain.push(at);
  return chain.reverse();
}

function keyOf(tree: Tree, chain: readonly Node[], paths: readonly KeyPath[]): string[] {
  return paths.map((path) => {
    const found = follow(tree, chain, path.steps);
    if (found.node !== NONE) return textOf(tree, found.node);
    return path.optional || found.element === NONE ? "" : String(tree.index(found.element));
  });
}

/** Where a path leads that goes through the same elements as a chain does, and the last element on the way. */
export function follow(tree: Tree, chain: readonly Node[], steps: readonly Step[]): { node: Node; element: Node } {
  let node: Node = 0;
  let depth = 0;
  let element: Node = NONE;
  for (const step of steps) {
    if (step.type === "guard") continue;
    const next = node === chain[depth] ? chain[depth + 1] : undefined;
    if (step.type === "element") {
      node =
        next !== undefined && tree.nameStart(next) < 0 ? next : tree.type(node) === ARRAY ? tree.first(node) : NONE;
      element = node;
    } else if (step.type === "name") {
      if (next !== undefined && tree.nameStart(next) >= 0 && step.names.includes(nameOf(tree, next))) node = next;
      else node = firstOf(tree, node, step.names);
    } else return { node: NONE, element };
    if (node === NONE) return { node, element };
    depth++;
  }
  return { node, element };
}

function firstOf(tree: Tree, object: Node, names: readonly string[]): Node {
  for (const name of names) {
    const found = member(tree, object, name);
    if (found !== NONE) return found;
  }
  return NONE;
}
