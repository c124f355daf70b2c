// Nonces for all that the stores seal with AES-256-GCM. Random bytes are fetched for many at once: a call costs as much as
// sealing a small page.

import { randomBytes } from "node:crypto";

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const AT_ONCE = 256;

let nonces = Buffer.alloc(0);
let nonceAt = 0;

/** Random bytes that were never given out before (NIST SP 800-38D, 8.2.2); they stay as they are. */
export function takeNonce(): Uint8Array {
  if (nonceAt >= nonces.length) {
    nonces = randomBytes(NONCE_BYTES * AT_ONCE);
    nonceAt = 0;
  }
  nonceAt += NONCE_BYTES;
  return nonces.subarray(nonceAt - NONCE_BYTES, nonceAt);
}
