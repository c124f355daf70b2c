// The prompt as lines of the screen, with what would be masked marked in it, and where the cursor stands. In the view of the
// provider the values are covered by their kinds.

import { type Line, type Run, type Style, widthOf, wrap } from "./cells.ts";
import type { ChatState } from "./chat-state.ts";
import { styleOf } from "./colors.ts";
import { selection } from "./editor.ts";
import { isHidden } from "./state.ts";

export interface PromptLines {
  readonly lines: readonly Line[];
  /** Column and row of the cursor in `lines`. */
  readonly x: number;
  readonly y: number;
}

const PLAIN: Style = {};
const MARK: Style = { bold: true };
const SELECTED: Style = { inverse: true };
const LEAD = "> ";

/** Characters around the cursor that are laid out; a prompt shows a few lines. */
const AROUND = 4000;

/** At most `height` lines, those around the cursor. */
export function promptLines(state: ChatState, width: number, height: number, colors: boolean): PromptLines {
  const { text, cursor } = state.editor;
  const from = cursor > AROUND ? text.lastIndexOf("\n", cursor - AROUND) + 1 || cursor - AROUND : 0;
  const to = Math.min(text.length, cursor + AROUND);
  const room = width - LEAD.length;
  // Broken anywhere, so that the cursor stays where it is while a word grows.
  const before = wrap(runsOf(state, from, cursor, colors), room, true);
  const all = wrap([...runsOf(state, from, cursor, colors), ...runsOf(state, cursor, to, colors)], room, true);
  const last = before.at(-1) ?? [];
  let y = before.length - 1;
  let x = last.reduce((sum, run) => sum + widthOf(run.text), 0);
  // Behind the last column the cursor is at the start of the next line.
  if (x >= room) {
    x = 0;
    y++;
    if (all.length === y) all.push([]);
  }
  const top = Math.max(0, Math.min(y - Math.floor(height / 2), all.length - height));
  const lines = all
    .slice(top, top + height)
    .map((line, i): Line => [{ text: top + i === 0 && from === 0 ? LEAD : "  ", style: MARK }, ...line]);
  return { lines, x: x + LEAD.length, y: y - top };
}

/** Text between two offsets with the styles of what was found, and of what is selected. */
function runsOf(state: ChatState, from: number, to: number, colors: boolean): Run[] {
  const { editor, found, foundIn } = state;
  const { text } = editor;
  const [selectedFrom, selectedTo] = selection(editor) ?? [0, 0];
  // While the text is ahead of what was found in it, what still stands there is marked.
  const spans = found.filter(({ end, start }) => text.slice(start, end) === foundIn.slice(start, end));
  const edges = [...new Set([from, to, selectedFrom, selectedTo, ...spans.flatMap(({ start, end }) => [start, end])])]
    .filter((edge) => edge >= from && edge <= to)
    .sort((a, b) => a - b);
  const runs: Run[] = [];
  for (const [i, start] of edges.entries()) {
    const end = edges[i + 1];
    if (end === undefined) break;
    const span = spans.find((each) => each.start <= start && each.end >= end);
    const isSelected = start >= selectedFrom && end <= selectedTo;
    const style = isSelected ? SELECTED : span === undefined ? PLAIN : styleOf(span.kind, colors);
    if (span === undefined) runs.push({ text: text.slice(start, end), style });
    else if (state.view === "theirs") {
      if (start === Math.max(span.start, from))
        runs.push({ text: start === span.start ? `[${span.kind}]` : "", style });
    } else {
      const isCovered = isHidden(state, text.slice(span.start, span.end));
      runs.push({ text: isCovered ? "\u2022".repeat(end - start) : text.slice(start, end), style });
    }
  }
  return runs;
}

/** What would be masked, in a line: `2 EMAIL, 1 IBAN`. */
export function foundSummary({ found }: Pick<ChatState, "found">): string {
  const counts = new Map<string, number>();
  for (const { kind } of found) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}
