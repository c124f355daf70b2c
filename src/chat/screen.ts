// The whole screen as lines, from the state alone: transcript or panel, question, prompt, what would be masked, status. Where the
// cursor stands. Knows nothing of Ink.

import { cut, harmless, type Line, type Style, wrap } from "./cells.ts";
import { ANSWERS, type ChatState, type Place } from "./chat-state.ts";
import { styleOf } from "./colors.ts";
import { commandHint } from "./complete.ts";
import { foundSummary, promptLines } from "./prompt.ts";
import { lookOf } from "./transcript.ts";
import { scrolled, type Viewport, viewport } from "./viewport.ts";

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

function panelLines({ panel, columns, view }: ChatState, height: number): Body {
  if (panel === null) return { lines: [], below: "", wants: null };
  const { title, rows, at, revealed } = panel;
  const room = Math.max(1, height - 2);
  const from = Math.max(0, Math.min(at - Math.floor(room / 2), rows.length - room));
  const shown = rows.slice(from, from + room).map(({ text, value }, i): Line => {
    const isShown = view !== "theirs" && revealed.has(from + i);
    const tail = value === undefined ? "" : `  ${isShown ? value : "\u2022".repeat(6)}`;
    const line = `${from + i === at ? ">" : " "} ${text}${tail}`.replaceAll("\n", " ");
    return [{ text: cut(harmless(line), columns), style: from + i === at ? BOLD : PLAIN }];
  });
  const none: Line[] = rows.length === 0 ? [[{ text: "  nothing", style: DIM }]] : [];
  const more = rows.length - from - shown.length;
  const head: Line = [{ text: cut(`${title}  (Esc closes)`, columns), style: BOLD }];
  return { lines: [head, ...none, ...shown], below: more > 0 ? `${more} more lines` : "", wants: null };
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
  const { blocked, found, editor, busy, focus, hint } = state;
  const text =
    hint ??
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
