// `closemask verify` says what gets out, and only that.

import { expect, test } from "vitest";
import { readFrames, writeFrame } from "../../../src/cli/verify/frames.ts";
import { sendJson, startUpstream } from "../../server/fake-upstream.ts";
import { makeHome } from "../run.ts";

interface Outcome {
  readonly provider: string;
  readonly name: string;
  readonly kind: string;
  readonly planted: number;
  readonly leaked: string[];
  readonly lost: string[];
  readonly status: number;
}

test("by default nothing gets out and everything comes back", { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await makeHome().run(["verify", "--echo", "--json"]);
  const outcomes: Outcome[] = JSON.parse(stdout);
  expect(outcomes.filter(({ leaked, lost }) => leaked.length + lost.length > 0)).toEqual([]);
  expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
  expect(outcomes.reduce((sum, { planted }) => sum + planted, 0)).toBeGreaterThan(1000);
  expect(new Set(outcomes.map(({ kind }) => kind)).size).toBeGreaterThan(100);
  expect(code).toBe(0);
  expect(stderr).toContain("0 got out, 0 did not come back");
});

test("what the configuration lets out is named by its position", { timeout: 120_000 }, async () => {
  const home = makeHome();
  home.write("config/closemask/config.yaml", "policies: { EMAIL: { action: keep } }\n");
  const { code, stdout } = await home.run(["verify", "--json"]);
  expect(code).toBe(1);
  const outcomes: Outcome[] = JSON.parse(stdout);
  const chat = outcomes.find(({ provider, name }) => provider === "openai" && name === "chat");
  expect(chat?.leaked).toContain("messages[user].content");
  expect(chat?.leaked).toContain("tool_calls[0].arguments.nested.list[0]");
  expect(chat?.leaked).toHaveLength(chat?.planted ?? 0);
  // Also in lines of a file, in forms, and behind binary streams.
  for (const name of ["batch file", "transcription", "image edit", "converse, stream", "invoke, stream"]) {
    const found = outcomes.find((outcome) => outcome.name === name && outcome.kind === "EMAIL");
    expect(found?.leaked, name).toHaveLength(found?.planted ?? 0);
    expect(found?.planted, name).toBeGreaterThan(1);
  }
  const text = await home.run(["verify"]);
  expect(text.stdout).toMatch(/openai +chat .*LEAKED user, stop\[0\]/);
});

test.skipIf(process.env.CLOSEMASK_LONG !== "1")(
  "--everywhere: a value of every kind at every position (only with CLOSEMASK_LONG)",
  { timeout: 600_000 },
  async () => {
    const { code, stderr } = await makeHome().run(["verify", "--everywhere"]);
    expect(stderr).toMatch(/\b\d{6} canaries in \d{4} requests: 0 got out, 0 did not come back/);
    expect(code).toBe(0);
  },
);

test("frames that are cut or bent are none", () => {
  const bytes = Buffer.concat([writeFrame("a", '{"x":1}'), writeFrame("b", '{"y":"\u00e9"}')]);
  expect(readFrames(bytes)).toEqual(['{"x":1}', '{"y":"\u00e9"}']);
  for (let i = 0; i < bytes.length; i++) {
    const bent = Buffer.from(bytes);
    bent[i] = (bent[i] as number) ^ 1;
    expect(readFrames(bent), `byte ${i}`).toBeNull();
  }
  expect(readFrames(bytes.subarray(0, -1))).toBeNull();
});

test("against another provider: what leaves is compared", { timeout: 120_000 }, async () => {
  const upstream = await startUpstream((_, response) => sendJson(response, { ok: true }));
  const home = makeHome();
  const { code, stderr } = await home.run(["verify", "--upstream", upstream.url]);
  expect(code).toBe(0);
  expect(stderr).toContain("0 got out");
  expect(upstream.received.length).toBeGreaterThan(100);
  expect(upstream.everything()).not.toContain("closemask.dev");
});
