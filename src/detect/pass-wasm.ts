// The pass in WebAssembly: lays out the memory of the loops in wasm/, hands texts over and takes what they found.

import { makeLoops, makeMemory } from "../text/wasm.ts";
import { ANCHOR_MAX, sparsely } from "./automaton.ts";
import type { Range } from "./hide.ts";
import { type Asks, addAsk, addHit, addSure, type Found, type Hits, type Sure } from "./hits.ts";
import { WALK } from "./pass.gen.ts";
import type { Pass, Searched } from "./pass.ts";
import { askGates } from "./pass-plain.ts";
import { MOST_GROUPS } from "./phrase.ts";
import type { Plan } from "./plan.ts";

/** One that also searches for somebody else, see `createSearch`. */
export interface WasmPass extends Pass {
  search(bytes: Uint8Array, from: number, to: number, spots: number): Searched;
}

/** Null where WebAssembly cannot be had: `--jitless`, a limit on address space, or CLOSEMASK_ENGINE=js. */
export function tryWasmPass(plan: Plan): WasmPass | null {
  try {
    return createWasmPass(plan);
  } catch {
    return null;
  }
}

/** The functions of wasm/main.ts. */
interface Loops {
  setup(at: number): void;
  walk(text: number, size: number, before: number, warm: number, hits: number): number;
  screen(from: number, to: number, out: number): number;
  confirm(first: number, last: number, from: number, to: number, start: number, text: number): void;
  merge(first: number, last: number, out: number): number;
  sift(
    first: number,
    last: number,
    text: number,
    lo: number,
    hi: number,
    earlier: number,
    more: number,
    out: number,
    spots: number,
  ): number;
}

/** A pass and the text that it looked through last. */
interface Tenant {
  from: number;
  to: number;
  /** Hits of its last piece, counted from where that began. */
  count: number;
  /** Those hits, where they do not lie in the memory. */
  pending: Uint32Array | null;
}

const PAGE = 64 * 1024;
/** Text that is looked at once: a region of a filter, or the window into a very long line, has room. */
export const TEXT = 384 * 1024;
/** Rows of the table have numbers of fifteen bits, and an entry of two bytes for each class. */
const MAX_STATES = 0x7ffe;
const MAX_CLASSES = 128;
const ROW = 2 * MAX_CLASSES;
/** Bytes for the hits that end at a byte, on average: eight of them. There is no text with more; it would be refused. */
const MANY = 64;
/** Values that are decided about in one text; further ones are asked for. */
const CERTAIN = 64 * 1024;
/** Hits that the cursors of shapes.ts have room for, beside those of the text. */
const CURSOR_ROOM = 6 * 8 * 1024;
/** Bytes for what needles.ts writes of a block. */
const NEEDLE_BLOCK = 16 * 1024;
const NEWLINE = 10;

type Column = Uint8Array | Uint16Array | Int16Array | Uint32Array;

/** @throws Error where WebAssembly cannot be had */
export function createWasmPass(plan: Plan): WasmPass {
  const { needles, shapes, gates, spots: tables } = plan;
  const sparse = shapes.sparse ?? sparsely(shapes);
  const states = sparse.froms.length - 1;
  if (states > MAX_STATES || sparse.root.length > MAX_CLASSES)
    throw new RangeError("too many anchor states for WebAssembly");
  /** Bytes that the longest shape has at most, one more than its own. */
  const longest = 1 + shapes.ended.reduce((most, anchor) => Math.max(most, plan.lengths[anchor] as number), 0);
  let end = 0;
  /** The next `size` bytes, at a multiple of eight. The loops' own data, of which they have none, would come first. */
  const place = (size: number): number => {
    const at = end;
    end += (size + 7) & ~7;
    return at;
  };
  const columns: { readonly at: number; readonly data: Column }[] = [];
  const column = (data: Column): number => {
    const at = place(data.byteLength);
    columns.push({ at, data });
    return at;
  };
  // These lie where wasm/layout.ts has them. A state has a row of the table from its first visit on.
  column(shapes.classes.map((kind) => 2 * kind));
  column(needles.filters);
  place(NEEDLE_BLOCK);
  place(ROW * (states + 1));
  const settingsAt = place(4 * 45);
  // The line break or the text before, the text, and some bytes that are read and mean nothing.
  const textAt = place(ANCHOR_MAX + TEXT + 8) + ANCHOR_MAX;
  // Most is never touched and takes no memory: there is room for a hit at every byte.
  const room = MANY * TEXT;
  const placesAt = place(4 * (TEXT + ANCHOR_MAX + 4));
  const shapesAt = place(8 * (TEXT + CURSOR_ROOM));
  const hitsAt = place(room);
  const asksAt = place(room);
  const sureAt = place(4 * (1 + 3 * CERTAIN));
  const settings = [
    // shapes.ts
    column(sparse.root),
    column(sparse.like),
    column(sparse.froms),
    column(sparse.on),
    column(sparse.to),
    shapes.firstAccepting,
    place(2 * states),
    place(2 * (states + 1)),
    // needles.ts
    column(needles.slots),
    31 - Math.clz32(needles.slots.length),
    column(needles.records),
    column(needles.folds),
    column(needles.programs),
    column(needles.program),
    column(needles.sets),
    place(room),
    room,
    // main.ts
    column(shapes.firsts),
    column(shapes.ended),
    column(plan.lengths),
    column(plan.first),
    column(plan.gateIds),
    hitsAt,
    room,
    // gate.ts
    column(gates.code),
    column(gates.members),
    column(gates.trie),
    place(8 * MOST_GROUPS),
    column(gates.looks),
    gates.looks.byteLength,
    column(gates.names.beginnings),
    column(gates.names.shorts),
    gates.names.shorts.byteLength,
    column(gates.words),
    column(gates.tails),
    column(gates.names.held),
    // spot.ts
    column(tables.sorts),
    column(tables.sets),
    column(tables.captions),
    tables.captions.byteLength,
    column(tables.locals),
    tables.locals.byteLength,
    column(tables.files),
    // main.ts
    sureAt,
    4 * 3 * CERTAIN,
  ];
  const memory = makeMemory(Math.ceil(end / PAGE));
  const { setup, walk, screen, confirm, merge, sift } = makeLoops(WALK, memory) as Loops;
  const { buffer } = memory;
  for (const { at, data } of columns)
    new Uint8Array(buffer, at, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  new Uint32Array(buffer, settingsAt, settings.length).set(settings);
  setup(settingsAt);
  const text = new Uint8Array(buffer, textAt - ANCHOR_MAX, ANCHOR_MAX + TEXT);
  const found = new Uint32Array(buffer, hitsAt, (MANY / 4) * TEXT);
  const asked = new Uint32Array(buffer, asksAt, (MANY / 4) * TEXT);
  const certain = new Uint32Array(buffer, sureAt, 1 + 3 * CERTAIN);

  /** Whose hits lie in the memory. */
  let tenant: Tenant | null = null;

  /** Puts text before and behind `textAt`; returns how much before. */
  function load(bytes: Uint8Array, from: number, at: number, size: number): number {
    if (at === from) {
      text.set(bytes.subarray(at, at + size), ANCHOR_MAX);
      text[ANCHOR_MAX - 1] = NEWLINE;
      return 1;
    }
    text.set(bytes.subarray(at - ANCHOR_MAX, at + size));
    return ANCHOR_MAX;
  }

  /** Searches a piece of `size` bytes at `at` of the text `bytes[from, to)`; returns the end of the questions. */
  function search(bytes: Uint8Array, from: number, to: number, at: number, size: number, spots: number): number {
    const before = load(bytes, from, at, size);
    const lastShape = walk(textAt, size, before, longest, shapesAt);
    const stop = textAt + size;
    confirm(placesAt, screen(textAt - before, stop, placesAt), textAt - before, stop, textAt, textAt);
    const last = merge(shapesAt, lastShape, hitsAt);
    if (tenant !== null) tenant.count = (last - hitsAt) >> 3;
    const lo = textAt - (at > from ? before : 0);
    // Only who sees all of a text can decide about it.
    const whole = at === from && at + size === to;
    return sift(hitsAt, last, textAt, lo, stop, at > from ? 1 : 0, at + size < to ? 1 : 0, asksAt, whole ? spots : 0);
  }

  /** Lets a pass have the memory: what another one has found there is kept for it. */
  function enter(pass: Tenant): void {
    if (tenant === pass) return;
    if (tenant !== null && tenant.count > 0) tenant.pending ??= found.slice(0, 2 * tenant.count);
    tenant = pass;
  }

  /** Puts the hits of a pass where they belong. */
  function settle(pass: Tenant): void {
    enter(pass);
    if (pass.pending !== null) found.set(pass.pending);
    pass.pending = null;
  }

  return createTenant();

  function createTenant(): WasmPass {
    const origin: Tenant = { from: 0, to: 0, count: 0, pending: null };
    let adopted: Searched | null = null;

    return {
      search(bytes, from, to, spots) {
        enter(origin);
        const most = search(bytes, from, to, from, to - from, spots);
        return {
          hits: found.subarray(0, 2 * origin.count),
          asks: asked.subarray(0, (most - asksAt) >> 2),
          sure: certain.subarray(1, 1 + 3 * (certain[0] as number)),
          spots,
        };
      },
      adopt(_bytes, _from, _to, searched) {
        adopted = searched;
      },
      run(bytes, from, to, all, spots = 0) {
        const { hits, asks, sure } = all;
        hits.count = 0;
        asks.count = 0;
        sure.count = 0;
        enter(origin);
        origin.from = from;
        origin.to = to;
        origin.count = 0;
        origin.pending = null;
        if (adopted !== null) {
          const known = adopted;
          adopted = null;
          origin.pending = known.hits;
          origin.count = known.hits.length >> 1;
          if (known.spots !== spots) {
            // Asked for otherwise than it was found.
            askAgain(bytes, from, to, all, spots);
            return;
          }
          for (let i = 0; i < known.asks.length; i += 2)
            addAsk(asks, from + (known.asks[i] as number), known.asks[i + 1] as number);
          takeSure(sure, from, known.sure, 0, known.sure.length);
          return;
        }
        for (let at = from; at < to; at += TEXT) {
          // Hits stay where they are, but for those of a text that has several pieces.
          if (at > from) takeHits(hits, at - TEXT);
          const size = Math.min(to - at, TEXT);
          takeAsks(asks, at, search(bytes, from, to, at, size, spots));
          takeSure(sure, at, certain, 1, 1 + 3 * (certain[0] as number));
          if (at > from && at + size === to) takeHits(hits, at);
        }
      },
      askAgain,
      beside: createTenant,
      hitsOf,
    };

    function askAgain(
      bytes: Uint8Array,
      from: number,
      to: number,
      all: Found,
      spots = 0,
      lines: readonly Range[] = [{ start: from, end: to }],
    ): void {
      const { asks, sure } = all;
      if (spots !== 0) sure.count = 0;
      if (to - from > TEXT || origin.from > from || origin.to !== to || origin.to - origin.from > TEXT) {
        hitsOf(all);
        askGates(plan, bytes, from, to, all, lines);
        return;
      }
      settle(origin);
      asks.count = 0;
      load(bytes, origin.from, origin.from, to - origin.from);
      const lo = textAt + from - origin.from;
      let h = 0;
      for (const { start, end } of lines) {
        const first = behind(h, Math.max(start, from) - origin.from);
        h = behind(first, end - origin.from);
        if (h === first) continue;
        const most = sift(
          hitsAt + 8 * first,
          hitsAt + 8 * h,
          textAt,
          lo,
          textAt + to - origin.from,
          0,
          0,
          asksAt,
          spots,
        );
        takeAsks(asks, origin.from, most);
        if (spots !== 0) takeSure(sure, origin.from, certain, 1, 1 + 3 * (certain[0] as number));
      }
    }

    function hitsOf({ hits }: Found): Hits {
      settle(origin);
      if (hits.count === 0) takeHits(hits, origin.from);
      return hits;
    }

    /** Adds the hits that lie in `hitsAt` to others; their piece began at `at`. */
    function takeHits(hits: Hits, at: number): void {
      for (let i = 0; i < 2 * origin.count; i += 2) addHit(hits, at + (found[i] as number), found[i + 1] as number);
    }

    function takeAsks(asks: Asks, at: number, last: number): void {
      for (let i = 0; i < (last - asksAt) >> 2; i += 2) addAsk(asks, at + (asked[i] as number), asked[i + 1] as number);
    }

    function takeSure(sure: Sure, at: number, from: Uint32Array, first: number, last: number): void {
      for (let i = first; i < last; i += 3)
        addSure(sure, at + (from[i] as number), at + (from[i + 1] as number), from[i + 2] as number);
    }

    /** The first hit from `first` on that ends behind a place. */
    function behind(first: number, place: number): number {
      let low = first;
      let high = origin.count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((found[2 * middle] as number) <= place) low = middle + 1;
        else high = middle;
      }
      return low;
    }
  }
}
