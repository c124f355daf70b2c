// The sidecar as people run it: real processes, the real runtime, tiny models.

import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { isAlive } from "../../../src/cli/serve/state.ts";
import { bertModel, privacyModel } from "../../ner/model-kit.ts";
import { pause, send, until } from "../../server/client.ts";
import { start } from "../filter/kit.ts";
import { makeNerHome, type NerHome } from "./kit.ts";

const PATIENCE = 20_000;

async function started(home: NerHome, ...args: string[]): Promise<NerHome> {
  const { code, stderr } = await home.run_("start", ...args);
  expect([code, stderr]).toEqual([0, expect.stringContaining("runs as process")]);
  return home;
}

async function namesIn(home: NerHome, text: string, more?: object): Promise<string[]> {
  const reply = await home.detect(text, more);
  expect(reply.status, reply.text).toBe(200);
  return (reply.json() as { entities: { type: string; value: string }[] }).entities.map(
    ({ type, value }) => `${type} ${value}`,
  );
}

describe("ner start, status, logs, bench, stop", () => {
  test("a life", async () => {
    const home = await makeNerHome();
    expect(await home.run_("status")).toMatchObject({ code: 1, stderr: expect.stringContaining("no sidecar runs") });
    const first = await home.run_("start");
    expect(first).toMatchObject({ code: 0, stdout: `${home.state()?.url}\n` });
    expect(await namesIn(home, "😀 Alice Smith 张三")).toEqual(["PERSON Alice Smith", "PERSON 张三"]);
    const again = await home.run_("start");
    expect(again).toMatchObject({ code: 0, stdout: first.stdout });
    const status = JSON.parse((await home.run_("status", "--json")).stdout);
    expect(status).toMatchObject({ status: "ok", models: ["*"], restarts: 0, pid: expect.any(Number), served: 1 });
    expect((await home.run_("status")).stdout).toMatch(/status +ok\n[\s\S]*loaded for +\*/);
    const bench = JSON.parse((await home.run_("bench", "--json", "-n", "20", "-c", "5")).stdout);
    expect(bench.single.p50).toBeGreaterThan(0);
    expect(bench.many.total).toBeGreaterThanOrEqual(bench.many.p50);
    const logs = await home.run_("logs");
    expect(logs.stdout).toContain("is ready: fp32, windows of 512 tokens");
    expect(home.log()).not.toMatch(/Alice|张三/);
    expect((await home.run_("logs", "-n", "1")).stdout.trim().split("\n")).toHaveLength(1);
    const { pid = 0, worker } = home.state() ?? {};
    expect(await home.run_("stop")).toMatchObject({ code: 0, stderr: expect.stringContaining("ended http") });
    expect([home.state(), isAlive(pid), isAlive(worker as number)]).toEqual([null, false, false]);
    expect((await home.run_("stop")).code).toBe(1);
    expect(await home.run_("bench")).toMatchObject({ code: 4, stderr: expect.stringContaining("ner start") });
  });

  test("restart: another model", async () => {
    const home = await started(await makeNerHome());
    const before = home.state()?.pid;
    home.configure({ models: { "*": home.model("bytes", privacyModel()) }, sidecar: { port: 0 } });
    expect((await home.run_("restart")).code).toBe(0);
    expect(home.state()?.pid).not.toBe(before);
    expect(await namesIn(home, "in Berlin")).toEqual(["ADDRESS Berlin"]);
  });

  test("on a Unix socket", async () => {
    const home = await makeNerHome();
    const socket = join(home.path, "ner.sock");
    const result = await home.run_("start", "--socket", socket);
    expect(result).toMatchObject({ code: 0, stdout: `unix:${socket}\n` });
    expect((await home.run_("status")).stdout).toMatch(/status +ok/);
    expect((await home.run_("bench", "-n", "5", "-c", "2")).code).toBe(0);
    expect((await home.run_("stop")).code).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  test("in the foreground, until a signal", async () => {
    const home = await makeNerHome();
    const running = start(home, ["ner", "start", "--foreground"]);
    await until(() => /listens on http/.test(running.errors()), "it listens", PATIENCE);
    const { worker } = home.state() ?? {};
    running.child.kill("SIGTERM");
    expect((await running.ended).code).toBe(0);
    expect([home.state(), isAlive(worker as number)]).toEqual([null, false]);
  });

  test("idle: it ends by itself, not while it is used", async () => {
    const home = await makeNerHome();
    home.configure({ models: { "*": home.model("all") }, sidecar: { port: 0, idle: "4s" } });
    await started(home);
    const { pid = 0 } = home.state() ?? {};
    for (let n = 0; n < 11; n++) {
      await namesIn(home, "Alice");
      await pause(450);
    }
    expect(isAlive(pid)).toBe(true);
    await until(() => !isAlive(pid), "it ends", PATIENCE);
    expect(home.log()).toContain("ending: idle");
  });
});

describe("two starters at once", () => {
  test("end up with one sidecar", async () => {
    const home = await makeNerHome();
    const results = await Promise.all([home.run_("start"), home.run_("start"), home.run_("start")]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(new Set(results.map(({ stdout }) => stdout))).toEqual(new Set([`${home.state()?.url}\n`]));
    expect(home.log().match(/loading/g)).toHaveLength(1);
  });
});

describe("when something goes wrong", () => {
  test("a crash is followed by a new start at the same address", async () => {
    const home = await started(await makeNerHome());
    const before = home.state();
    process.kill(before?.worker as number, "SIGKILL");
    await until(() => (home.state()?.worker ?? before?.worker) !== before?.worker, "a new worker", PATIENCE);
    expect((await home.run_("start")).stdout).toBe(`${before?.url}\n`);
    expect(await namesIn(home, "Alice Smith")).toEqual(["PERSON Alice Smith"]);
    expect(home.state()).toMatchObject({ pid: before?.pid, url: before?.url, restarts: 1 });
    expect(home.log()).toMatch(/ended with SIGKILL; a new one starts in 200 ms/);
  });

  test("a worker that hangs is started anew", async () => {
    const home = await makeNerHome();
    home.configure({ models: { "*": home.model("all") }, sidecar: { port: 0, hang: "2s" } });
    await started(home);
    const { worker } = home.state() ?? {};
    process.kill(worker as number, "SIGSTOP");
    await until(() => ![null, worker].includes(home.state()?.worker), "a new worker", PATIENCE);
    expect(isAlive(worker as number)).toBe(false);
    expect(home.log()).toContain("the worker has not answered for 2 s");
    expect((await home.run_("start")).code).toBe(0);
    expect(await namesIn(home, "Berlin")).toEqual(["LOCATION Berlin"]);
  });

  test("so is one whose model hangs, and health is answered meanwhile", async () => {
    const home = await makeNerHome();
    // A tokenizer whose pattern takes for ever on a row of the letter a.
    const { files } = privacyModel();
    const tokenizer = String(files["tokenizer.json"]).replace('"Regex":"', '"Regex":"(?:a+)+z|');
    const model = home.model("slow", { files: { ...files, "tokenizer.json": Buffer.from(tokenizer) } });
    home.configure({ models: { "*": model }, sidecar: { port: 0, hang: "2s" } });
    await started(home);
    const { worker, url } = home.state() ?? {};
    const hanging = home.detect(`${"a".repeat(100)}!`).catch(() => "broken off");
    await expect.poll(async () => (await send(`${url}/health`)).json()).toMatchObject({ status: "ok", active: 1 });
    expect(await hanging).toBe("broken off");
    await until(() => ![null, worker].includes(home.state()?.worker), "a new worker", PATIENCE);
    expect(home.log()).toContain("a model has not answered for 2 s");
    expect((await home.run_("start")).code).toBe(0);
    expect(await namesIn(home, "in Berlin")).toEqual(["ADDRESS Berlin"]);
  });

  test("a watcher that is killed takes its worker along, and leaves the way free", async () => {
    const home = await started(await makeNerHome());
    const { pid = 0, worker = 0 } = home.state() ?? {};
    process.kill(pid, "SIGKILL");
    await until(() => !isAlive(worker as number), "the worker ends", PATIENCE);
    expect((await home.run_("status")).code).toBe(1);
    await started(home);
    expect(home.state()?.pid).not.toBe(pid);
  });

  test("a model that finds nothing is refused", async () => {
    const home = await makeNerHome();
    home.configure({ models: { "*": home.model("blind", bertModel({ sees: false })) }, sidecar: { port: 0 } });
    const result = await home.run_("start");
    expect(result).toMatchObject({ code: 4, stdout: "" });
    expect(result.stderr).toContain("the model finds nothing in a sentence full of names, so it is not used");
    expect(home.state()).toBeNull();
  });

  test("a sentence of one's own may be the canary", async () => {
    const home = await makeNerHome();
    const model = home.model("odd", bertModel({ words: { b: "B-PER" } }));
    home.configure({ models: { "*": model }, sidecar: { port: 0, canary: "a b c" } });
    await started(home);
    expect(await namesIn(home, "x b")).toEqual(["PERSON b"]);
  });

  test("a port that is taken is said", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    onTestFinished(() => void other.close());
    const home = await makeNerHome();
    const result = await home.run_("start", "--port", String(port));
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining("something listens there already") });
    expect(home.state()).toBeNull();
  });

  test("runtime or model are missing: said at once, with what to type", async () => {
    const home = await makeNerHome();
    home.configure({});
    expect(await home.run_("start")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("closemask ner pull openai/privacy-filter"),
    });
    home.configure({ models: { "*": "./nowhere" } });
    expect(await home.run_("start")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("./nowhere is not there"),
    });
    const bare = await makeNerHome();
    const env = { XDG_DATA_HOME: join(bare.path, "empty") };
    expect(await bare.run(["ner", "start"], { env })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("closemask ner install"),
    });
  });
});

test("models by language: loaded when they are asked for, one for each folder", async () => {
  const home = await makeNerHome();
  const zh = home.model("zh", bertModel({ words: { 王: "B-PER", 小: "I-PER", 明: "I-PER" } }));
  const en = home.model("en", bertModel({ words: { Alice: "B-PER" } }));
  const bad = home.model("bad", bertModel({ sees: false }));
  home.configure({ models: { en, de: en, zh, fr: bad }, sidecar: { port: 0 } });
  await started(home);
  const loaded = async (): Promise<unknown> => JSON.parse((await home.run_("status", "--json")).stdout).models;
  expect(await loaded()).toEqual(["en", "de"]);
  expect(await namesIn(home, "王小明 Alice", { language: "zh" })).toEqual(["PERSON 王小明"]);
  expect(await loaded()).toEqual(["en", "de", "zh"]);
  expect(await namesIn(home, "王小明", { language: "zh-CN" })).toEqual(["PERSON 王小明"]);
  const refused = await home.detect("Alice", { language: "fr" });
  expect([refused.status, refused.text]).toEqual([503, expect.stringContaining("finds nothing")]);
  expect((await home.detect("x", { language: "es" })).status).toBe(400);
  // Nobody says in which language: a model that is not to be trusted makes the answer an error, not a shorter list.
  expect((await home.detect("Alice")).status).toBe(503);
});

test("a model that was pulled is the one that is used, where the configuration names none", async () => {
  const home = await makeNerHome();
  home.configure({ sidecar: { port: 0 } });
  const pulled = await home.run_("pull", "my/names", "--from", home.model("all"));
  expect(pulled.stderr).not.toContain("set ner.models");
  await started(home);
  expect(await namesIn(home, "Alice Smith")).toEqual(["PERSON Alice Smith"]);
  // The way of the filters.
  const masked = await home.run(["mask", "--ner", "sidecar"], { input: "\u{1f600} Alice Smith wrote\n" });
  expect([masked.code, masked.stdout]).toEqual([0, expect.stringMatching(/^\u{1f600} \$\{PERSON_\w{6}\} wrote\n$/u)]);
  expect((await home.run(["unmask"], { input: masked.stdout })).stdout).toBe("\u{1f600} Alice Smith wrote\n");
});
