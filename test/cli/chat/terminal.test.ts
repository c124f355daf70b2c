// The whole program in a real terminal.

import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { lastText, startPartner } from "./partner.ts";
import { HAS_TMUX, startTerminal, type Terminal } from "./terminal.ts";

const MAIL = "ada.lovelace@analytical.org";
const IBAN = "DE89370400440532013000";
const KEY = "test-key-0123456789abcdef";

const near = (url: string): string[] => [
  "--upstream",
  `near=${url};dialect=openai;path=/v1`,
  "--provider",
  "near",
  "--model",
  "m",
];

/** Presses Enter; with values in the text, answers that they are always sent masked. */
async function send(terminal: Terminal, withValues = true): Promise<void> {
  terminal.press("Enter");
  if (!withValues) return;
  await terminal.until("always send masked");
  terminal.press("3");
}

async function waitGone(terminal: Terminal, text: string): Promise<void> {
  for (let n = 0; n < 200 && terminal.screen().includes(text); n++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The terminal is as before: its screen, cursor, paste and line settings. */
function expectRestored(terminal: Terminal, seen: string): void {
  expect(terminal.ask("#{alternate_on} #{cursor_flag}")).toBe("0 1");
  expect(seen).toMatch(/(?:^|\s)isig\b/m);
  expect(seen).toMatch(/(?:^|\s)icanon\b/m);
  expect(seen).toMatch(/(?:^|\s)echo\b/m);
}

describe.skipIf(!HAS_TMUX)("in a terminal (needs tmux)", () => {
  test.each([
    [80, 24],
    [200, 50],
    [40, 15],
  ])("%i x %i: Chinese, values, views, and an end that leaves nothing behind", async (columns, rows) => {
    const partner = await startPartner({ shape: "openai" });
    const terminal = startTerminal(makeHome(), near(partner.url), {
      columns,
      rows,
      env: { NEAR_API_KEY: KEY },
    });
    await terminal.until("/help");
    terminal.type(`你好，邮箱 ${MAIL}`);
    await terminal.until("would be masked: 1 EMAIL");
    await send(terminal);
    await terminal.until("1 masked");
    await terminal.until(/model\s+你好，邮箱/);
    terminal.press("C-t");
    const theirs = await terminal.until(/EMAILX\d{9}[\s\S]*EMAILX\d{9}/);
    expect(theirs.replace(/\s/g, "")).not.toContain(MAIL);
    terminal.press("C-t");
    await terminal.until(columns >= 100 ? "│ theirs" : /^\+ .*EMAILX/m);
    expect(partner.everything()).not.toContain(MAIL);
    expect(lastText(partner.received[0] ?? (undefined as never))).toMatch(/^你好，邮箱 EMAILX\d{9}$/);
    expect(partner.received[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    terminal.press("C-d");
    const end = await terminal.until(/ENDED 0[\s\S]*echo/);
    expectRestored(terminal, end);
    expect(end).not.toContain(MAIL);
  });

  test("a paste of 200 KB goes along at once, and a short one is text", async () => {
    const partner = await startPartner({ shape: "openai", say: () => "ok" });
    const terminal = startTerminal(makeHome(), near(partner.url), { columns: 80, rows: 24 });
    await terminal.until("/help");
    terminal.paste(`short ${IBAN}\nsecond`);
    await terminal.until(/> short .*\n\s+second/);
    terminal.paste(`${"0123456789 ".repeat(18_000)}${MAIL}`);
    await terminal.until("[paste 1, 198027 characters]");
    await send(terminal);
    await terminal.until("ok");
    expect(partner.everything()).not.toContain(MAIL);
    expect(partner.everything()).not.toContain(IBAN);
    expect(partner.received[0]?.body.length).toBeGreaterThan(190_000);
  });

  test("a long answer comes while the terminal is resized, and Esc interrupts it", async () => {
    const partner = await startPartner({
      shape: "openai",
      pause: 5,
      size: 20,
      say: (request) => Array.from({ length: 5000 }, (_, n) => `line ${n} of ${lastText(request)}`).join("\n"),
    });
    const terminal = startTerminal(makeHome(), near(partner.url), { columns: 80, rows: 24 });
    await terminal.until("/help");
    terminal.type(`for ${MAIL}`);
    await send(terminal);
    const at = (seen: string): number =>
      Math.max(0, ...[...seen.matchAll(/line (\d+) of for/g)].map(([, n]) => Number(n)));
    /** Further down than before: how far depends on the machine. */
    const further = async (than: number): Promise<number> => {
      for (let n = 0; n < 600 && at(terminal.screen()) <= than; n++) await new Promise((done) => setTimeout(done, 50));
      expect(at(terminal.screen())).toBeGreaterThan(than);
      return at(terminal.screen());
    };
    const first = await further(20);
    terminal.resize(40, 15);
    const second = await further(first);
    expect(
      terminal
        .screen()
        .split("\n")
        .filter((line) => line.includes("──")).length,
    ).toBe(1);
    terminal.resize(120, 30);
    await further(second);
    await terminal.until(/line \d+ of for ada/);
    terminal.press("Escape");
    await waitGone(terminal, "answering");
    const count = terminal.screen();
    expect(count).not.toContain("line 4999");
    terminal.press("C-t");
    const theirs = await terminal.until(/line \d+ of for EMAILX[\s\S]*── theirs/);
    expect(theirs).not.toContain(MAIL);
    terminal.type("/quit");
    terminal.press("Enter");
    expectRestored(terminal, await terminal.until(/ENDED 0[\s\S]*echo/));
  });

  test("what a provider says in control characters does not reach the terminal", async () => {
    const partner = await startPartner({ shape: "openai", say: () => "a\u001b[2J\u001b]2;owned\u0007\u001b[31mb" });
    const terminal = startTerminal(makeHome(), near(partner.url), { columns: 80, rows: 24 });
    await terminal.until("/help");
    terminal.type("hello");
    await send(terminal, false);
    await terminal.until("a·[2J·]2;owned··[31mb");
    expect(terminal.ask("#{pane_title}")).not.toContain("owned");
  });

  test("a key that is refused is said, and the chat goes on", async () => {
    const partner = await startPartner({
      shape: "openai",
      before(_, response) {
        response.writeHead(401, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { message: "no such key" } }));
        return true;
      },
    });
    const terminal = startTerminal(makeHome(), near(partner.url), {
      columns: 80,
      rows: 24,
      env: { NEAR_API_KEY: KEY },
    });
    await terminal.until("/help");
    terminal.type("hello");
    await send(terminal, false);
    const seen = await terminal.until("near answers 401: no such key");
    expect(seen.replace(/\s+/g, " ")).toContain("closemask chat --login near");
    expect(seen).not.toContain(KEY);
    terminal.type("still here");
    await terminal.until("> still here");
  });

  test("SIGTERM in mid-stream leaves the terminal as it was", async () => {
    const partner = await startPartner({ shape: "openai", pause: 20, say: () => "word ".repeat(10_000) });
    const terminal = startTerminal(makeHome(), near(partner.url), { columns: 80, rows: 24 });
    await terminal.until("/help");
    terminal.type("hello");
    await send(terminal, false);
    await terminal.until("word word");
    process.kill(terminal.pid(), "SIGTERM");
    expectRestored(terminal, await terminal.until(/ENDED 143[\s\S]*echo/));
  });

  test("a crash leaves the terminal as it was, and says where it was", async () => {
    const home = makeHome();
    const broken = home.write("broken.mjs", "setTimeout(() => { throw new TypeError('broken'); }, 4000);");
    const terminal = startTerminal(home, ["--echo"], {
      columns: 80,
      rows: 24,
      env: { NODE_OPTIONS: `--import=${broken}` },
    });
    await terminal.until("/help");
    const seen = await terminal.until(/ENDED 70[\s\S]*echo/);
    expect(seen).toContain("internal error: TypeError: broken");
    expectRestored(terminal, seen);
  });

  test("NO_COLOR draws without colours", async () => {
    for (const [env, colors] of [
      [{}, true],
      [{ NO_COLOR: "1" }, false],
    ] as const) {
      const terminal = startTerminal(makeHome(), ["--echo"], { columns: 80, rows: 24, env });
      await terminal.until("/help");
      terminal.type(`to ${MAIL}`);
      await terminal.until("would be masked: 1 EMAIL");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      expect(/\u001b\[(?:\d+;)*(?:3[0-7]|9[0-7])m/.test(terminal.colored())).toBe(colors);
    }
  });
});
