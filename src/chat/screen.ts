// The whole screen as lines, from the state alone: transcript or panel, question, prompt, what would be masked, status. Where the
// cursor stands. Knows nothing of Ink.

import { cut, harmless, type Line, type Style, wrap } from "./cells.ts";
import { ANSWERS, type ChatState, type Place } from "./chat-state.ts";
import { styleOf } from "./colors.ts";
import { commandHint } from "./complete.ts";
import { foundSummary, promptLines } from "./prompt.ts";
import { FOCUS, lookOf } from "./transcript.ts";
import { placeOf, scrolled, type Viewport, viewport } from "./viewport.ts";

export interface ScreenLines {
  readonly lines: readonly Line[];
  /** Null where nothing is written. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
  /** Entries that are to be fetched. */
  readonly wants: Viewport["wants"];
}

const PLAIN: Style = {};
const DIM: Style = { dim: true };
const BOLD: Style = { bold: true };
const RED: Style = { color: "red" };
const INVERSE: Style = { inverse: true };

const VIEW_TITLE = { yours: "yours", theirs: "theirs: what the provider sees", diff: "yours and theirs" } as const;
const WELCOME =
  "What you write is shown here as you see it. Before it leaves, values are replaced; Ctrl-T shows what the provider sees. /help lists commands and keys.";

export function screenOf(state: ChatState, colors: boolean): ScreenLines {
  const { rows } = state;
  const { prompt, question, input, under, height } = surrounding(state, colors);
  const body = state.panel === null ? transcript(state, height, colors) : panelLines(state, height);
  const filled = [...Array.from({ length: Math.max(0, height - body.lines.length) }, (): Line => []), ...body.lines];
  const above = state.panel === null ? filled : [...body.lines, ...filled.slice(0, height - body.lines.length)];
  const lines = [...above, rule(state, body.below), ...question, ...input, ...under].slice(0, rows);
  const isWriting = state.question === null && state.panel === null;
  const cursor = isWriting ? { x: prompt.x, y: above.length + 1 + prompt.y } : null;
  return { lines, cursor, wants: body.wants };
}

/** Where the transcript is after so many lines; null for its end. */
export function placeAfter(state: ChatState, by: number): Place | null {
  return scrolled(state, lookOf(state, true), surrounding(state, true).height, by);
}

/** Whether the value that keys act on is on the screen. */
export function showsFocus(state: ChatState): boolean {
  const { height } = surrounding(state, true);
  const { lines } = viewport(state, lookOf(state, true), height);
  return lines.some((line) => line.some(({ style }) => style === FOCUS));
}

/** Where that value stands last in what is in memory; the end where it does not. */
export function placeOfFocus(state: ChatState): Place | null {
  return placeOf(state, lookOf(state, true));
}

/** What stands below the transcript, and how many lines that leaves for it. */
function surrounding(state: ChatState, colors: boolean) {
  const { columns, rows } = state;
  const most = Math.max(1, Math.min(10, Math.floor(rows / 3)));
  const prompt = promptLines(state, columns, most, colors);
  const under = [
    ...chipLines(state, columns),
    ...foundLine(state, columns, colors),
    [{ text: cut(statusOf(state), columns), style: DIM }],
  ];
  const question = state.question === null ? [] : questionLines(state, colors);
  const input = state.question === null ? prompt.lines : [];
  return {
    prompt,
    question,
    input,
    under,
    height: Math.max(1, rows - 1 - question.length - input.length - under.length),
  };
}

interface Body {
  readonly lines: readonly Line[];
  /** What is further down and not shown, in words; empty for nothing. */
  readonly below: string;
  readonly wants: Viewport["wants"];
}

function transcript(state: ChatState, height: number, colors: boolean): Body {
  if (state.entries.length === 0) {
    return { lines: wrap([{ text: WELCOME, style: DIM }], state.columns).slice(0, height), below: "", wants: null };
  }
  const { lines, below, wants } = viewport(state, lookOf(state, colors), height);
  const more =
    below.entries > 0 ? `${below.entries} more messages` : below.lines > 0 ? `${below.lines} more lines` : "";
  return { lines, below: more, wants };
}

/** The row that is chosen in the middle, the others around it as far as there is room. */
function panelLines({ panel, columns, view }: ChatState, height: number): Body {
  if (panel === null) return { lines: [], below: "", wants: null };
  const { title, rows, at, revealed } = panel;
  const room = Math.max(1, height - 2);
  const drawn = (n: number): Line[] => {
    const { text = "", value } = rows[n] ?? {};
    const isShown = view !== "theirs" && revealed.has(n);
    const tail = value === undefined ? "" : `  ${isShown ? value : "\u2022".repeat(6)}`;
    const style = n === at ? BOLD : PLAIN;
    // A value may be long: of one row there is one screen at most.
    const all = wrap([{ text: `${text}${tail}`.slice(0, columns * room).replaceAll("\n", " "), style }], columns - 4);
    return all.slice(0, room).map((line, i) => [{ text: i > 0 ? "    " : n === at ? "> " : "  ", style }, ...line]);
  };
  const shown = rows.length === 0 ? [] : drawn(at);
  let first = at;
  let next = at + 1;
  const above = (): boolean => first > 0 && shown.length < room;
  while (above() || (next < rows.length && shown.length < room)) {
    const isAbove = above() && (at - first <= next - 1 - at || next >= rows.length);
    if (isAbove) shown.unshift(...drawn(--first));
    else if (next < rows.length) shown.push(...drawn(next++));
    else break;
  }
  const none: Line[] = rows.length === 0 ? [[{ text: "  nothing", style: DIM }]] : [];
  const more = rows.length - next;
  const head: Line = [{ text: cut(`${title}  (Esc closes)`, columns), style: BOLD }];
  // Too much by a part of the last row that was put in: at the side that is further from the chosen one.
  const over = Math.max(0, shown.length - room);
  const fitting = at - first > next - 1 - at ? shown.slice(over) : shown.slice(0, shown.length - over);
  return { lines: [head, ...none, ...fitting], below: more > 0 ? `${more} more` : "", wants: null };
}

function rule({ columns, view }: ChatState, below: string): Line {
  const title = ` ${VIEW_TITLE[view]} `;
  const more = below === "" ? "" : ` ${below} `;
  const left = columns - title.length - more.length - 4;
  if (left < 0) return [{ text: cut(title.trim(), columns), style: DIM }];
  return [{ text: `\u2500\u2500${title}${"\u2500".repeat(left)}${more}\u2500\u2500`, style: DIM }];
}

function questionLines({ question, columns, view }: ChatState, colors: boolean): Line[] {
  if (question === null) return [];
  const { kind, value, count, at } = question;
  const others = count > 1 ? ` and ${count - 1} more of its kind` : "";
  const what = view === "theirs" ? `[${kind}]` : cut(value.replaceAll("\n", " "), Math.max(8, columns - 4));
  const head = wrap(
    [
      { text: "The first ", style: BOLD },
      { text: kind, style: styleOf(kind, colors) },
      { text: ` of this session: `, style: BOLD },
      { text: what, style: styleOf(kind, colors) },
      { text: others, style: PLAIN },
    ],
    columns,
  );
  const answers = ANSWERS.map(
    (answer, i): Line => [
      { text: cut(`${i === at ? ">" : " "} ${i + 1} ${answer}`, columns), style: i === at ? INVERSE : PLAIN },
    ],
  );
  return [...head, ...answers];
}

function chipLines({ attachments }: ChatState, columns: number): Line[] {
  if (attachments.length === 0) return [];
  const text = attachments.map(({ name, text }) => `[${name}, ${text.length} characters]`).join(" ");
  return [[{ text: cut(harmless(`with ${text}`), columns), style: BOLD }]];
}

function foundLine(state: ChatState, columns: number, colors: boolean): Line[] {
  if (state.question !== null) return [];
  const { blocked, found, editor, busy, focus, hint, queued } = state;
  const text =
    (queued ? "goes when the answer has come; Esc interrupts the answer" : hint) ??
    (focus !== null
      ? "this value: Ctrl-R hides or reveals it, Ctrl-X leaves it readable, Tab goes on"
      : blocked !== null
        ? blocked
        : editor.text.startsWith("/")
          ? commandHint(editor.text)
          : found.length > 0
            ? `would be masked: ${foundSummary(state)}`
            : editor.text !== ""
              ? "nothing would be masked"
              : busy
                ? "Esc interrupts"
                : "Enter sends  Ctrl-T view  /help");
  const style = blocked !== null && colors ? RED : found.length > 0 ? BOLD : DIM;
  return [[{ text: cut(text, columns), style }]];
}

/** Provider, model, session, kinds, tokens, latency; what matters most comes first. */
function statusOf({ provider, model, session, ephemeral, kinds, usage, latency, busy }: ChatState): string {
  const total = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const names = [...kinds].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(", ");
  return [
    harmless(`${provider} ${model}`),
    ephemeral ? "nothing is kept" : `session ${session}`,
    total === 0 ? "0 masked" : `${total} masked: ${names}`,
    usage.input + usage.output === 0 ? "" : `${usage.input} in, ${usage.output} out`,
    latency === null ? "" : `${(latency / 1000).toFixed(1)} s`,
    busy ? "answering" : "",
  ]
    .filter((part) => part !== "")
    .join(" \u00b7 ");
}
