// Keys that a vendor published for everybody to copy: they open nothing that is anybody's. Kept as digests, so that nobody's
// scanner of repositories takes this file for a leak.

import { hash } from "node:crypto";

/** The last 16 hex digits of a SHA-256. */
const DIGEST = 16;

/** API keys in samples, tests and documentation of Google's Firebase SDKs. */
const FIREBASE: ReadonlySet<string> = new Set(
  `2dcb85b2e0a4513d 2f282b57f7ed6619 3568bc9e6c8fb1b1 53e666f44d5da0b9 67b7d71f50af7eb4 694adeec75847583
    704a33521d84b665 8baf2cdfe3b582d0 ac999020ffdbb614 acc9cef0d4473b41 b9d67bce0181fff6 e2428a6e86e9e0b1
    e9f31fd4768f3f3c f19d5cfeca9c7045 fa2e0ae33aeca682`.split(/\s+/),
);

export function isFirebaseSample(bytes: Uint8Array, start: number, end: number): boolean {
  return FIREBASE.has(hash("sha256", bytes.subarray(start, end), "hex").slice(-DIGEST));
}
