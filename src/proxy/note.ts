// The note that tells a model what placeholders are: the same text at the same place in every request, last
// of the instructions, whatever was found. It only says what is to be inserted where.

import type { Splice } from "./texts.ts";
import { ARRAY, member, NONE, type Node, OBJECT, STRING, type Tree, textOf } from "./tree.ts";
import type { NotePlace } from "./types.ts";

/** Insertions into a body; none where the API allows no note. */
export function noteSplices(tree: Tree, place: NotePlace, note: string): Splice[] {
  if (tree.type(0) !== OBJECT) return [];
  const literal = JSON.stringify(note);
  switch (place) {
    case "anthropic":
      return systemBlocks(tree, "system", note, `{"type":"text","text":${literal}}`);
    case "system":
      return systemBlocks(tree, "system", note, literal);
    case "responses": {
      // Instructions of a stored prompt would be replaced by those of the request.
      const stored = member(tree, 0, "prompt") !== NONE && member(tree, 0, "instructions") === NONE;
      return stored
        ? []
        : systemBlocks(tree, "instructions", note, `{"type":"message","role":"developer","content":${literal}}`);
    }
    case "gemini":
      return gemini(tree, literal);
    default:
      return chat(tree, note, literal);
  }
}

/** A text that grows, a list that gets one more element, or a new member. */
function systemBlocks(tree: Tree, name: string, note: string, block: string): Splice[] {
  const node = member(tree, 0, name);
  if (node === NONE) return [first(tree, `${JSON.stringify(name)}:${JSON.stringify(note)}`)];
  if (tree.type(node) === STRING) return [grown(tree, node, note)];
  if (tree.type(node) === ARRAY) return [appended(tree, node, block)];
  return textOf(tree, node) === "null"
    ? [{ start: tree.start(node), end: tree.end(node), bytes: Buffer.from(JSON.stringify(note)) }]
    : [];
}

function gemini(tree: Tree, literal: string): Splice[] {
  // The system text is in the cache, and cannot be added to.
  if (member(tree, 0, "cachedContent") !== NONE || member(tree, 0, "cached_content") !== NONE) return [];
  const camel = member(tree, 0, "systemInstruction");
  const system = camel === NONE ? member(tree, 0, "system_instruction") : camel;
  if (system === NONE) return [first(tree, `"systemInstruction":{"parts":[{"text":${literal}}]}`)];
  const parts = member(tree, system, "parts");
  if (parts === NONE || tree.type(parts) !== ARRAY) return [];
  return [appended(tree, parts, `{"text":${literal}}`)];
}

/** Behind the last of the leading messages that instruct, or as the first message. */
function chat(tree: Tree, note: string, literal: string): Splice[] {
  const messages = member(tree, 0, "messages");
  if (messages === NONE || tree.type(messages) !== ARRAY) return [];
  let last: Node = NONE;
  for (let node = tree.first(messages); node !== NONE; node = tree.next(node)) {
    const role = member(tree, node, "role");
    if (role === NONE || !["system", "developer"].includes(textOf(tree, role))) break;
    last = node;
  }
  if (last === NONE) {
    const message = `{"role":"system","content":${literal}}`;
    const comma = tree.first(messages) === NONE ? "" : ",";
    return [{ start: tree.start(messages), end: tree.start(messages), bytes: Buffer.from(message + comma) }];
  }
  const content = member(tree, last, "content");
  if (content !== NONE && tree.type(content) === STRING) return [grown(tree, content, note)];
  if (content !== NONE && tree.type(content) === ARRAY)
    return [appended(tree, content, `{"type":"text","text":${literal}}`)];
  return [];
}

function first(tree: Tree, member: string): Splice {
  const at = tree.start(0);
  return { start: at, end: at, bytes: Buffer.from(member + (tree.first(0) === NONE ? "" : ",")) };
}

function grown(tree: Tree, text: Node, note: string): Splice {
  const more = JSON.stringify(tree.end(text) === tree.start(text) ? note : `\n\n${note}`).slice(1, -1);
  return { start: tree.end(text), end: tree.end(text), bytes: Buffer.from(more) };
}

function appended(tree: Tree, array: Node, element: string): Splice {
  const comma = tree.first(array) === NONE ? "" : ",";
  return { start: tree.end(array), end: tree.end(array), bytes: Buffer.from(comma + element) };
}
