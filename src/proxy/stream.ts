// Restores a streamed answer. Records that do not change pass as they came; texts in pieces hold back what may still become a
// placeholder, which is written with or before the event that ends them. It invents no type of event and opens no socket.

import type { StreamRestorer } from "./exchange.ts";
import { createHoldBack, type HoldBack } from "./hold-back.ts";
import { type LengthEdit, mapOffset } from "./offsets.ts";
import {
  createJsonReader,
  createLineReader,
  createSseReader,
  type RecordReader,
  type StreamRecord,
} from "./records.ts";
import { restoreJson } from "./restore-json.ts";
import { type Frame, lastEnd, makeFrame, matchFrame } from "./stream-frame.ts";
import { makePiece, makeTextPiece, type Piece, type PieceFraming, withText, writePiece } from "./stream-piece.ts";
import {
  type CompiledRule,
  type CompiledSpec,
  compileSpec,
  type FoundDelta,
  type FoundEnd,
  type Reading,
  readEvent,
} from "./stream-rules.ts";
import { createTextStream } from "./stream-text.ts";
import { member, NONE, type Node, parseTree, type Tree, textOf, WORD } from "./tree.ts";
import type { DeltaField, Place, ResponseTable, StreamOptions, StreamSpec } from "./types.ts";
import { toLiteral } from "./wire-text.ts";

/** A text that has begun. */
interface LiveText {
  readonly name: string;
  readonly key: readonly string[];
  readonly field: DeltaField;
  readonly hold: HoldBack;
  /** What its next piece would look like; set while something is held. */
  piece: Piece | null;
}

/** What changes in the event at hand. */
interface Changes {
  /** Contents of strings, by node: what came, and what goes on. */
  readonly strings: Map<Node, { readonly wire: string; client: string }>;
  /** Numbers. */
  readonly numbers: Map<Node, string>;
  /** The last string of each text in this event. */
  readonly last: Map<LiveText, FoundDelta>;
}

/** Texts at once. No answer has as many; what is held of the oldest is written. */
const LIVE_MAX = 512;
/** Texts whose changes are kept for offsets that come later. */
const ENDED_MAX = 256;

const compiled = new WeakMap<StreamSpec, WeakMap<ResponseTable, CompiledSpec>>();

function specOf(spec: StreamSpec, response: ResponseTable): CompiledSpec {
  let byResponse = compiled.get(spec);
  if (byResponse === undefined) {
    byResponse = new WeakMap();
    compiled.set(spec, byResponse);
  }
  let made = byResponse.get(response);
  if (made === undefined) {
    made = compileSpec(spec, response);
    byResponse.set(response, made);
  }
  return made;
}

export function createStreamRestorer(options: StreamOptions): StreamRestorer {
  return options.spec.framing === "text" ? createTextStream(options.restoring) : createEventStream(options);
}

function createEventStream({ spec, response, restoring, rewriteUrl, after }: StreamOptions): StreamRestorer {
  const rules = specOf(spec, response);
  const texts = new Map<string, LiveText>();
  const ended = new Map<string, readonly LengthEdit[]>();
  const tools = new Map<string, string>();
  const countsInDocuments = restoring.documents?.some((edits) => edits.length > 0) === true;
  let reader: RecordReader | undefined;
  let framing: PieceFraming = spec.framing;
  let out: Buffer[] = [];
  /** What the last events looked like, if they were pieces of one text and nothing else. */
  let frame: { readonly shape: Frame; readonly name: string; readonly text: LiveText } | null = null;

  /** Handles an event that differs from the last one in its piece only. False: it is to be read. */
  function handleAlike(record: StreamRecord): boolean | Promise<boolean> {
    const { data, raw, parts } = record;
    if (frame === null || data === null || parts.length !== 1 || record.name !== frame.name) return false;
    const { shape, text } = frame;
    const start = matchFrame(shape, data);
    if (start < 0) return false;
    const end = lastEnd();
    if (spec.turns !== undefined && othersWait(text)) return false;
    const literal = data.toString("utf8", start, end);
    const wire = literal.includes("\\") ? String(JSON.parse(`"${literal}"`)) : literal;
    const fed = text.hold.feed(wire, false);
    const at = (parts[0]?.at ?? 0) + start;
    const write = (client: string): true => {
      if (client === wire) out.push(raw);
      else out.push(raw.subarray(0, at), Buffer.from(toLiteral(client)), raw.subarray(at + end - start));
      if (!text.hold.waits) text.piece = null;
      else updatePiece(record, text);
      return true;
    };
    return typeof fed === "string" ? write(fed) : fed.then(write);
  }

  function othersWait(text: LiveText): boolean {
    for (const other of texts.values()) if (other !== text && other.hold.waits) return true;
    return false;
  }

  function updatePiece(record: StreamRecord, text: LiveText): void {
    const tree = parseTree(record.data as Buffer);
    if (tree === null) return;
    const rule = rules.ruleFor(typeOf(tree, record), tree);
    const { deltas } = readEvent(rule, tree);
    const [delta] = deltas;
    if (delta === undefined) return;
    text.piece = makePiece({ framing, record, tree, delta, deltas, keep: rule.keep.get(delta.field) ?? [] });
  }

  async function handle(record: StreamRecord, last: boolean): Promise<void> {
    if (record.data === null) {
      if (last || (framing === "json-array" && record.raw.includes(0x5d))) await flushAll();
      out.push(record.raw);
      return;
    }
    const tree = parseTree(record.data);
    if (tree === null) {
      const isEnd = record.data.toString("latin1").trim() === "[DONE]";
      if (last || isEnd) await flushAll();
      if (isEnd || spec.plain !== true || framing !== "sse") out.push(record.raw);
      else await handleText(record, last);
      return;
    }
    const rule = rules.ruleFor(typeOf(tree, record), tree);
    if (rule.rule.sealed !== true) await handleEvent(record, tree, rule, last);
    else {
      if (last) await flushAll();
      out.push(record.raw);
    }
    // Some servers leave the last blank line out, and then some clients drop the event.
    if (last && framing === "sse" && !record.closed) out.push(Buffer.from(missingEnd(record.raw)));
  }

  function typeOf(tree: Tree, record: StreamRecord): string {
    const node = spec.typeField === undefined ? NONE : member(tree, 0, spec.typeField);
    return node === NONE ? record.name : textOf(tree, node);
  }

  /** An event whose data is text: one text goes on over all events of a name. */
  async function handleText(record: StreamRecord, last: boolean): Promise<void> {
    const data = record.data as Buffer;
    const wire = data.toString("utf8");
    const id = `\0${record.name}`;
    let text = texts.get(id);
    if (text === undefined) {
      text = begin("", { field: PLAIN, node: NONE, chain: [], key: [record.name] });
      texts.set(id, text);
    }
    const client = await text.hold.feed(wire, last);
    text.piece = text.hold.waits ? makeTextPiece(record) : null;
    out.push(client === wire || !Buffer.from(wire).equals(data) ? record.raw : withText(record, client));
  }

  async function handleEvent(record: StreamRecord, found: Tree, rule: CompiledRule, last: boolean): Promise<void> {
    let tree = found;
    let reading = readEvent(rule, tree);
    if (mayHoldMore(tree, reading)) {
      const echo = rule.rule.echo ?? true;
      const whole = await restoreJson(tree.bytes, { table: rule.table, restoring, rewriteUrl, echo });
      const changed = whole.changed ? parseTree(whole.body) : null;
      if (changed !== null) {
        tree = changed;
        reading = readEvent(rule, tree);
      }
    }
    const changes: Changes = { strings: new Map(), numbers: new Map(), last: new Map() };
    if (isError(tree)) await flushAll();
    for (const { name, key } of reading.tools) {
      if (tools.size >= LIVE_MAX) tools.clear();
      tools.set(key.join("\0"), name);
    }
    for (const end of reading.ends) if (end.end.before === true) await endTexts(end, changes);
    for (const delta of reading.deltas) await take(delta, tree, changes);
    for (const end of reading.ends) if (end.end.before !== true) await endTexts(end, changes);
    if (last) await flushAll(changes);
    for (const { offset, node, key } of reading.offsets) {
      const edits = editsOf(offset.text, key);
      const moved = mapOffset(edits, Number(textOf(tree, node)), offset.edge);
      if (edits.length > 0 && Number.isInteger(moved)) changes.numbers.set(node, String(moved));
    }
    for (const [text, delta] of changes.last) {
      if (!text.hold.waits) text.piece = null;
      else {
        const keep = rule.keep.get(delta.field) ?? [];
        text.piece = makePiece({ framing, record, tree, delta, deltas: reading.deltas, keep });
      }
    }
    out.push(write(record, tree, changes));
    frame = frameOf(record, tree, reading, changes);
  }

  function frameOf(record: StreamRecord, tree: Tree, reading: Reading, { last }: Changes): typeof frame {
    const [text] = last.keys();
    const [delta] = reading.deltas;
    const only =
      reading.deltas.length === 1 && reading.offsets.length + reading.ends.length + reading.tools.length === 0;
    if (!only || text === undefined || delta === undefined || tree.bytes !== record.data) return null;
    const shape = makeFrame(tree, delta.node);
    return shape === null ? null : { shape, name: record.name, text };
  }

  /** Whether anything but the pieces of texts may have to be restored. */
  function mayHoldMore(tree: Tree, { deltas }: Reading): boolean {
    const { bytes } = tree;
    // An event may count in a document of the request.
    if (countsInDocuments && deltas.length === 0) return true;
    let from = 0;
    for (const { node } of deltas) {
      if (mayHold(bytes, from, tree.start(node))) return true;
      from = tree.end(node);
    }
    return mayHold(bytes, from, bytes.length);
  }

  function mayHold(bytes: Buffer, from: number, to: number): boolean {
    if (from >= to) return false;
    const part = bytes.subarray(from, to);
    // Offsets into documents of the request change also where no text does.
    if ((restoring.documents?.length ?? 0) > 0 && part.includes("_char_index")) return true;
    // An escape may hide a mark of a placeholder.
    if (part.includes(0x5c) || (rewriteUrl !== undefined && part.includes("://"))) return true;
    return restoring.find(bytes, from, to).length > 0;
  }

  async function take(delta: FoundDelta, tree: Tree, changes: Changes): Promise<void> {
    const name = delta.field.text ?? delta.field.path;
    const id = `${name}\0${delta.key.join("\0")}`;
    const wire = textOf(tree, delta.node);
    let text = texts.get(id);
    const isNew = text === undefined;
    if (text === undefined) {
      text = begin(name, delta);
      texts.set(id, text);
      if (texts.size > LIVE_MAX) await closeOldest(text);
    }
    if (spec.turns !== undefined && (wire !== "" || isNew)) await endTurns(text, changes);
    const fed = text.hold.feed(wire, false);
    const client = typeof fed === "string" ? fed : await fed;
    changes.strings.set(delta.node, { wire, client });
    changes.last.set(text, delta);
  }

  function begin(name: string, { field, key }: FoundDelta): LiveText {
    const channel = field.channel ?? (field.is === "RJ" ? "tools" : "text");
    const tool = channel === "tools" ? tools.get(key.join("\0")) : undefined;
    const place: Place = tool === undefined ? { channel } : { channel, tool };
    const hold = createHoldBack({ restoring, place, json: field.is === "RJ", offsets: spec.unit });
    return { name, key, field, hold, piece: null };
  }

  async function endTurns(text: LiveText, changes: Changes): Promise<void> {
    for (const other of texts.values()) {
      if (other.name === text.name || !other.hold.waits || other.field.is === "RJ") continue;
      if (!agrees(other.key, text.key.slice(0, spec.turns))) continue;
      // An empty piece may stand beside the one whose turn it is.
      const piece = changes.last.get(other);
      const said = piece !== undefined && changes.strings.get(piece.node)?.wire !== "";
      await flush(other, said ? changes : undefined);
    }
  }

  async function endTexts({ end, key }: FoundEnd, changes: Changes): Promise<void> {
    for (const [id, text] of texts) {
      if (end.texts !== undefined && !end.texts.includes(text.name)) continue;
      if (!agrees(text.key, key)) continue;
      await flush(text, changes);
      close(id, text);
    }
  }

  async function flushAll(changes?: Changes): Promise<void> {
    for (const [id, text] of texts) {
      await flush(text, changes);
      close(id, text);
    }
  }

  async function closeOldest(newest: LiveText): Promise<void> {
    for (const [id, text] of texts) {
      if (text === newest) return;
      await flush(text);
      close(id, text);
      return;
    }
  }

  function close(id: string, text: LiveText): void {
    if (frame?.text === text) frame = null;
    text.hold.close();
    texts.delete(id);
    if (text.hold.edits.length === 0) return;
    ended.delete(id);
    ended.set(id, text.hold.edits);
    for (const [oldest] of ended) {
      if (ended.size <= ENDED_MAX) break;
      ended.delete(oldest);
    }
  }

  /** Writes what is held of a text: behind its piece in this event, or as a piece before it. */
  async function flush(text: LiveText, changes?: Changes): Promise<void> {
    if (!text.hold.waits) return;
    const held = await text.hold.feed("", true);
    const delta = changes?.last.get(text);
    const string = delta === undefined ? undefined : changes?.strings.get(delta.node);
    if (string !== undefined) string.client += held;
    else if (text.piece !== null) out.push(writePiece(text.piece, held));
    text.piece = null;
  }

  function editsOf(name: string, key: readonly string[]): readonly LengthEdit[] {
    const id = `${name}\0${key.join("\0")}`;
    return texts.get(id)?.hold.edits ?? ended.get(id) ?? [];
  }

  function readerFor(chunk: Uint8Array): RecordReader {
    if (framing === "sse" || framing === "ndjson") {
      // Asked for a stream, some answer with one document, and errors are one.
      const first = chunk.find((byte) => byte > 0x20);
      if (first === 0x5b) framing = "json-array";
      if (first === 0x7b && framing === "sse") framing = "objects";
    }
    if (framing === "sse") return createSseReader();
    return framing === "ndjson" ? createLineReader() : createJsonReader();
  }

  async function run(records: readonly StreamRecord[], final: boolean): Promise<Buffer> {
    for (const [i, record] of records.entries()) {
      const last = final && i === records.length - 1;
      const before = out.length;
      const alike = !last && handleAlike(record);
      if (alike === false || (alike !== true && !(await alike))) await handle(record, last);
      if (after !== undefined && numberOf(record) <= after) out.length = before;
    }
    if (final) await flushAll();
    const written = out;
    out = [];
    return written.length === 1 ? (written[0] as Buffer) : Buffer.concat(written);
  }

  return {
    counts: restoring.counts,
    async feed(chunk) {
      if (chunk.length === 0) return Buffer.alloc(0);
      reader ??= readerFor(chunk);
      return run(reader.feed(chunk), false);
    },
    async end() {
      return run(reader?.end() ?? [], true);
    },
  };
}

/** All APIs report an error in a member of this name, and nothing follows it. */
function isError(tree: Tree): boolean {
  const node = member(tree, 0, "error");
  return node !== NONE && tree.type(node) !== WORD;
}

/** The number of an event, which is higher than all others where it has none. */
function numberOf({ data }: StreamRecord): number {
  const tree = data === null ? null : parseTree(data);
  const node = tree === null ? NONE : member(tree, 0, "sequence_number");
  return tree === null || node === NONE ? Number.POSITIVE_INFINITY : Number(textOf(tree, node));
}

/** The text of events that are no JSON. */
const PLAIN: DeltaField = { path: "", is: "R", key: [] };

function agrees(key: readonly string[], start: readonly string[]): boolean {
  return start.every((value, i) => key[i] === value);
}

function missingEnd(raw: Buffer): string {
  const text = raw.subarray(-2).toString("latin1");
  return /[\r\n]$/.test(text) ? "\n" : "\n\n";
}

/** The record with its changes; all other bytes as they came. */
function write(record: StreamRecord, tree: Tree, { strings, numbers }: Changes): Buffer {
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
