// How each event changes what the chat knows and shows. Pure: no terminal, no provider, no clock.

import type { Kind } from "../types.ts";
import { ANSWERS, type ChatState, type Entry, type Panel, type Place, type Question, type View } from "./chat-state.ts";
import { type Editor, EMPTY, insert, selection, withText } from "./editor.ts";
import type { Attachment, Found, Lists, Message, Segment, Usage } from "./types.ts";

export type Action =
  | { readonly type: "size"; readonly columns: number; readonly rows: number }
  | { readonly type: "edit"; readonly editor: Editor }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "found"; readonly text: string; readonly found: readonly Found[]; readonly blocked: string | null }
  | { readonly type: "hint"; readonly hint: string | null }
  | { readonly type: "attach"; readonly attachment: Attachment }
  | { readonly type: "history"; readonly by: 1 | -1 }
  | { readonly type: "view"; readonly view?: View }
  | { readonly type: "place"; readonly place: Place | null }
  | { readonly type: "note"; readonly text: string; readonly tone?: "info" | "error" }
  /** The prompt was sent, with what goes along, or was a command, which leaves that where it is. */
  | { readonly type: "take"; readonly command?: true }
  | { readonly type: "message"; readonly message: Omit<Message, "id"> }
  | {
      readonly type: "segments";
      readonly id: number;
      readonly segments: readonly Segment[];
      readonly attached?: number;
    }
  | { readonly type: "finished"; readonly id: number; readonly state: Message["state"] }
  | { readonly type: "drop"; readonly from: number }
  | { readonly type: "queued"; readonly queued: boolean }
  | { readonly type: "busy"; readonly busy: boolean }
  | { readonly type: "kinds"; readonly kinds: ReadonlyMap<Kind, number> }
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "latency"; readonly latency: number }
  | { readonly type: "question"; readonly question: Question | null }
  | { readonly type: "choose"; readonly by: 1 | -1 }
  | { readonly type: "panel"; readonly panel: Panel | null }
  | { readonly type: "row"; readonly by: number }
  | { readonly type: "reveal" }
  /** `place`: where the value is to be seen. */
  | { readonly type: "focus"; readonly by: 1 | -1 | 0; readonly place?: Place | null }
  | { readonly type: "lists"; readonly lists: Lists }
  | {
      readonly type: "set";
      readonly set: Partial<Pick<ChatState, "provider" | "model" | "session" | "system" | "pasteNext">>;
    }
  | { readonly type: "load"; readonly entries: readonly Entry[]; readonly before?: number }
  /** The oldest messages leave the memory; `lost` when nobody else has them. */
  | { readonly type: "trim"; readonly from: number; readonly lost: boolean }
  /** Messages that stand beside those of `past`, or in their place. */
  /** What stands before cannot be had. */
  | { readonly type: "gone" }
  | { readonly type: "past"; readonly past: readonly Message[]; readonly before: number };

/** A longer paste goes along as a text of its own. */
export const PASTE_MAX = 2000;
const HISTORY_MAX = 500;

export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case "size":
      return { ...state, columns: action.columns, rows: action.rows };
    case "edit":
      return { ...state, editor: action.editor, focus: null, hint: null, queued: false };
    case "paste":
      return paste(state, action.text);
    case "found":
      // What was found in another text says nothing of this one.
      if (action.text !== state.editor.text) return state;
      return { ...state, found: action.found, foundIn: action.text, blocked: action.blocked };
    case "hint":
      return { ...state, hint: action.hint };
    case "attach":
      return { ...state, attachments: [...state.attachments, action.attachment] };
    case "history":
      return recall(state, action.by);
    case "view":
      return inView(state, action.view ?? NEXT_VIEW[state.view]);
    case "place":
      return place(state, action.place);
    case "note":
      return add(state, { id: nextId(state), role: "note", text: action.text, tone: action.tone ?? "info" });
    case "take":
      return { ...take(state), attachments: action.command === true ? state.attachments : [] };
    case "message":
      return place(add(state, { ...action.message, id: nextId(state) }), null);
    case "segments":
      return change(state, action.id, (message) => ({
        ...message,
        segments: action.segments,
        attached: action.attached ?? message.attached,
      }));
    case "finished":
      return change(state, action.id, (message) => ({ ...message, state: action.state }));
    case "drop":
      return { ...state, entries: state.entries.filter(({ id }) => id < action.from), focus: null };
    case "queued":
      return { ...state, queued: action.queued };
    case "busy":
      return { ...state, busy: action.busy };
    case "kinds":
      return { ...state, kinds: action.kinds };
    case "usage": {
      const { input, output } = action.usage;
      return { ...state, usage: { input: state.usage.input + input, output: state.usage.output + output } };
    }
    case "latency":
      return { ...state, latency: action.latency };
    case "question":
      return { ...state, question: action.question };
    case "choose": {
      if (state.question === null) return state;
      const at = (state.question.at + action.by + ANSWERS.length) % ANSWERS.length;
      return { ...state, question: { ...state.question, at } };
    }
    case "panel":
      return { ...state, panel: action.panel };
    case "row":
      return row(state, action.by);
    case "reveal":
      return reveal(state);
    case "focus":
      return focus(action.place === undefined ? state : place(state, action.place), action.by);
    case "lists":
      return { ...state, lists: action.lists };
    case "set":
      return { ...state, ...action.set };
    case "load": {
      const { entries, before = 0 } = action;
      return { ...place(state, null), entries, before, lost: false, focus: null, kinds: new Map() };
    }
    case "trim":
      return trim(state, action.from, action.lost);
    case "gone":
      return { ...state, lost: true, past: [], pastBefore: 0, place: null };
    case "past":
      return { ...state, past: action.past, pastBefore: action.before };
  }
}

const NEXT_VIEW: Readonly<Record<View, View>> = { yours: "theirs", theirs: "diff", diff: "yours" };

function nextId({ entries }: ChatState): number {
  return (entries.at(-1)?.id ?? 0) + 1;
}

function add(state: ChatState, entry: Entry): ChatState {
  return { ...state, entries: [...state.entries, entry] };
}

function change(state: ChatState, id: number, by: (message: Message) => Message): ChatState {
  const index = state.entries.findLastIndex((entry) => entry.id === id);
  const entry = state.entries[index];
  if (entry === undefined || entry.role === "note") return state;
  return { ...state, entries: state.entries.with(index, by(entry)) };
}

/** At the end nothing of the past is looked at. */
function place(state: ChatState, to: Place | null): ChatState {
  return to === null ? { ...state, place: null, past: [], pastBefore: 0 } : { ...state, place: to };
}

/** The same message stays on the screen. */
function inView(state: ChatState, view: View): ChatState {
  const { place } = state;
  return { ...state, view, place: place === null ? null : { id: place.id, part: 0, line: 0 } };
}

function trim(state: ChatState, from: number, lost: boolean): ChatState {
  const gone = state.entries.filter(({ id, role }) => id < from && role !== "note").length;
  return { ...state, entries: state.entries.filter(({ id }) => id >= from), before: state.before + gone, lost };
}

function paste(state: ChatState, raw: string): ChatState {
  const text = raw.replace(/\r\n?/g, "\n");
  if (text.length <= PASTE_MAX && !state.pasteNext)
    return { ...state, editor: insert(state.editor, text), focus: null };
  const number = state.attachments.filter(({ name }) => name.startsWith("paste ")).length + 1;
  return { ...state, pasteNext: false, attachments: [...state.attachments, { name: `paste ${number}`, text }] };
}

function recall(state: ChatState, by: 1 | -1): ChatState {
  const { history, historyAt } = state;
  const to = historyAt + by;
  if (to < 0 || to > history.length) return state;
  const draft = historyAt === history.length ? state.editor.text : state.draft;
  return { ...state, draft, historyAt: to, editor: withText(to === history.length ? draft : (history[to] ?? "")) };
}

/** The text has been sent, or was a command: the prompt is empty, and the text in the history. */
function take(state: ChatState): ChatState {
  const { text } = state.editor;
  const history =
    text.trim() === "" || state.history.at(-1) === text ? state.history : [...state.history, text].slice(-HISTORY_MAX);
  return {
    ...state,
    editor: EMPTY,
    found: [],
    foundIn: "",
    blocked: null,
    history,
    historyAt: history.length,
    draft: "",
    queued: false,
    place: null,
    past: [],
    pastBefore: 0,
    focus: null,
  };
}

function row(state: ChatState, by: number): ChatState {
  const { panel } = state;
  if (panel === null) return state;
  return { ...state, panel: { ...panel, at: Math.max(0, Math.min(panel.rows.length - 1, panel.at + by)) } };
}

/** Shows or hides: the row of a panel, the value that has the focus or holds the cursor, or all. */
function reveal(state: ChatState): ChatState {
  const { panel } = state;
  if (panel !== null) {
    return { ...state, panel: { ...panel, revealed: toggled(panel.revealed, panel.at) } };
  }
  const value = chosen(state);
  if (value === null) return { ...state, hideAll: !state.hideAll, turned: new Set() };
  return { ...state, turned: toggled(state.turned, value) };
}

function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

function focus(state: ChatState, by: 1 | -1 | 0): ChatState {
  if (by === 0) return { ...state, focus: null };
  const values = valuesOf(state);
  const count = values.length;
  if (count === 0) return state;
  const at = state.focus === null ? -1 : values.indexOf(state.focus);
  const next = at < 0 ? (by === 1 ? 0 : count - 1) : (at + by + count) % count;
  return { ...state, focus: values[next] ?? null };
}

/** Distinct masked values of the transcript, newest first. */
export function valuesOf({ entries }: ChatState): readonly string[] {
  const values = new Set<string>();
  for (const entry of entries.toReversed()) {
    if (entry.role === "note") continue;
    for (const { client, kind } of entry.segments.toReversed()) if (kind !== null) values.add(client);
  }
  return [...values];
}

/** The value that keys act on: in focus, or found where the cursor is. */
export function chosen(state: ChatState): string | null {
  if (state.focus !== null) return state.focus;
  const { text, cursor } = state.editor;
  if (state.foundIn !== text) return null;
  const found = state.found.find(({ start, end }) => start <= cursor && cursor <= end);
  return found === undefined ? null : text.slice(found.start, found.end);
}

export function isHidden({ hideAll, turned }: Pick<ChatState, "hideAll" | "turned">, value: string): boolean {
  return hideAll !== turned.has(value);
}

/** What is selected in the prompt, without spaces around it; null when nothing is. */
export function selected({ editor }: ChatState): string | null {
  const range = selection(editor);
  return range === null ? null : editor.text.slice(...range).trim() || null;
}

/** Messages as a provider is told them: what failed, or has no text, is not part of them. */
export function spoken({ entries }: ChatState): readonly Message[] {
  return entries.filter(
    (entry): entry is Message => entry.role !== "note" && entry.state !== "failed" && entry.segments.length > 0,
  );
}
