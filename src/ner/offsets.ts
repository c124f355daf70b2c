// Offsets that are not ours: services count code points, we count UTF-16 units. What they say is compared with the text before
// it is believed.

/** Offsets in UTF-16 units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** From code points to UTF-16 units of one text. Null beyond its end. */
export function createUnitsOf(text: string): (codePoint: number) => number | null {
  // Without surrogate pairs both are the same.
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (at) => (at <= text.length ? at : null);
  const units: number[] = [];
  for (let i = 0; i < text.length; i += (text.codePointAt(i) as number) > 0xffff ? 2 : 1) units.push(i);
  units.push(text.length);
  return (at) => units[at] ?? null;
}

/** What a service says of one entity, in its own offsets. */
export interface Claim {
  readonly start: number;
  readonly end: number;
  /** The text that it found, where it says that. */
  readonly value?: string | undefined;
}

export interface Placed {
  /** Null where the claim cannot be true. */
  readonly place: Place | null;
  /** The offsets were wrong: the value was looked for. */
  readonly moved: boolean;
}

/**
 * Where each claim stands in the text. A value that does not stand where it is said to stand is looked for: the place
 * nearest to the one that was said, and that no other claim of the same value has.
 */
export function placeAll(text: string, claims: readonly Claim[]): Placed[] {
  const unitsOf = createUnitsOf(text);
  const taken = new Set<number>();
  const placed = claims.map(({ start, end, value }): Placed | null => {
    const from = unitsOf(start);
    const to = unitsOf(end);
    if (from === null || to === null || from >= to) return value === undefined ? NOWHERE : null;
    const found = text.slice(from, to);
    if (value === undefined ? found.trim() === "" : found !== value) return value === undefined ? NOWHERE : null;
    taken.add(from);
    return { place: { start: from, end: to }, moved: false };
  });
  return placed.map((known, i) => {
    if (known !== null) return known;
    const { start, value = "" } = claims[i] as Claim;
    if (value.trim() === "") return NOWHERE;
    const at = nearest(text, value, unitsOf(start) ?? text.length, taken);
    if (at < 0) return NOWHERE;
    taken.add(at);
    return { place: { start: at, end: at + value.length }, moved: true };
  });
}

const NOWHERE: Placed = { place: null, moved: true };

function nearest(text: string, value: string, around: number, taken: ReadonlySet<number>): number {
  let best = -1;
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (taken.has(at)) continue;
    if (best >= 0 && Math.abs(at - around) >= Math.abs(best - around)) {
      if (at > around) break;
      continue;
    }
    best = at;
  }
  return best;
}
