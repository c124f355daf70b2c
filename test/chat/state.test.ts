// Events and keys against the state, without a terminal.

import { describe, expect, test } from "vitest";
import { type ChatState, initialState } from "../../src/chat/chat-state.ts";
import { EMPTY, withText } from "../../src/chat/editor.ts";
import { type Key, type Meaning, meaningOf } from "../../src/chat/keys.ts";
import { type Action, chosen, isHidden, PASTE_MAX, reduce, spoken, valuesOf } from "../../src/chat/state.ts";

const START = initialState({
  columns: 80,
  rows: 24,
  provider: "echo",
  model: "echo",
  session: "default",
  ephemeral: false,
  system: "",
});

function stateAfter(...actions: readonly Action[]): ChatState {
  return actions.reduce(reduce, START);
}

/** Presses keys; tasks are collected instead of done. */
function press(state: ChatState, ...keys: readonly (readonly [string, Key])[]): { state: ChatState; tasks: Meaning[] } {
  const tasks: Meaning[] = [];
  let now = state;
  for (const [input, key] of keys) {
    const meaning = meaningOf(now, input, key);
    if (meaning === null) continue;
    if ("task" in meaning) tasks.push(meaning);
    else now = reduce(now, meaning);
  }
  return { state: now, tasks };
}

const typed = (text: string): [string, Key][] => [...text].map((character) => [character, {}]);
const MAIL = { client: "ada@example.com", wire: "EMAILX000000001", kind: "EMAIL" };
const IBAN = { client: "DE89370400440532013000", wire: "IBANX000000002", kind: "IBAN" };
const user = (
  segments: ChatState["entries"][number] extends infer E ? (E extends { segments: infer S } ? S : never) : never,
): Action => ({
  type: "message",
  message: { role: "user", segments, chips: [], attached: 0, state: "done" },
});

describe("writing", () => {
  test("Enter sends; Ctrl-J, Alt-Enter and a backslash before Enter begin a line", () => {
    const { state, tasks } = press(
      START,
      ...typed("one"),
      ["\n", {}],
      ...typed("two"),
      ["", { return: true, meta: true }],
      ...typed("three\\"),
      ["", { return: true }],
      ...typed("four"),
      ["", { return: true }],
    );
    expect(state.editor.text).toBe("one\ntwo\nthree\nfour");
    expect(tasks).toEqual([{ task: "submit" }]);
  });

  test("control characters are no text", () => {
    expect(press(START, ["a\u001b[31mb\u0007", {}]).state.editor.text).toBe("a[31mb");
  });

  test("arrows go through what was written before, and back to what is new", () => {
    const sent = ["first", "second"].reduce(
      (state, text) => reduce(reduce(state, { type: "edit", editor: withText(text) }), { type: "take" }),
      START,
    );
    const up: [string, Key] = ["", { upArrow: true }];
    const down: [string, Key] = ["", { downArrow: true }];
    const { state } = press(sent, ...typed("new"), up, up);
    expect(state.editor.text).toBe("first");
    expect(press(state, up).state.editor.text).toBe("first");
    expect(press(state, down, down).state.editor.text).toBe("new");
  });

  test("a short paste is text, a long one goes along", () => {
    expect(stateAfter({ type: "paste", text: "a\r\nb" }).editor.text).toBe("a\nb");
    const long = stateAfter({ type: "paste", text: "x".repeat(PASTE_MAX + 1) });
    expect(long.editor).toEqual(EMPTY);
    expect(long.attachments.map(({ name }) => name)).toEqual(["paste 1"]);
    const asked = stateAfter({ type: "set", set: { pasteNext: true } }, { type: "paste", text: "short" });
    expect(asked.attachments).toEqual([{ name: "paste 1", text: "short" }]);
    expect(asked.pasteNext).toBe(false);
  });

  test("what was found in another text is not taken for this one's", () => {
    const found = [{ start: 0, end: 3, kind: "EMAIL", rule: "email", confidence: 1 }];
    const state = stateAfter(
      { type: "edit", editor: withText("abcd") },
      { type: "found", text: "abc", found, blocked: null },
    );
    expect(state.found).toEqual([]);
  });

  test("Ctrl-C clears, then leaves; Ctrl-D leaves only where nothing is written", () => {
    const ctrl = (input: string): [string, Key] => [input, { ctrl: true }];
    const { state, tasks } = press(START, ...typed("x"), ctrl("d"), ctrl("c"), ctrl("d"));
    expect(state.editor.text).toBe("");
    expect(tasks).toEqual([{ task: "quit" }]);
  });
});

describe("values", () => {
  const state = stateAfter(user([{ client: "to ", wire: "to ", kind: null }, MAIL, IBAN]), user([MAIL]));

  test("are distinct, newest first", () => {
    expect(valuesOf(state)).toEqual([MAIL.client, IBAN.client]);
  });

  test("Tab goes round them, Ctrl-R hides one, Ctrl-X keeps one readable, Escape leaves", () => {
    const tab: [string, Key] = ["", { tab: true }];
    const once = press(state, tab, tab, ["r", { ctrl: true }]);
    expect(isHidden(once.state, IBAN.client)).toBe(true);
    expect(isHidden(once.state, MAIL.client)).toBe(false);
    const kept = press(once.state, tab, ["x", { ctrl: true }], ["", { escape: true }]);
    expect(kept.tasks).toEqual([{ task: "keep", value: MAIL.client }]);
    expect(kept.state.focus).toBeNull();
  });

  test("Ctrl-R without one hides all, and one of them can be revealed", () => {
    const all = press(state, ["r", { ctrl: true }]).state;
    expect([MAIL, IBAN].map(({ client }) => isHidden(all, client))).toEqual([true, true]);
    const one = press(all, ["", { tab: true }], ["r", { ctrl: true }]).state;
    expect([MAIL, IBAN].map(({ client }) => isHidden(one, client))).toEqual([false, true]);
  });

  test("the one under the cursor of the prompt counts", () => {
    const text = "mail ada@example.com";
    const found = [{ start: 5, end: 20, kind: "EMAIL", rule: "email", confidence: 1 }];
    const writing = stateAfter({ type: "edit", editor: withText(text) }, { type: "found", text, found, blocked: null });
    expect(chosen(writing)).toBe("ada@example.com");
    expect(chosen(reduce(writing, { type: "edit", editor: { text, cursor: 2, anchor: null } }))).toBeNull();
  });

  test("what is selected is masked with Ctrl-D", () => {
    const left: [string, Key] = ["", { leftArrow: true, shift: true }];
    const { tasks } = press(START, ...typed("a nightjar"), ...Array.from({ length: 8 }, () => left), [
      "d",
      { ctrl: true },
    ]);
    expect(tasks).toEqual([{ task: "mask", value: "nightjar" }]);
    const ctrl = (input: string): [string, Key] => [input, { ctrl: true }];
    const word: [string, Key] = ["f", { meta: true }];
    const marked = press(START, ...typed("one two"), ctrl("a"), ctrl(" "), word, ctrl("d"));
    expect(marked.tasks).toEqual([{ task: "mask", value: "one" }]);
    expect(press(marked.state, ctrl("e"), ctrl("d")).tasks).toEqual([{ task: "mask", value: "one two" }]);
    expect(press(marked.state, ["", { escape: true }]).state.editor.anchor).toBeNull();
  });
});

describe("question", () => {
  const asked = stateAfter({ type: "question", question: { kind: "EMAIL", value: "a@b.io", count: 1, at: 0 } });
  const answerOf = (...keys: readonly (readonly [string, Key])[]): Meaning | undefined =>
    press(asked, ...keys).tasks[0];

  test("is answered by Enter, by number, and cancelled by Escape and Ctrl-C", () => {
    const down: [string, Key] = ["", { downArrow: true }];
    const enter: [string, Key] = ["", { return: true }];
    expect(answerOf(enter)).toEqual({ task: "answer", answer: "send masked" });
    expect(answerOf(down, enter)).toEqual({ task: "answer", answer: "keep this one readable" });
    expect(answerOf(["3", {}])).toEqual({ task: "answer", answer: "always send masked" });
    expect(answerOf(["", { escape: true }])).toEqual({ task: "answer", answer: "cancel" });
    expect(answerOf(["c", { ctrl: true }])).toEqual({ task: "answer", answer: "cancel" });
  });

  test("nothing is typed meanwhile", () => {
    expect(press(asked, ...typed("abc")).state.editor.text).toBe("");
  });
});

describe("transcript", () => {
  test("Escape interrupts an answer; Enter is for the chat to decide, and an edit takes it back", () => {
    const busy = stateAfter({ type: "busy", busy: true });
    expect(press(busy, ["", { escape: true }], ["", { return: true }]).tasks).toEqual([
      { task: "interrupt" },
      { task: "submit" },
    ]);
    const queued = reduce(busy, { type: "queued", queued: true });
    expect(reduce(queued, { type: "edit", editor: withText("other") }).queued).toBe(false);
  });

  test("what failed is not told again", () => {
    const state = stateAfter(user([MAIL]), {
      type: "message",
      message: { role: "assistant", segments: [MAIL], chips: [], attached: 0, state: "streaming" },
    });
    const id = state.entries.at(-1)?.id ?? 0;
    expect(spoken(reduce(state, { type: "finished", id, state: "failed" }))).toHaveLength(1);
    expect(spoken(reduce(state, { type: "finished", id, state: "stopped" }))).toHaveLength(2);
  });

  test("what goes along stays until something is sent; a command is none", () => {
    const attached = stateAfter({ type: "attach", attachment: { name: "a.txt", text: "x" } });
    expect(reduce(attached, { type: "take", command: true }).attachments).toHaveLength(1);
    expect(reduce(attached, { type: "take" }).attachments).toEqual([]);
  });

  test("a new message ends scrolling; views go round", () => {
    const place = { id: 1, part: 1, line: 0 };
    const scrolled = stateAfter(user([MAIL]), { type: "place", place });
    expect(scrolled.place).toEqual(place);
    expect(reduce(scrolled, user([MAIL])).place).toBeNull();
    const views = [1, 2, 3].map((n) => stateAfter(...Array.from({ length: n }, (): Action => ({ type: "view" }))).view);
    expect(views).toEqual(["theirs", "diff", "yours"]);
  });
});
