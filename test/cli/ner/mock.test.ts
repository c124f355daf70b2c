// The sidecar without a model, as a process.

import { join } from "node:path";
import { expect, test } from "vitest";
import { send, until } from "../../server/client.ts";
import { type Running, start } from "../filter/kit.ts";
import { type Home, makeHome } from "../run.ts";

async function mock(home: Home, ...args: string[]): Promise<Running & { url: string }> {
  const running = start(home, ["ner", "mock", "--port", "0", ...args]);
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  await until(() => ended || running.output().includes("\n"), "the mock listens", 15_000);
  return { ...running, url: running.output().toString().trim() };
}

test("speaks all dialects over a list of one's own, and ends with a signal", async () => {
  const home = makeHome();
  const words = home.write("words.txt", "# mine\nPERSON Nadia Petrov\nPROJECT 夜莺\n");
  const { url, child, ended } = await mock(home, "--words", words);
  const text = "😀 Nadia Petrov, 夜莺";
  expect((await send(`${url}/detect`, { body: { text } })).json()).toEqual({
    entities: [
      { type: "PERSON", value: "Nadia Petrov", start: 2, end: 14, score: 0.99 },
      { type: "PROJECT", value: "夜莺", start: 16, end: 18, score: 0.99 },
    ],
  });
  expect((await send(`${url}/analyze`, { body: { text, language: "en", entities: ["PERSON"] } })).json()).toEqual([
    { entity_type: "PERSON", start: 2, end: 14, score: 0.99, analysis_explanation: null },
  ]);
  expect((await send(`${url}/detect`, { body: { text, labels: ["project"] } })).json()).toMatchObject({
    entities: [{ text: "夜莺", label: "project", start: 16, end: 18 }],
  });
  expect((await send(`${url}/health`)).json()).toMatchObject({ status: "ok", mock: true });
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

test("goes wrong when it is told to", async () => {
  const home = makeHome();
  const { url } = await mock(home, "--fault", "offsets", "--dialect", "closemask");
  expect((await send(`${url}/detect`, { body: { text: "Alice Smith" } })).json()).toMatchObject({
    entities: [{ value: "Alice Smith", start: 1, end: 12 }],
  });
  expect((await send(`${url}/analyze`, { body: { text: "x", language: "en" } })).status).toBe(404);
});

test("a list that is none, a file that is none, a port that is taken", async () => {
  const home = makeHome();
  const list = home.write("words.txt", "Alice\n");
  expect(await home.run(["ner", "mock", "--words", list])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("line 1"),
  });
  expect((await home.run(["ner", "mock", "--words", join(home.path, "nowhere")])).code).toBe(2);
  const { url } = await mock(home);
  const taken = await home.run(["ner", "mock", "--port", new URL(url).port]);
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("something listens there already")]);
});
