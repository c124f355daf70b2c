// The packed arguments and answers of the scripts: fixed records of big-endian numbers, for thousands of values are one
// argument then. The layouts are those that redis-scripts.ts reads.

import { ClosemaskError } from "../errors.ts";
import type { Columns, Handle, SessionDump } from "../mask/store.ts";
import { CHOICES } from "../mask/store.ts";
import { INFO, MADE, NUMBERED, OTHER, PUT_RECORD, PUT_RESULT } from "./redis-layout.ts";
import { type EntrySealer, type Names, TOKEN_BYTES } from "./shared-seal.ts";

type Numbered = SessionDump["reservedNumbers"][number];
type DumpEntry = SessionDump["entries"][number];

/** Tokens of the names of one session, and which of them its present life has. */
export interface Tokens {
  of(name: string): Buffer;
  /** What is to be sent along with a call that uses these names: token, sealed name, and so on. */
  fresh(names: Iterable<string>): Buffer[];
  /** The life has them now. */
  keep(names: Iterable<string>): void;
  /** The name of a token that this process has used. */
  nameOf(token: string): string | undefined;
  forget(): void;
}

export function createTokens(names: Names, session: string): Tokens {
  const tokens = new Map<string, Buffer>();
  const byToken = new Map<string, string>();
  const kept = new Set<string>();
  const of = (name: string): Buffer => {
    let token = tokens.get(name);
    if (token === undefined) {
      token = names.token(session, name);
      tokens.set(name, token);
      byToken.set(token.toString("latin1"), name);
    }
    return token;
  };
  return {
    of,
    fresh: (wanted) =>
      [...new Set(wanted)].filter((name) => !kept.has(name)).flatMap((name) => [of(name), names.seal(name)]),
    keep(wanted) {
      for (const name of wanted) kept.add(name);
    },
    nameOf: (token) => byToken.get(token),
    forget: () => kept.clear(),
  };
}

export function packHandles(handles: ArrayLike<Handle>, from = 0, to = handles.length): Buffer {
  const out = Buffer.allocUnsafe(8 * (to - from));
  for (let i = from; i < to; i++) out.writeDoubleBE(handles[i] as number, 8 * (i - from));
  return out;
}

export function unpackHandles(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleBE(8 * i));
}

export function packNumbers(numbers: readonly Numbered[], tokens: Tokens): Buffer {
  const out = Buffer.allocUnsafe(NUMBERED * numbers.length);
  for (const [i, { counter, number }] of numbers.entries()) {
    out.set(tokens.of(counter), NUMBERED * i);
    out.writeDoubleBE(number, NUMBERED * i + TOKEN_BYTES);
  }
  return out;
}

/** Arguments of PUT. */
export interface PackedPut {
  readonly records: Buffer;
  /** The sealed values one behind the other. */
  readonly sealed: Buffer;
  readonly counters: Buffer;
}

/** The values from `from` to `to`. */
export function packPut(columns: Columns, from: number, to: number, sealer: EntrySealer, tokens: Tokens): PackedPut {
  const { bytes, ends, kinds, literal, styles, handles, fingerprints, counters } = columns;
  const records = Buffer.allocUnsafe(PUT_RECORD * (to - from));
  const view = new DataView(records.buffer, records.byteOffset, records.length);
  const sealed: Buffer[] = [];
  const counted: Buffer[] = [];
  for (let n = from, at = 0; n < to; n++, at += PUT_RECORD) {
    const kind = kinds[n] as string;
    for (let k = 0; k < CHOICES; k++) view.setFloat64(at + 8 * k, handles[CHOICES * n + k] as number);
    view.setFloat64(at + 24, fingerprints[n] as number);
    records.set(tokens.of(kind), at + 32);
    records[at + 40] = styles[n] as number;
    records[at + 41] = literal[n] as number;
    const counter = counters[n];
    records[at + 42] = counter === undefined ? 0 : 1;
    if (counter !== undefined) counted.push(tokens.of(counter.counter), packHandles([counter.limit]));
    const own = sealer.seal(handles, CHOICES * n, kind, bytes.subarray(ends[n], ends[n + 1]));
    view.setUint32(at + 43, own.length);
    sealed.push(own);
  }
  return { records, sealed: Buffer.concat(sealed), counters: Buffer.concat(counted) };
}

/** Fills in what became of the values from `from` on. Returns the tokens of kinds that this process has never met. */
export function unpackPut(
  results: Buffer,
  whole: Buffer,
  columns: Columns,
  from: number,
  nameOf: (token: string) => string | undefined,
): Set<string> {
  const { issues, handles, kinds } = columns;
  const unknown = new Set<string>();
  let at = 0;
  for (let i = 0; i < results.length; i++) {
    const n = from + i;
    if (results[i] !== OTHER_BYTE) {
      issues.set(n, firstOf(handles, CHOICES * n), kinds[n] as string, 0);
      issues.created[n] = results[i] === MADE_BYTE ? 1 : 0;
      continue;
    }
    const token = whole.toString("latin1", at + 8, at + 16);
    const kind = nameOf(token);
    if (kind === undefined) unknown.add(token);
    issues.set(n, whole.readDoubleBE(at), kind ?? "", whole.readDoubleBE(at + 16));
    issues.created[n] = whole[at + 24] as number;
    at += PUT_RESULT;
  }
  if (at !== whole.length) throw new ClosemaskError("store-corrupt", "redis answered with another number of entries");
  return unknown;
}

const MADE_BYTE = MADE.charCodeAt(0);
const OTHER_BYTE = OTHER.charCodeAt(0);

function firstOf(handles: Float64Array, at: number): number {
  for (let k = 0; k < CHOICES; k++) if ((handles[at + k] as number) >= 0) return handles[at + k] as number;
  return -1;
}

/** Bytes of a record of LOAD before its numbers. */
const LOAD_RECORD = 48;

export function packLoad(
  entries: readonly DumpEntry[],
  sealer: EntrySealer,
  tokens: Tokens,
): { records: Buffer; sealed: Buffer } {
  const records: Buffer[] = [];
  const sealed: Buffer[] = [];
  for (const { handle, fingerprint, kind, value, styles, literal, firstSeen, lastUsed, numbers } of entries) {
    const record = Buffer.alloc(LOAD_RECORD);
    // Which other handles the value may have is not in a dump: it is bound to the one it has.
    const own = sealer.seal([handle, -1, -1], 0, kind, value);
    record.writeDoubleBE(handle, 0);
    record.writeDoubleBE(fingerprint, 8);
    record.set(tokens.of(kind), 16);
    record.writeDoubleBE(firstSeen, 24);
    record.writeDoubleBE(lastUsed, 32);
    record.writeUInt32BE(own.length, 40);
    record[44] = styles;
    record[45] = literal ? 1 : 0;
    record.writeUInt16BE(numbers.length, 46);
    records.push(record, packNumbers(numbers, tokens));
    sealed.push(own);
  }
  return { records: Buffer.concat(records), sealed: Buffer.concat(sealed) };
}

/** What `i` says of an entry. */
export interface Info {
  readonly fingerprint: number;
  readonly styles: number;
  readonly literal: boolean;
  readonly firstSeen: number;
  /** Tokens of counters, with the numbers. */
  readonly numbers: readonly { readonly token: string; readonly number: number }[];
}

export function unpackInfo(info: Buffer): Info {
  const numbers = [];
  for (let at = INFO; at + NUMBERED <= info.length; at += NUMBERED)
    numbers.push(unpackNumbered(info.subarray(at, at + NUMBERED)));
  return {
    fingerprint: info.readDoubleBE(0),
    styles: info[16] as number,
    literal: info[17] === 1,
    firstSeen: info.readDoubleBE(18),
    numbers,
  };
}

export function unpackNumbered(field: Buffer): { token: string; number: number } {
  return { token: field.toString("latin1", 0, TOKEN_BYTES), number: field.readDoubleBE(TOKEN_BYTES) };
}
