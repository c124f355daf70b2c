// Keccak-256 as Ethereum and Monero use it (the padding of the contest, not that of SHA-3), for checksums of addresses: at most
// 135 bytes, one block. Lanes of 64 bits are kept as two halves.

const RATE = 136;
const low = new Int32Array(25);
const high = new Int32Array(25);
const columnLow = new Int32Array(5);
const columnHigh = new Int32Array(5);
const movedLow = new Int32Array(25);
const movedHigh = new Int32Array(25);

/** The 32 bytes of the hash. */
export function keccak256(message: Uint8Array): Uint8Array {
  if (message.length >= RATE) throw new RangeError("one block at most");
  const block = new Uint8Array(RATE);
  block.set(message);
  block[message.length] = 1;
  block[RATE - 1] = (block[RATE - 1] as number) | 0x80;
  const view = new DataView(block.buffer);
  low.fill(0);
  high.fill(0);
  for (let i = 0; i < RATE / 8; i++) {
    low[i] = view.getInt32(8 * i, true);
    high[i] = view.getInt32(8 * i + 4, true);
  }
  permute();
  const out = new Uint8Array(32);
  const result = new DataView(out.buffer);
  for (let i = 0; i < 4; i++) {
    result.setInt32(8 * i, low[i] as number, true);
    result.setInt32(8 * i + 4, high[i] as number, true);
  }
  return out;
}

/** Twenty-four rounds; the constants come from a shift register, the turns from the walk of pi. */
function permute(): void {
  let register = 1;
  for (let round = 0; round < 24; round++) {
    theta();
    rhoAndPi();
    chi();
    for (let j = 0; j <= 6; j++) {
      if (register & 1) {
        const bit = (1 << j) - 1;
        if (bit < 32) low[0] = (low[0] as number) ^ (1 << bit);
        else high[0] = (high[0] as number) ^ (1 << (bit - 32));
      }
      register = (register << 1) ^ ((register >> 7) * 0x171);
    }
  }
}

function theta(): void {
  for (let x = 0; x < 5; x++) {
    let a = 0;
    let b = 0;
    for (let y = 0; y < 25; y += 5) {
      a ^= low[x + y] as number;
      b ^= high[x + y] as number;
    }
    columnLow[x] = a;
    columnHigh[x] = b;
  }
  for (let x = 0; x < 5; x++) {
    const a = columnLow[(x + 1) % 5] as number;
    const b = columnHigh[(x + 1) % 5] as number;
    const dLow = (columnLow[(x + 4) % 5] as number) ^ ((a << 1) | (b >>> 31));
    const dHigh = (columnHigh[(x + 4) % 5] as number) ^ ((b << 1) | (a >>> 31));
    for (let y = 0; y < 25; y += 5) {
      low[x + y] = (low[x + y] as number) ^ dLow;
      high[x + y] = (high[x + y] as number) ^ dHigh;
    }
  }
}

function rhoAndPi(): void {
  movedLow[0] = low[0] as number;
  movedHigh[0] = high[0] as number;
  let x = 1;
  let y = 0;
  for (let t = 0; t < 24; t++) {
    const from = x + 5 * y;
    [x, y] = [y, (2 * x + 3 * y) % 5];
    const turn = (((t + 1) * (t + 2)) / 2) % 64;
    const a = (turn < 32 ? low[from] : high[from]) as number;
    const b = (turn < 32 ? high[from] : low[from]) as number;
    const n = turn % 32;
    movedLow[x + 5 * y] = n === 0 ? a : (a << n) | (b >>> (32 - n));
    movedHigh[x + 5 * y] = n === 0 ? b : (b << n) | (a >>> (32 - n));
  }
}

function chi(): void {
  for (let y = 0; y < 25; y += 5)
    for (let x = 0; x < 5; x++) {
      const [one, two] = [y + ((x + 1) % 5), y + ((x + 2) % 5)];
      low[x + y] = (movedLow[x + y] as number) ^ (~(movedLow[one] as number) & (movedLow[two] as number));
      high[x + y] = (movedHigh[x + y] as number) ^ (~(movedHigh[one] as number) & (movedHigh[two] as number));
    }
}
