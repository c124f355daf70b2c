// What a key means, given the state. Pure: the answer is an action, or a task for who has hands.

import { ANSWERS, type ChatState } from "./chat-state.ts";
import { erase, insert, isFirstLine, isLastLine, move, type Place } from "./editor.ts";
import { placeAfter, placeOfFocus, showsFocus } from "./screen.ts";
import { type Action, chosen, reduce, selected } from "./state.ts";
import { topOf } from "./viewport.ts";

/** A key as Ink reads it; only what is asked about. */
export interface Key {
  readonly upArrow?: boolean;
  readonly downArrow?: boolean;
  readonly leftArrow?: boolean;
  readonly rightArrow?: boolean;
  readonly pageUp?: boolean;
  readonly pageDown?: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return?: boolean;
  readonly escape?: boolean;
  readonly tab?: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly meta?: boolean;
}

/** What the state alone cannot do. */
export type Task =
  | { readonly task: "submit" }
  | { readonly task: "answer"; readonly answer: (typeof ANSWERS)[number] }
  | { readonly task: "interrupt" }
  /** `always`: not in the chat alone, but in every command that works in the session. */
  | { readonly task: "keep"; readonly value: string; readonly always?: true }
  | { readonly task: "mask"; readonly value: string }
  /** Goes on with the command in the prompt. */
  | { readonly task: "complete" }
  | { readonly task: "pick"; readonly what: "model" | "session"; readonly name: string }
  | { readonly task: "redraw" }
  /** Messages that are not in memory: those that stand before or after what is looked at, or the first ones. */
  | { readonly task: "fetch"; readonly what: "before" | "after" | "first" }
  | { readonly task: "quit" };

export type Meaning = Action | Task | null;

/** A code that is a key when it comes alone; tabs and line ends in a text are text, and Escape begins what Ink reads. */
function isCode(character: string): boolean {
  const code = character.charCodeAt(0);
  return code === 0x7f || (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x1b);
}

/** Text in which codes of keys stand, key by key. */
export function inKeys(input: string, key: Key): (readonly [input: string, key: Key])[] {
  const parts: string[] = [];
  let text = "";
  for (const character of input) {
    if (!isCode(character)) {
      text += character;
      continue;
    }
    if (text !== "") parts.push(text);
    text = "";
    parts.push(character);
  }
  if (text !== "") parts.push(text);
  return parts.map((part) => {
    if (!isCode(part) || part === "\0") return [part, key];
    if (part === "\r") return ["", { return: true }];
    if (part === "\u007f" || part === "\b") return ["", { backspace: true }];
    return [String.fromCharCode(part.charCodeAt(0) + 0x60), { ctrl: true }];
  });
}

const edit = (editor: ChatState["editor"]): Action => ({ type: "edit", editor });

/** Once a selection was begun, it reaches to where the cursor goes. */
const moved = (editor: ChatState["editor"], place: Place): ChatState["editor"] =>
  move(editor, place, editor.anchor !== null);

export function meaningOf(state: ChatState, input: string, key: Key): Meaning {
  if (key.ctrl === true && input === "c") return ctrlC(state);
  if (state.question !== null) return inQuestion(state, input, key);
  if (state.panel !== null) return inPanel(state, input, key);
  if (key.ctrl === true && input !== "") return withCtrl(state, input);
  if (key.escape === true) return withEscape(state);
  if (key.tab === true && state.editor.text.startsWith("/") && key.shift !== true) return { task: "complete" };
  if (key.tab === true) return focusing(state, key.shift === true ? -1 : 1);
  if (key.pageUp === true) return { type: "place", place: placeAfter(state, -page(state)) };
  if (key.pageDown === true) return { type: "place", place: placeAfter(state, page(state)) };
  if (key.return === true) {
    // A backslash at the end, Shift or Alt: a new line.
    const { text, cursor } = state.editor;
    if (key.shift === true || key.meta === true) return edit(insert(state.editor, "\n"));
    if (text[cursor - 1] === "\\" && cursor === text.length) return edit(insert(erase(state.editor, "left"), "\n"));
    return { task: "submit" };
  }
  if (key.backspace === true || key.delete === true) return backspace(state, key);
  return arrows(state, key) ?? typed(state, input, key);
}

function ctrlC(state: ChatState): Meaning {
  if (state.busy) return { task: "interrupt" };
  if (state.question !== null) return { task: "answer", answer: "cancel" };
  if (state.panel !== null) return { type: "panel", panel: null };
  return state.editor.text === "" ? { task: "quit" } : edit({ text: "", cursor: 0, anchor: null });
}

/** The next value, brought onto the screen where it is not. */
function focusing(state: ChatState, by: 1 | -1): Meaning {
  const focus: Action = { type: "focus", by };
  const next = reduce(state, focus);
  if (next.focus === null || showsFocus(next)) return focus;
  return { ...focus, place: placeOfFocus(next) };
}

function inQuestion(state: ChatState, input: string, key: Key): Meaning {
  if (key.ctrl === true && input === "t") return { type: "view" };
  if (key.upArrow === true || key.leftArrow === true) return { type: "choose", by: -1 };
  if (key.downArrow === true || key.rightArrow === true || key.tab === true) return { type: "choose", by: 1 };
  if (key.escape === true) return { task: "answer", answer: "cancel" };
  const picked = key.return === true ? ANSWERS[state.question?.at ?? 0] : ANSWERS[Number(input) - 1];
  return picked === undefined ? null : { task: "answer", answer: picked };
}

function inPanel(state: ChatState, input: string, key: Key): Meaning {
  const row = state.panel?.rows[state.panel.at];
  if (key.return === true && state.panel?.picks !== undefined && row !== undefined) {
    return { task: "pick", what: state.panel.picks, name: row.name ?? row.text };
  }
  if (key.escape === true || key.return === true || input === "q") return { type: "panel", panel: null };
  if (key.upArrow === true) return { type: "row", by: -1 };
  if (key.downArrow === true) return { type: "row", by: 1 };
  if (key.pageUp === true) return { type: "row", by: -page(state) };
  if (key.pageDown === true) return { type: "row", by: page(state) };
  if (key.ctrl === true && input === "r") return { type: "reveal" };
  return null;
}

function withCtrl(state: ChatState, input: string): Meaning {
  const { editor } = state;
  switch (input) {
    case "t":
      return { type: "view" };
    case "r":
      return { type: "reveal" };
    case "x": {
      const value = chosen(state);
      return value === null ? null : { task: "keep", value };
    }
    case "d": {
      const value = selected(state);
      if (value !== null) return { task: "mask", value };
      return editor.text === "" ? { task: "quit" } : edit(erase(editor, "right"));
    }
    case "a":
      return edit(moved(editor, "line-start"));
    case "e":
      return edit(moved(editor, "line-end"));
    case "b":
      return edit(moved(editor, "left"));
    case "f":
      return edit(moved(editor, "right"));
    case "p":
      return { type: "history", by: -1 };
    case "n":
      return { type: "history", by: 1 };
    case "u":
      return edit(erase(editor, "line-start"));
    case "k":
      return edit(erase(editor, "line-end"));
    case "w":
      return edit(erase(editor, "word-left"));
    case "j":
      return edit(insert(editor, "\n"));
    case "l":
      return { task: "redraw" };
    case " ":
      return edit({ ...editor, anchor: editor.cursor });
    default:
      return null;
  }
}

function withEscape(state: ChatState): Meaning {
  if (state.busy) return { task: "interrupt" };
  if (state.focus !== null) return { type: "focus", by: 0 };
  if (state.editor.anchor !== null) return edit({ ...state.editor, anchor: null });
  return state.place === null ? null : { type: "place", place: null };
}

function backspace({ editor }: ChatState, key: Key): Meaning {
  if (key.meta === true || key.ctrl === true) return edit(erase(editor, "word-left"));
  // Terminals send the code of `delete` for either; Ink tells them apart where they can be.
  return edit(erase(editor, key.backspace === true ? "left" : "right"));
}

function arrows(state: ChatState, key: Key): Meaning {
  const { editor } = state;
  const select = key.shift === true || editor.anchor !== null;
  const to = (place: Place): Action => edit(move(editor, place, select));
  const byWord = key.meta === true || key.ctrl === true;
  if (key.ctrl === true && key.home === true) return top(state);
  if (key.ctrl === true && key.end === true) return { type: "place", place: null };
  if (key.leftArrow === true) return to(byWord ? "word-left" : "left");
  if (key.rightArrow === true) return to(byWord ? "word-right" : "right");
  if (key.home === true) return to("line-start");
  if (key.end === true) return to("line-end");
  if (key.upArrow === true) return isFirstLine(editor) && !select ? { type: "history", by: -1 } : to("up");
  if (key.downArrow === true) return isLastLine(editor) && !select ? { type: "history", by: 1 } : to("down");
  return null;
}

function typed(state: ChatState, input: string, key: Key): Meaning {
  const { editor } = state;
  if (key.meta === true) {
    if (input === "<") return top(state);
    if (input === ">") return { type: "place", place: null };
    if (input === "x") {
      // The one under the cursor, or the one that was kept last.
      const value = chosen(state) ?? state.lists.keep.at(-1);
      return value === undefined ? null : { task: "keep", value, always: true };
    }
    if (input === "b") return edit(moved(editor, "word-left"));
    if (input === "f") return edit(moved(editor, "word-right"));
    return null;
  }
  // Ctrl-Space: what lies between here and where the cursor goes is selected.
  if (input === "\0") return edit({ ...editor, anchor: editor.cursor });
  // What is no character is no text.
  const text = input.replace(/\r\n?/g, "\n").replace(/(?!\n|\t)\p{Cc}/gu, "");
  return text === "" ? null : edit(insert(editor, text));
}

/** To the beginning, which may have to be fetched. */
function top(state: ChatState): Meaning {
  return state.before > state.past.length && !state.lost
    ? { task: "fetch", what: "first" }
    : { type: "place", place: topOf(state) };
}

/** Lines of one step of the page keys. */
function page({ rows }: ChatState): number {
  return Math.max(1, Math.floor(rows / 2));
}
