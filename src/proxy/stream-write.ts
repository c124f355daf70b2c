// Writes an event with what changed in it: all other bytes stay as they came.

import type { StreamRecord } from "./records.ts";
import type { Changes } from "./stream-texts.ts";
import type { Node, Tree } from "./tree.ts";
import { toLiteral } from "./wire-text.ts";

/** What an event lacks that no blank line ended: some clients would drop it. */
export function missingEnd(raw: Buffer): string {
  const text = raw.subarray(-2).toString("latin1");
  return /[\r\n]$/.test(text) ? "\n" : "\n\n";
}

/** The record with its changes; all other bytes as they came. */
export function writeEvent(record: StreamRecord, tree: Tree, { strings, numbers }: Changes): Buffer {
  const edits: [Node, string][] = [...numbers];
  for (const [node, { wire, client }] of strings) if (client !== wire) edits.push([node, toLiteral(client)]);
  if (edits.length === 0 && tree.bytes === record.data) return record.raw;
  edits.sort(([a], [b]) => tree.start(a) - tree.start(b));
  const parts: Buffer[] = [];
  let from = 0;
  for (const [node, text] of edits) {
    parts.push(tree.bytes.subarray(from, tree.start(node)), Buffer.from(text));
    from = tree.end(node);
  }
  parts.push(tree.bytes.subarray(from));
  return withData(record, Buffer.concat(parts));
}

/** Puts data in the place of a record's own. No string of JSON goes over a line end, so the lines stay the same ones. */
function withData({ raw, parts }: StreamRecord, data: Buffer): Buffer {
  const written: Buffer[] = [];
  let at = 0;
  let from = 0;
  for (const [i, part] of parts.entries()) {
    const end = i === parts.length - 1 ? data.length : data.indexOf(10, from);
    written.push(raw.subarray(at, part.at), data.subarray(from, end));
    from = end + 1;
    at = part.at + part.end - part.start;
  }
  written.push(raw.subarray(at));
  return Buffer.concat(written);
}
