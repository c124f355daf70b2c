// Who a value is: the keyed numbers that a session derives from its exact bytes. HMAC-SHA-256 (RFC 2104) under the
// session's id key, so nobody without the key can test guesses, and every process with the key derives the same ones.

import { createHmac, hash } from "node:crypto";
import { createWasmIdentifyAll } from "./identity-wasm.ts";
import { CHOICES, type Columns, type Handle } from "./store.ts";

/** Widths of an id in digits. */
export type Width = 9 | 12 | 15;

/** Handles of the three widths lie in ranges of their own, so that one number says both. */
export const TWELVE = 1e12;
export const FIFTEEN = 2e15;

/** The handle of an id. */
export function toHandle(width: Width, id: number): Handle {
  return width === 9 ? id : width === 12 ? TWELVE + id : FIFTEEN + id;
}

/** Width and id of a handle. */
export function fromHandle(handle: Handle): { width: Width; id: number } {
  if (handle < TWELVE) return { width: 9, id: handle };
  if (handle < FIFTEEN) return { width: 12, id: handle - TWELVE };
  return { width: 15, id: handle - FIFTEEN };
}

export interface Identity {
  /** Handles by preference: nine, twelve and fifteen digits. */
  readonly handles: readonly Handle[];
  /** 52 bits, independent of the handles. */
  readonly fingerprint: number;
}

const BLOCK = 64;
const SHORT = 8192;
/** Lengths whose views are kept: making one for each value takes a tenth of the time and a quarter of the memory. */
const VIEWS = 256;

/** Makes the function from a value's bytes to its identity. `shortest: 12` leaves the nine-digit ids out. */
export function createIdentify(key: Uint8Array, shortest: 9 | 12 = 9): (value: Uint8Array) => Identity {
  if (key.length > BLOCK) throw new RangeError("an id key has at most 64 bytes");
  // Two one-shot hashes over prepared pads take a quarter of the time of createHmac.
  const inner = Buffer.alloc(BLOCK + SHORT, 0x36);
  const outer = Buffer.alloc(BLOCK + 32, 0x5c);
  for (const [i, byte] of key.entries()) {
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  const views: Buffer[] = [];
  const viewOf = (length: number): Buffer => {
    if (length >= VIEWS) return inner.subarray(0, BLOCK + length);
    views[length] ??= inner.subarray(0, BLOCK + length);
    return views[length];
  };
  const digest = (value: Uint8Array): string => {
    const { length } = value;
    if (length > SHORT) return createHmac("sha256", key).update(value).digest("binary");
    if (length < VIEWS) for (let i = 0; i < length; i++) inner[BLOCK + i] = value[i] as number;
    else inner.set(value, BLOCK);
    outer.write(hash("sha256", viewOf(length), "binary"), BLOCK, "latin1");
    return hash("sha256", outer, "binary");
  };
  return (value) => {
    const d = digest(value);
    const twelve = TWELVE + (number48(d, 6) % 1e12);
    const fifteen = FIFTEEN + ((number48(d, 12) * 32 + (d.charCodeAt(18) & 31)) % 1e15);
    const handles = shortest === 12 ? [twelve, fifteen] : [number48(d, 0) % 1e9, twelve, fifteen];
    return { handles, fingerprint: number48(d, 20) * 16 + (d.charCodeAt(26) & 15) };
  };
}

/** Values from which WebAssembly is made. */
const WORTH = 128;

/**
 * Makes the function that fills in the handles and fingerprints of columns. `auto` goes over to WebAssembly when many values
 * come, `wasm` begins with it, `plain` never does.
 */
export function createIdentifyAll(
  key: Uint8Array,
  shortest: 9 | 12 = 9,
  engine: "auto" | "wasm" | "plain" = "auto",
): (columns: Columns) => void {
  const identify = createIdentify(key, shortest);
  const identifyOne = ({ bytes, ends, handles, fingerprints }: Columns, n: number): void => {
    const identity = identify(bytes.subarray(ends[n], ends[n + 1]));
    for (let k = 0; k < CHOICES; k++) handles[CHOICES * n + k] = identity.handles[k] ?? -1;
    fingerprints[n] = identity.fingerprint;
  };
  const plain = (columns: Columns): void => {
    for (let n = 0; n < columns.count; n++) identifyOne(columns, n);
  };
  const fast = (): typeof plain => createWasmIdentifyAll(key, shortest, identifyOne);
  if (engine === "wasm") return fast();
  let seen = 0;
  let all: typeof plain | null = engine === "plain" ? plain : null;
  return (columns) => {
    seen += columns.count;
    if (all === null && seen >= WORTH) all = attempted(fast) ?? plain;
    (all ?? plain)(columns);
  };
}

/** Null where WebAssembly cannot be had: `--jitless`, no vectors, or a limit on address space. */
function attempted<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function number48(digest: string, at: number): number {
  const high = (digest.charCodeAt(at) << 16) | (digest.charCodeAt(at + 1) << 8) | digest.charCodeAt(at + 2);
  const low = (digest.charCodeAt(at + 3) << 16) | (digest.charCodeAt(at + 4) << 8) | digest.charCodeAt(at + 5);
  return high * 0x1000000 + low;
}
