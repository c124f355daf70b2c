// The part of the transcript that is shown, and what it costs: counted, not timed.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blocksOf } from "../../src/chat/blocks.ts";
import { type Line, wrap } from "../../src/chat/cells.ts";
import { type ChatState, type Entry, initialState } from "../../src/chat/chat-state.ts";
import { meaningOf } from "../../src/chat/keys.ts";
import { placeAfter, screenOf } from "../../src/chat/screen.ts";
import { reduce } from "../../src/chat/state.ts";
import { type Look, partLines, partsOf } from "../../src/chat/transcript.ts";
import type { Message, Segment } from "../../src/chat/types.ts";
import { scrolled, viewport } from "../../src/chat/viewport.ts";

const START = initialState({
  columns: 80,
  rows: 24,
  provider: "p",
  model: "m",
  session: "s",
  ephemeral: false,
  system: "",
});
const LOOK: Look = { columns: 20, colors: false, view: "yours", hideAll: false, turned: new Set(), focused: null };
const text = (words: string): Segment => ({ client: words, wire: words, kind: null });
const messageOf = (id: number, ...segments: Segment[]): Message => ({
  id,
  role: "user",
  segments,
  chips: [],
  attached: 0,
  state: "done",
});
const whole = (entries: readonly Entry[], look: Look): Line[] =>
  entries
    .flatMap((entry) => Array.from({ length: partsOf(entry, look) }, (_, part) => partLines(entry, part, look)).flat())
    .slice(0, -1);
const shownOf = (entries: readonly Entry[], place: ChatState["place"], look: Look, height: number) =>
  viewport({ ...START, entries, place }, look, height);
const plain = (lines: readonly Line[]): string[] => lines.map((line) => line.map(({ text }) => text).join(""));

const piece = fc.constantFrom("word ", "averyveryverylongwordindeed", "\n", "中文", "x".repeat(90));
const transcript = fc
  .array(fc.array(piece, { minLength: 1, maxLength: 60 }), { maxLength: 8 })
  .map((texts) => texts.map((parts, i) => messageOf(2 * i + 1, ...parts.map(text))));

describe("what is shown", () => {
  test("is a part of the whole, wherever one has scrolled to", () => {
    fc.assert(
      fc.property(
        transcript,
        fc.array(fc.integer({ min: -70, max: 70 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 12 }),
        (entries, steps, height) => {
          const all = whole(entries, LOOK);
          const end = Math.max(0, all.length - height);
          let at = end;
          let place: ChatState["place"] = null;
          for (const by of steps) {
            at = Math.max(0, Math.min(end, at + by));
            place = scrolled({ ...START, entries, place }, LOOK, height, by);
            const shown = shownOf(entries, place, LOOK, height);
            expect(plain(shown.lines)).toEqual(plain(all.slice(at, at + height)));
            expect(shown.place === null).toBe(at === end);
            if (at < end) expect(shown.below.entries + shown.below.lines).toBeGreaterThan(0);
          }
        },
      ),
    );
  });

  test("stays what it is while an answer comes and the terminal is resized", () => {
    const entries = Array.from({ length: 50 }, (_, n) => messageOf(n + 1, text(`number ${n} ${"word ".repeat(n)}`)));
    let state = reduce({ ...START, view: "yours" }, { type: "load", entries });
    state = reduce(state, { type: "place", place: { id: 20, part: 1, line: 1 } });
    const before = screenOf(state, false).lines[0];
    const more = reduce(state, { type: "segments", id: 50, segments: [text("much longer\n".repeat(200))] });
    expect(screenOf(more, false).lines[0]).toEqual(before);
    for (const columns of [40, 200, 12]) {
      const resized = reduce(more, { type: "size", columns, rows: 15 });
      expect(plain(screenOf(resized, false).lines.slice(0, 8)).join("\n")).toMatch(/word/);
    }
    // Another view of the same message.
    const theirs = screenOf(reduce(more, { type: "view" }), false).lines;
    expect(plain(theirs).join("\n")).toContain("number 19");
  });

  test("what is not in memory is said, and asked for once one sees that it is missing", () => {
    const entries = [messageOf(401, text("tail"))];
    const state = { ...reduce(START, { type: "load", entries, before: 400 }), columns: 40 } as const;
    const first = viewport(state, LOOK, 10);
    expect(first.wants).toBe("before");
    expect(plain(first.lines).join(" ")).toContain("400 earlier messages");
    const past = Array.from({ length: 50 }, (_, n) => messageOf(n + 301, text(`past ${n}`)));
    const top = { id: 301, part: 0, line: 0 };
    const fetched = reduce(reduce(state, { type: "past", past, before: 300 }), { type: "place", place: top });
    expect(viewport(fetched, LOOK, 5).wants).toBeNull();
    const down = reduce(fetched, { type: "place", place: { id: 350, part: 0, line: 0 } });
    expect(viewport(down, LOOK, 5).wants).toBe("after");
    // Back at the end, the past is none of the memory's.
    expect(reduce(down, { type: "place", place: null }).past).toEqual([]);
  });
});

test("a value that one goes to with Tab is on the screen, in every view", () => {
  const mail: Segment = { client: "ada@example.com", wire: "EMAILX000000001", kind: "EMAIL" };
  const long = messageOf(1, text("line\n".repeat(300)), mail, text("\nline".repeat(300)));
  const others = Array.from({ length: 30 }, (_, n) => messageOf(n + 2, text(`number ${n}`)));
  for (const view of ["yours", "theirs", "diff"] as const) {
    const state = reduce({ ...START, view }, { type: "load", entries: [long, ...others] });
    const meaning = meaningOf(state, "", { tab: true });
    if (meaning === null || "task" in meaning) throw new Error("Tab is an action");
    const focused = reduce(state, meaning);
    expect(focused.focus).toBe(mail.client);
    const lines = screenOf(focused, true).lines.flat();
    expect(lines.some(({ text, style }) => style.inverse === true && [mail.client, mail.wire].includes(text))).toBe(
      true,
    );
    if (view === "theirs") expect(plain(screenOf(focused, true).lines).join()).not.toContain(mail.client);
  }
});

describe("what it costs", () => {
  /** Messages that note when somebody looks at their text. */
  function watched(count: number): { entries: Message[]; seen: Set<number> } {
    const seen = new Set<number>();
    const entries = Array.from({ length: count }, (_, n): Message => {
      const made = messageOf(n + 1, text(`number ${n} `), {
        client: `p${n}@example.com`,
        wire: `EMAILX${n}`,
        kind: "EMAIL",
      });
      const { segments } = made;
      return Object.defineProperty({ ...made }, "segments", {
        enumerable: true,
        get() {
          seen.add(n);
          return segments;
        },
      });
    });
    return { entries, seen };
  }

  test("a frame of five thousand messages looks at those on the screen, wherever that is", () => {
    const { entries, seen } = watched(5000);
    let state = reduce(START, { type: "load", entries });
    const frame = (): number => {
      seen.clear();
      screenOf(state, true);
      return seen.size;
    };
    // An entry has three lines at least; the place of the end is looked at as well.
    const most = 2 * (Math.ceil(START.rows / 3) + 3);
    expect(frame()).toBeLessThanOrEqual(most);
    const press = (key: Parameters<typeof meaningOf>[2], input = ""): void => {
      seen.clear();
      const meaning = meaningOf(state, input, key);
      if (meaning !== null && !("task" in meaning)) state = reduce(state, meaning);
      expect(seen.size).toBeLessThanOrEqual(2 * most);
    };
    for (let n = 0; n < 40; n++) {
      press({ pageUp: true });
      expect(frame()).toBeLessThanOrEqual(most);
    }
    press({ ctrl: true, home: true });
    expect(frame()).toBeLessThanOrEqual(most);
    expect(plain(screenOf(state, true).lines).join("\n")).toContain("number 0 ");
    press({ pageDown: true });
    expect(frame()).toBeLessThanOrEqual(most);
    press({ ctrl: true }, "t");
    expect(frame()).toBeLessThanOrEqual(most);
    state = reduce(state, { type: "size", columns: 40, rows: 15 });
    expect(frame()).toBeLessThanOrEqual(most);
    press({ ctrl: true, end: true });
    expect(plain(screenOf(state, true).lines).join("\n")).toContain("number 4999 ");
    state = reduce(state, { type: "segments", id: 5000, segments: [text("another")] });
    expect(frame()).toBeLessThanOrEqual(most);
    expect(placeAfter(state, -10)).not.toBeNull();
  });

  test("of a long message only the pieces on the screen are laid out, and while it grows only its end", () => {
    const words = "a line of a text that is long\n".repeat(20_000);
    const message = { ...messageOf(1, text(words)), state: "streaming" } as const;
    const blocks = blocksOf(message);
    expect(blocks.length).toBeGreaterThan(200);
    for (const { segments } of blocks) {
      expect(segments.reduce((sum, { client }) => sum + client.length, 0)).toBeLessThanOrEqual(4000);
    }
    const grown = blocksOf({ ...message, segments: [text(`${words}and more\n`.repeat(2))] });
    expect(blocks.slice(0, -1).every((block, i) => block === grown[i])).toBe(true);
    // The same lines, however it is cut.
    const lines = blocks.flatMap(({ segments }) =>
      wrap(
        segments.map(({ client }) => ({ text: client, style: {} })),
        80,
      ),
    );
    expect(plain(lines)).toEqual(plain(wrap([{ text: words, style: {} }], 80)));
  });

  test("a long line without line ends is cut at spaces, and no character is cut or lost", () => {
    for (const words of ["word ".repeat(10_000), "中".repeat(20_000), "👨‍👩‍👧".repeat(3000)]) {
      const cut = blocksOf(messageOf(1, text(words)));
      const parts = cut.map(({ segments }) => segments.map(({ wire }) => wire).join(""));
      expect(parts.join("")).toBe(words);
      for (const part of parts) expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
    }
  });
});
