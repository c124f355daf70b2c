// A person's way through the chat in a real terminal: each key and command once, at the sizes that people have.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Home, makeHome } from "../run.ts";
import { lastText, startPartner } from "./partner.ts";
import { HAS_TMUX, startTerminal, type Terminal } from "./terminal.ts";

const MAIL = "ada.lovelace@analytical.org";
const BOB = "bob.byron@analytical.org";

const near = (url: string): string[] => [
  "--upstream",
  `near=${url};dialect=openai;path=/v1`,
  "--provider",
  "near",
  "--model",
  "m",
  "--ner",
  "off",
];

async function begin(home: Home, url: string, columns = 80, rows = 24): Promise<Terminal> {
  const terminal = startTerminal(home, near(url), { columns, rows });
  await terminal.until("/help");
  return terminal;
}

async function command(terminal: Terminal, text: string): Promise<void> {
  terminal.type(text);
  await terminal.until(text.slice(0, 12));
  terminal.press("Enter");
}

/** Escape, and what it takes away; other keys at once would be taken for Alt and that key. */
async function leave(terminal: Terminal, gone: string): Promise<void> {
  terminal.press("Escape");
  for (let n = 0; n < 200 && terminal.screen().includes(gone); n++) await new Promise((done) => setTimeout(done, 50));
  expect(terminal.screen()).not.toContain(gone);
}

async function say(terminal: Terminal, text: string, asked = false): Promise<void> {
  terminal.type(text);
  await terminal.until(text.slice(0, 12));
  terminal.press("Enter");
  if (!asked) return;
  await terminal.until("always send masked");
  terminal.press("3");
}

describe.skipIf(!HAS_TMUX)("a way through the chat (needs tmux)", () => {
  test.each([
    [80, 24],
    [200, 50],
    [40, 15],
  ])("%i x %i: values are hidden, left readable, masked by hand", async (columns, rows) => {
    const partner = await startPartner({ shape: "openai", say: () => "fine" });
    const home = makeHome();
    const terminal = await begin(home, partner.url, columns, rows);
    await say(terminal, `ask ${MAIL}`, true);
    await terminal.until("fine");
    // A value of the transcript: hidden, and shown again.
    terminal.press("Tab");
    await terminal.until("this value");
    terminal.press("C-r");
    await terminal.until(/ask ••••••‹EMAIL›/);
    terminal.press("C-r");
    await terminal.until(MAIL);
    // A false positive: readable in the chat, then always.
    terminal.press("C-x");
    await terminal.until(/stays readable in this session/);
    terminal.press("M-x");
    await terminal.until(/also in\s+mask and serve/);
    await leave(terminal, "this value");
    await say(terminal, `again ${MAIL}`);
    await terminal.until(/again ada[\s\S]*fine/);
    expect(lastText(partner.received.at(-1) ?? (undefined as never))).toBe(`again ${MAIL}`);
    // What was missed: selected, and masked.
    terminal.type("about Nightjar");
    await terminal.until("nothing would be");
    terminal.press("C-Space", ...Array.from({ length: 8 }, () => "Left"), "C-d");
    await terminal.until("1 CUSTOM");
    terminal.press("C-e", "Enter");
    await terminal.until(/1 masked: CUSTOM|1 masked/);
    for (let n = 0; n < 100 && partner.received.length < 3; n++) await new Promise((done) => setTimeout(done, 50));
    expect(lastText(partner.received[2] ?? (undefined as never))).toMatch(/^about CUSTOMX\d{9}$/);
    // In the provider's view no value is to be seen, wherever one looks.
    terminal.press("C-t");
    await terminal.until("theirs");
    expect(terminal.screen()).not.toContain("Nightjar");
    terminal.press("C-d");
    await terminal.until("ENDED 0");
    const mask = await home.run(["mask", "--style", "word"], { input: `${MAIL} Nightjar ${BOB}` });
    expect(mask.stdout).toMatch(new RegExp(`^${MAIL} CUSTOMX\\d{9} EMAILX\\d{9}$`));
  });

  test("files, pastes, lists, export, the clipboard, and what was written before", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    const terminal = await begin(home, partner.url);
    const notes = home.write("notes.txt", `the address is ${BOB}\n`);
    await command(terminal, `/attach ${notes}`);
    await terminal.until(/with \[notes\.txt, \d+ characters\]/);
    await command(terminal, "/paste");
    await terminal.until("paste now");
    terminal.paste("short text");
    await terminal.until("[paste 1, 10 characters]");
    await say(terminal, `look for ${MAIL}`, true);
    await terminal.until(/model[\s\S]*look for ada/);
    expect(partner.everything()).not.toMatch(/ada\.lovelace|bob\.byron/);
    await terminal.until(/\[notes\.txt, \d+ B\] +\[paste 1, 10 B\]/);

    await command(terminal, "/vault");
    await terminal.until(/> EMAIL +••••••/);
    terminal.press("C-r");
    await terminal.until(/> EMAIL +(ada|bob)/);
    await leave(terminal, "values of default");
    await command(terminal, `/explain ${MAIL}`);
    await terminal.until(/EMAIL {2}rule \S+ {2}confidence/);
    await leave(terminal, "what is masked, and by");
    await command(terminal, "/copy");
    await terminal.until("copied");
    expect(terminal.clipboard()).toContain(`look for ${MAIL}`);
    const file = join(home.path, "talk.md");
    await command(terminal, `/export ${file}`);
    await terminal.until("written with your values");
    expect(readFileSync(file, "utf8")).toContain(MAIL);
    await command(terminal, `/export ${file}2 wire`);
    await terminal.until("as the provider saw it");
    expect(readFileSync(`${file}2`, "utf8")).not.toMatch(/ada\.lovelace|bob\.byron/);

    terminal.press("Up", "Up");
    await terminal.until(`> /export ${file}`.slice(0, 40));
    terminal.press("C-u");
    await command(terminal, "/retry");
    for (let n = 0; n < 100 && partner.received.length < 2; n++) await new Promise((done) => setTimeout(done, 50));
    expect(partner.received[1]?.body.equals(partner.received[0]?.body ?? Buffer.alloc(0))).toBe(true);
    await command(terminal, "/model");
    await terminal.until(/> m-10|> m-2/);
    terminal.press("Down", "Enter");
    await terminal.until("model: m-2");
    await command(terminal, "/system be brief");
    await terminal.until("system text is sent");
    await command(terminal, "/session other");
    await terminal.until("session: other");
    await command(terminal, "/sessions");
    await terminal.until("> other");
    terminal.press("Up", "Enter");
    await terminal.until("session: default");
    await terminal.until(/look for ada/);
    await command(terminal, "/clear");
    await terminal.until("What you write is shown here");
    await command(terminal, "/quit");
    await terminal.until("ENDED 0");
  });

  test("scrolling: pages, ends, and an answer that comes does not move what one reads", async () => {
    let asked = 0;
    const partner = await startPartner({
      shape: "openai",
      pause: 10,
      size: 40,
      say: () => Array.from({ length: 120 }, (_, n) => `answer ${asked} line ${n}`).join("\n"),
      before() {
        asked++;
        return false;
      },
    });
    const terminal = await begin(makeHome(), partner.url);
    await say(terminal, "first question");
    await terminal.until("answer 1 line 119");
    await say(terminal, "second question");
    await terminal.until("answer 2 line 10");
    terminal.press("C-Home");
    const top = await terminal.until("first question");
    expect(top).toMatch(/\d+ more messages/);
    await new Promise((done) => setTimeout(done, 500));
    expect(terminal.screen().split("\n").slice(0, 15)).toEqual(top.split("\n").slice(0, 15));
    terminal.press("PageDown");
    await terminal.until("answer 1 line 20");
    terminal.press("Escape", "Escape");
    terminal.press("C-End");
    await terminal.until(/interrupted|line 119/);
    terminal.press("PageUp");
    await terminal.until(/more lines|more messages/);
    terminal.press("Escape");
    for (let n = 0; n < 100 && /\d more /.test(terminal.screen()); n++)
      await new Promise((done) => setTimeout(done, 50));
    expect(terminal.screen()).not.toMatch(/\d more /);
  });

  test("what a provider answers instead is said, and the text is not lost", async () => {
    let n = 0;
    const partner = await startPartner({
      shape: "openai",
      say: () => "at last",
      before(_, response) {
        const answers = [
          () => {
            response.writeHead(401, { "content-type": "application/json" });
            response.end(JSON.stringify({ error: { message: "no such key" } }));
          },
          () => {
            response.writeHead(429, { "content-type": "application/json", "retry-after": "3" });
            response.end(JSON.stringify({ error: { message: "slow down" } }));
          },
          () => {
            response.writeHead(500, { "content-type": "text/html" });
            response.end("<h1>broken</h1>");
          },
          () => void response.destroy(),
          () => {
            response.writeHead(200, { "content-type": "text/event-stream" });
            response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: "half a" } }] })}\n\n`);
            setTimeout(() => response.destroy(), 50);
          },
        ];
        const answer = answers[n++];
        answer?.();
        return answer !== undefined;
      },
    });
    const terminal = await begin(makeHome(), partner.url, 200, 50);
    await say(terminal, "hello");
    await terminal.until("near answers 401: no such key");
    for (const seen of [
      "answers 429: slow down (try again in 3 s: /retry)",
      "answers 500",
      /near: .*(reset|broke|closed)/,
      "broke off",
    ]) {
      await command(terminal, "/retry");
      await terminal.until(seen);
    }
    await command(terminal, "/retry");
    await terminal.until("at last");
    expect(partner.received.map(lastText)).toEqual(Array.from({ length: 6 }, () => "hello"));
  });

  test("screen reader: plain lines, each said once, with questions by number", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    const terminal = startTerminal(home, [...near(partner.url), "--screen-reader"], { columns: 80, rows: 24 });
    await terminal.until(/^you:/m);
    terminal.type(`to ${MAIL}`);
    terminal.press("Enter");
    await terminal.until(/3 always send masked[\s\S]*number:/);
    terminal.type("1");
    terminal.press("Enter");
    const said = await terminal.until(new RegExp(`model: to ${MAIL}`));
    expect(said).toContain("masked: 1 EMAIL");
    expect(said.split(`model: to ${MAIL}`)).toHaveLength(2);
    terminal.type("/view theirs");
    terminal.press("Enter");
    await terminal.until(/view: theirs[\s\S]*EMAILX\d{9}/);
    terminal.type("/quit");
    terminal.press("Enter");
    await terminal.until("ENDED 0");
    expect(existsSync(home.data)).toBe(true);
  });
});
