// SHA-256 (FIPS 180-4) of short messages, for checksums inside values: no crypto module is loaded for them.

const K = new Int32Array(64);
const H = new Int32Array(8);

/** Fractional parts of the cube and square roots of the first primes, FIPS 180-4 4.2.2 and 5.3.3. */
function constants(): void {
  let n = 0;
  for (let p = 2; n < 64; p++) {
    let prime = true;
    for (let d = 2; d * d <= p; d++) if (p % d === 0) prime = false;
    if (!prime) continue;
    const cube = Math.cbrt(p);
    const square = Math.sqrt(p);
    K[n] = Math.floor((cube - Math.floor(cube)) * 2 ** 32);
    if (n < 8) H[n] = Math.floor((square - Math.floor(square)) * 2 ** 32);
    n++;
  }
}

const W = new Int32Array(64);
const state = new Int32Array(8);

function turn(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

/** The 32 bytes of the hash. */
export function sha256(message: Uint8Array): Uint8Array {
  if (K[0] === 0) constants();
  state.set(H);
  const { length } = message;
  const blocks = (length + 72) >> 6;
  for (let block = 0; block < blocks; block++) {
    W.fill(0);
    for (let i = 0; i < 64; i++) {
      const at = block * 64 + i;
      const byte = at < length ? (message[at] as number) : at === length ? 0x80 : 0;
      W[i >> 2] = (W[i >> 2] as number) | (byte << (24 - 8 * (i & 3)));
    }
    if (block === blocks - 1) W[15] = length * 8;
    mix();
  }
  const out = new Uint8Array(32);
  for (let i = 0; i < 32; i++) out[i] = (state[i >> 2] as number) >>> (24 - 8 * (i & 3));
  return out;
}

/** Takes the block in W into the state. */
function mix(): void {
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15] as number;
    const y = W[i - 2] as number;
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    W[i] = ((W[i - 16] as number) + s0 + (W[i - 7] as number) + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const t1 =
      (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] as number) + (W[i] as number)) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = ((state[i] as number) + value) | 0;
}
