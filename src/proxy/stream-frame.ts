// Events of one text differ in the piece that they carry, a running number and padding. Once one of them has been read, the
// next are compared with it: what is the same need not be read again. It decides nothing; no match means reading.

import { member, NONE, type Node, NUMBER, STRING, type Tree } from "./tree.ts";

/** The bytes of an event around what may differ. */
export interface Frame {
  readonly fixed: readonly Buffer[];
  /** What stands between one of `fixed` and the next. */
  readonly holes: readonly ("piece" | "number" | "padding")[];
}

/** Members that say nothing about a text. */
const NUMBERS = ["sequence_number"];
const PADDING = ["obfuscation", "p"];
/** Longer ones are read each time. */
const FRAME_MAX = 4096;

/** The frame of an event whose one piece is the string `piece`. */
export function makeFrame(tree: Tree, piece: Node): Frame | null {
  const { bytes } = tree;
  const start = tree.start(piece);
  const end = tree.end(piece);
  if (bytes.length - (end - start) > FRAME_MAX) return null;
  const holes: { start: number; end: number; is: "piece" | "number" | "padding" }[] = [{ start, end, is: "piece" }];
  const add = (names: readonly string[], type: number, is: "number" | "padding"): void => {
    for (const name of names) {
      const node = member(tree, 0, name);
      if (node === NONE || node === piece || tree.type(node) !== type) continue;
      holes.push({ start: tree.start(node), end: tree.end(node), is });
    }
  };
  add(NUMBERS, NUMBER, "number");
  add(PADDING, STRING, "padding");
  holes.sort((a, b) => a.start - b.start);
  const fixed: Buffer[] = [];
  let from = 0;
  for (const hole of holes) {
    fixed.push(Buffer.from(bytes.subarray(from, hole.start)));
    from = hole.end;
  }
  fixed.push(Buffer.from(bytes.subarray(from)));
  return { fixed, holes: holes.map(({ is }) => is) };
}

/** Where the piece stands in an event of the same frame; -1 for another event. Its end is in `lastEnd`. */
export function matchFrame({ fixed, holes }: Frame, data: Buffer): number {
  let at = 0;
  let found = -1;
  for (let i = 0; i < fixed.length; i++) {
    const part = fixed[i] as Buffer;
    const end = at + part.length;
    if (end > data.length || part.compare(data, at, end) !== 0) return -1;
    if (i === holes.length) return end === data.length ? found : -1;
    at = holeEnd(data, end, holes[i] as string);
    if (at < 0) return -1;
    if (holes[i] === "piece") {
      found = end;
      pieceEnd = at;
    }
  }
  return -1;
}

let pieceEnd = 0;

/** Where the piece of the last match ends. */
export function lastEnd(): number {
  return pieceEnd;
}

/** End of what fills a hole; -1 when it is not of that sort. */
function holeEnd(data: Buffer, from: number, is: string): number {
  let at = from;
  if (is === "number") {
    while (at < data.length && (data[at] as number) >= 0x30 && (data[at] as number) <= 0x39) at++;
    // A zero in front would be no JSON.
    return at === from || (data[from] === 0x30 && at > from + 1) ? -1 : at;
  }
  for (; at < data.length; at++) {
    const byte = data[at] as number;
    if (byte === 0x22) return at;
    if (byte < 0x20) return -1;
    if (byte !== 0x5c) continue;
    if (is === "padding") return -1;
    at++;
    // Escapes of code points are read with care.
    if (data[at] === 0x75 || !ESCAPES.has(data[at] ?? 0)) return -1;
  }
  return -1;
}

const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
