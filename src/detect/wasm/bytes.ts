// What a byte is, for all gates, in AssemblyScript.

// @ts-ignore: decorator
@inline
export function isDigit(byte: u32): bool {
  return byte - 0x30 < 10;
}

// @ts-ignore: decorator
@inline
export function isAscii(byte: u32): bool {
  return (byte | 0x20) - 0x61 < 26;
}

// @ts-ignore: decorator
@inline
export function isWord(byte: u32): bool {
  return isDigit(byte) || isAscii(byte) || byte === 0x5f;
}

export function mayEscape(lo: usize, at: usize): bool {
  return (
    load<u8>(at - 1) === 0x6d ||
    (at >= lo + 2 && load<u8>(at - 2) === 0x5c) ||
    (at >= lo + 3 && load<u8>(at - 3) === 0x25) ||
    (at >= lo + 6 && load<u8>(at - 6) === 0x5c)
  );
}

export function mayHideEscape(lo: usize, from: usize): bool {
  const before: u32 = from > lo ? <u32>load<u8>(from - 1) : 0;
  return before === 0x5c || before === 0x25 || before === 0x5b || before === 0x3b;
}

// @ts-ignore: decorator
@inline
export function hasBit(table: usize, place: u32): bool {
  return ((<u32>load<u8>(table + <usize>(place >>> 3)) >>> (place & 7)) & 1) !== 0;
}
