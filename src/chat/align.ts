// Puts the two forms of a text side by side: which stretch of the client form stands for which of the wire form. Shows only; what
// leaves was decided elsewhere.

import type { Session } from "../mask/session.ts";
import { findTolerant } from "../mask/tolerant.ts";
import { askRestored } from "../proxy/ask.ts";
import type { Found, Segment } from "./types.ts";

/**
 * Segments whose wire forms are `wire` and whose client forms are `client`, each in its order. The client form may be behind, as
 * in a stream: what it lacks is a last segment without client form. Where the two cannot be matched, the rest is one segment.
 */
export async function align(
  session: Pick<Session, "begin" | "restore">,
  wire: string,
  client: string,
): Promise<Segment[]> {
  if (wire === client) return plain(wire);
  const bytes = Buffer.from(wire);
  const found = findTolerant(bytes, 0, bytes.length);
  await session.begin();
  const restored = found.length === 0 ? [] : await askRestored(session, found, bytes);
  const segments: Segment[] = [];
  let at = 0;
  let done = 0;
  for (const [i, hit] of found.entries()) {
    const known = restored[i];
    if (known === null || known === undefined || known.start < at) continue;
    const before = bytes.toString("utf8", at, known.start);
    if (!client.startsWith(before, done)) break;
    const value = Buffer.from(known.value).toString("utf8");
    // A place where it was not put back has it as it is.
    if (!client.startsWith(value, done + before.length)) continue;
    segments.push(...plain(before), {
      client: value,
      wire: bytes.toString("utf8", known.start, hit.end),
      kind: known.kind,
    });
    done += before.length + value.length;
    at = hit.end;
  }
  return [...segments, ...last(bytes.toString("utf8", at), client.slice(done))];
}

function plain(text: string): Segment[] {
  return text === "" ? [] : [{ client: text, wire: text, kind: null }];
}

function last(wire: string, client: string): Segment[] {
  if (wire === client) return plain(wire);
  if (wire.startsWith(client)) return [...plain(client), { client: "", wire: wire.slice(client.length), kind: null }];
  // The beginnings and ends that are the same are shown as such.
  let head = 0;
  while (head < wire.length && head < client.length && wire[head] === client[head]) head++;
  let tail = 0;
  const most = Math.min(wire.length, client.length) - head;
  while (tail < most && wire.at(-1 - tail) === client.at(-1 - tail)) tail++;
  return [
    ...plain(wire.slice(0, head)),
    { client: client.slice(head, client.length - tail), wire: wire.slice(head, wire.length - tail), kind: null },
    ...plain(wire.slice(wire.length - tail)),
  ];
}

export function clientOf(segments: readonly Segment[]): string {
  return segments.map(({ client }) => client).join("");
}

export function wireOf(segments: readonly Segment[]): string {
  return segments.map(({ wire }) => wire).join("");
}

/** How many segments hold the first `length` characters of the client form; the segment across that place is cut. */
export function splitAt(segments: readonly Segment[], length: number): { segments: Segment[]; count: number } {
  const out: Segment[] = [];
  let at = 0;
  let count = 0;
  for (const segment of segments) {
    const end = at + segment.client.length;
    if (at < length && end > length && segment.kind === null && segment.client === segment.wire) {
      const [head, tail] = [segment.client.slice(0, length - at), segment.client.slice(length - at)];
      out.push({ client: head, wire: head, kind: null }, { client: tail, wire: tail, kind: null });
      count = out.length - 1;
    } else {
      out.push(segment);
      if (at < length) count = out.length;
    }
    at = end;
  }
  return { segments: out, count };
}

/** What was found covered, for the moment until it is known how it left. */
export function covered(text: string, found: readonly Found[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, end, kind } of found) {
    segments.push(...plain(text.slice(at, start)), { client: text.slice(start, end), wire: `[${kind}]`, kind });
    at = end;
  }
  return [...segments, ...plain(text.slice(at))];
}
