// Entries of the transcript as lines of the screen, in each of the three views. An entry has parts: its head, the blocks of its
// text, the empty line behind it. Lines of a part are kept as long as nothing that they depend on has changed.

import { type Block, blocksOf } from "./blocks.ts";
import { harmless, type Line, padded, type Run, type Style, wrap } from "./cells.ts";
import type { ChatState, Entry, Note, View } from "./chat-state.ts";
import { styleOf } from "./colors.ts";
import { isHidden } from "./state.ts";
import type { Message, Segment } from "./types.ts";

/** From this width on the two forms stand side by side. */
export const WIDE = 100;

/** What lines depend on beside their entry. */
export interface Look {
  readonly columns: number;
  readonly colors: boolean;
  readonly view: View;
  readonly hideAll: boolean;
  readonly turned: ReadonlySet<string>;
  readonly focused: string | null;
}

const PLAIN: Style = {};
const DIM: Style = { dim: true };
const BOLD: Style = { bold: true };
const ERROR: Style = { color: "red" };
export const FOCUS: Style = { inverse: true };
const GONE: Style = { color: "red", underline: true };
const NEW: Style = { color: "green", underline: true };
const UNDERLINE: Style = { underline: true };

interface Kept {
  readonly look: Look;
  /** Null when it was shown long ago. */
  lines: readonly Line[] | null;
}
const kept = new WeakMap<Entry | Block, Kept>();
/** Those that have lines, in the order of their making, and how many lines that are. */
const laidOut: Kept[] = [];
let held = 0;
/** Lines that are kept: some screens of them. */
const MOST = 10_000;

export function lookOf({ columns, view, hideAll, turned, focus }: ChatState, colors: boolean): Look {
  return { columns, colors, view, hideAll, turned, focused: focus };
}

/** How many parts an entry has. */
export function partsOf(entry: Entry, { view }: Look): number {
  return entry.role === "note" ? 2 : 2 + shownBlocks(entry, view).length;
}

/** The lines of one part, from 0 on. */
export function partLines(entry: Entry, part: number, look: Look): readonly Line[] {
  if (part === partsOf(entry, look) - 1) return GAP;
  if (entry.role === "note") return linesFor(entry, look, () => noteLines(entry, look));
  if (part === 0) return linesFor(entry, look, () => headLines(entry, look));
  const block = shownBlocks(entry, look.view)[part - 1] as Block;
  return linesFor(block, look, () => bodyLines(block, look));
}

/** The last part that has a value as one of its segments; the head where none is shown. */
export function partWith(message: Message, { view }: Look, value: string): number {
  return (
    1 + shownBlocks(message, view).findLastIndex(({ segments }) => segments.some(({ client }) => client === value))
  );
}

const GAP: readonly Line[] = [[]];

function shownBlocks(message: Message, view: View): readonly Block[] {
  const blocks = blocksOf(message);
  // Of what went along, the user's view has the names only.
  return view === "yours" && message.attached > 0 ? blocks.filter(({ attached }) => !attached) : blocks;
}

function linesFor(of: Entry | Block, look: Look, make: () => Line[]): readonly Line[] {
  const found = kept.get(of);
  if (found?.lines != null && isSame(found.look, look)) return found.lines;
  const lines = make();
  const made = { look, lines };
  kept.set(of, made);
  laidOut.push(made);
  held += lines.length;
  if (held > MOST && laidOut.length > 1) forget();
  return lines;
}

function forget(): void {
  let count = 0;
  for (const old of laidOut) {
    if (held <= MOST / 2 || count === laidOut.length - 1) break;
    held -= old.lines?.length ?? 0;
    old.lines = null;
    count++;
  }
  laidOut.splice(0, count);
}

function isSame(a: Look, b: Look): boolean {
  return (
    a.columns === b.columns &&
    a.view === b.view &&
    a.colors === b.colors &&
    a.hideAll === b.hideAll &&
    a.turned === b.turned &&
    a.focused === b.focused
  );
}

function noteLines({ text, tone }: Note, { columns, colors }: Look): Line[] {
  return wrap([{ text, style: tone === "error" ? (colors ? ERROR : BOLD) : DIM }], columns);
}

function headLines({ role, chips, state }: Message, { view, columns }: Look): Line[] {
  const head: Run[] = [{ text: role === "user" ? "you" : "model", style: BOLD }];
  for (const chip of chips) head.push({ text: `  [${harmless(chip)}]`, style: DIM });
  if (state === "streaming") head.push({ text: "  \u2026", style: DIM });
  if (state === "stopped") head.push({ text: "  (interrupted)", style: DIM });
  if (state === "failed") head.push({ text: "  (failed)", style: DIM });
  const lines = wrap(head, columns);
  if (view !== "diff" || columns < WIDE) return lines;
  return [
    ...lines,
    [...padded([{ text: "yours", style: DIM }], halfOf(columns)), { text: " \u2502 theirs", style: DIM }],
  ];
}

function bodyLines({ segments }: Block, look: Look): Line[] {
  switch (look.view) {
    case "yours":
      return wrap(yours(segments, look), look.columns);
    case "theirs":
      return wrap(
        segments.map(({ wire, client }) => ({
          text: wire,
          style: wire === client ? PLAIN : client === look.focused ? FOCUS : UNDERLINE,
        })),
        look.columns,
      );
    case "diff":
      return look.columns >= WIDE ? sideBySide(segments, look) : interleaved(segments, look);
  }
}

function yours(segments: readonly Segment[], look: Look): Run[] {
  return segments.flatMap(({ client, kind }) => {
    if (kind === null) return [{ text: client, style: PLAIN }];
    const text = isHidden(look, client) ? "\u2022".repeat(6) : client;
    const style = client === look.focused ? FOCUS : styleOf(kind, look.colors);
    return [
      { text, style },
      { text: `\u2039${kind}\u203a`, style: DIM },
    ];
  });
}

function diffRuns(segments: readonly Segment[], form: "client" | "wire", look: Look): Run[] {
  const changed = look.colors ? (form === "client" ? GONE : NEW) : UNDERLINE;
  return segments.map((segment) => {
    if (segment.client === segment.wire) return { text: segment.client, style: PLAIN };
    const isCovered = form === "client" && segment.kind !== null && isHidden(look, segment.client);
    const style = segment.client === look.focused ? FOCUS : changed;
    return { text: isCovered ? "\u2022".repeat(6) : segment[form], style };
  });
}

function halfOf(columns: number): number {
  return Math.floor((columns - 3) / 2);
}

function sideBySide(segments: readonly Segment[], look: Look): Line[] {
  const half = halfOf(look.columns);
  const rows: Line[] = [];
  for (const row of byRow(segments)) {
    const left = wrap(diffRuns(row, "client", look), half);
    const right = wrap(diffRuns(row, "wire", look), half);
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      rows.push([...padded(left[i] ?? [], half), { text: " \u2502 ", style: DIM }, ...(right[i] ?? [])]);
    }
  }
  return rows;
}

/** Rows that are the same once; others in both forms, one below the other. */
function interleaved(segments: readonly Segment[], look: Look): Line[] {
  const width = look.columns - 2;
  return byRow(segments).flatMap((row) => {
    const marked = (form: "client" | "wire", mark: string): Line[] =>
      wrap(diffRuns(row, form, look), width).map((line) => [{ text: mark, style: DIM }, ...line]);
    if (row.every(({ client, wire }) => client === wire)) return marked("client", "  ");
    return [...marked("client", "- "), ...marked("wire", "+ ")];
  });
}

/** Cut at line ends of text that is the same in both forms. */
function byRow(segments: readonly Segment[]): Segment[][] {
  const rows: Segment[][] = [[]];
  for (const segment of segments) {
    if (segment.client !== segment.wire) {
      rows.at(-1)?.push(segment);
      continue;
    }
    for (const [i, text] of segment.client.split("\n").entries()) {
      if (i > 0) rows.push([]);
      if (text !== "") rows.at(-1)?.push({ client: text, wire: text, kind: null });
    }
  }
  return rows;
}
