// Which known name a mistyped one stands for.

/** The known name that a mistyped one most likely means. Names in snake_case are those of other programs. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replace(/[_-]/g, "");
  let best: string | undefined;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(plain, name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Insertions, deletions, changes, and neighbours that changed places. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 12 || a.length > 64) return 99;
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (next[j - 1] as number) + 1,
          (row[j] as number) + 1,
          (row[j - 1] as number) + cost,
          swapped ? (above[j - 2] as number) + 1 : 99,
        ),
      );
    }
    above = row;
    row = next;
  }
  return row[b.length] as number;
}
