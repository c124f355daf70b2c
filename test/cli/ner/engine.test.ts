// The sidecar as the engine of the filters and of the proxy: real processes, the real runtime, a tiny model.

import { expect, test } from "vitest";
import { send, until } from "../../server/client.ts";
import { chatAnswer, sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { serve } from "../serve/kit.ts";
import { makeNerHome } from "./kit.ts";

const TEXT = "😀 Alice Smith met 张三 at bob@acme.com\n";

test("mask and ner test use the one that runs, wherever it listens", async () => {
  const home = await makeNerHome();
  const early = await home.run(["mask", "--ner", "sidecar"], { input: TEXT });
  expect([early.code, early.stdout]).toEqual([4, ""]);
  expect(early.stderr).toContain("closemask ner start");
  expect((await home.run_("start")).code).toBe(0);
  const masked = await home.run(["mask", "--ner", "sidecar"], { input: TEXT });
  expect([masked.code, masked.stderr]).toEqual([0, ""]);
  expect(masked.stdout).toMatch(/^😀 \$\{PERSON_\w{6}\} met \$\{PERSON_\w{6}\} at \$\{EMAIL_\w{6}\}\n$/);
  expect((await home.run(["unmask"], { input: masked.stdout })).stdout).toBe(TEXT);
  const compared = await home.run(["ner", "test", "--compare", "-"], { input: TEXT });
  expect(compared.stdout).toMatch(/lexicon \([\d.]+ ms\) +sidecar \([\d.]+ ms\)/);
  expect(compared.stdout).toMatch(/3-14 +Alice Smith +PERSON 0\.\d\d +PERSON [01]\.\d\d/);
});

test("serve starts it again when it ended for idleness, or died", async () => {
  const home = await makeNerHome();
  home.configure({ models: { "*": home.model("all") }, sidecar: { port: 0, idle: "1s" } });
  const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
  const proxy = await serve(home, ["--ner", "sidecar", "--upstream", `openai=${upstream.url}/v1`]);
  const ask = async (content: string): Promise<string> => {
    const body = { model: "m", messages: [{ role: "user", content }] };
    const { status, headers } = await send(`${proxy.url}/v1/chat/completions`, { body });
    return `${status}, masked ${headers["x-closemask-masked"]}`;
  };
  expect(await ask("it is Alice Smith")).toBe("200, masked 1");
  await until(() => home.state() === null, "it ends", 30_000);
  const both = await Promise.all([ask("so John Brown came"), ask("and 王小明 too")]);
  expect(both).toEqual(Array(2).fill("200, masked 1"));
  const { pid, worker } = home.state() ?? {};
  for (const id of [pid, worker]) process.kill(id as number, "SIGKILL");
  expect(await ask("now John Brown again, and Alice Smith")).toBe("200, masked 2");
  expect(upstream.everything()).not.toMatch(/Smith|Brown|王小明/);
});

test("serve starts it, goes on through a crash of its worker, and refuses once it is gone", async () => {
  const home = await makeNerHome();
  const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
  const proxy = await serve(home, ["--ner", "sidecar", "--upstream", `openai=${upstream.url}/v1`]);
  const ask = async (content: string): Promise<[number, string]> => {
    const before = upstream.received.length;
    const body = { model: "m", messages: [{ role: "user", content }] };
    const { status } = await send(`${proxy.url}/v1/chat/completions`, { body });
    return [status, upstream.received[before]?.body.toString() ?? ""];
  };
  const [status, sent] = await ask("it is Alice Smith");
  expect([status, sent]).toEqual([200, expect.stringMatching(/it is PERSONX\d{9}/)]);
  const { worker } = home.state() ?? {};
  process.kill(worker as number, "SIGKILL");
  await until(() => home.state()?.worker !== worker && home.log().split("is ready").length > 2, "it is back", 30_000);
  expect(await ask("it is John Brown")).toEqual([200, expect.stringMatching(/it is PERSONX\d{9}/)]);
  expect((await home.run_("stop")).code).toBe(0);
  expect(await ask("then 王小明 came")).toEqual([422, ""]);
  expect((await send(`${proxy.url}/health`)).status).toBe(503);
});
