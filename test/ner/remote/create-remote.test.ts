// The client for services: every dialect over real connections, offsets that are right and wrong, and every way to fail.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../../src/detect/kinds.ts";
import { createRemoteEngine, type RemoteEngine, type RemoteOptions } from "../../../src/ner/remote/create-remote.ts";
import { type ServiceOptions, type Spoken, say, startService } from "./kit.ts";

const kinds = new Set(KINDS.map(({ kind }) => kind));
let clock = 0;

function connect(url: string, options: Partial<RemoteOptions> = {}): RemoteEngine {
  const engine = createRemoteEngine({
    url,
    isKind: (name) => kinds.has(name),
    now: () => clock,
    // The shortest pauses.
    random: () => -0.49,
    ...options,
  });
  onTestFinished(() => engine.close());
  return engine;
}

const TEXT = "👍 Alice Smith met 张三 of Acme Corp in Paris 🏽 with Bob Jones";
const FOUND = ["PERSON Alice Smith", "PERSON 张三", "ORGANIZATION Acme Corp", "LOCATION Paris", "PERSON Bob Jones"];

async function read(engine: RemoteEngine, text: string, language?: string): Promise<string[]> {
  const [found = []] = await engine.detect([text], language === undefined ? {} : { language });
  return found.map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);
}

describe.each<Spoken>(["closemask", "presidio", "gliner"])("%s", (dialect) => {
  test("is told by itself, and found in at the right places", async () => {
    const service = await startService({ dialect });
    const engine = connect(service.url);
    expect(engine.dialect).toBeNull();
    expect(await read(engine, TEXT, "en")).toEqual(FOUND);
    expect(engine.dialect).toBe(dialect);
    expect(engine.counts()).toMatchObject({ failures: 0, moved: 0, dropped: 0 });
  });

  test("is believed when it is named", async () => {
    const service = await startService({ dialect });
    expect(await read(connect(service.url, { dialect }), TEXT, "en")).toEqual(FOUND);
  });

  test("any text gets the offsets of that text", async () => {
    const service = await startService({ dialect });
    const engine = connect(service.url);
    const parts = fc.array(fc.constantFrom("Alice Smith", "张三", "👍", " ", "é", "\n", "Paris", "item"), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(parts, async (list) => {
        const text = list.join("");
        const expected = list.filter((part) => ["Alice Smith", "张三", "Paris"].includes(part));
        expect((await read(engine, text, "en")).map((found) => found.replace(/^\w+ /, ""))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  test("many texts, in their order", async () => {
    const service = await startService({ dialect });
    const texts = Array.from({ length: 150 }, (_, i) => (i % 3 === 0 ? `${i} Alice Smith` : `${i} nobody`));
    const found = await connect(service.url).detect(texts, { language: "en" });
    expect(found.map((list) => list.length)).toEqual(texts.map((_, i) => (i % 3 === 0 ? 1 : 0)));
    const asked = service.asked.filter(({ body }) =>
      [body?.text].flat().some((text) => /nobody|Alice/.test(`${text}`)),
    );
    expect(asked).toHaveLength(dialect === "presidio" ? 3 : 150);
    expect(service.most()).toBeLessThanOrEqual(8);
    // Connections are kept.
    expect(new Set(service.asked.map(({ port }) => port)).size).toBeLessThanOrEqual(8);
  });
});

describe("offsets that are wrong", () => {
  const inBytes: ServiceOptions["shift"] = (offset, text) => Buffer.byteLength([...text].slice(0, offset).join(""));
  const inUnits: ServiceOptions["shift"] = (offset, text) => [...text].slice(0, offset).join("").length;

  test.each([
    ["bytes", inBytes],
    ["UTF-16 units", inUnits],
    ["beyond the end", (offset: number) => offset + 1000],
    ["all the same", () => 3],
  ])("%s: the value is found, and counted", async (_, shift) => {
    const service = await startService({ shift });
    const engine = connect(service.url);
    expect(await read(engine, TEXT)).toEqual(FOUND);
    expect(engine.counts().moved).toBeGreaterThanOrEqual(3);
    expect(engine.counts().dropped).toBe(0);
  });

  test("a value that is not in the text is dropped, and counted", async () => {
    const service = await startService({
      instead({ path }, response) {
        if (path !== "/detect") return false;
        response.end(JSON.stringify({ entities: [{ type: "PERSON", value: "Carol", start: 0, end: 5, score: 1 }] }));
        return true;
      },
    });
    const engine = connect(service.url);
    expect(await read(engine, "Alice is here")).toEqual([]);
    expect(engine.counts()).toMatchObject({ moved: 0, dropped: 1 });
  });

  test("without a value, what is beyond the text is dropped", async () => {
    const service = await startService({ dialect: "presidio", shift: (offset) => offset + 60 });
    const engine = connect(service.url);
    expect(await read(engine, TEXT, "en")).toEqual([]);
    expect(engine.counts().dropped).toBe(FOUND.length);
  });
});

describe("languages", () => {
  test("one that the service does not know is asked for as one that it does", async () => {
    for (const dialect of ["closemask", "presidio"] as const) {
      const service = await startService({ dialect, languages: ["en"] });
      expect(await read(connect(service.url), "张三在这里", "zh")).toEqual(["PERSON 张三"]);
      expect(service.asked.at(-1)?.body).toMatchObject({ language: "en" });
    }
  });

  test("our own sidecar has the languages that it can load", async () => {
    const available = { en: "a", es: "b" };
    const service = await startService({
      instead({ path }, response) {
        if (path === "/health") return say(response, '{"status":"ok","models":["en"],"instance":"i"}');
        return path === "/models" && say(response, JSON.stringify({ loaded: ["en"], available }));
      },
    });
    const engine = connect(service.url, { dialect: "closemask" });
    for (const language of ["zh", "es"]) await engine.detect(["x"], { language }).catch(() => {});
    await engine.detect(["x"]);
    const asked = service.asked.filter(({ path }) => path === "/detect").map(({ body }) => body?.language);
    expect(asked).toEqual(["en", "es", undefined]);
  });

  test("a service that takes one text at a time gets one", async () => {
    const service = await startService({ dialect: "presidio", single: true });
    const found = await connect(service.url).detect(["Alice Smith", "x", "Paris"], { language: "en" });
    expect(found.map((list) => list.length)).toEqual([1, 0, 1]);
  });
});

describe("failures", () => {
  const fails = (engine: RemoteEngine, text = "Alice Smith is here"): Promise<string> =>
    engine.detect([text]).then(
      () => expect.unreachable("it answered"),
      (error: Error & { code: string; hint: string }) => {
        expect(error).toMatchObject({ name: "ClosemaskError", code: "ner", exitCode: 4 });
        expect(error.hint).not.toBe("");
        expect(`${error.message} ${error.hint}`).not.toContain("Alice");
        return error.message;
      },
    );

  test("nobody there: three more tries, then an error that names the place", async () => {
    const service = await startService();
    await service.close();
    const engine = connect(service.url);
    expect(await fails(engine)).toBe(`the NER service at 127.0.0.1:${service.port} cannot be reached`);
    expect(engine.counts()).toMatchObject({ retries: 3, failures: 1 });
  });

  test("two failures in a row, and nobody waits for half a minute; then one may try", async () => {
    let down = true;
    let broken = 0;
    const service = await startService({
      instead(_, response) {
        if (!down) return false;
        broken++;
        response.destroy();
        return true;
      },
    });
    const engine = connect(service.url);
    for (let i = 0; i < 2; i++) expect(await fails(engine)).toContain("broke the connection off");
    expect(broken).toBe(8);
    expect(await fails(engine)).toContain("is left alone for half a minute");
    expect(broken).toBe(8);
    clock += 30_000;
    expect(await fails(engine)).toContain("broke the connection off");
    expect(await fails(engine)).toContain("is left alone");
    clock += 30_000;
    down = false;
    const many = await engine.detect(Array.from({ length: 20 }, () => "Alice Smith"));
    expect(many.flat()).toHaveLength(20);
    expect(await read(engine, TEXT)).toEqual(FOUND);
  });

  test("half loaded: asked again until it is ready", async () => {
    let busy = 3;
    const service = await startService({
      instead({ path }, response) {
        if (busy === 0) return false;
        busy--;
        response.statusCode = path === "/health" ? 200 : 503;
        response.end('{"status":"initializing"}');
        return true;
      },
    });
    expect(await read(connect(service.url), TEXT)).toEqual(FOUND);
    busy = 100;
    expect(await fails(connect(service.url))).toContain("is not ready yet");
  });

  test("busy in the middle: 429 and 503 are asked again", async () => {
    let busy = 0;
    const service = await startService({
      instead({ path, body }, response) {
        if (path !== "/detect" || body?.text !== TEXT || ++busy > 2) return false;
        response.statusCode = busy === 1 ? 429 : 503;
        response.end();
        return true;
      },
    });
    const engine = connect(service.url);
    expect(await read(engine, TEXT)).toEqual(FOUND);
    expect(engine.counts()).toMatchObject({ requests: 3, retries: 2, failures: 0 });
  });

  test("slow: one try, no longer than its time", async () => {
    const service = await startService({ instead: ({ body }) => body?.text === "Alice Smith is here" });
    const engine = connect(service.url, { timeout: 100 });
    await engine.detect(["warm"]);
    expect(await fails(engine)).toContain("did not answer in 100 ms");
    expect(engine.counts().retries).toBe(0);
  });

  test.each([
    ["no JSON", 200, "<html>", "the dialect closemask does not have"],
    ["another form", 200, '{"entities":[{"type":"PERSON"}]}', "the dialect closemask does not have"],
    ["a score that is none", 200, '{"entities":[{"type":"P","value":"x","start":0,"end":1,"score":null}]}', "dialect"],
    ["an offset that is none", 200, '{"entities":[{"type":"P","value":"x","start":-1,"end":1,"score":1}]}', "dialect"],
    ["status 400", 400, "{}", "answered with status 400"],
    ["status 500", 500, "Alice Smith", "answered with status 500"],
  ])("%s", async (_, status, body, message) => {
    const service = await startService({
      instead({ path }, response) {
        if (path !== "/detect") return false;
        response.statusCode = status;
        response.end(body);
        return true;
      },
    });
    expect(await fails(connect(service.url, { dialect: "closemask" }))).toContain(message);
  });

  test("a service of another sort is none", async () => {
    const service = await startService({
      instead(_, response) {
        response.statusCode = 404;
        response.end("not here");
        return true;
      },
    });
    expect(await fails(connect(service.url))).toContain("speaks no dialect that is known");
  });

  test("one batch that fails ends the call", async () => {
    const service = await startService({
      instead({ body }, response) {
        if (body?.text !== "7") return false;
        response.statusCode = 400;
        response.end();
        return true;
      },
    });
    const engine = connect(service.url);
    await expect(engine.detect(Array.from({ length: 20 }, (_, i) => `${i}`))).rejects.toThrow("status 400");
    expect(await read(engine, TEXT)).toEqual(FOUND);
  });

  test("the caller goes away: its own reason, and no word on the service", async () => {
    const service = await startService({ instead: ({ body }) => body?.text === "Alice" });
    const engine = connect(service.url);
    await engine.detect(["warm"]);
    const gone = new AbortController();
    const asking = engine.detect(["Alice"], { signal: gone.signal });
    gone.abort(new Error("gone"));
    await expect(asking).rejects.toThrow("gone");
    expect(engine.counts().failures).toBe(0);
  });
});

test("labels: ours, the user's, and unknown ones once", async () => {
  const unknown: string[] = [];
  const words = { Nightjar: "CODE", Ann: "B-PER", Monday: "DATE", flu: "DISEASE" };
  const service = await startService({ words });
  const engine = connect(service.url, { labels: { code: "CODENAME" }, onUnknownLabel: (label) => unknown.push(label) });
  expect(await read(engine, "Ann has the flu since Monday, says Nightjar; flu again")).toEqual([
    "PERSON Ann",
    "CODENAME Nightjar",
  ]);
  expect(unknown).toEqual(["DISEASE"]);
});

test("a GLiNER is asked for the labels of the configuration too", async () => {
  const service = await startService({ dialect: "gliner", words: { Nightjar: "CODE" } });
  const engine = connect(service.url, { labels: { code: "CODENAME" } });
  expect(await read(engine, "Nightjar")).toEqual(["CODENAME Nightjar"]);
});

test("a Unix socket, and a path before the dialect's own", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ner-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const service = await startService({ socket: join(folder, "s") });
  expect(await read(connect(service.url), TEXT)).toEqual(FOUND);
  const behind = await startService();
  await read(connect(`${behind.url}/`), TEXT);
  expect(behind.asked.map(({ path }) => path)).toContain("/detect");
});

test.each(["127.0.0.1:8847", "ftp://x/", "unix:relative", "unix://host", ""])("%j is no address", (url) => {
  expect(() => connect(url)).toThrow("is no URL");
});
