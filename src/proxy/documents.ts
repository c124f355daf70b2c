// Offsets that count in a document which the request itself holds: the provider sees the masked document, the
// client has its own. Documents are numbered in the order in which they stand in the request.

import { invertEdits, type LengthEdit, mapOffset } from "./offsets.ts";
import type { MaskTable } from "./table.ts";
import type { Text } from "./texts.ts";
import { member, NONE, type Node, OBJECT, STRING, type Tree, textOf } from "./tree.ts";
import type { RequestClass, Restoring } from "./types.ts";
import { walkFields } from "./walk.ts";

/** In tables: the text is a document of the request. */
export const DOCUMENT = "#document";
/** The member beside the offset that says which. */
export const DOCUMENT_INDEX = "document_index";

const MARK = Buffer.from(`"${DOCUMENT_INDEX}"`);
const DOCUMENT_TYPE = Buffer.from('"document"');

/**
 * Moves the offsets in a request, which count in the client's documents, to what the provider gets; returns what leads back.
 */
export function moveOffsets(
  tree: Tree,
  body: Text,
  table: MaskTable,
  byNode: ReadonlyMap<Node, Text>,
): NonNullable<Restoring["documents"]> {
  if (!tree.bytes.includes(DOCUMENT_TYPE)) return [];
  const edits: LengthEdit[][] = [];
  for (let node = 0; node < tree.size; node++) {
    if (!says(tree, node, "type", "document")) continue;
    const source = member(tree, node, "source");
    const data = source === NONE ? NONE : member(tree, source, "data");
    const text = byNode.get(data);
    edits.push(text === undefined ? [] : changes(text));
  }
  if (tree.bytes.includes(MARK)) {
    walkFields<RequestClass>(tree, table, "M", (node, { notes }) => {
      if (notes.text !== DOCUMENT) return true;
      const index = member(tree, tree.parent(node), DOCUMENT_INDEX);
      const moved = edits[index === NONE ? -1 : Number(textOf(tree, index))] ?? [];
      const at = mapOffset(moved, Number(textOf(tree, node)), notes.edge ?? "start");
      if (moved.length > 0 && Number.isInteger(at))
        body.splices.push({ start: tree.start(node), end: tree.end(node), bytes: Buffer.from(String(at)) });
      return true;
    });
  }
  return edits.map(invertEdits);
}

function says(tree: Tree, node: Node, name: string, value: string): boolean {
  if (tree.type(node) !== OBJECT) return false;
  const found = member(tree, node, name);
  return found !== NONE && tree.type(found) === STRING && textOf(tree, found) === value;
}

/** What was put where in a text, in characters. */
function changes({ bytes, start, splices }: Text): LengthEdit[] {
  let at = start;
  let characters = 0;
  return splices
    .toSorted((a, b) => a.start - b.start)
    .map((splice) => {
      const before = characters + count(bytes.subarray(at, start + splice.start));
      const length = count(bytes.subarray(start + splice.start, start + splice.end));
      at = start + splice.end;
      characters = before + length;
      return { start: before, length, becomes: count(splice.bytes) };
    });
}

/** Characters, not UTF-16 units: every byte that does not go on with one. */
function count(bytes: Uint8Array): number {
  let characters = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) characters++;
  return characters;
}
