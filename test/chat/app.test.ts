// Frames: what the screen shows for a state, at the sizes that people have, and what keys do to it through Ink.

import { render } from "ink-testing-library";
import { createElement as h } from "react";
import { afterEach, describe, expect, test } from "vitest";
import { App, Screen } from "../../src/chat/app.ts";
import { widthOf } from "../../src/chat/cells.ts";
import { type ChatState, initialState } from "../../src/chat/chat-state.ts";
import { withText } from "../../src/chat/editor.ts";
import type { Task } from "../../src/chat/keys.ts";
import { screenOf } from "../../src/chat/screen.ts";
import { type Action, reduce } from "../../src/chat/state.ts";
import { createChatStore } from "../../src/chat/store.ts";
import type { Segment } from "../../src/chat/types.ts";

const START = initialState({
  columns: 80,
  rows: 24,
  provider: "openai",
  model: "m-1",
  session: "case-7",
  ephemeral: false,
  system: "",
});
const MAIL: Segment = { client: "ada@example.com", wire: "EMAILX000000001", kind: "EMAIL" };
const NAME: Segment = { client: "张三", wire: "PERSONX000000002", kind: "PERSON" };
const text = (words: string): Segment => ({ client: words, wire: words, kind: null });

const stateAfter = (...actions: readonly Action[]): ChatState => actions.reduce(reduce, START);
const said = (role: "user" | "assistant", ...segments: Segment[]): Action => ({
  type: "message",
  message: { role, segments, chips: [], attached: 0, state: "done" },
});

const mounted: { unmount(): void }[] = [];
afterEach(() => {
  for (const app of mounted.splice(0)) app.unmount();
});

/** Without the colours. */
function frameOf(state: ChatState): string {
  const app = render(h(Screen, { state, colors: false }));
  mounted.push(app);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return (app.lastFrame() ?? "").replace(/\u001b\[[0-9;]*m/g, "");
}

const TALK = stateAfter(
  said("user", text("Write to "), MAIL, text(", from "), NAME, text(".")),
  said("assistant", text("Dear "), MAIL, text(",\nit is late.")),
  { type: "kinds", kinds: new Map([["EMAIL", 2]]) },
  { type: "usage", usage: { input: 12, output: 5 } },
  { type: "latency", latency: 840 },
);

describe("views", () => {
  test("yours has the values, each with its kind", () => {
    const frame = frameOf(TALK);
    expect(frame).toContain("Write to ada@example.com‹EMAIL›, from 张三‹PERSON›.");
    expect(frame).toContain("openai m-1 · session case-7 · 2 masked: 2 EMAIL · 12 in, 5 out · 0.8 s");
  });

  test("theirs has what the provider sees, and no value", () => {
    const frame = frameOf(reduce(TALK, { type: "view", view: "theirs" }));
    expect(frame).toContain("Write to EMAILX000000001, from PERSONX000000002.");
    expect(frame).not.toMatch(/ada@example|张三/);
  });

  test("theirs covers the prompt, a question and a panel as well", () => {
    const writing = "to ada@example.com now";
    const found = [{ start: 3, end: 18, kind: "EMAIL", rule: "email", confidence: 1 }];
    const theirs = reduce(TALK, { type: "view", view: "theirs" });
    const prompt = [
      { type: "edit", editor: withText(writing) } as const,
      { type: "found", text: writing, found, blocked: null } as const,
    ].reduce<ChatState>(reduce, theirs);
    expect(frameOf(prompt)).toContain("> to [EMAIL] now");
    const question = { kind: "EMAIL", value: "ada@example.com", count: 1, at: 0 };
    const asked = reduce(theirs, { type: "question", question });
    expect(frameOf(asked)).toContain("The first EMAIL of this session: [EMAIL]");
    const panel = {
      title: "values",
      rows: [{ text: "EMAIL", value: "ada@example.com" }],
      at: 0,
      revealed: new Set([0]),
    };
    for (const state of [prompt, asked, reduce(theirs, { type: "panel", panel })]) {
      expect(frameOf(state)).not.toContain("ada@example.com");
    }
  });

  test("both stand side by side where there is room, and one below the other where there is none", () => {
    const both = reduce(TALK, { type: "view", view: "diff" });
    const wide = screenOf({ ...both, columns: 120 }, false).lines.map((line) => line.map(({ text }) => text).join(""));
    expect(wide.find((line) => line.startsWith("Write to ada"))).toMatch(/│ Write to EMAILX000000001, from/);
    const narrow = frameOf(both);
    expect(narrow).toContain("- Write to ada@example.com, from 张三.");
    expect(narrow).toContain("+ Write to EMAILX000000001, from PERSONX000000002.");
    expect(narrow).toContain("  it is late.");
  });

  test("a hidden value is hidden in each of them", () => {
    for (const view of ["yours", "diff"] as const) {
      const hidden = reduce(reduce(TALK, { type: "reveal" }), { type: "view", view });
      expect(frameOf(hidden)).not.toMatch(/ada@example|张三/);
      expect(frameOf(hidden)).toContain("••••••");
    }
  });
});

test("a list shows the chosen row whole, at any width", () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({ text: `row ${n} ${"with many words ".repeat(6)}end${n}` }));
  for (const [columns, rowsOfScreen] of [
    [40, 15],
    [80, 24],
    [200, 50],
  ] as const) {
    for (const at of [0, 1, 17, 39]) {
      const panel = { title: "list", rows, at, revealed: new Set<number>() };
      const { lines } = screenOf({ ...TALK, columns, rows: rowsOfScreen, panel }, false);
      const drawn = lines.map((line) => line.map(({ text }) => text).join(""));
      expect(drawn).toHaveLength(rowsOfScreen);
      expect(drawn.some((line) => line.startsWith(`> row ${at} `))).toBe(true);
      expect(drawn.join(" ")).toContain(`end${at}`);
      for (const line of drawn) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  }
});

describe("sizes", () => {
  const LONG = stateAfter(
    said("user", text("长长的中文句子没有空格".repeat(30)), MAIL),
    said("assistant", text("word ".repeat(200)), NAME, text("\n\u001b[2J\u001b]0;title\u0007end")),
    { type: "edit", editor: withText(`${"prompt ".repeat(60)}\n中文输入👨‍👩‍👧`) },
  );

  test.each([
    [80, 24],
    [200, 50],
    [40, 15],
    [12, 6],
  ])("%i x %i is filled and never exceeded, in every view", (columns, rows) => {
    for (const view of ["yours", "theirs", "diff"] as const) {
      for (const question of [null, { kind: "EMAIL", value: "x".repeat(300), count: 3, at: 1 }]) {
        const { lines, cursor } = screenOf({ ...LONG, columns, rows, view, question }, true);
        expect(lines).toHaveLength(rows);
        for (const line of lines) {
          const drawn = line.map(({ text }) => text).join("");
          expect(widthOf(drawn)).toBeLessThanOrEqual(columns);
          expect(drawn).not.toMatch(/\p{Cc}/u);
        }
        if (cursor !== null) {
          expect(cursor.x).toBeLessThan(columns);
          expect(cursor.y).toBeLessThan(rows);
        }
      }
    }
  });

  test("the cursor stands behind what was typed, also in Chinese", () => {
    const state = stateAfter({ type: "edit", editor: withText("你好 ab") });
    const { lines, cursor } = screenOf(state, false);
    expect(cursor?.x).toBe(2 + 7);
    expect(lines[cursor?.y ?? 0]?.map(({ text }) => text).join("")).toBe("> 你好 ab");
  });
});

describe("keys through Ink", () => {
  const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

  test("text, a paste, and keys that come at once", async () => {
    const store = createChatStore(START);
    const tasks: Task[] = [];
    const app = render(h(App, { store, colors: false, onTask: (task) => tasks.push(task) }));
    mounted.push(app);
    await tick();
    app.stdin.write("你好");
    await tick();
    app.stdin.write("\u001b[200~pasted\rtext\u001b[201~");
    await tick();
    expect(store.state.editor.text).toBe("你好pasted\ntext");
    app.stdin.write(" end\r");
    await tick();
    expect(tasks).toEqual([{ task: "submit" }]);
    expect(store.state.editor.text).toBe("你好pasted\ntext end");
    // As over a slow line: keys that come in one piece.
    app.stdin.write("\u007f\u007f\u007fxyz\u007f\u0014");
    await tick();
    expect(store.state.editor.text).toBe("你好pasted\ntext xy");
    expect(store.state.view).toBe("theirs");
    app.stdin.write("\u0014\u0014");
    await tick();
    expect(store.state.view).toBe("yours");
    app.stdin.write("\u0014");
    await tick();
    expect(store.state.view).toBe("theirs");
    app.stdin.write(`\u001b[200~${"long ".repeat(40_000)}\u001b[201~`);
    await tick();
    expect(store.state.attachments.map(({ text }) => text.length)).toEqual([200_000]);
  });
});
