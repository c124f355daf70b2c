// An answer while it comes: both forms grow, and are put side by side as far as they are there. What is settled is not looked at
// again, so that a long answer costs no more for each piece than a short one.

import type { Session } from "../mask/session.ts";
import { align } from "./align.ts";
import type { Segment } from "./types.ts";

export interface Live {
  add(wire: string, client: string): void;
  /** All of it, as of now. */
  segments(): Promise<readonly Segment[]>;
}

/** Characters that are left to look at again: more than any placeholder, bent or not, has. */
const MARGIN = 256;
/** From here on it is worth settling some. */
const SETTLE = 4096;

export function createLive(session: Pick<Session, "begin" | "restore">): Live {
  const settled: Segment[] = [];
  let wire = "";
  let client = "";

  function settle(segments: readonly Segment[]): void {
    let at = 0;
    let done = 0;
    for (const segment of segments) {
      const room = wire.length - MARGIN - at;
      if (room <= 0) break;
      const isSame = segment.client === segment.wire;
      // Only values that were put back, and text that is the same: anything else may yet be matched.
      if (!isSame && segment.kind === null) break;
      const taken = isSame && segment.wire.length > room ? whole(segment.wire.slice(0, room)) : segment.wire;
      if (!isSame && segment.wire.length > room) break;
      settled.push(isSame ? { client: taken, wire: taken, kind: null } : segment);
      at += taken.length;
      done += isSame ? taken.length : segment.client.length;
      if (taken.length < segment.wire.length) break;
    }
    wire = wire.slice(at);
    client = client.slice(done);
  }

  return {
    add(moreWire, moreClient) {
      wire += moreWire;
      client += moreClient;
    },
    async segments() {
      const before = [wire, client] as const;
      const rest = await align(session, whole(wire), whole(client));
      const all = joined([...settled, ...rest]);
      // More may have come meanwhile; it stands behind what was looked at.
      if (before[0].length > SETTLE && wire === before[0] && client === before[1]) settle(rest);
      return all;
    },
  };
}

/** Without half a pair at the end, whose other half comes next. */
function whole(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/** Neighbours that are the same in both forms as one. */
function joined(segments: readonly Segment[]): Segment[] {
  const out: Segment[] = [];
  for (const segment of segments) {
    const last = out.at(-1);
    if (last !== undefined && last.client === last.wire && segment.client === segment.wire) {
      const text = last.client + segment.client;
      out[out.length - 1] = { client: text, wire: text, kind: null };
    } else out.push(segment);
  }
  return out;
}
