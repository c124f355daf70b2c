// A stretch of bytes as characters, each with its place: for grammars that count characters and not bytes. Bytes that are no
// UTF-8 become U+FFFD one by one, so that no place shifts.

/** Characters of a stretch. Reused between calls of the same reader. */
export interface Characters {
  /** One UTF-16 unit a character; those beyond the basic plane are U+FFFD too. */
  text: string;
  /** `places[k]` is the byte where unit k begins; one more for the end. */
  readonly places: Int32Array;
}

export function createCharacters(most: number): Characters {
  return { text: "", places: new Int32Array(most + 1) };
}

const UNKNOWN = 0xfffd;

/** Reads `[from, to)`, at most as many characters as `out` has places for. */
export function readCharacters(bytes: Uint8Array, from: number, to: number, out: Characters): void {
  const most = out.places.length - 1;
  const codes: number[] = [];
  let i = from;
  while (i < to && codes.length < most) {
    const byte = bytes[i] as number;
    out.places[codes.length] = i;
    const width =
      byte < 0x80 ? 1 : byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 1;
    if (width === 1 || byte < 0xc2 || i + width > to || !follows(bytes, i, width)) {
      codes.push(byte < 0x80 ? byte : UNKNOWN);
      i++;
      continue;
    }
    if (width === 2) codes.push(((byte & 0x1f) << 6) | ((bytes[i + 1] as number) & 0x3f));
    else if (width === 3)
      codes.push(((byte & 0x0f) << 12) | (((bytes[i + 1] as number) & 0x3f) << 6) | ((bytes[i + 2] as number) & 0x3f));
    else codes.push(UNKNOWN);
    i += width;
  }
  out.places[codes.length] = i;
  out.text = String.fromCharCode(...codes);
}

function follows(bytes: Uint8Array, at: number, width: number): boolean {
  for (let k = 1; k < width; k++) if (((bytes[at + k] as number) & 0xc0) !== 0x80) return false;
  return true;
}

/** Start of the character that holds the byte at `at`, not before `lo`. */
export function characterStart(bytes: Uint8Array, lo: number, at: number): number {
  let i = at;
  while (i > lo && i > at - 3 && ((bytes[i] as number) & 0xc0) === 0x80) i--;
  return i;
}
