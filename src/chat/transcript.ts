// The transcript as lines of the screen, in each of the three views. Lines of a message are kept as long as nothing that they
// depend on has changed, so that a long transcript scrolls as fast as a short one.

import { harmless, type Line, padded, type Run, type Style, wrap } from "./cells.ts";
import type { ChatState, Entry, Note, View } from "./chat-state.ts";
import { styleOf } from "./colors.ts";
import { isHidden, valuesOf } from "./state.ts";
import type { Message, Segment } from "./types.ts";

/** From this width on the two forms stand side by side. */
export const WIDE = 100;

/** What lines depend on beside their message. */
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
const FOCUS: Style = { inverse: true };
const GONE: Style = { color: "red", underline: true };
const NEW: Style = { color: "green", underline: true };
const UNDERLINE: Style = { underline: true };

interface Kept {
  readonly look: Look;
  readonly height: number;
  /** Null when it was shown long ago: the height alone says where others are. */
  lines: readonly Line[] | null;
}
const kept = new WeakMap<Entry, Kept>();
/** Those that have lines, in the order of their making. */
const laidOut: Kept[] = [];
/** Entries whose lines are kept: some screens of them. */
const MOST = 500;

export function lookOf(state: ChatState, colors: boolean): Look {
  const { columns, view, hideAll, turned, focus } = state;
  return { columns, colors, view, hideAll, turned, focused: focus === null ? null : (valuesOf(state)[focus] ?? null) };
}

/** The lines of one entry, with an empty one behind it. */
export function linesOf(entry: Entry, look: Look): readonly Line[] {
  const found = kept.get(entry);
  if (found !== undefined && found.lines !== null && isSame(found.look, look)) return found.lines;
  const lines = [...(entry.role === "note" ? noteLines(entry, look) : messageLines(entry, look)), []];
  const made = { look, height: lines.length, lines };
  kept.set(entry, made);
  laidOut.push(made);
  if (laidOut.length > MOST) for (const old of laidOut.splice(0, MOST / 5)) old.lines = null;
  return lines;
}

function heightOf(entry: Entry, look: Look): number {
  const found = kept.get(entry);
  return found !== undefined && isSame(found.look, look) ? found.height : linesOf(entry, look).length;
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

/** The `height` lines that end `scroll` lines before the end; `scroll` is less where there are not so many. */
export function viewport(
  { entries, scroll }: Pick<ChatState, "entries" | "scroll">,
  look: Look,
  height: number,
): { readonly lines: readonly Line[]; readonly scroll: number } {
  const end = scroll + height;
  const blocks: (readonly Line[])[] = [];
  // The last entry's empty line is not part of it.
  let below = -1;
  let cut = 0;
  for (let i = entries.length - 1; i >= 0 && below < end; i--) {
    const entry = entries[i] as Entry;
    const above = below + heightOf(entry, look);
    if (above > scroll) {
      if (blocks.length === 0) cut = scroll - below;
      blocks.push(linesOf(entry, look));
    }
    below = above;
  }
  const most = Math.max(0, below - height);
  if (below < end && scroll > most) return viewport({ entries, scroll: most }, look, height);
  const all = blocks.reverse().flat();
  const last = all.length - cut;
  return { lines: all.slice(Math.max(0, last - height), last), scroll };
}

function noteLines({ text, tone }: Note, { columns, colors }: Look): Line[] {
  return wrap([{ text, style: tone === "error" ? (colors ? ERROR : BOLD) : DIM }], columns);
}

function messageLines(message: Message, look: Look): Line[] {
  const { role, chips, state } = message;
  const head: Run[] = [{ text: role === "user" ? "you" : "model", style: BOLD }];
  for (const chip of chips) head.push({ text: `  [${harmless(chip)}]`, style: DIM });
  if (state === "streaming") head.push({ text: "  \u2026", style: DIM });
  if (state === "stopped") head.push({ text: "  (interrupted)", style: DIM });
  if (state === "failed") head.push({ text: "  (failed)", style: DIM });
  return [...wrap(head, look.columns), ...body(message, look)];
}

function body(message: Message, look: Look): Line[] {
  const { segments, attached } = message;
  switch (look.view) {
    case "yours":
      return wrap(yours(segments.slice(attached), look), look.columns);
    case "theirs":
      return wrap(
        segments.map(({ wire, client }) => ({ text: wire, style: wire === client ? PLAIN : UNDERLINE })),
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
    return { text: isCovered ? "\u2022".repeat(6) : segment[form], style: changed };
  });
}

function sideBySide(segments: readonly Segment[], look: Look): Line[] {
  const half = Math.floor((look.columns - 3) / 2);
  const rows: Line[] = [[...padded([{ text: "yours", style: DIM }], half), { text: " \u2502 theirs", style: DIM }]];
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
