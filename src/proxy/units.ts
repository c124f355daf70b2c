// What a request's body is made of: one JSON document, lines of them, the parts of a form, or plain text. Each is read into
// texts; together they are masked with one question to the session, and written back in their places.

import { type ByteOrder, createUtf16 } from "../text/utf16.ts";
import { type Collected, type CollectOptions, collect, type Piece } from "./collect.ts";
import { at } from "./dialects/at.ts";
import { CHAT_REQUEST } from "./dialects/openai-chat.ts";
import { moveOffsets } from "./documents.ts";
import type { Memory } from "./memory.ts";
import { readParts } from "./multipart.ts";
import { noteSplices } from "./note.ts";
import { createParts } from "./parts.ts";
import { refuse } from "./refusal.ts";
import { compileTable } from "./table.ts";
import { createTexts, type Texts } from "./texts.ts";
import { member, NONE, parseTree, STRING, type Tree, textOf } from "./tree.ts";
import type { Dialect, Endpoint, Refusal, RequestTable, Restoring } from "./types.ts";

/** Bytes that stay, or a document that was read. */
type Unit = Buffer | Pick<Texts, "result">;

export interface Units {
  readonly pieces: readonly Piece[];
  readonly warnings: ReadonlyMap<string, number>;
  readonly refusal: Refusal | null;
  /** The root document, where the body is one. */
  readonly tree: Tree | null;
  /** Once all texts are masked: moves what counts in documents, and says how they changed. */
  moveOffsets(): NonNullable<Restoring["documents"]>;
  result(): Buffer;
  /** Notes which parts left as they came; after `result`. */
  commit(): void;
}

export interface UnitOptions extends CollectOptions {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly note: string | undefined;
  readonly memory: Memory;
  readonly sessionName: string;
  readonly provider: string;
}

const NOT_JSON = "the body is not valid JSON, or is nested deeper than 512 levels";
const EVERYTHING: RequestTable = [];
/** A file is nobody's structure: its names and numbers are data. */
const FILE: RequestTable = [["", "MO"]];

export function readUnits(body: Buffer, options: UnitOptions): Units {
  const { endpoint } = options;
  const units: Unit[] = [];
  const pieces: Piece[] = [];
  const warnings = new Map<string, number>();
  let refusal: Refusal | null = null;
  let tree: Tree | null = null;
  let commit = (): void => {};
  let move = (): NonNullable<Restoring["documents"]> => [];

  function take(texts: Texts, collected: Collected): void {
    units.push(texts);
    for (const piece of collected.pieces) pieces.push(piece);
    for (const [what, count] of collected.warnings) warnings.set(what, (warnings.get(what) ?? 0) + count);
    refusal ??= collected.refusal;
  }

  function json(bytes: Buffer, table: (tree: Tree) => RequestTable): Tree | null {
    const found = parseTree(bytes);
    if (found === null) return null;
    const texts = createTexts(bytes);
    const rules = compileTable(table(found));
    if (bytes !== body) {
      take(texts, collect(found, texts, rules, options));
      return found;
    }
    const parts = createParts(options);
    const collected = collect(found, texts, rules, { ...options, parts });
    take(texts, collected);
    move = () => moveOffsets(found, texts.body, rules, collected.byNode);
    commit = () => parts.remember(found, collected.quiet, texts.body.splices);
    if (options.note !== undefined && endpoint.note !== undefined)
      texts.body.splices.push(...noteSplices(found, endpoint.note, options.note));
    return found;
  }

  /** False when a line is not JSON; then nothing was taken. */
  function lines(bytes: Buffer): boolean {
    const all: Buffer[] = [];
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, from);
      const to = newline < 0 ? bytes.length : newline + 1;
      all.push(bytes.subarray(from, to));
      from = to;
    }
    const isBlank = (line: Buffer): boolean => line.toString("latin1").trim() === "";
    if (all.length === 0 || !all.every((line) => isBlank(line) || parseTree(line) !== null)) return false;
    for (const line of all) {
      if (isBlank(line)) units.push(line);
      else json(line, (found) => lineTable(found, options));
    }
    return true;
  }

  function text(bytes: Buffer, caption?: Uint8Array): void {
    const texts = createTexts(bytes);
    const whole = texts.add(texts.body, 0, bytes.length, "raw", caption);
    const found =
      whole === null
        ? []
        : [{ text: whole, use: "mask", authored: false, notes: {}, whole: false, parts: null } as const];
    take(texts, { pieces: found, warnings: new Map(), refusal: null, byNode: new Map(), quiet: [] });
  }

  /** A file in UTF-16 as one in UTF-8, and back. */
  function wide(bytes: Buffer, order: ByteOrder): void {
    const { decode, encode } = createUtf16(order);
    const from = units.length;
    file(Buffer.concat([decode.feed(bytes), decode.end()]));
    const inner = units.splice(from);
    units.push({
      result: () => Buffer.concat([...inner.map((unit) => encode.feed(resultOf(unit))), encode.end()]),
    });
  }

  /** A file, by what is in it. */
  function file(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const order = orderOf(bytes);
    if (order !== null) {
      wide(bytes, order);
      return;
    }
    if (json(bytes, () => FILE) !== null || lines(bytes)) return;
    if (isText(bytes)) text(bytes);
    else {
      units.push(bytes);
      if (options.blobs === "block") refusal ??= refuse("blob", "files that cannot be inspected are blocked here");
      else if (options.blobs === "warn") warnings.set("blob", (warnings.get("blob") ?? 0) + 1);
    }
  }

  /** Headers of a part, but for file names: most of them are structure. */
  function around(bytes: Buffer): void {
    const written = bytes.toString("latin1");
    if (/^[\s;"]*$/.test(written.replace(STRUCTURE, "")) && !/\d{7}/.test(written)) units.push(bytes);
    else text(bytes);
  }

  function form(bytes: Buffer): boolean {
    const parts = readParts(bytes);
    if (parts === null) return false;
    for (const { opening, head, names, content, tail, name, isCoded } of parts) {
      if (isCoded) refusal ??= refuse("not-inspectable", "a part of the form has a content-transfer-encoding");
      units.push(opening);
      let at = 0;
      for (const { start, end } of names) {
        around(head.subarray(at, start));
        // Behind a value the ending of a file would be more of it, or a sign that it is none.
        const stem = end - (ENDING.exec(head.toString("latin1", start, end))?.[0].length ?? 0);
        text(head.subarray(start, stem), FILE_NAME);
        at = stem;
      }
      around(head.subarray(at));
      if (names.length > 0) file(content);
      else if (content.length > 0 && !(KEPT_FIELDS.has(name) && isWord(content)))
        text(content, Buffer.from(`"${name}":"`));
      else units.push(content);
      units.push(tail);
    }
    return true;
  }

  switch (endpoint.body) {
    case "json":
      tree = json(body, () => endpoint.request ?? EVERYTHING);
      if (tree === null && !form(body)) refusal ??= refuse("invalid-json", NOT_JSON);
      break;
    case "jsonl":
      if (!lines(body)) refusal ??= refuse("invalid-json", NOT_JSON);
      break;
    case "multipart":
      if (!form(body) && json(body, () => endpoint.request ?? EVERYTHING) === null)
        refusal ??= refuse("not-inspectable", "the body is not the form that was expected");
      break;
    case "any":
      if (!form(body)) file(body);
      break;
    default:
      refusal ??= refuse("not-inspectable", "a body is not expected here, so it cannot be masked");
  }

  return {
    pieces,
    warnings,
    refusal,
    tree,
    moveOffsets: () => move(),
    commit: () => commit(),
    result() {
      const parts = units.map(resultOf);
      const [only] = parts;
      return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
    },
  };
}

const NEWLINE = 0x0a;
const FILE_NAME = Buffer.from('"filename":"');
/** Endings of files; those that are also countries or words in addresses are part of the name. */
const ENDING =
  /\.(?:txt|jsonl?|ndjson|csv|tsv|xml|html?|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|webp|bmp|tiff?|wav|mp3|m4a|ogg|flac|webm|mp4|log|ya?ml|toml|ini|sql|jsx?|tsx?)$/i;
/** What headers of parts hold that says nothing of a user's. */
const STRUCTURE =
  /content-disposition:\s*form-data|content-(?:length|transfer-encoding):\s*\w{1,16}|content-type:\s*[\w.+-]{1,64}\/[\w.+-]{1,64}|;\s*charset="?[\w.-]{1,32}"?|;\s*name="[\w.[\]-]{0,64}"|;\s*filename\*?=/gi;
/** Fields of forms that are structure, while they hold one word. */
const KEPT_FIELDS = new Set([
  "purpose",
  "model",
  "size",
  "n",
  "response_format",
  "quality",
  "stream",
  "language",
  "temperature",
]);

const lineTables = new WeakMap<Endpoint, RequestTable>();
/** A `custom_id` is any text here; only Anthropic's has a form, and its batches are no files. */
const LINE: RequestTable = [
  ["custom_id", "I"],
  ["method|url", "K"],
];

/** A line that asks an endpoint, or an example for training. */
function lineTable(tree: Tree, { dialect }: UnitOptions): RequestTable {
  const url = member(tree, 0, "url");
  if (url === NONE || tree.type(url) !== STRING || member(tree, 0, "body") === NONE)
    return member(tree, 0, "messages") === NONE ? FILE : CHAT_REQUEST;
  const path = textOf(tree, url);
  const endpoint = dialect.endpoints.find(
    ({ methods, path: pattern }) => (methods === undefined || methods.includes("POST")) && pattern.test(path),
  );
  if (endpoint === undefined) return EVERYTHING;
  let table = lineTables.get(endpoint);
  if (table === undefined) {
    table = [...LINE, ...at("body", endpoint.request ?? [])];
    lineTables.set(endpoint, table);
  }
  return table;
}

/** The order of the bytes of UTF-16, which a mark in front says; null for what has none. */
function orderOf(bytes: Buffer): ByteOrder | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "be" : null;
}

/** UTF-8, or bytes in which nothing but text can be: codings of one country have no control characters either. */
function isText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd") || Buffer.from(text).equals(bytes)) return true;
  return bytes.every((byte) => CONTROL[byte] === 0);
}

const CONTROL = new Uint8Array(256).fill(1, 0, 32).fill(0, 8, 14);
CONTROL[0x1b] = 0;
CONTROL[0x7f] = 1;

function isWord(content: Buffer): boolean {
  const word = content.toString("latin1");
  return /^[\w.-]{0,64}$/.test(word) && !/\d{7}/.test(word);
}

function resultOf(unit: Unit): Buffer {
  return Buffer.isBuffer(unit) ? unit : unit.result();
}
