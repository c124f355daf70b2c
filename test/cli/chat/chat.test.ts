// Conversations with a provider on loopback: what reaches it, what is shown, what is kept.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { clientOf, wireOf } from "../../../src/chat/align.ts";
import type { Chat } from "../../../src/chat/chat.ts";
import type { Message } from "../../../src/chat/types.ts";
import type { Received } from "../../server/fake-upstream.ts";
import { makeHome } from "../run.ts";
import { startChat } from "./kit.ts";
import { lastText, type Shape, startPartner } from "./partner.ts";

const MAIL = "ada.lovelace@analytical.org";
const IBAN = "DE89370400440532013000";
const TOKEN = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
const VALUES = [MAIL, IBAN, TOKEN];
const TEXT = `Write to ${MAIL} about ${IBAN}.\nThe token is ${TOKEN}. 谢谢`;

const messages = ({ store }: Chat): Message[] => store.state.entries.filter((e): e is Message => e.role !== "note");
const notes = ({ store }: Chat): string[] => store.state.entries.flatMap((e) => (e.role === "note" ? [e.text] : []));
const yours = (chat: Chat): string[] => messages(chat).map(({ segments }) => clientOf(segments));
const theirs = (chat: Chat): string[] => messages(chat).map(({ segments }) => wireOf(segments));

function toldIn(request: Received | undefined): { content: string }[] {
  const { messages, input = [] } = (request?.json ?? {}) as Record<string, { content: string }[]>;
  return messages ?? input;
}

function expectNone(text: string): void {
  for (const value of VALUES) expect(text).not.toContain(value);
}

describe.each<Shape>(["openai", "anthropic", "openai-responses"])("with a provider that speaks as %s", (shape) => {
  test("values leave masked and come back, and both forms are what they were", async () => {
    const partner = await startPartner({ shape });
    const chat = await startChat({ url: partner.url, shape });
    await chat.type(TEXT);
    await chat.type("And again?");
    expectNone(partner.everything());
    expectNone(theirs(chat).join("\n"));
    expect(yours(chat)).toEqual([TEXT, TEXT, "And again?", "And again?"]);
    expect(partner.received.map(lastText)).toEqual([theirs(chat)[0], theirs(chat)[2]]);
    // The answer goes back as it came.
    const told = toldIn(partner.received[1]);
    expect(told.map(({ content }) => content)).toEqual(theirs(chat).slice(0, 3));
    expect([...chat.store.state.kinds.keys()].sort()).toEqual(["EMAIL", "GITHUB_TOKEN", "IBAN"]);
    expect(chat.store.state.usage).toEqual({ input: 22, output: 10 });
    expect(
      messages(chat)[1]
        ?.segments.map(({ kind }) => kind)
        .filter((kind) => kind !== null),
    ).toEqual(["EMAIL", "IBAN", "GITHUB_TOKEN"]);
  });

  test("an error of the provider is said, and can be tried again", async () => {
    let broken = true;
    const partner = await startPartner({
      shape,
      before(_, response) {
        if (!broken) return false;
        broken = false;
        response.writeHead(429, { "content-type": "application/json", "retry-after": "7" });
        response.end(JSON.stringify({ error: { message: "slow down" } }));
        return true;
      },
    });
    const chat = await startChat({ url: partner.url, shape });
    await chat.type(`hello ${MAIL}`);
    expect(notes(chat)).toEqual(["near answers 429: slow down (try again in 7 s: /retry)"]);
    expect(messages(chat)[1]?.state).toBe("failed");
    await chat.type("/retry");
    expect(yours(chat)).toEqual([`hello ${MAIL}`, `hello ${MAIL}`]);
    expectNone(partner.everything());
  });
});

describe("what is sent", () => {
  test("a system text and a file are masked too, and the file is shown as a chip", async () => {
    const partner = await startPartner({ shape: "openai", say: () => "ok" });
    const chat = await startChat({ url: partner.url });
    chat.home.write("work/notes.txt", `secret: ${TOKEN}\n`);
    await chat.type(`/system answer ${MAIL} only`);
    await chat.type(`/attach ${join(chat.home.cwd, "notes.txt")}`);
    await chat.type("what is in it?");
    expectNone(partner.everything());
    expect(partner.everything()).toContain("notes.txt");
    const [sent] = messages(chat);
    expect(sent?.chips).toEqual(["notes.txt, 49 B"]);
    expect(clientOf(sent?.segments.slice(sent.attached) ?? [])).toBe("what is in it?");
    expect(clientOf(sent?.segments.slice(0, sent.attached) ?? [])).toContain(TOKEN);
  });

  test("files that are no text, and those that are not there, do not go along", async () => {
    const chat = await startChat({ url: "http://127.0.0.1:9" });
    chat.home.write("work/picture.bin", "\0\u0001");
    await chat.type(`/attach ${join(chat.home.cwd, "picture.bin")}`);
    await chat.type(`/attach ${join(chat.home.cwd, "none.txt")}`);
    expect(chat.store.state.attachments).toEqual([]);
    expect(notes(chat)[0]).toMatch(/no text in UTF-8/);
    expect(notes(chat)[1]).toMatch(/cannot read the file/);
  });

  test("the first value of a kind is asked about once, and a cancelled text stays in the prompt", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    const ask = async (text: string): Promise<string | undefined> => {
      chat.store.dispatch({ type: "edit", editor: { text, cursor: text.length, anchor: null } });
      await chat.perform({ task: "submit" });
      return chat.store.state.question?.kind;
    };
    expect(await ask(`one ${MAIL}`)).toBe("EMAIL");
    await chat.perform({ task: "answer", answer: "cancel" });
    expect(chat.store.state.editor.text).toBe(`one ${MAIL}`);
    expect(partner.received).toHaveLength(0);
    expect(await ask(`one ${MAIL}`)).toBe("EMAIL");
    await chat.perform({ task: "answer", answer: "send masked" });
    expect(await ask("two bob@acme.io")).toBeUndefined();
    expect(await ask(`three ${IBAN}`)).toBe("IBAN");
    await chat.perform({ task: "answer", answer: "always send masked" });
    expect(await ask(`four ${TOKEN}`)).toBeUndefined();
    expect(partner.received).toHaveLength(4);
    expectNone(partner.everything());
  });

  test("a value that is to stay readable does, and no other of its kind", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    chat.store.dispatch({ type: "edit", editor: { text: `ask ${MAIL} or bob@acme.io`, cursor: 0, anchor: null } });
    await chat.perform({ task: "submit" });
    await chat.perform({ task: "answer", answer: "keep this one readable" });
    expect(chat.store.state.question?.value).toBe("bob@acme.io");
    await chat.perform({ task: "answer", answer: "send masked" });
    expect(lastText(partner.received[0] ?? (undefined as never))).toMatch(new RegExp(`^ask ${MAIL} or EMAILX\\d{9}$`));
  });

  test("what was missed is masked from then on, also in what was said before", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type("Project Nightjar is late");
    expect(partner.everything()).toContain("Nightjar");
    const before = partner.received.length;
    await chat.type("/mask Nightjar");
    await chat.type("tell me more of Nightjar, short: Nightjars");
    const later = partner.received.slice(before).map(({ body }) => body.toString());
    expect(later.join("\n")).not.toContain("Nightjar");
    expect(theirs(chat).join("\n")).not.toContain("Nightjar");
    expect(yours(chat)[0]).toBe("Project Nightjar is late");
    // Marks in a value mean themselves.
    await chat.type("/mask a+b.");
    await chat.type("a+b. and aab!");
    expect(lastText(partner.received.at(-1) ?? (undefined as never))).toMatch(/^\w+X\d{9} and aab!$/);
    // And back.
    await chat.type("/keep Nightjar");
    await chat.type("Nightjar!");
    expect(lastText(partner.received.at(-1) ?? (undefined as never))).toBe("Nightjar!");
  });

  test("a blocked kind is not sent", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    home.write("config/closemask/config.yaml", "policies:\n  IBAN:\n    action: block\n");
    const chat = await startChat({ url: partner.url, home });
    await chat.type(`pay ${IBAN}`);
    expect(notes(chat)).toEqual(["found a value of kind IBAN, which the policy blocks"]);
    expect(partner.received).toHaveLength(0);
    expect(chat.store.state.editor.text).toBe(`pay ${IBAN}`);
  });

  test("names are marked, asked about and masked where the configuration has somebody look for them", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    home.write("config/closemask/config.yaml", "commands:\n  chat:\n    ner: { engine: lexicon }\n");
    const chat = await startChat({ url: partner.url, home });
    const text = "Please ask Alice Smith about it";
    chat.store.dispatch({ type: "edit", editor: { text, cursor: text.length, anchor: null } });
    await chat.look();
    expect(chat.store.state.found.map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ["PERSON", "Alice Smith"],
    ]);
    await chat.perform({ task: "submit" });
    expect(chat.store.state.question?.kind).toBe("PERSON");
    await chat.perform({ task: "answer", answer: "send masked" });
    expect(yours(chat)).toEqual([text, text]);
    expect(partner.everything()).not.toContain("Alice");
  });

  test("a redacted value is shown in both forms", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    home.write("config/closemask/config.yaml", "policies:\n  IBAN:\n    action: redact\n");
    const chat = await startChat({ url: partner.url, home });
    await chat.type(`pay ${IBAN} now`);
    expect(theirs(chat)[0]).toBe("pay [IBAN] now");
    expect(yours(chat)[0]).toBe(`pay ${IBAN} now`);
    expectNone(partner.everything());
  });
});

describe("answers", () => {
  test("are shown while they come, and what came stays when they are interrupted", async () => {
    const partner = await startPartner({ shape: "openai", pause: 20, say: (r) => `${lastText(r)} `.repeat(500) });
    const chat = await startChat({ url: partner.url });
    const sent = chat.type(`to ${MAIL}`);
    const seen = new Set<string>();
    await new Promise<void>((resolve) => {
      const stop = chat.store.subscribe(() => {
        const text = yours(chat)[1] ?? "";
        seen.add(text);
        if (seen.size < 5 || text.split(MAIL).length < 3) return;
        stop();
        resolve();
      });
    });
    chat.interrupt();
    await sent;
    const [, answer] = messages(chat);
    expect(answer?.state).toBe("stopped");
    expect(seen.size).toBeGreaterThan(3);
    for (const text of seen) expect(`to ${MAIL} `.repeat(500).startsWith(text)).toBe(true);
    expect(chat.store.state.busy).toBe(false);
  });

  test("what is written meanwhile goes once the answer is there", async () => {
    const partner = await startPartner({ shape: "openai", pause: 20, say: () => "word ".repeat(30) });
    const chat = await startChat({ url: partner.url });
    const first = chat.type("one");
    for (let n = 0; n < 200 && !chat.store.state.busy; n++) await new Promise((done) => setTimeout(done, 10));
    await chat.type("two");
    expect([chat.store.state.queued, partner.received.length <= 1]).toEqual([true, true]);
    await chat.type("/help");
    expect(chat.store.state.panel?.title).toBe("commands and keys");
    chat.store.dispatch({ type: "panel", panel: null });
    chat.store.dispatch({ type: "edit", editor: { text: "two", cursor: 3, anchor: null } });
    await chat.perform({ task: "submit" });
    await first;
    expect(partner.received.map(lastText)).toEqual(["one", "two"]);
    expect(messages(chat).map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
  });

  test("one that breaks off is said to", async () => {
    const partner = await startPartner({
      shape: "openai",
      before(_, response) {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: "half a" } }] })}\n\n`);
        setTimeout(() => response.destroy(), 50);
        return true;
      },
    });
    const chat = await startChat({ url: partner.url });
    await chat.type("hello");
    expect(yours(chat)[1]).toBe("half a");
    expect(notes(chat)).toEqual(["near: the answer broke off (/retry asks again)"]);
  });

  test("a provider that is not there is named", async () => {
    const chat = await startChat({ url: "http://127.0.0.1:9" });
    await chat.type("hello");
    expect(notes(chat)[0]).toMatch(/^near: the provider refuses the connection/);
  });

  test("a value that a provider quotes in an error is not shown as it came back", async () => {
    const partner = await startPartner({
      shape: "openai",
      before(request, response) {
        response.writeHead(400, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { message: `cannot read: ${lastText(request)}` } }));
        return true;
      },
    });
    const chat = await startChat({ url: partner.url });
    await chat.type(`hello ${MAIL}`);
    expectNone(notes(chat).join("\n"));
    expect(notes(chat)[0]).toMatch(/cannot read: hello EMAILX\d{9}/);
  });
});

describe("what is kept", () => {
  test("a conversation goes on in another process, sealed meanwhile, and is masked as before", async () => {
    const partner = await startPartner({ shape: "openai" });
    const first = await startChat({ url: partner.url });
    await first.type(TEXT);
    await first.type("/mask Nightjar");
    const wire = theirs(first);
    await first.close();
    const files = ["sessions.db", "sessions.db-wal"].map((name) => join(first.home.data, name)).filter(existsSync);
    for (const file of files) expectNone(readFileSync(file, "latin1"));
    const second = await startChat({ url: partner.url, home: first.home, resume: true });
    expect(yours(second)).toEqual([TEXT, TEXT]);
    await second.type("go on with Nightjar");
    const told = toldIn(partner.received.at(-1));
    expect(told.slice(0, 2).map(({ content }) => content)).toEqual(wire);
    expectNone(partner.everything());
    expect(partner.everything()).not.toContain("Nightjar");
    // Nothing is asked a second time.
    expect(second.store.state.lists.asked).toContain("EMAIL");
  });

  test("each session has its own, and the last one begun counts", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type("one");
    await chat.type("/clear");
    await chat.type("two");
    await chat.type("/session other");
    expect(notes(chat)[0]).toBe("there is no conversation in the session other to go on with");
    await chat.type("three");
    await chat.type("/session default");
    expect(yours(chat)).toEqual(["two", "two"]);
    await chat.type("/sessions");
    expect(chat.store.state.panel?.rows.map(({ name }) => name)).toEqual(["default", "other"]);
    await chat.perform({ task: "pick", what: "session", name: "other" });
    expect(yours(chat)).toEqual(["three", "three"]);
  });

  test("--ephemeral keeps nothing", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url, options: { ephemeral: true } });
    await chat.type(TEXT);
    expectNone(partner.everything());
    expect(existsSync(chat.home.data)).toBe(false);
  });

  test("purging a session takes its conversations along", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type(TEXT);
    await chat.close();
    const { code } = await chat.home.run(["sessions", "purge", "default", "--yes"]);
    expect(code).toBe(0);
    const again = await startChat({ url: partner.url, home: chat.home, resume: true });
    expect(yours(again)).toEqual([]);
  });
});

describe("commands", () => {
  test("export writes either form, for the user alone, and replaces nothing", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type(`to ${MAIL}`);
    const file = join(chat.home.cwd, "talk.md");
    await chat.type(`/export ${file}`);
    expect(readFileSync(file, "utf8")).toBe(
      `# Conversation with m at near\n\n## You\n\nto ${MAIL}\n\n## Model\n\nto ${MAIL}\n`,
    );
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    await chat.type(`/export ${file} wire`);
    expect(notes(chat).at(-1)).toMatch(
      /cannot write the file: there is one of that name already \(an existing file is never replaced\)/,
    );
    await chat.type(`/export ${file}.wire wire`);
    expectNone(readFileSync(`${file}.wire`, "utf8"));
  });

  test("vault and explain show values only when they are asked for", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type(`to ${MAIL} about ${IBAN}`);
    await chat.type("/vault");
    expect(chat.store.state.panel?.rows).toEqual([
      { text: "EMAIL", value: MAIL },
      { text: "IBAN", value: IBAN },
    ]);
    await chat.type("/explain");
    expect(chat.store.state.panel?.rows.map(({ text }) => text.split("  ")[0])).toEqual(["EMAIL", "IBAN"]);
  });

  test("copy goes to the terminal's clipboard", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type(`to ${MAIL}`);
    await chat.type("/copy");
    await chat.type("/copy wire");
    const texts = chat.copied.map((text) => Buffer.from(text.split(";")[2] ?? "", "base64").toString());
    expect(texts[0]).toBe(`to ${MAIL}`);
    expectNone(texts[1] ?? MAIL);
  });

  test("what is no command is said, and a path is no command", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type("/nothing");
    expect(notes(chat)).toEqual(["there is no command /nothing; /help lists them"]);
    await chat.type("/etc/hosts is what?");
    expect(yours(chat)[0]).toBe("/etc/hosts is what?");
    await chat.type("/quit");
    expect(chat.quitting).toBe(true);
  });

  test("models are those that the provider lists, asked once, and can be chosen and completed", async () => {
    const partner = await startPartner({ shape: "openai" });
    const chat = await startChat({ url: partner.url });
    await chat.type("/model");
    expect(chat.store.state.panel?.rows.map(({ text }) => text)).toEqual(["m-10", "m-2", "other"]);
    await chat.perform({ task: "pick", what: "model", name: "m-2" });
    expect([chat.store.state.panel, chat.store.state.model]).toEqual([null, "m-2"]);
    const complete = async (text: string): Promise<string> => {
      chat.store.dispatch({ type: "edit", editor: { text, cursor: text.length, anchor: null } });
      await chat.perform({ task: "complete" });
      return chat.store.state.editor.text;
    };
    expect(await complete("/mod")).toBe("/model ");
    expect(await complete("/model ")).toBe("/model ");
    expect(chat.store.state.hint).toBe("m-10  m-2  other");
    expect(await complete("/model m")).toBe("/model m-");
    expect(await complete("/model o")).toBe("/model other");
    expect(await complete("/view th")).toBe("/view theirs");
    chat.home.write("work/notes.txt", "x");
    expect(await complete(`/attach ${join(chat.home.cwd, "no")}`)).toBe(`/attach ${join(chat.home.cwd, "notes.txt")}`);
    expect(partner.received.filter(({ method }) => method === "GET")).toHaveLength(1);
  });

  test("a provider that lists no models is said, and takes any name", async () => {
    const partner = await startPartner({
      shape: "openai",
      before(request, response) {
        if (request.method !== "GET") return false;
        response.writeHead(404, { "content-type": "text/plain" });
        response.end("no");
        return true;
      },
    });
    const chat = await startChat({ url: partner.url });
    await chat.type("/model");
    expect(notes(chat).at(-1)).toMatch(/^near answers 404/);
    await chat.type("/model any/name:1");
    expect(chat.store.state.model).toBe("any/name:1");
  });

  test("another provider and model are used from the next message on", async () => {
    const [one, two] = [await startPartner({ shape: "openai" }), await startPartner({ shape: "anthropic" })];
    const chat = await startChat({
      url: one.url,
      options: { upstream: [`near=${one.url};dialect=openai;path=/v1`, `far=${two.url};dialect=anthropic`] },
    });
    await chat.type(`to ${MAIL}`);
    await chat.type("/provider nowhere x");
    expect(notes(chat).at(-1)).toMatch(/there is no such provider/);
    await chat.type("/provider far other");
    await chat.type("go on");
    expect(two.received[0]?.json).toMatchObject({ model: "other", messages: [{}, {}, { content: "go on" }] });
    expectNone(two.everything());
  });
});
