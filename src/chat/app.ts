// Ink: puts the lines of the screen out, and hands keys in. What they mean and what is shown is decided elsewhere.

import { Box, Text, useCursor, useInput, usePaste, useWindowSize } from "ink";
import { createElement as h, memo, type ReactElement, useEffect, useSyncExternalStore } from "react";
import { type Line, sgrOf } from "./cells.ts";
import type { ChatState } from "./chat-state.ts";
import { inKeys, type Key, meaningOf, type Task } from "./keys.ts";
import { type ScreenLines, screenOf } from "./screen.ts";
import type { ChatStore } from "./store.ts";

export interface AppProps {
  readonly store: ChatStore;
  readonly colors: boolean;
  readonly onTask: (task: Task) => void;
}

export function App({ store, colors, onTask }: AppProps): ReactElement {
  const state = useSyncExternalStore(store.subscribe, () => store.state);
  const { columns, rows } = useWindowSize();
  useEffect(() => store.dispatch({ type: "size", columns, rows }), [store, columns, rows]);
  useInput((input, key) => press(store, input, key, onTask));
  usePaste((text) => store.dispatch({ type: "paste", text }));
  const screen = screenOf(state, colors);
  const { wants } = screen;
  // After each frame: what was fetched may not fill the screen yet.
  useEffect(() => {
    if (wants !== null) onTask({ task: "fetch", what: wants });
  });
  return h(Lines, screen);
}

/** Keys that come at once, as over a slow line, from a fast typist or another program, are taken one by one. */
function press(store: ChatStore, input: string, key: Key, onTask: (task: Task) => void): void {
  for (const [part, parsed] of input.length > 1 ? inKeys(input, key) : [[input, key] as const]) {
    const meaning = meaningOf(store.state, part, parsed);
    if (meaning === null) continue;
    if ("task" in meaning) onTask(meaning);
    else store.dispatch(meaning);
  }
}

export interface ScreenProps {
  readonly state: ChatState;
  readonly colors: boolean;
}

/** The screen of a state, without keys. */
export function Screen({ state, colors }: ScreenProps): ReactElement {
  return h(Lines, screenOf(state, colors));
}

function Lines({ lines, cursor }: ScreenLines): ReactElement {
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor ?? undefined);
  // Lines have no names of their own; they are drawn in order.
  return h(Box, { flexDirection: "column" }, ...lines.map(drawn));
}

/** One text a line, so that Ink lays out as few of them as there are lines, and none that is the same as before. */
const Row = memo(function Row({ text }: { readonly text: string }): ReactElement {
  return h(Text, { wrap: "truncate-end" }, text);
});

function drawn(line: Line): ReactElement {
  // An empty text would take no line.
  if (line.length === 0) return h(Row, { text: " " });
  const text = line
    .map(({ text, style }) => `${sgrOf(style)}${text}${sgrOf(style) === "" ? "" : "\u001b[0m"}`)
    .join("");
  return h(Row, { text });
}
