// What the pass has found: which anchors end where, and whom they ask. Columns of numbers that grow and are used again.

/** Anchors found in a text, in the order of ends, then of anchors. Reused between calls: valid until the next one. */
export interface Hits {
  count: number;
  ends: Int32Array;
  anchors: Uint16Array;
}

export function createHits(): Hits {
  return { count: 0, ends: new Int32Array(256), anchors: new Uint16Array(256) };
}

/** Questions to rules, in the order of the anchors' ends. Reused between calls like hits. */
export interface Asks {
  count: number;
  ends: Int32Array;
  /** Which owner of which anchor: an index of `Plan.owners`. */
  steps: Uint16Array;
}

/** Values that the pass has decided about itself, disjoint and in order, see spot.ts. Reused between calls like hits. */
export interface Sure {
  count: number;
  starts: Int32Array;
  ends: Int32Array;
  /** Whom else would have been asked: an index of `Plan.owners`. */
  steps: Uint16Array;
}

/** All, as the pass hands them over. */
export interface Found {
  readonly hits: Hits;
  /** Those of the owners of all hits whose gate is open, less those that need not be asked any more. */
  readonly asks: Asks;
  readonly sure: Sure;
}

export function createFound(): Found {
  return {
    hits: createHits(),
    asks: { count: 0, ends: new Int32Array(256), steps: new Uint16Array(256) },
    sure: { count: 0, starts: new Int32Array(256), ends: new Int32Array(256), steps: new Uint16Array(256) },
  };
}

export function addSure(sure: Sure, start: number, end: number, step: number): void {
  if (sure.count === sure.ends.length) {
    sure.starts = longer(sure.starts);
    sure.ends = longer(sure.ends);
    sure.steps = longer(sure.steps);
  }
  sure.starts[sure.count] = start;
  sure.ends[sure.count] = end;
  sure.steps[sure.count++] = step;
}

export function addAsk(asks: Asks, end: number, step: number): void {
  if (asks.count === asks.ends.length) {
    asks.ends = longer(asks.ends);
    asks.steps = longer(asks.steps);
  }
  asks.ends[asks.count] = end;
  asks.steps[asks.count++] = step;
}

/** Adds a hit behind all others. */
export function addHit(hits: Hits, end: number, anchor: number): void {
  if (hits.count === hits.ends.length) {
    hits.ends = longer(hits.ends);
    hits.anchors = longer(hits.anchors);
  }
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

function longer<T extends Int32Array | Uint16Array>(column: T): T {
  const next = new (column.constructor as new (length: number) => T)(4 * column.length);
  next.set(column);
  return next;
}
