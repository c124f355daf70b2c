// Streams cut into records, in bytes and without I/O: server-sent events, lines of JSON, and the elements of a JSON array that
// is sent in pieces. A record keeps all its bytes, so that what does not change passes as it came; put together, the records
// are the stream. Nothing is decoded here.

/** A part of a stream. Its bytes are views, valid until the reader is fed again. */
export interface StreamRecord {
  /** All bytes, line ends and separators included. */
  readonly raw: Buffer;
  /** Name of the event; "" where the transport or the record has none. */
  readonly name: string;
  /** The text that it carries; null for what is only framing: comments, blank lines, brackets. */
  readonly data: Buffer | null;
  /** Where the data stands in `raw`: each part of it that is contiguous there, in order. */
  readonly parts: readonly DataPart[];
  /** False for an event that no blank line ended. */
  readonly closed: boolean;
}

export interface DataPart {
  /** In the data. */
  readonly start: number;
  readonly end: number;
  /** In `raw`. */
  readonly at: number;
}

export interface RecordReader {
  /** The records that these bytes complete. */
  feed(chunk: Uint8Array): StreamRecord[];
  /** What is left at the end of the stream. */
  end(): StreamRecord[];
  /** Records that were longer than the bound and passed without being read. */
  readonly oversized: number;
}

export interface ReaderOptions {
  /** Bytes of one record. A longer one passes as framing, piece by piece. Default 64 MiB. */
  readonly max?: number;
}

const RECORD_MAX = 64 * 1024 * 1024;
const LF = 10;
const CR = 13;

/** The record that is being read, its bytes in one growing buffer. */
interface Pending {
  /** Appends; older views of it are void. */
  push(chunk: Uint8Array): void;
  /** Bytes [0, length) are those not taken yet. */
  bytes: Buffer;
  length: number;
  /** The first `count` bytes, which are no longer part of it. */
  take(count: number): Buffer;
}

const FIRST = 16 * 1024;

function createPending(): Pending {
  let store = Buffer.allocUnsafe(FIRST);
  let from = 0;
  const pending: Pending = {
    bytes: store.subarray(0, 0),
    length: 0,
    push(chunk) {
      const need = pending.length + chunk.length;
      if (from + need > store.length) {
        // A buffer that once held a huge record is not kept.
        const room = Math.max(FIRST, need + (need >> 1));
        const next = room <= store.length && store.length <= 4 * room ? store : Buffer.allocUnsafe(room);
        store.copy(next, 0, from, from + pending.length);
        store = next;
        from = 0;
      }
      store.set(chunk, from + pending.length);
      pending.length = need;
      pending.bytes = store.subarray(from, from + need);
    },
    take(count) {
      const taken = pending.bytes.subarray(0, count);
      from += count;
      pending.length -= count;
      pending.bytes = pending.bytes.subarray(count);
      return taken;
    },
  };
  return pending;
}

function framing(raw: Buffer): StreamRecord {
  return { raw, name: "", data: null, parts: [], closed: true };
}

/** The three readers differ in one thing: where the next record ends. */
interface Cutter {
  /**
   * Length of the record at the start of `bytes`, or -1 when it goes on. Called again with more bytes at the end; it remembers
   * how far it has looked.
   */
  next(bytes: Buffer): number;
  read(raw: Buffer, closed: boolean): StreamRecord;
  /** Forgets the record that was too long: its rest follows, up to its end. */
  skip(): void;
}

function createReader(cutter: Cutter, { max = RECORD_MAX }: ReaderOptions): RecordReader {
  const pending = createPending();
  let skipping = false;
  let oversized = 0;
  return {
    get oversized() {
      return oversized;
    },
    feed(chunk) {
      const records: StreamRecord[] = [];
      pending.push(chunk);
      while (pending.length > 0) {
        const length = cutter.next(pending.bytes);
        if (length < 0) break;
        const raw = pending.take(length);
        records.push(skipping ? framing(raw) : cutter.read(raw, true));
        skipping = false;
      }
      if (pending.length > (skipping ? 0 : max)) {
        if (!skipping) oversized++;
        skipping = true;
        records.push(framing(pending.take(pending.length)));
        cutter.skip();
      }
      return records;
    },
    end() {
      if (pending.length === 0) return [];
      const raw = pending.take(pending.length);
      return [skipping ? framing(raw) : cutter.read(raw, false)];
    },
  };
}

/** Events end at a blank line; line ends are LF, CR or CRLF. */
export function createSseReader(options: ReaderOptions = {}): RecordReader {
  let at = 0;
  let lineStart = 0;
  /** An LF that comes next belongs to the CR before it, which has already ended a line. */
  let afterCr = false;
  let first = true;
  return createReader(
    {
      next(bytes) {
        if (at === 0 && afterCr && bytes[0] === LF) {
          // The event went out at its CR: this is the other half of its line end.
          afterCr = false;
          return 1;
        }
        for (; at < bytes.length; at++) {
          const byte = bytes[at];
          if (byte !== LF && byte !== CR) {
            afterCr = false;
            continue;
          }
          if (byte === LF && afterCr) {
            afterCr = false;
            lineStart = at + 1;
            continue;
          }
          afterCr = byte === CR;
          const blank = at === lineStart;
          lineStart = at + 1;
          if (!blank) continue;
          let end = at + 1;
          if (byte === CR && bytes[end] === LF) {
            afterCr = false;
            end++;
          }
          at = 0;
          lineStart = 0;
          return end;
        }
        return -1;
      },
      read(raw, closed) {
        const bom = first && raw.length >= 3 && raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf;
        if (raw.length > 1 || raw[0] !== LF) first = false;
        return readEvent(raw, bom ? 3 : 0, closed);
      },
      skip() {
        lineStart -= at;
        at = 0;
      },
    },
    options,
  );
}

function readEvent(raw: Buffer, from: number, closed: boolean): StreamRecord {
  let name = "";
  const parts: DataPart[] = [];
  let length = 0;
  for (let at = from; at < raw.length; ) {
    let end = at;
    while (end < raw.length && raw[end] !== LF && raw[end] !== CR) end++;
    const value = fieldOf(raw, at, end);
    if (value.field === "event") name = raw.toString("utf8", value.start, end);
    if (value.field === "data") {
      // Lines are joined with a line feed, which has no place in `raw`.
      if (parts.length > 0) length++;
      parts.push({ start: length, end: length + end - value.start, at: value.start });
      length += end - value.start;
    }
    at = raw[end] === CR && raw[end + 1] === LF ? end + 2 : end + 1;
  }
  if (parts.length === 0) return { raw, name, data: null, parts, closed };
  const [only] = parts;
  if (parts.length === 1 && only !== undefined)
    return { raw, name, data: raw.subarray(only.at, only.at + length), parts, closed };
  const data = Buffer.alloc(length, LF);
  for (const part of parts) raw.copy(data, part.start, part.at, part.at + part.end - part.start);
  return { raw, name, data, parts, closed };
}

const FIELDS = ["data", "event"].map((name) => ({ name, bytes: Buffer.from(name) }));

/** Field of a line and where its value starts. Others than `event` and `data` are of no interest here. */
function fieldOf(raw: Buffer, at: number, end: number): { field: string; start: number } {
  for (const { name, bytes } of FIELDS) {
    const colon = at + bytes.length;
    if (colon > end || bytes.compare(raw, at, colon) !== 0) continue;
    if (colon === end) return { field: name, start: end };
    if (raw[colon] !== 0x3a) continue;
    return { field: name, start: raw[colon + 1] === 0x20 && colon + 1 < end ? colon + 2 : colon + 1 };
  }
  return { field: "", start: end };
}

/** One JSON text a line. */
export function createLineReader(options: ReaderOptions = {}): RecordReader {
  let at = 0;
  return createReader(
    {
      next(bytes) {
        const end = bytes.indexOf(LF, at);
        at = end < 0 ? bytes.length : 0;
        return end < 0 ? -1 : end + 1;
      },
      read(raw, closed) {
        let end = raw.length;
        while (end > 0 && (raw[end - 1] === LF || raw[end - 1] === CR)) end--;
        return oneText(raw, 0, end, closed);
      },
      skip() {
        at = 0;
      },
    },
    options,
  );
}

function oneText(raw: Buffer, start: number, end: number, closed: boolean): StreamRecord {
  if (raw.subarray(start, end).every(isSpace)) return { raw, name: "", data: null, parts: [], closed };
  const parts = [{ start: 0, end: end - start, at: start }];
  return { raw, name: "", data: raw.subarray(start, end), parts, closed };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === LF || byte === CR;
}

/** The elements of one array, each with the comma or bracket before it, or objects one after the other. */
export function createJsonReader(options: ReaderOptions = {}): RecordReader {
  let at = 0;
  let depth = 0;
  /** Depth at which a record is complete: in the array, or outside of everything. */
  let floor = -1;
  let first = true;
  let inString = false;
  let escaped = false;
  return createReader(
    {
      next(bytes) {
        for (; at < bytes.length; at++) {
          const byte = bytes[at] as number;
          if (inString) {
            if (escaped) escaped = false;
            else if (byte === BACKSLASH) escaped = true;
            else if (byte === QUOTE) inString = false;
          } else if (byte === QUOTE) inString = true;
          else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
            if (floor < 0) floor = byte === OPEN_ARRAY ? 1 : 0;
            depth++;
          } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth === floor) {
            const end = at + 1;
            at = 0;
            return end;
          }
        }
        return -1;
      },
      read(raw, closed) {
        let start = separatorEnd(raw, 0);
        if (first && floor === 1 && raw[start] === OPEN_ARRAY) start = separatorEnd(raw, start + 1);
        first = false;
        // The end of the array.
        return raw[start] === CLOSE_ARRAY ? framing(raw) : oneText(raw, start, raw.length, closed);
      },
      skip() {
        at = 0;
      },
    },
    options,
  );
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;

function separatorEnd(raw: Buffer, from: number): number {
  let at = from;
  while (at < raw.length && (isSpace(raw[at] as number) || raw[at] === COMMA)) at++;
  return at;
}
