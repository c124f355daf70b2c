// Notes a text that comes in deltas for the echo ledger, in pieces of some size. Of a plain text nothing is kept; the arguments
// of a tool are noted at their end, up to a bound.

import type { Kind } from "../types.ts";
import type { EchoEdit, Restoring } from "./types.ts";
import { toBytes } from "./wire-text.ts";

export interface DeltaEcho {
  /** Text that is the same in both forms. */
  keep(text: string): void;
  /** A value, and what stood for it. */
  put(value: string, wire: string, kind: Kind): void;
  end(): void;
}

const BATCH = 4096;
/** Characters of arguments that one answer may keep to note them; what is beyond is masked anew when it comes back. */
const JSON_MAX = 4 * 1024 * 1024;
const kept = new WeakMap<Restoring, number>();

export function createDeltaEcho(restoring: Restoring, json: boolean): DeltaEcho {
  return json ? createJsonEcho(restoring) : createTextEcho(restoring);
}

function createTextEcho(restoring: Restoring): DeltaEcho {
  let text: ReturnType<Restoring["echo"]> | undefined;
  let batch = "";
  let edits: EchoEdit[] = [];
  /** Bytes that were added. */
  let added = 0;

  function flush(last: boolean): void {
    // The other half of a pair may come with the next delta; both have four bytes together.
    const half = !last && /[\ud800-\udbff]$/.test(batch) ? batch.slice(-1) : "";
    const bytes = toBytes(half === "" ? batch : batch.slice(0, -1));
    if (bytes.length > 0) {
      text ??= restoring.echo();
      text.add(bytes, edits);
    }
    added += bytes.length;
    batch = half;
    edits = [];
  }

  return {
    keep(kept) {
      batch += kept;
      if (batch.length >= BATCH) flush(false);
    },
    put(value, wire, kind) {
      const start = added + toBytes(batch).length;
      edits.push({ start, end: start + toBytes(value).length, wire: toBytes(wire), kind });
      batch += value;
    },
    end() {
      flush(true);
      text?.end();
    },
  };
}

function createJsonEcho(restoring: Restoring): DeltaEcho {
  let wireText = "";
  let client = "";
  /** Bytes of `client`, counted as it grows: to read it again for each of many values would be quadratic. */
  let bytes = 0;
  let half = false;
  let edits: EchoEdit[] = [];
  let tooLong = false;

  function grow(both: string, wire: string): void {
    client += both;
    wireText += wire;
    // The halves of a pair have three bytes each, and four together.
    bytes += toBytes(both).length - (half && /^[\udc00-\udfff]/.test(both) ? 2 : 0);
    half = both === "" ? half : /[\ud800-\udbff]$/.test(both);
    const total = (kept.get(restoring) ?? 0) + both.length + wire.length;
    kept.set(restoring, total);
    if (total <= JSON_MAX) return;
    tooLong = true;
    drop();
  }

  function drop(): void {
    kept.set(restoring, (kept.get(restoring) ?? 0) - client.length - wireText.length);
    client = "";
    wireText = "";
    edits = [];
  }

  return {
    keep(text) {
      if (!tooLong) grow(text, text);
    },
    put(value, wire, kind) {
      if (tooLong) return;
      edits.push({ start: bytes, end: bytes + toBytes(value).length, wire: toBytes(wire), kind });
      grow(value, wire);
    },
    end() {
      if (!tooLong && client !== "") restoring.echoJson(toBytes(wireText), toBytes(client), edits);
      drop();
    },
  };
}
