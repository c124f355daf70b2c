// HMAC-SHA-256 (RFC 2104, FIPS 180-4) of many short values, four at a time in the four lanes of a vector, and the numbers
// that identity.ts makes of it. The states after the key's two pads are handed in. Memory is laid out by identity-wasm.ts;
// nothing is allocated here.

const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const FIRST: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const BLOCK: usize = 64;
/** Four messages, padded: room for the longest value with its padding. */
const LANE: usize = 256;
const messages: usize = memory.data(4 * LANE, 16);
/** Sixteen vectors of the schedule. */
const words: usize = memory.data(16 * 16, 16);
/** Blocks of each message. */
const counts: usize = memory.data(16, 16);
/** Eight vectors of state. */
const state: usize = memory.data(8 * 16, 16);
const IOTA: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
const SWAP: v128 = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);

// @ts-ignore: decorator
@inline
function rotate(x: v128, n: i32): v128 {
  return v128.or(v128.shr<u32>(x, n), v128.shl<u32>(x, 32 - n));
}

// @ts-ignore: decorator
@inline
function plus(x: v128, y: v128): v128 {
  return v128.add<u32>(x, y);
}

/** The first half of a round: what is added to two of the eight words. */
// @ts-ignore: decorator
@inline
function first(e: v128, f: v128, g: v128, h: v128, at: usize, i: usize): v128 {
  const sum: v128 = v128.xor(v128.xor(rotate(e, 6), rotate(e, 11)), rotate(e, 25));
  const choice: v128 = v128.xor(g, v128.and(e, v128.xor(f, g)));
  const given: v128 = plus(v128.load(words + (((at + i) & 15) << 4)), v128.load32_splat(K + ((at + i) << 2)));
  return plus(plus(h, given), plus(sum, choice));
}

// @ts-ignore: decorator
@inline
function second(a: v128, b: v128, c: v128): v128 {
  const sum: v128 = v128.xor(v128.xor(rotate(a, 2), rotate(a, 13)), rotate(a, 22));
  return plus(sum, v128.or(v128.and(a, b), v128.and(c, v128.or(a, b))));
}

// @ts-ignore: decorator
@inline
function wordAt(i: usize): v128 {
  return v128.load(words + ((i & 15) << 4));
}

/** The next sixteen words of the schedule, in place of the last ones. */
function schedule(): void {
  for (let i: usize = 0; i < 16; i++) {
    const x: v128 = wordAt(i + 1);
    const y: v128 = wordAt(i + 14);
    const low: v128 = v128.xor(v128.xor(rotate(x, 7), rotate(x, 18)), v128.shr<u32>(x, 3));
    const high: v128 = v128.xor(v128.xor(rotate(y, 17), rotate(y, 19)), v128.shr<u32>(y, 10));
    v128.store(words + (i << 4), plus(plus(wordAt(i), low), plus(wordAt(i + 9), high)));
  }
}

/** One block of each lane: `words` into `state`, in those lanes that `mask` names. */
function compress(mask: v128): void {
  let a: v128 = v128.load(state);
  let b: v128 = v128.load(state, 16);
  let c: v128 = v128.load(state, 32);
  let d: v128 = v128.load(state, 48);
  let e: v128 = v128.load(state, 64);
  let f: v128 = v128.load(state, 80);
  let g: v128 = v128.load(state, 96);
  let h: v128 = v128.load(state, 112);
  for (let at: usize = 0; at < 64; at += 8) {
    if (at !== 0 && (at & 15) === 0) schedule();
    let t: v128 = first(e, f, g, h, at, 0);
    d = plus(d, t);
    h = plus(t, second(a, b, c));
    t = first(d, e, f, g, at, 1);
    c = plus(c, t);
    g = plus(t, second(h, a, b));
    t = first(c, d, e, f, at, 2);
    b = plus(b, t);
    f = plus(t, second(g, h, a));
    t = first(b, c, d, e, at, 3);
    a = plus(a, t);
    e = plus(t, second(f, g, h));
    t = first(a, b, c, d, at, 4);
    h = plus(h, t);
    d = plus(t, second(e, f, g));
    t = first(h, a, b, c, at, 5);
    g = plus(g, t);
    c = plus(t, second(d, e, f));
    t = first(g, h, a, b, at, 6);
    f = plus(f, t);
    b = plus(t, second(c, d, e));
    t = first(f, g, h, a, at, 7);
    e = plus(e, t);
    a = plus(t, second(b, c, d));
  }
  add(0, a, mask);
  add(16, b, mask);
  add(32, c, mask);
  add(48, d, mask);
  add(64, e, mask);
  add(80, f, mask);
  add(96, g, mask);
  add(112, h, mask);
}

// @ts-ignore: decorator
@inline
function add(offset: usize, x: v128, mask: v128): void {
  const before: v128 = v128.load(state + offset);
  v128.store(state + offset, plus(before, v128.and(x, mask)));
}

/** Every lane begins with the state of eight words at `from`. */
function begin(from: usize): void {
  for (let i: usize = 0; i < 8; i++) v128.store(state + (i << 4), v128.load32_splat(from + (i << 2)));
}

/** Puts a value into a lane with its padding; returns the number of its blocks. */
function pad(lane: usize, value: usize, length: usize): u32 {
  const to: usize = messages + lane * LANE;
  const blocks: usize = (length + 8) / BLOCK + 1;
  let at: usize = 0;
  for (; at + 16 <= length; at += 16) v128.store(to + at, v128.load(value + at));
  const rest: v128 = v128.lt<u8>(IOTA, i8x16.splat(<i8>(length - at)));
  v128.store(to + at, v128.and(v128.load(value + at), rest));
  for (at += 16; at < blocks * BLOCK; at += 16) v128.store(to + at, i64x2.splat(0));
  store<u8>(to + length, 0x80);
  store<u64>(to + blocks * BLOCK - 8, bswap<u64>(<u64>(BLOCK + length) << 3));
  return <u32>blocks;
}

/** Block `b` of the four messages as sixteen vectors. */
function gather(b: usize): void {
  for (let i: usize = 0; i < BLOCK; i += 16) {
    const at: usize = messages + b * BLOCK + i;
    const w: v128 = v128.swizzle(v128.load(at), SWAP);
    const x: v128 = v128.swizzle(v128.load(at + LANE), SWAP);
    const y: v128 = v128.swizzle(v128.load(at + 2 * LANE), SWAP);
    const z: v128 = v128.swizzle(v128.load(at + 3 * LANE), SWAP);
    const wx: v128 = v128.shuffle<u32>(w, x, 0, 4, 1, 5);
    const yz: v128 = v128.shuffle<u32>(y, z, 0, 4, 1, 5);
    const wx2: v128 = v128.shuffle<u32>(w, x, 2, 6, 3, 7);
    const yz2: v128 = v128.shuffle<u32>(y, z, 2, 6, 3, 7);
    const to: usize = words + (i << 2);
    v128.store(to, v128.shuffle<u64>(wx, yz, 0, 2));
    v128.store(to, v128.shuffle<u64>(wx, yz, 1, 3), 16);
    v128.store(to, v128.shuffle<u64>(wx2, yz2, 0, 2), 32);
    v128.store(to, v128.shuffle<u64>(wx2, yz2, 1, 3), 48);
  }
}

// @ts-ignore: decorator
@inline
function digest(lane: usize, word: usize): u64 {
  return <u64>load<u32>(state + (word << 4) + (lane << 2));
}

/**
 * Identifies `count` values, each between two of the numbers from `ends` on, as places behind `text`; none longer than
 * `LANE - 9`. Writes three handles for each to `handles` and the fingerprint to `fingerprints`. `inner` and `outer` are the
 * states after the pads. With `short` the nine-digit ids are left out and -1 stands at the end.
 */
export function identify(
  text: usize,
  ends: usize,
  count: u32,
  inner: usize,
  outer: usize,
  handles: usize,
  fingerprints: usize,
  short: bool,
): void {
  const all: v128 = i32x4.splat(-1);
  for (let n: u32 = 0; n < count; n += 4) {
    let most: u32 = 0;

    for (let lane: u32 = 0; lane < 4; lane++) {
      // Behind the last value its lanes work on it again.
      const own: usize = <usize>min(n + lane, count - 1) << 2;
      const start: u32 = load<u32>(ends + own);
      const has: u32 = pad(<usize>lane, text + <usize>start, <usize>(load<u32>(ends + own, 4) - start));
      most = max(most, has);
      store<u32>(counts + (<usize>lane << 2), has);
    }
    begin(inner);
    for (let b: u32 = 0; b < most; b++) {
      gather(<usize>b);
      compress(v128.gt<i32>(v128.load(counts), i32x4.splat(<i32>b)));
    }
    for (let i: usize = 0; i < 8; i++) v128.store(words + (i << 4), v128.load(state + (i << 4)));
    v128.store(words, i32x4.splat(0x80000000), 8 * 16);
    for (let i: usize = 9; i < 15; i++) v128.store(words + (i << 4), i32x4.splat(0));
    v128.store(words, i32x4.splat((64 + 32) << 3), 15 * 16);
    begin(outer);
    compress(all);
    const here: u32 = min(4, count - n);
    for (let lane: usize = 0; lane < <usize>here; lane++) {
      const to: usize = handles + (<usize>n + lane) * 24;
      const nine: u64 = ((digest(lane, 0) << 16) | (digest(lane, 1) >> 16)) % 1_000_000_000;
      const twelve: u64 = 1_000_000_000_000 + (((digest(lane, 1) & 0xffff) << 32) | digest(lane, 2)) % 1_000_000_000_000;
      const wide: u64 = (((digest(lane, 3) << 16) | (digest(lane, 4) >> 16)) << 5) | ((digest(lane, 4) >> 8) & 31);
      const fifteen: u64 = 2_000_000_000_000_000 + wide % 1_000_000_000_000_000;
      store<f64>(to, short ? <f64>twelve : <f64>nine);
      store<f64>(to, short ? <f64>fifteen : <f64>twelve, 8);
      store<f64>(to, short ? -1 : <f64>fifteen, 16);
      const print: u64 = (((digest(lane, 5) << 16) | (digest(lane, 6) >> 16)) << 4) | ((digest(lane, 6) >> 8) & 15);
      store<f64>(fingerprints + ((<usize>n + lane) << 3), <f64>print);
    }
  }
}

/** The state after one block that all lanes begin with, of sixteen words at `from`; eight words go to `to`. */
export function absorb(from: usize, to: usize): void {
  begin(FIRST);
  for (let i: usize = 0; i < 16; i++) v128.store(words + (i << 4), v128.load32_splat(from + (i << 2)));
  compress(i32x4.splat(-1));
  for (let i: usize = 0; i < 8; i++) store<u32>(to + (i << 2), load<u32>(state + (i << 4)));
}
