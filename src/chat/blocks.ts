// A message in pieces of bounded length, cut at line ends where there are any: so that drawing a screen of it costs no more
// when it is long. Pure; what a piece looks like is decided elsewhere.

import type { Message, Segment } from "./types.ts";

export interface Block {
  readonly segments: readonly Segment[];
  /** Belongs to what went along with the message. */
  readonly attached: boolean;
}

/** Characters from which on a block ends at the next line end. */
const ENOUGH = 2000;
/** Characters at which it ends in any case, where nothing stands that is to stay whole. */
const MOST = 4000;

const known = new WeakMap<readonly Segment[], readonly Block[]>();
/** Those of the message that grows: what has not changed in them is not drawn anew. */
let growing: readonly Block[] = [];

/** Never empty. The same objects as long as the message has the same segments; while it grows, as long as their text is the same. */
export function blocksOf({ segments, attached, state }: Message): readonly Block[] {
  const found = known.get(segments);
  if (found !== undefined) return found;
  const before = attached === 0 ? [] : cut(segments.slice(0, attached), true);
  const made = [...before, ...cut(segments.slice(attached), false)];
  const blocks = made.map((block, i) => {
    const old = growing[i];
    return old !== undefined && isSame(old, block) ? old : block;
  });
  known.set(segments, blocks);
  if (state === "streaming") growing = blocks;
  return blocks;
}

function cut(segments: readonly Segment[], attached: boolean): Block[] {
  const blocks: Block[] = [];
  let part: Segment[] = [];
  let length = 0;
  const end = (): void => {
    blocks.push({ segments: part, attached });
    part = [];
    length = 0;
  };
  const put = (segment: Segment): void => {
    if (segment.client === "" && segment.wire === "") return;
    part.push(segment);
    length += Math.max(segment.client.length, segment.wire.length);
  };

  for (const segment of segments) {
    const { client, wire, kind } = segment;
    if (kind !== null) put(segment);
    else if (client !== wire) {
      // Forms that could not be matched: each is cut where it is long.
      const longest = Math.max(client.length, wire.length);
      for (let at = 0; at < longest; at += MOST) {
        if (length >= ENOUGH) end();
        put({ client: client.slice(at, at + MOST), wire: wire.slice(at, at + MOST), kind: null });
      }
    } else {
      for (let at = 0; ; ) {
        const stop = edgeIn(client, at, length);
        if (stop === null) {
          put(plain(client.slice(at)));
          break;
        }
        put(plain(client.slice(at, stop.end)));
        end();
        at = stop.next;
      }
    }
  }
  end();
  return blocks;
}

const plain = (text: string): Segment => ({ client: text, wire: text, kind: null });

/** Where the block ends that has `length` characters before `at`, and where the next one begins; null when all of it fits. */
function edgeIn(text: string, at: number, length: number): { readonly end: number; readonly next: number } | null {
  if (text.length - at + length <= MOST) return null;
  const newline = text.indexOf("\n", at + Math.max(0, ENOUGH - length));
  const last = at + Math.max(1, MOST - length);
  // The line end is the block's own end.
  if (newline >= 0 && newline < last) return { end: newline, next: newline + 1 };
  if (last >= text.length) return null;
  const space = text.lastIndexOf(" ", last);
  const end = space > at ? space + 1 : isInPair(text, last) ? last + 1 : last;
  return { end, next: end };
}

function isInPair(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? "") && /[\udc00-\udfff]/.test(text[at] ?? "");
}

function isSame(a: Block, b: Block): boolean {
  return (
    a.attached === b.attached &&
    a.segments.length === b.segments.length &&
    a.segments.every(({ client, wire, kind }, i) => {
      const other = b.segments[i];
      return other?.client === client && other.wire === wire && other.kind === kind;
    })
  );
}
