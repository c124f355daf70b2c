// What the pass has found: which anchors end where, in the order of their ends. Columns of numbers that grow and are used again.

/** Anchors found in a text, in the order of ends, then of anchors. Reused between calls: valid until the next one. */
export interface Hits {
  count: number;
  ends: Int32Array;
  anchors: Uint16Array;
}

export function createHits(): Hits {
  return { count: 0, ends: new Int32Array(256), anchors: new Uint16Array(256) };
}

/** Adds a hit behind all others. */
export function addHit(hits: Hits, end: number, anchor: number): void {
  if (hits.count === hits.ends.length) grow(hits);
  hits.ends[hits.count] = end;
  hits.anchors[hits.count++] = anchor;
}

/** Adds a hit in its place. */
export function insertHit(hits: Hits, end: number, anchor: number): void {
  addHit(hits, end, anchor);
  const { ends, anchors } = hits;
  let at = hits.count - 1;
  for (; at > 0; at--) {
    const before = ends[at - 1] as number;
    if (before < end || (before === end && (anchors[at - 1] as number) <= anchor)) break;
    ends[at] = before;
    anchors[at] = anchors[at - 1] as number;
  }
  ends[at] = end;
  anchors[at] = anchor;
}

function grow(hits: Hits): void {
  const ends = new Int32Array(hits.ends.length * 4);
  const anchors = new Uint16Array(hits.anchors.length * 4);
  ends.set(hits.ends);
  anchors.set(hits.anchors);
  hits.ends = ends;
  hits.anchors = anchors;
}
