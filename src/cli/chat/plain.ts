// The chat in plain lines, for screen readers and terminals that cannot redraw: nothing moves, each thing is said once.

import { createInterface } from "node:readline/promises";
import { clientOf, wireOf } from "../../chat/align.ts";
import { harmless } from "../../chat/cells.ts";
import type { Chat } from "../../chat/chat.ts";
import { ANSWERS, type ChatState, type Entry } from "../../chat/chat-state.ts";
import { withText } from "../../chat/editor.ts";
import { EXIT } from "../../errors.ts";

export async function runPlain(chat: Chat): Promise<number> {
  const { store } = chat;
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
  const write = (text: string): void => void process.stdout.write(text);
  const told = createTeller(write);
  const stop = store.subscribe(() => told(store.state));
  const interrupt = (): void => {
    if (store.state.busy) chat.interrupt();
    else lines.close();
  };
  process.on("SIGINT", interrupt);
  try {
    write("write a line to send it; /help lists commands; Ctrl-C interrupts an answer\n");
    told(store.state);
    write("you: ");
    for await (const line of lines) {
      const answer = ANSWERS[Number(line.trim()) - 1];
      if (store.state.question !== null) await chat.perform({ task: "answer", answer: answer ?? "cancel" });
      else {
        store.dispatch({ type: "edit", editor: withText(line) });
        await chat.perform({ task: "submit" });
      }
      if (chat.quitting) break;
      if (store.state.question === null) write("you: ");
    }
    return EXIT.ok;
  } finally {
    process.off("SIGINT", interrupt);
    stop();
    lines.close();
  }
}

/** Says of each state what the one before did not have. */
function createTeller(write: (text: string) => void): (state: ChatState) => void {
  const length = new Map<number, number>();
  let question: ChatState["question"] = null;
  let panel: ChatState["panel"] = null;
  let kinds: ChatState["kinds"] | null = null;
  let view: ChatState["view"] | null = null;

  function tell(entry: Entry, state: ChatState): void {
    if (entry.role === "note") {
      if (!length.has(entry.id)) write(`${entry.tone === "error" ? "error: " : ""}${harmless(entry.text)}\n`);
      length.set(entry.id, 0);
      return;
    }
    const text = state.view === "theirs" ? wireOf(entry.segments) : clientOf(entry.segments);
    const before = length.get(entry.id);
    if (entry.role === "user") {
      // Said when it was written; in the provider's form once it has one.
      if (before === undefined && state.entries.at(-1)?.id !== entry.id) return;
      length.set(entry.id, text.length);
      return;
    }
    if (before === undefined && text === "" && entry.state === "streaming") return;
    if (before === undefined) write("model: ");
    write(harmless(text.slice(before ?? 0)));
    length.set(entry.id, text.length);
    if (entry.state !== "streaming" && !ended.has(entry.id)) {
      ended.add(entry.id);
      write(entry.state === "stopped" ? " (interrupted)\n" : "\n");
    }
  }
  const ended = new Set<number>();

  return (state) => {
    if (view !== null && view !== state.view) {
      write(`view: ${state.view}\n`);
      for (const entry of state.entries) {
        if (entry.role === "note") continue;
        write(`${entry.role === "user" ? "you" : "model"}: `);
        const [yours, theirs] = [harmless(clientOf(entry.segments)), harmless(wireOf(entry.segments))];
        write(state.view === "diff" ? `${yours}\ntheirs: ${theirs}\n` : `${state.view === "yours" ? yours : theirs}\n`);
        length.set(entry.id, (state.view === "theirs" ? theirs : yours).length);
      }
    }
    view = state.view;
    if (state.kinds !== kinds && state.kinds.size > 0) {
      write(`masked: ${[...state.kinds].map(([kind, count]) => `${count} ${kind}`).join(", ")}\n`);
    }
    kinds = state.kinds;
    for (const entry of state.entries) tell(entry, state);
    if (state.question !== null && state.question !== question) {
      const { kind, value, count } = state.question;
      write(`the first ${kind} of this session: ${harmless(value)}${count > 1 ? ` and ${count - 1} more` : ""}\n`);
      for (const [i, answer] of ANSWERS.entries()) write(`${i + 1} ${answer}\n`);
      write("number: ");
    }
    question = state.question;
    if (state.panel !== null && state.panel !== panel) {
      write(`${state.panel.title}\n`);
      for (const { text } of state.panel.rows) write(`${harmless(text)}\n`);
      if (state.panel.rows.length === 0) write("nothing\n");
    }
    panel = state.panel;
  };
}
