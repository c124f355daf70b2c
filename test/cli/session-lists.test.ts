// What was decided in the chat about values of a session, in the commands that mask in it: it counts there, and nowhere else.

import { describe, expect, test } from "vitest";
import { pause, send } from "../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../server/fake-upstream.ts";
import { startChat } from "./chat/kit.ts";
import { type Home, makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

const MAIL = "ada.lovelace@analytical.org";
const HELP = "help@analytical.org";
const BOB = "bob.byron@analytical.org";
const TEXT = `${MAIL} ${HELP} ${BOB} Nightjar a+b! aab!`;

/** Keeps MAIL in the chat, HELP always, and masks two words, in one session. */
async function decide(home: Home, session: string): Promise<void> {
  const chat = await startChat({ url: "http://127.0.0.1:9", home, options: { session } });
  for (const line of [`/keep ${MAIL}`, `/always ${HELP}`, "/mask Nightjar", "/mask a+b"]) await chat.type(line);
  await chat.close();
}

const masked = async (home: Home, session: string, more: readonly string[] = []): Promise<string> =>
  (await home.run(["mask", "--style", "word", "-s", session, ...more], { input: TEXT })).stdout;

describe("lists of a session", () => {
  test("mask takes what is masked, and what is readable always, from its own session only", async () => {
    const home = makeHome();
    await decide(home, "case-7");
    expect(await masked(home, "case-7")).toMatch(
      /^EMAILX\d{9} help@analytical\.org EMAILX\d{9} CUSTOMX\d{9} CUSTOMX\d{9}! aab!$/,
    );
    for (const [session, more] of [
      ["case-8", []],
      ["case-7", ["--no-store"]],
    ] as const) {
      expect(await masked(home, session, more)).toMatch(/^EMAILX\d{9} EMAILX\d{9} EMAILX\d{9} Nightjar a\+b! aab!$/);
    }
    const { stdout } = await home.run(["unmask", "-s", "case-7"], { input: await masked(home, "case-7") });
    expect(stdout).toBe(TEXT);
  });

  test("serve does so for each request by its session, and takes in what is decided meanwhile", async () => {
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
    const home = makeHome();
    await decide(home, "case-7");
    const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`, "--ner", "off"]);
    const sent = async (session: string): Promise<string> => {
      const body = { model: "m", messages: [{ role: "user", content: TEXT }] };
      await send(`${proxy.url}/v1/chat/completions`, { body, headers: { "x-closemask-session": session } });
      const { messages = [] } = (upstream.received.at(-1)?.json ?? {}) as { messages?: { content: string }[] };
      return messages[0]?.content ?? "";
    };
    const own = /^EMAILX\d{9} help@analytical\.org EMAILX\d{9} CUSTOMX\d{9} CUSTOMX\d{9}! aab!$/;
    const plain = /^EMAILX\d{9} EMAILX\d{9} EMAILX\d{9} Nightjar a\+b! aab!$/;
    expect(await sent("case-7")).toMatch(own);
    expect(await sent("case-8")).toMatch(plain);
    // The same text again goes as it went, in each of them.
    expect(await sent("case-7")).toMatch(own);
    expect(await sent("case-8")).toMatch(plain);
    await decide(home, "case-8");
    expect((await home.run(["sessions", "lists", "case-7", "--remove", "all"])).code).toBe(0);
    await pause(2500);
    // Also in a text that was sent before.
    expect(await sent("case-8")).toMatch(own);
    expect(await sent("case-7")).toMatch(plain);
  });

  test("sessions show counts them, sessions lists names them and takes them back", async () => {
    const home = makeHome();
    await decide(home, "case-7");
    const shown = (await home.run(["sessions", "show", "case-7"])).stdout;
    expect(shown).toMatch(/readable in chat +1\n/);
    expect(shown).toMatch(/readable always +1\n/);
    expect(shown).toMatch(/masked always +2\n/);
    expect(shown).not.toContain(MAIL);
    expect(JSON.parse((await home.run(["sessions", "show", "case-7", "--json"])).stdout)).toMatchObject({
      readableInChat: 1,
      maskedAlways: 2,
    });
    const listed = (await home.run(["sessions", "lists", "case-7"])).stdout;
    expect(
      listed
        .split("\n")
        .slice(1, 5)
        .map((line) => line.replace(/ {2,}/g, "|")),
    ).toEqual([`1|readable in chat|${MAIL}`, `2|readable always|${HELP}`, "3|masked|Nightjar", "4|masked|a+b"]);
    expect((await home.run(["sessions", "lists", "case-7", "--remove", "5"])).code).toBe(2);
    expect((await home.run(["sessions", "lists", "case-7", "--remove", "2,3"])).stderr).toContain("2 decisions");
    expect(JSON.parse((await home.run(["sessions", "lists", "case-7", "--json"])).stdout)).toEqual({
      keep: [MAIL],
      always: [],
      deny: ["a+b"],
    });
    expect((await home.run(["sessions", "lists", "none"])).code).toBe(3);
  });

  test("an export takes conversations and lists along", async () => {
    const home = makeHome();
    await decide(home, "case-7");
    const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("fine")));
    const chat = await startChat({ url: upstream.url, home, options: { session: "case-7" } });
    await chat.type(`hello ${BOB}`);
    await chat.close();
    const file = `${home.cwd}/case-7.cms`;
    const written = await home.run(["sessions", "export", "case-7", "-o", file]);
    expect(written.stderr).toContain("1 conversation");
    const other = makeHome();
    expect((await other.run(["sessions", "import", file])).stderr).toContain("1 new conversation");
    expect((await other.run(["sessions", "import", file])).stderr).not.toContain("new conversation");
    expect(await masked(other, "case-7")).toBe(await masked(home, "case-7"));
    const again = await startChat({ url: upstream.url, home: other, options: { session: "case-7" }, resume: true });
    expect(again.store.state.entries).toHaveLength(2);
  });
});
