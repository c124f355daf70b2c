// Tables of the byte encodings (one byte to four per character), asked from the runtime's decoder at first use and kept.
// Every character has exactly one byte sequence here: others that decode to the same character are marked, so that the
// transcoder writes them as escapes and gives them back as they were.

/** In `single`: this byte opens a longer sequence. */
export const LEAD = -1;
/** In `pairs`, `triples` and `fours`: a sequence that is read as one but is not the one that its character is written as. */
export const ESCAPED = -1;

export interface EncodingTable {
  /** By byte: its code point, LEAD, or 0 where it has no meaning of its own (and for NUL, which is ASCII). */
  readonly single: Int32Array;
  /** By `lead * 256 + trail`: code point, ESCAPED, or 0. */
  readonly pairs: Int32Array;
  /** The same for what follows 0x8F in EUC-JP. */
  readonly triples: Int32Array | null;
  /** The four-byte forms of gb18030 in the Basic Multilingual Plane, by linear index. */
  readonly fours: Int32Array | null;
  /** By code point up to 0xFFFF: its bytes as one big-endian number, 0 where it has none. */
  readonly bytesOf: Uint32Array;
}

/** Four-byte forms below the supplementary planes. */
const BMP_FOURS = 39420;
/** Linear index of U+10000 in the four-byte forms (0x90308130). */
export const FIRST_SUPPLEMENTARY = 189000;

/** Leads whose pairs only repeat characters that other leads write: NEC's copies in Shift_JIS, ETEN's in Big5. */
const REPEATERS: ReadonlyMap<string, readonly number[]> = new Map([
  ["shift_jis", [0xed, 0xee]],
  ["big5", [0xa2]],
]);

const built = new Map<string, EncodingTable>();

/** The table of an encoding by its canonical name (not for UTF-8 and UTF-16). */
export function encodingTable(encoding: string): EncodingTable {
  const table = built.get(encoding) ?? buildTable(encoding);
  built.set(encoding, table);
  return table;
}

function buildTable(encoding: string): EncodingTable {
  const decoder = new TextDecoder(encoding);
  const charOf = (...bytes: number[]) => onlyCodePoint(decoder.decode(Uint8Array.from(bytes)));
  const single = new Int32Array(256);
  const pairs = new Int32Array(0x10000);
  const bytesOf = new Uint32Array(0x10000);
  const settle = (table: Int32Array, index: number, codePoint: number, bytes: number) => {
    if (codePoint === 0) return;
    if (bytesOf[codePoint] === 0) bytesOf[codePoint] = bytes;
    table[index] = bytesOf[codePoint] === bytes ? codePoint : ESCAPED;
  };

  for (let byte = 0; byte < 0x80; byte++) settle(single, byte, byte, byte);
  for (let byte = 0x80; byte < 0x100; byte++) {
    // gb18030 writes the euro sign in two bytes; 0x80 is a habit of code page 936.
    if (encoding === "gb18030" && byte === 0x80) continue;
    settle(single, byte, charOf(byte), byte);
    if (single[byte] === ESCAPED) single[byte] = 0;
  }

  const repeaters = REPEATERS.get(encoding) ?? [];
  const leads = [];
  for (let byte = 0x81; byte < 0xff; byte++) if (single[byte] === 0 && !repeaters.includes(byte)) leads.push(byte);
  for (const lead of [...leads, ...repeaters]) {
    for (let trail = 0x30; trail < 0xff; trail++) {
      const pair = lead * 256 + trail;
      settle(pairs, pair, charOf(lead, trail), pair);
      if (pairs[pair] !== 0) single[lead] = LEAD;
    }
  }
  if (encoding === "euc-kr") extendHangul(single, pairs, bytesOf);

  let triples: Int32Array | null = null;
  if (encoding === "euc-jp") {
    triples = new Int32Array(0x10000);
    single[0x8f] = LEAD;
    for (let middle = 0xa1; middle < 0xff; middle++) {
      for (let last = 0xa1; last < 0xff; last++) {
        settle(triples, middle * 256 + last, charOf(0x8f, middle, last), 0x8f0000 + middle * 256 + last);
      }
    }
  }

  let fours: Int32Array | null = null;
  if (encoding === "gb18030") {
    fours = new Int32Array(BMP_FOURS);
    const all = new Uint8Array(BMP_FOURS * 4);
    const view = new DataView(all.buffer);
    for (let i = 0; i < BMP_FOURS; i++) view.setUint32(i * 4, fourBytes(i));
    const text = decoder.decode(all);
    for (let i = 0; i < BMP_FOURS; i++) {
      settle(fours, i, text.charCodeAt(i), fourBytes(i));
      if (fours[i] === 0) fours[i] = ESCAPED;
    }
  }
  return { single, pairs, triples, fours, bytesOf };
}

/** The four bytes with a linear index, as one big-endian number. */
export function fourBytes(linear: number): number {
  const first = 0x81 + Math.floor(linear / 12600);
  const second = 0x30 + (Math.floor(linear / 1260) % 10);
  const third = 0x81 + (Math.floor(linear / 10) % 126);
  return ((first << 24) | (second << 16) | (third << 8) | (0x30 + (linear % 10))) >>> 0;
}

/** The one character of the BMP that a sequence decodes to; 0 when it decodes to anything else. */
function onlyCodePoint(text: string): number {
  const unit = text.length === 1 ? text.charCodeAt(0) : 0;
  return unit === 0xfffd || (unit & 0xf800) === 0xd800 ? 0 : unit;
}

/**
 * The runtime's euc-kr knows the 2,350 syllables of KS X 1001. The other 8,822 of code page 949 (UHC) stand in Unicode order
 * where its trail bytes leave room: 178 a lead up to 0xA0, 84 a lead after that.
 */
function extendHangul(single: Int32Array, pairs: Int32Array, bytesOf: Uint32Array): void {
  const trails: number[] = [];
  for (let trail = 0x41; trail <= 0xfe; trail++) {
    if (trail <= 0x5a || (trail >= 0x61 && trail <= 0x7a) || trail >= 0x81) trails.push(trail);
  }
  let lead = 0x81;
  let at = 0;
  for (let syllable = 0xac00; syllable <= 0xd7a3; syllable++) {
    if (bytesOf[syllable] !== 0) continue;
    const pair = lead * 256 + (trails[at++] ?? 0);
    // The runtime takes these leads for C1 control characters.
    if ((single[lead] ?? 0) > 0) bytesOf[single[lead] ?? 0] = 0;
    single[lead] = LEAD;
    pairs[pair] = syllable;
    bytesOf[syllable] = pair;
    if (at === (lead <= 0xa0 ? trails.length : 84)) {
      at = 0;
      lead++;
    }
  }
}
