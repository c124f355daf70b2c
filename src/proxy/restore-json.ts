// Restores the texts of one JSON document in place: everything outside of what changed stays byte for byte. Texts go through
// the machine that streams use, so that a whole answer and its pieces say the same.

import { DOCUMENT, DOCUMENT_INDEX } from "./documents.ts";
import { createHoldBack, type HoldBack } from "./hold-back.ts";
import { decodeLiteral } from "./literal.ts";
import { type LengthEdit, mapOffset } from "./offsets.ts";
import { isSearch } from "./probe.ts";
import type { RestoreTable } from "./table.ts";
import { apply, type Splice } from "./texts.ts";
import {
  ARRAY,
  isLongNumber,
  member,
  NONE,
  type Node,
  NUMBER,
  nameOf,
  parseTree,
  STRING,
  type Tree,
  textOf,
} from "./tree.ts";
import type { EchoText, Place, ResponseClass, Restoring } from "./types.ts";
import { type Found, walkFields } from "./walk.ts";
import { toBytes, toLiteral, toText } from "./wire-text.ts";

export interface RestoreJsonOptions {
  readonly table: RestoreTable;
  readonly restoring: Restoring;
  /** Rewrites absolute URLs of the provider; absent when they stay. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
  /** False where the caller notes texts itself (streams, whose pieces came before). Default true. */
  readonly echo?: boolean;
}

export interface RestoredJson {
  readonly body: Buffer;
  readonly changed: boolean;
  /** False: it is not one JSON text. */
  readonly valid: boolean;
}

/** Members that clients follow as they are. */
const LINKS = new Set([
  "results_url",
  "downloadUri",
  "download_uri",
  "nextLink",
  "next_page",
  "next_page_url",
  "operation-location",
]);

interface Task {
  readonly node: Node;
  readonly found: Found<ResponseClass>;
  readonly place: Place;
  /** Its name, not its value. */
  readonly name: boolean;
}

/** @throws ClosemaskError of the store */
export async function restoreJson(bytes: Buffer, options: RestoreJsonOptions): Promise<RestoredJson> {
  const tree = parseTree(bytes);
  if (tree === null) return { body: bytes, changed: false, valid: false };
  const { table, rewriteUrl } = options;
  const restoring = options.echo === false ? silent(options.restoring) : options.restoring;
  const splices: Splice[] = [];
  const edits = new Map<Node, readonly LengthEdit[]>();
  const texts: Task[] = [];
  const offsets: Task[] = [];
  const links: Node[] = [];
  /** By field: what holds for all that is in it. */
  const places = new Map<Found<ResponseClass>, Place>();

  walkFields<ResponseClass>(tree, table, "R", (node, field, named) => {
    const type = tree.type(node);
    // What is in an object where JSON in a string was expected is free-form JSON.
    const found = field.is === "RJ" && !named ? { ...field, is: "RO" as const } : field;
    if (found.is === "S") return false;
    let place = places.get(field);
    if (place === undefined || named) {
      place = placeOf(tree, node, found);
      places.set(field, place);
    }
    if (found.is === "R" || found.is === "RO") {
      if (tree.nameStart(node) >= 0 && mayHold(bytes, tree.nameStart(node), tree.nameEnd(node)))
        texts.push({ node, found, place, name: true });
    }
    if (type === STRING && tree.end(node) > tree.start(node)) {
      if (rewriteUrl !== undefined && LINKS.has(nameOf(tree, node))) links.push(node);
      else if (found.is !== "L" && found.is !== "RX") texts.push({ node, found, place, name: false });
    } else if (found.is === "RO" && isLongNumber(tree, node)) {
      // One that the model made up goes back as it came.
      const echo = restoring.echo();
      echo.add(bytes.subarray(tree.start(node), tree.end(node)));
      echo.end();
    } else if (type === NUMBER && found.is === "RX") offsets.push({ node, found, place, name: false });
    return true;
  });
  const units = new Set(offsets.map(({ found }) => found.notes.unit ?? "utf16"));
  const unit = offsets.length === 0 ? undefined : units.has("utf8") ? "utf8" : "utf16";

  for (const { node, found, name, place } of texts) {
    const start = name ? tree.nameStart(node) : tree.start(node);
    const end = name ? tree.nameEnd(node) : tree.end(node);
    const member = found.is === "RO" && !name ? nameOf(tree, node) : "";
    const looksFor = restoring.probe !== undefined && isSearch(member);
    if (found.is !== "RJ" && !looksFor && !mayHold(bytes, start, end)) {
      const echo = restoring.echo();
      echo.add(bytes.subarray(start, end));
      echo.end();
      continue;
    }
    if (found.is === "RO") {
      // Read with its quotes, which say where a string in it begins.
      const raw = toText(bytes.subarray(start - 1, end + 1));
      const hold = createHoldBack({
        restoring,
        place,
        json: true,
        owner: name ? null : ownerOf(tree, node),
        ...(looksFor ? { member } : {}),
      });
      const restored = await whole(hold, raw);
      if (restored !== raw) splices.push({ start: start - 1, end: end + 1, bytes: toBytes(restored) });
      continue;
    }
    const wire = decoded(bytes, start, end);
    const hold = createHoldBack({ restoring, place, json: found.is === "RJ", offsets: unit });
    const restored = await whole(hold, wire);
    if (restored === wire) continue;
    if (!name && hold.edits.length > 0) edits.set(node, hold.edits);
    splices.push({ start, end, bytes: Buffer.from(toLiteral(restored)) });
  }
  for (const { node, found } of offsets) {
    if (found.notes.text === DOCUMENT) {
      const index = member(tree, tree.parent(node), DOCUMENT_INDEX);
      const moved = restoring.documents?.[index === NONE ? -1 : Number(textOf(tree, index))] ?? [];
      const at = mapOffset(moved, Number(textOf(tree, node)), found.notes.edge ?? "start");
      if (moved.length > 0 && Number.isInteger(at))
        splices.push({ start: tree.start(node), end: tree.end(node), bytes: Buffer.from(String(at)) });
      continue;
    }
    const text = relative(tree, node, found.notes.text ?? "");
    const moved = mapOffset(edits.get(text) ?? [], Number(textOf(tree, node)), found.notes.edge ?? "start");
    if (edits.has(text) && Number.isInteger(moved))
      splices.push({ start: tree.start(node), end: tree.end(node), bytes: Buffer.from(String(moved)) });
  }
  for (const node of links) {
    const url = textOf(tree, node);
    const ours = rewriteUrl?.(url) ?? url;
    if (ours !== url)
      splices.push({ start: tree.start(node), end: tree.end(node), bytes: Buffer.from(toLiteral(ours)) });
  }
  if (splices.length === 0) return { body: bytes, changed: false, valid: true };
  return { body: apply({ bytes, start: 0, end: bytes.length, splices }), changed: true, valid: true };
}

/** No placeholder is complete without one of these; behind an escape it may be hidden. */
const MARKS = new Uint8Array(256);
for (const byte of Buffer.from("0123456789}>]_;@%\\")) MARKS[byte] = 1;

function mayHold(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (MARKS[bytes[i] as number] === 1) return true;
  return false;
}

async function whole(hold: HoldBack, text: string): Promise<string> {
  const restored = await hold.feed(text, true);
  hold.close();
  return restored;
}

function decoded(bytes: Buffer, start: number, end: number): string {
  if (bytes.subarray(start, end).indexOf(0x5c) < 0) return toText(bytes.subarray(start, end));
  const room = Buffer.allocUnsafe(end - start);
  return toText(room.subarray(0, decodeLiteral(bytes, start, end, room, 0)));
}

/** Names of tools stand beside what is for them, or one level up. */
const NAME_LEVELS = 2;

/**
 * Where the texts below a field end up, and for which tool: its name stands beside the field, never in what a model wrote
 * into it.
 */
function placeOf(tree: Tree, field: Node, { is, notes }: Found<ResponseClass>): Place {
  const channel = is === "RJ" || is === "RO" ? "tools" : (notes.channel ?? "text");
  if (channel === "text") return { channel };
  for (let at = tree.parent(field), level = 0; at !== NONE && level < NAME_LEVELS; at = tree.parent(at), level++) {
    const name = member(tree, at, "name");
    if (name !== NONE && tree.type(name) === STRING) return { channel, tool: textOf(tree, name) };
  }
  return { channel };
}

/** The name of the member whose value a node is, or a part of in lists. */
function ownerOf(tree: Tree, node: Node): string {
  let at = node;
  while (tree.nameStart(at) < 0 && tree.parent(at) !== NONE) at = tree.parent(at);
  return nameOf(tree, at);
}

const NO_ECHO: EchoText = { add() {}, end() {} };

/** Restores the same and notes nothing. */
function silent(restoring: Restoring): Restoring {
  return {
    find: restoring.find,
    hold: restoring.hold,
    resolve: (found, bytes, place) => restoring.resolve(found, bytes, place),
    form: (value, depth, json) => restoring.form?.(value, depth, json) ?? { value, rounds: depth },
    echo: () => NO_ECHO,
    echoJson() {},
    get counts() {
      return restoring.counts;
    },
    documents: restoring.documents ?? [],
    probe: restoring.probe,
    isNumber: restoring.isNumber,
  };
}

/**
 * The node at a path from the object that holds another one: `..` goes up, a name down, `[@a.b]` to the element whose number
 * a member says (0 when there is none).
 */
function relative(tree: Tree, from: Node, path: string): Node {
  let at = tree.parent(from);
  const holder = at;
  for (const step of path.match(/\.\.|\[@[^\]]+\]|[^./[]+/g) ?? []) {
    if (at === NONE) return NONE;
    if (step === "..") at = tree.parent(at);
    else if (step.startsWith("[@")) at = element(tree, at, numberAt(tree, holder, step.slice(2, -1)));
    else at = member(tree, at, step);
  }
  return at;
}

function numberAt(tree: Tree, holder: Node, path: string): number {
  let at = holder;
  for (const name of path.split(".")) at = at === NONE ? NONE : member(tree, at, name);
  return at === NONE ? 0 : Number(textOf(tree, at));
}

function element(tree: Tree, array: Node, index: number): Node {
  if (tree.type(array) !== ARRAY) return NONE;
  let at = tree.first(array);
  for (let i = 0; i < index && at !== NONE; i++) at = tree.next(at);
  return at;
}
