// What tokens look like in a text. Three spellings are in use: bytes as printable letters (GPT-2), a mark for the space before
// a word (SentencePiece), a mark for the pieces that go on a word (BERT). All become bytes of UTF-8 here.

export interface Surface {
  /** Text of a word as the pre-tokenizer writes it. */
  word(token: string): string;
  /** Bytes of a token. `first` is true for the first one of its word. */
  bytes(token: string, first: boolean): Uint8Array;
  /** True when a word's first piece speaks for all of it. */
  readonly byWord: boolean;
}

interface TokenizerFile {
  readonly model?: { readonly type?: string; readonly continuing_subword_prefix?: string | null };
  readonly pre_tokenizer?: unknown;
}

const SPACE_MARK = /\u2581/g;
const BYTE_TOKEN = /^<0x([0-9A-F]{2})>$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The spelling that a `tokenizer.json` uses. */
export function createSurface(file: TokenizerFile): Surface {
  const { type, continuing_subword_prefix } = file.model ?? {};
  if (mentions(file.pre_tokenizer, "ByteLevel")) return BYTE_LEVEL;
  if (type === "WordPiece" || (type === undefined && continuing_subword_prefix)) {
    return wordPiece(continuing_subword_prefix ?? "##");
  }
  return SENTENCE_PIECE;
}

const BYTE_LEVEL: Surface = {
  word: (token) => decoder.decode(lettersToBytes(token)),
  bytes: lettersToBytes,
  byWord: false,
};

const SENTENCE_PIECE: Surface = {
  word: (token) => token.replace(SPACE_MARK, " "),
  bytes(token) {
    const byte = BYTE_TOKEN.exec(token)?.[1];
    return byte === undefined
      ? encoder.encode(token.replace(SPACE_MARK, " "))
      : Uint8Array.of(Number.parseInt(byte, 16));
  },
  byWord: false,
};

/** Models of this kind are trained on the first piece of each word; what they say of the others means nothing. */
function wordPiece(prefix: string): Surface {
  return {
    word: (token) => token,
    bytes: (token, first) => encoder.encode(!first && token.startsWith(prefix) ? token.slice(prefix.length) : token),
    byWord: true,
  };
}

/** Printable Latin letters stand for themselves, the other bytes for the letters from U+0100 on, in order. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  (() => {
    const printable = (byte: number): boolean =>
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    let next = 0x100;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCharCode(printable(byte) ? byte : next++),
      byte,
    ]);
  })(),
);

function lettersToBytes(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of token) {
    const byte = BYTE_OF.get(letter);
    if (byte === undefined) bytes.push(...encoder.encode(letter));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function mentions(node: unknown, type: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && node.type === type) return true;
  return Object.values(node).some((inner) => mentions(inner, type));
}
