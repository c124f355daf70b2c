// Names of members as they stand in JSON text, looked up without making a string of each.

/** Looks up a name as it stands between its quotes; an unknown one gets the number behind the last. */
export function createNameTable(names: readonly string[]): (bytes: Uint8Array, from: number, to: number) => number {
  const byLength: { bytes: Buffer; symbol: number }[][] = [];
  const symbols = new Map(names.map((name, symbol) => [name, symbol]));
  for (const [name, symbol] of symbols) {
    const bytes = Buffer.from(name);
    const bucket = byLength[bytes.length] ?? [];
    bucket.push({ bytes, symbol });
    byLength[bytes.length] = bucket;
  }

  return (bytes, from, to) => {
    for (const { bytes: name, symbol } of byLength[to - from] ?? []) {
      let k = 0;
      while (k < name.length && name[k] === bytes[from + k]) k++;
      if (k === name.length) return symbol;
    }
    for (let i = from; i < to; i++) {
      if (bytes[i] !== 0x5c) continue;
      const literal = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
      return symbols.get(String(JSON.parse(`"${literal}"`))) ?? names.length;
    }
    return names.length;
  };
}
