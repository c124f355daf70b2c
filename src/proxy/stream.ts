// Restores a streamed answer. Records that do not change pass as they came; texts in pieces hold back what may still become a
// placeholder, which is written with or before the event that ends them. It invents no type of event and opens no socket.

import type { StreamRestorer } from "./exchange.ts";
import { mapOffset } from "./offsets.ts";
import { mentionsSearch } from "./probe.ts";
import {
  createJsonReader,
  createLineReader,
  createSseReader,
  type RecordReader,
  type StreamRecord,
} from "./records.ts";
import { restoreJson } from "./restore-json.ts";
import { type Frame, lastEnd, makeFrame, matchFrame } from "./stream-frame.ts";
import { makePiece, makeTextPiece, type PieceFraming, withText } from "./stream-piece.ts";
import { type CompiledRule, type CompiledSpec, compileSpec, type Reading, readEvent } from "./stream-rules.ts";
import { createTextStream } from "./stream-text.ts";
import { type Changes, createLiveTexts, type LiveText } from "./stream-texts.ts";
import { missingEnd, writeEvent } from "./stream-write.ts";
import { member, NONE, parseTree, type Tree, textOf, WORD } from "./tree.ts";
import type { ResponseTable, StreamOptions, StreamSpec } from "./types.ts";
import { toLiteral } from "./wire-text.ts";

/** Space before the first byte that says something. */
const EARLY_MAX = 1024;

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
  const texts = createLiveTexts(spec, restoring, (piece) => void out.push(piece));
  let reader: RecordReader | undefined;
  /** White space at the start: what follows says what the stream is. */
  let early: Buffer = Buffer.alloc(0);
  let framing: PieceFraming = spec.framing;
  let out: Buffer[] = [];
  /** What the last events looked like, if they were pieces of one text and nothing else. */
  let frame: { readonly shape: Frame; readonly name: string; readonly text: LiveText } | null = null;

  /** Handles an event that differs from the last one in its piece only. False: it is to be read. */
  function handleAlike(record: StreamRecord): boolean | Promise<boolean> {
    const { data, raw, parts } = record;
    if (frame === null || data === null || parts.length !== 1 || record.name !== frame.name) return false;
    const { shape, text } = frame;
    if (!texts.isLive(text) || texts.othersWait(text)) return false;
    const start = matchFrame(shape, data);
    if (start < 0) return false;
    const end = lastEnd();
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
      if (last || (framing === "json-array" && record.raw.includes(0x5d))) await texts.endAll();
      out.push(record.raw);
      return;
    }
    const tree = parseTree(record.data);
    if (tree === null) {
      const isEnd = record.data.toString("latin1").trim() === "[DONE]";
      if (last || isEnd) await texts.endAll();
      if (isEnd || spec.plain !== true || framing !== "sse") out.push(record.raw);
      else await handleText(record, last);
      return;
    }
    const rule = rules.ruleFor(typeOf(tree, record), tree);
    if (rule.rule.sealed !== true) await handleEvent(record, tree, rule, last);
    else {
      if (last) await texts.endAll();
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
    const text = texts.plain(record.name);
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
    if (isError(tree)) await texts.endAll();
    for (const { name, key } of reading.tools) texts.nameTool(name, key);
    for (const end of reading.ends) if (end.end.before === true) await texts.endTexts(end, changes);
    for (const delta of reading.deltas) await texts.take(delta, tree, changes);
    for (const end of reading.ends) if (end.end.before !== true) await texts.endTexts(end, changes);
    if (last) await texts.endAll(changes);
    for (const { offset, node, key } of reading.offsets) {
      const edits = texts.editsOf(offset.text, key);
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
    out.push(writeEvent(record, tree, changes));
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
    if (restoring.probe !== undefined && mentionsSearch(part)) return true;
    return restoring.find(bytes, from, to).length > 0;
  }

  /** Undefined until the stream says what it is. */
  function readerFor(chunk: Uint8Array): RecordReader | undefined {
    if (framing === "sse" || framing === "ndjson") {
      // Asked for a stream, some answer with one document, and errors are one.
      const first = chunk.find((byte) => byte > 0x20);
      if (first === undefined && chunk.length < EARLY_MAX) return undefined;
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
    if (final) await texts.endAll();
    const written = out;
    out = [];
    return written.length === 1 ? (written[0] as Buffer) : Buffer.concat(written);
  }

  return {
    counts: restoring.counts,
    async feed(chunk) {
      if (reader !== undefined) return run(reader.feed(chunk), false);
      early = Buffer.concat([early, chunk]);
      reader = readerFor(early);
      return reader === undefined ? Buffer.alloc(0) : run(reader.feed(early), false);
    },
    async end() {
      if (reader === undefined) return early;
      return run(reader.end(), true);
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
