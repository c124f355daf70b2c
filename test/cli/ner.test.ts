// Names on the command line: real processes, with the lexicon and with services on this machine that work and that do not.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cut, startService } from "../ner/remote/kit.ts";
import { start } from "./filter/kit.ts";
import { makeHome } from "./run.ts";

const TEXT = "👍 Alice Smith met 张三 at bob@acme.com\n";
const NAMED = /^👍 \$\{PERSON_\w{6}\} met \$\{PERSON_\w{6}\} at \$\{EMAIL_\w{6}\}\n$/;

describe("mask", () => {
  test("without names loads nothing for them, and finds none", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask"], { input: "Alice Smith met 张三\n" });
    expect([code, stdout, stderr]).toEqual([0, "Alice Smith met 张三\n", ""]);
  });

  test("--ner lexicon masks names, and unmask brings them back", async () => {
    const home = makeHome();
    const text = "Dear Alice Smith,\nour colleague 张三先生 will call.\nBest regards,\nPriya Raman\n";
    const masked = await home.run(["mask", "--ner", "lexicon"], { input: text });
    expect(masked.code).toBe(0);
    for (const name of ["Alice Smith", "张三", "Priya Raman"]) expect(masked.stdout).not.toContain(name);
    expect((await home.run(["unmask"], { input: masked.stdout })).stdout).toBe(text);
    // Once seen, always masked: also without the lexicon.
    const later = await home.run(["mask"], { input: "so alice smith, Alice Smith\n" });
    expect(later.stdout).toMatch(/^so alice smith, \$\{PERSON_\w{6}\}\n$/);
  });

  test("a line that is typed comes out at once", async () => {
    const running = start(makeHome(), ["mask", "--redact", "--ner", "lexicon"]);
    for (let i = 0; i < 3; i++) {
      running.child.stdin.write(`${i} please ask Alice Smith\n`);
      await running.seen(`${i} please ask [PERSON]\n`);
    }
    running.child.stdin.end();
    expect((await running.ended).code).toBe(0);
  });

  test("a service, by its URL, by the configuration, and for one command", async () => {
    const service = await startService();
    const home = makeHome();
    const byFlag = await home.run(["mask", "--ner", service.url], { input: TEXT });
    expect([byFlag.code, byFlag.stderr]).toEqual([0, ""]);
    expect(byFlag.stdout).toMatch(NAMED);
    home.write(
      "config/closemask/config.yaml",
      `ner: { url: "${service.url}" }\ncommands: { mask: { ner: { engine: remote } } }\n`,
    );
    expect((await home.run(["mask"], { input: TEXT })).stdout).toBe(byFlag.stdout);
    expect((await home.run(["mask", "--ner", "off"], { input: "Alice Smith\n" })).stdout).toMatch(/PERSON/);
    expect((await home.run(["mask", "--ner", "off"], { input: "Bob Jones\n" })).stdout).toBe("Bob Jones\n");
  });

  test.each(["presidio", "gliner"] as const)("a %s, with labels of the user's", async (dialect) => {
    const service = await startService({ dialect, words: { "Alice Smith": "PERSON", Nightjar: "CODE" } });
    const home = makeHome();
    home.write("config/closemask/config.yaml", "ner: { labels: { code: CODENAME } }\n");
    const { stdout } = await home.run(["mask", "--redact", "--ner", service.url], {
      input: "Alice Smith on Nightjar\n",
    });
    expect(stdout).toBe("[PERSON] on [CODENAME]\n");
  });

  test("scores, ignored labels, --only, --except and policies count", async () => {
    const service = await startService();
    const home = makeHome();
    const masked = async (config: string, ...args: string[]): Promise<string> => {
      home.write("config/closemask/config.yaml", config);
      const input = "Alice Smith of Acme Corp in Paris, bob@acme.com\n";
      return (await home.run(["mask", "--redact", "--ner", service.url, ...args], { input })).stdout;
    };
    expect(await masked("ner: { scores: { PERSON: 0.95 } }\n")).toBe(
      "Alice Smith of [ORGANIZATION] in [LOCATION], [EMAIL]\n",
    );
    expect(await masked("ner: { ignoreLabels: [org, organization] }\n")).toBe(
      "[PERSON] of Acme Corp in [LOCATION], [EMAIL]\n",
    );
    expect(await masked("policies: { LOCATION: { action: keep } }\n")).toBe(
      "[PERSON] of [ORGANIZATION] in Paris, [EMAIL]\n",
    );
    expect(await masked("{}\n", "--only", "PERSON")).toBe("[PERSON] of Acme Corp in Paris, bob@acme.com\n");
    expect(await masked("{}\n", "--except", "CORPORATE,EMAIL")).toBe(
      "[PERSON] of Acme Corp in [LOCATION], bob@acme.com\n",
    );
    const before = service.asked.length;
    expect(await masked("{}\n", "--only", "EMAIL")).toBe("Alice Smith of Acme Corp in Paris, [EMAIL]\n");
    expect(service.asked.length).toBe(before);
  });

  test("--report names the label, --exec masks names too", async () => {
    const service = await startService();
    const home = makeHome();
    const report = join(home.path, "report");
    await home.run(["mask", "--redact", "--ner", service.url, "--report", report], { input: TEXT });
    expect(readFileSync(report, "utf8")).toContain('"rule":"ner-person"');
    const args = ["mask", "--redact", "--ner", service.url, "--exec", "--", "echo", "Alice Smith"];
    expect((await home.run(args)).stdout).toBe("[PERSON]\n");
  });

  describe("when the service fails", () => {
    test("block, because it was asked for: nothing of the text leaves", async () => {
      const service = await startService({
        instead: ({ path }, response) => (path === "/detect" ? cut(response) : false),
      });
      const { code, stdout, stderr } = await makeHome().run(["mask", "--ner", service.url, "--on-error", "pass"], {
        input: TEXT,
      });
      expect([code, stdout]).toEqual([4, ""]);
      expect(stderr).toContain(`at 127.0.0.1:${service.port} broke the connection off`);
      expect(stderr).not.toMatch(/Alice|bob@/);
    });

    test.each([
      ["rules", "👍 Alice Smith met 张三 at [EMAIL]\n", "rules alone count", "left with what rules find"],
      ["pass", TEXT, "text passes as it is", "left as it came"],
    ])("%s: goes on, and says so", async (how, expected, during, after) => {
      const service = await startService();
      await service.close();
      const env = { CLOSEMASK_NER_ON_FAILURE: how };
      const { code, stdout, stderr } = await makeHome().run(["mask", "--redact", "--ner", service.url], {
        input: TEXT,
        env,
      });
      expect([code, stdout]).toEqual([0, expected]);
      expect(stderr).toContain("cannot be reached");
      expect(stderr).toContain(during);
      expect(stderr).toContain(`1 text ${after}`);
      expect(stderr).not.toMatch(/Alice|bob@/);
    });

    test("wrong offsets: the names are found all the same", async () => {
      const service = await startService({ shift: (offset) => offset + 1 });
      const { stdout } = await makeHome().run(["mask", "--ner", service.url], { input: TEXT });
      expect(stdout).toMatch(NAMED);
    });
  });

  test.each([
    ["onnx", "--ner"],
    ["ftp://x", "--ner"],
    ["remote", "ner.url"],
  ])("--ner %s is refused", async (engine, names) => {
    const { code, stdout, stderr } = await makeHome().run(["mask", "--ner", engine], { input: TEXT });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(names);
  });

  test("--ner sidecar without one says how to start it", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", 'ner: { url: "http://127.0.0.1:9" }\n');
    const { code, stderr } = await home.run(["mask", "--ner", "sidecar"], { input: TEXT });
    expect(code).toBe(4);
    expect(stderr).toContain("closemask ner start");
  });
});

test("doctor says what looks for names, and whether it can", async () => {
  const service = await startService();
  const home = makeHome();
  const usual = (await home.run(["doctor"])).stdout;
  expect(usual).toMatch(/^ok +names +lexicon looks for them in serve, run, chat and mcp$/m);
  expect(usual).toMatch(/^note +names +mask, scan and explain look for none \(--ner lexicon, or ner\.engine\)$/m);
  home.write("config/closemask/config.yaml", "commands: { mask: { ner: { engine: lexicon } } }\n");
  expect((await home.run(["doctor"])).stdout).toMatch(
    /^ok +names +lexicon looks for them in mask, serve, run, chat and mcp$/m,
  );
  home.write("config/closemask/config.yaml", `ner: { engine: "${service.url}" }\n`);
  expect((await home.run(["doctor"])).stdout).toMatch(/^ok +names +closemask looks for them$/m);
  await service.close();
  const { code, stdout } = await home.run(["doctor"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^fault +names +the NER service at 127\.0\.0\.1:\d+ cannot be reached/m);
});

test("scan reports names, explain says which engine's label found them", async () => {
  const service = await startService();
  const home = makeHome();
  home.write("work/a.txt", `x\n${TEXT}`);
  const { code, stdout } = await home.run(["scan", "--ner", service.url, "--format", "json", "a.txt"]);
  expect(code).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: { kind: string; line: number }[] };
  expect(findings.map(({ kind, line }) => `${line} ${kind}`)).toEqual(["2 PERSON", "2 PERSON", "2 EMAIL"]);
  const explained = await home.run(["explain", "--ner", service.url, "-"], { input: TEXT });
  expect(explained.stdout).toMatch(/PERSON +ner-person +0\.90 +check none +mask/);
});

describe("ner test", () => {
  test("prints what the lexicon finds, and JSON", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["ner", "test", "张三的电话是13800138000"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0-2 +PERSON +张三 +0\.\d\d +\S+\n1 entity by lexicon in [\d.]+ ms\n$/);
    const json = JSON.parse((await home.run(["ner", "test", "--json", "-"], { input: "张三" })).stdout);
    expect(json).toMatchObject({
      engine: "lexicon",
      fault: "",
      entities: [{ start: 0, end: 2, kind: "PERSON", value: "张三" }],
    });
  });

  test("--compare shows all that can be had, and why others cannot", async () => {
    const service = await startService();
    const home = makeHome();
    home.write("config/closemask/config.yaml", `ner: { engine: "${service.url}", sidecar: { port: 9 } }\n`);
    const { code, stdout } = await home.run(["ner", "test", "--compare", "-"], { input: "张三在 Acme Corp" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/lexicon \([\d.]+ ms\) +http:\/\/127\.0\.0\.1:\d+ \([\d.]+ ms\)/);
    expect(stdout).toMatch(/0-2 +张三 +PERSON 0\.\d\d +PERSON 0\.90/);
    expect(stdout).toContain("sidecar: the sidecar at 127.0.0.1:9 cannot be reached");
  });
});
