import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFound } from "../../src/detect/hits.ts";
import { createPass } from "../../src/detect/pass.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { start } from "./filter/kit.ts";
import { type Home, makeHome, TEST_KEY } from "./run.ts";

const MAIL = "bob@acme-mail.com";

async function mask(home: Home, ...args: string[]): Promise<string> {
  const { code, stdout } = await home.run(["mask", ...args], { input: `mail ${MAIL}\n` });
  expect(code).toBe(0);
  expect(stdout).not.toContain(MAIL);
  return stdout;
}

describe("closemask", () => {
  test("prints its version and help, and refuses what it does not know", async () => {
    const home = makeHome();
    expect((await home.run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await home.run(["help", "mask"])).stdout).toContain("--secrets-from");
    const none = await home.run([]);
    expect([none.code, none.stdout]).toEqual([2, ""]);
    const wrong = await home.run(["session", "list"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, "closemask: unknown command\n  hint: did you mean sessions?\n"]);
    const flag = await home.run(["mask", "--styel=s3cr3t"]);
    expect(flag.code).toBe(2);
    expect(flag.stderr).toContain("did you mean --style?");
    expect(flag.stderr).not.toContain("s3cr3t");
    expect((await home.run(["mask", "--style", "s3cr3t"])).stderr).not.toContain("s3cr3t");
  });

  test("messages go to the log file as well, made private", async () => {
    const home = makeHome();
    const file = join(home.path, "log");
    await home.run(["sessions", "prune", "--log-file", file, "--log-level", "quiet"]);
    expect(existsSync(file)).toBe(false);
    await home.run(["sessions", "prune", "--log-file", file]);
    expect(readFileSync(file, "utf8")).toMatch(/^\d{4}-.* info removed 0 expired entries\n$/);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["mask", "session-full", "store: { maxEntries: 1 }", 3, /error the session has reached its limit .*\(raise /],
    ["mask", "blocked", "policies: { EMAIL: { action: block } }", 1, /error found a value of kind EMAIL, which the/],
    ["mask", "key-source", "key: { source: command, command: 'exit 3' }", 3, /error key.command failed with code 3/],
    ["keys rotate", "key-source", "level: strict", 3, /error the key comes from .*, which only you can change/],
    ["sessions show none", "session-missing", "level: strict", 3, /error there is no such session/],
    ["rules show none", "usage", "level: strict", 2, /error there is no such rule/],
  ])("what ends %s (%s) stands in the log file too, without a value", async (command, why, config, expected, line) => {
    const home = makeHome({ key: command !== "mask" || why !== "key-source" });
    const file = join(home.path, "log");
    const args = [...command.split(" "), "--config", home.write("c.yaml", `${config}\n`), "--log-file", file];
    const { code, stderr } = await home.run(args, { input: `mail ${MAIL}, carol@acme.com \${EMAIL_abc234}\n` });
    expect(code).toBe(expected);
    const [, said = ""] = stderr.split("closemask: ");
    const log = readFileSync(file, "utf8");
    expect(log).toMatch(line);
    expect(log).toContain(said.split("\n")[0]);
    expect(log).not.toMatch(/acme/);
  });
});

describe("explain", () => {
  test("says rule, decision and reason, and keeps the value to itself", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["explain", "-", "--json"], { input: `mail ${MAIL}` });
    expect(code).toBe(0);
    expect(stdout).not.toContain(MAIL);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        rule: "email",
        kind: "EMAIL",
        decision: "mask",
        start: 5,
        end: 5 + MAIL.length,
        value: "17 characters of a-",
      }),
    );
    expect((await home.run(["explain", "-", "--show-values"], { input: MAIL })).stdout).toContain(MAIL);
  });

  test("warns of arguments, which others can see", async () => {
    const { code, stderr } = await makeHome().run(["explain", "nothing here"]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("visible to other processes")]);
  });

  test("says why something stays: flags, level, own patterns", async () => {
    const home = makeHome();
    const kept = await home.run(["explain", "-", "--except", "EMAIL"], { input: MAIL });
    expect(kept.stdout).toContain("keep: policy or flags keep EMAIL");
    expect((await home.run(["explain", "-", "--only", "EMIAL"], { input: MAIL })).code).toBe(2);
    home.write("work/.closemaskrc", "patterns: [{ name: employee, kind: EMPLOYEE_ID, pattern: '\\bE\\d{6}\\b' }]\n");
    expect((await home.run(["explain", "-"], { input: "id E123456" })).stdout).toMatch(/EMPLOYEE_ID +employee/);
  });
});

describe("sessions", () => {
  test("looking makes neither key nor store", async () => {
    const home = makeHome({ key: false });
    expect((await home.run(["sessions", "list"])).stdout).toBe("no sessions\n");
    expect((await home.run(["sessions", "show", "x"])).code).toBe(3);
    expect((await home.run(["sessions", "prune"])).code).toBe(0);
    expect([existsSync(home.data), existsSync(join(home.config, "key"))]).toEqual([false, false]);
  });

  test("list, show and purge", async () => {
    const home = makeHome();
    await mask(home, "--session", "case-7");
    expect((await home.run(["sessions", "list"])).stdout).toMatch(/^case-7 +1 /m);
    const shown = JSON.parse((await home.run(["sessions", "show", "case-7", "--json"])).stdout);
    expect(shown).toMatchObject({ name: "case-7", entries: 1, byKind: { EMAIL: 1 } });
    expect((await home.run(["sessions", "purge", "case-7"])).code).toBe(2);
    expect((await home.run(["sessions", "purge", "case-7", "--yes"])).code).toBe(0);
    expect((await home.run(["sessions", "show", "case-7"])).code).toBe(3);
  });

  test("an export opens with the same key only, and brings the same placeholders", async () => {
    const home = makeHome();
    const masked = await mask(home, "--session", "case-7");
    const file = join(home.path, "case-7.cms");
    expect((await home.run(["sessions", "export", "case-7", "-o", file])).code).toBe(0);
    expect((await home.run(["sessions", "export", "case-7", "-o", file])).code).toBe(3);
    expect(readFileSync(file).includes(MAIL)).toBe(false);

    const other = makeHome();
    expect((await other.run(["sessions", "import", file])).stderr).toContain("1 new entries");
    expect((await other.run(["unmask", "--session", "case-7"], { input: masked })).stdout).toBe(`mail ${MAIL}\n`);
    const stranger = await makeHome().run(["sessions", "import", file], {
      env: { CLOSEMASK_KEY: Buffer.alloc(32, 9).toString("base64") },
    });
    expect([stranger.code, stranger.stderr]).toEqual([3, expect.stringContaining("another key")]);
  });

  test("an export keeps its name, and what is for maps is refused with it", async () => {
    const home = makeHome();
    await mask(home, "--session", "case-7");
    const { bytes: input } = await home.run(["sessions", "export", "case-7"]);
    for (const args of [["--session", "other"], ["--skip-bad"]]) {
      const { code, stderr } = await home.run(["sessions", "import", "-", ...args], { input });
      expect([code, stderr]).toEqual([2, expect.stringMatching(/session case-7|--from/)]);
    }
    expect((await home.run(["sessions", "list"])).stdout).not.toContain("other");
    expect((await home.run(["sessions", "import", "-", "--session", "case-7"], { input })).code).toBe(0);
  });

  test("an export that a machine has no key for makes neither key nor store there", async () => {
    const [home, other] = [makeHome(), makeHome({ key: false })];
    const env = { CLOSEMASK_KEY_SOURCE: "file" };
    const masked = await mask(home);
    const { bytes: input } = await home.run(["sessions", "export", "default"]);
    const { code, stderr } = await other.run(["sessions", "import", "-"], { input, env });
    expect([code, stderr]).toEqual([3, expect.stringMatching(/there is no key yet.*\n.*keys import/)]);
    expect([existsSync(other.config), existsSync(other.data)]).toEqual([false, false]);
    // Nor is a store made with a key that is the wrong one.
    const wrong = { CLOSEMASK_KEY: Buffer.alloc(32, 9).toString("base64") };
    expect((await other.run(["sessions", "import", "-"], { input, env: wrong })).code).toBe(3);
    expect((await other.run(["sessions", "export", "default"], { env })).code).toBe(3);
    expect([existsSync(other.config), existsSync(other.data)]).toEqual([false, false]);
    const { stdout: ring } = await home.run(["keys", "export"]);
    expect((await other.run(["keys", "import"], { input: ring, env })).code).toBe(0);
    expect((await other.run(["sessions", "import", "-"], { input, env })).code).toBe(0);
    expect((await other.run(["unmask"], { input: masked, env })).stdout).toBe(`mail ${MAIL}\n`);
  });
});

test("an empty file for the store, as mktemp makes it, is no store yet", async () => {
  const home = makeHome({ key: false });
  const path = home.write("store.db", "");
  const env = { CLOSEMASK_STORE_PATH: path, CLOSEMASK_KEY_SOURCE: "file" };
  const doctor = await home.run(["doctor"], { env });
  expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringMatching(/^note +store +none yet/m)]);
  expect((await home.run(["sessions", "list"], { env })).stdout).toBe("no sessions\n");
  expect([statSync(path).size, existsSync(home.config)]).toEqual([0, false]);
  const { code, stdout } = await home.run(["mask"], { input: `mail ${MAIL}\n`, env });
  expect(code).toBe(0);
  expect((await home.run(["unmask"], { input: stdout, env })).stdout).toBe(`mail ${MAIL}\n`);
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

describe("unmask without a session", () => {
  test("makes neither key, store nor session; says it once and counts", async () => {
    const home = makeHome({ key: false });
    const input = "x EMAILX000000001 EMAILX000000002\n";
    const { code, stdout, stderr } = await home.run(["unmask", "-s", "typo"], { input });
    expect([code, stdout]).toEqual([0, input]);
    expect(stderr.match(/there is no session typo\n {2}hint: closemask sessions list\n/g)).toHaveLength(1);
    expect(stderr).toContain("2 placeholders stand for nothing in the session typo");
    expect([existsSync(home.data), existsSync(home.config)]).toEqual([false, false]);
    expect((await home.run(["unmask", "-s", "typo", "--strict"], { input })).code).toBe(1);
  });

  test("a store that is there stays as it is", async () => {
    const home = makeHome();
    await mask(home);
    expect((await home.run(["unmask", "-s", "typo"], { input: "nothing\n" })).stderr).toContain("no session typo");
    const { stdout } = await home.run(["sessions", "list", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ name: "default" }]);
  });

  test("started before mask, it sees what mask makes", async () => {
    const home = makeHome();
    const running = start(home, ["unmask"]);
    running.child.stdin.write("ready\n");
    await running.seen("ready\n");
    running.child.stdin.end(await mask(home));
    expect(await running.ended).toMatchObject({ code: 0, stdout: `ready\nmail ${MAIL}\n`, stderr: "" });
  });
});

test("mask --report - is refused before anything is made", async () => {
  const home = makeHome();
  const { code, stderr } = await home.run(["mask", "--report", "-"], { input: MAIL });
  expect([code, stderr]).toEqual([2, expect.stringContaining("--report needs a file of its own")]);
  expect([existsSync(home.data), existsSync(join(home.cwd, "-"))]).toEqual([false, false]);
});

describe("keys", () => {
  test("status never prints the key", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["keys", "status"]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("CLOSEMASK_KEY")]);
    expect(stdout + stderr).not.toContain(TEST_KEY.slice(0, 10));
  });

  test("init makes one, rotate keeps every placeholder, export moves it", async () => {
    const home = makeHome({ key: false });
    home.write("config/closemask/config.yaml", "key: { source: file }\n");
    expect((await home.run(["keys", "status"])).stderr).toBe(
      "closemask: there is no key yet\n  hint: closemask keys init makes one\n",
    );
    expect((await home.run(["keys", "init"])).code).toBe(0);
    const masked = await mask(home);
    for (let i = 0; i < 3; i++) expect((await home.run(["keys", "rotate"])).stderr).toContain("sealed 1 entries anew");
    expect(JSON.parse((await home.run(["keys", "status", "--json"])).stdout).sealingKeys).toEqual([1, 2, 3, 4]);
    expect((await home.run(["keys", "retire"])).stderr).toContain("retired sealing keys 1, 2, 3");
    expect(JSON.parse((await home.run(["keys", "status", "--json"])).stdout).sealingKeys).toEqual([4]);
    expect(await mask(home)).toBe(masked);
    expect((await home.run(["unmask"], { input: masked })).stdout).toBe(`mail ${MAIL}\n`);

    const lost = await home.run(["keys", "status", "--config", home.write("no-key.yaml", "key: { file: none }\n")]);
    expect([lost.code, lost.stderr]).toEqual([3, expect.not.stringContaining("keys init")]);

    const key = (await home.run(["keys", "export"])).stdout.trim();
    expect(await mask(makeHome(), "--log-level", "quiet")).not.toBe(masked);
    const moved = await makeHome().run(["mask"], { input: `mail ${MAIL}\n`, env: { CLOSEMASK_KEY: key } });
    expect(moved.stdout).toBe(masked);
  });

  test("key.command gives it to the filters and to the other commands", async () => {
    const home = makeHome({ key: false });
    home.write("config/closemask/config.yaml", `key: { source: command, command: "echo ${TEST_KEY}" }\n`);
    expect((await home.run(["keys", "status"])).stdout).toContain("the output of key.command");
    const masked = await mask(home);
    const back = await home.run(["unmask"], { input: masked });
    expect([back.stdout, back.stderr]).toEqual([`mail ${MAIL}\n`, ""]);
    expect(masked).toBe(await mask(makeHome()));
  });

  test("a key from the environment is the user's to rotate", async () => {
    const { code, stderr } = await makeHome().run(["keys", "rotate"]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("only you can change")]);
  });
});

describe("doctor", () => {
  test("is content with a fresh machine and makes nothing", async () => {
    const home = makeHome({ key: false });
    const { code, stdout } = await home.run(["doctor"]);
    expect(code).toBe(0);
    expect(stdout).toContain("nothing is let through");
    expect(existsSync(home.data)).toBe(false);
  });

  test("lists what is fail-open, and exits with 1 when something is wrong", async () => {
    const home = makeHome();
    await mask(home);
    home.write(
      "config/closemask/config.yaml",
      "onError: pass\nallow: ['*']\npolicies: { EMAIL: { threshold: 0.9 } }\n",
    );
    const open = await home.run(["doctor"]);
    expect([open.code, open.stdout]).toEqual([0, expect.stringMatching(/^open +fail-open +onError is pass/m)]);
    expect(open.stdout).toContain("thresholds above that of the level: EMAIL");
    expect(open.stdout).toContain("1 sessions, 1 entries");
    const wrong = await home.run(["doctor"], { env: { CLOSEMASK_KEY: Buffer.alloc(32, 9).toString("base64") } });
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringMatching(/^fault +store/m)]);
    home.write("config/closemask/config.yaml", "nonsense: 1\n");
    expect((await home.run(["doctor"])).code).toBe(1);
  });

  test.skipIf(process.platform === "win32")("sees a store that others can read (not on Windows)", async () => {
    const home = makeHome();
    await mask(home);
    chmodSync(join(home.data, "sessions.db"), 0o644);
    const { code, stdout } = await home.run(["doctor"]);
    expect([code, stdout]).toEqual([1, expect.stringContaining("chmod 600")]);
  });
});

describe("rules", () => {
  test("list names every rule; show shows its examples; test runs them", async () => {
    const home = makeHome();
    const listed = JSON.parse((await home.run(["rules", "list", "--json"])).stdout);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    expect((await home.run(["rules", "show", "email"])).stdout).toMatch(/«.+@.+»/);
    expect((await home.run(["rules", "show", "emial"])).stderr).toContain("did you mean email?");
    const tested = await home.run(["rules", "test", "email", "ipv4"]);
    expect([tested.code, tested.stdout]).toEqual([0, ""]);
    expect(tested.stderr).toMatch(/examples of 2 rules, 0 faults/);
  });
});

describe("compiled anchors", () => {
  test("the built file is used, and one of another build or a cut one is not", async () => {
    const { makePlan, readPlan, writePlan } = await import("../../src/mask/plan-file.ts");
    const plan = makePlan(RULES, "usual");
    const { file, name } = writePlan(plan);
    const { shapes, ...others } = plan;
    const { sparse: _, ...known } = shapes;
    expect(readPlan(file, name)).toMatchObject({ shapes: known, ...others });
    expect(readFileSync(new URL("../../dist/cli/anchors.bin", import.meta.url)).equals(file)).toBe(true);
    const whole = writePlan(makePlan(RULES, "whole"));
    expect(readFileSync(new URL("../../dist/cli/anchors-whole.bin", import.meta.url)).equals(whole.file)).toBe(true);
    // A short text is walked by what the file holds, without the table.
    const loaded = readPlan(file, name);
    if (loaded === null) throw new Error("the plan was not read");
    const examples = RULES.flatMap((rule) => rule.examples.yes);
    let found = 0;
    for (let at = 0; at < examples.length; at += 7) {
      const text = Buffer.from(`${examples.slice(at, at + 7).join("\n")}\n`);
      const [read, made] = [createFound(), createFound()];
      createPass(loaded).run(text, 0, text.length, read);
      createPass(plan, "js").run(text, 0, text.length, made);
      const [{ hits: sparse, asks }, { hits: dense, asks: others }] = [read, made];
      found += sparse.count;
      expect([...asks.steps.subarray(0, asks.count)]).toEqual([...others.steps.subarray(0, others.count)]);
      expect([...sparse.ends.subarray(0, sparse.count)]).toEqual([...dense.ends.subarray(0, dense.count)]);
      expect([...sparse.anchors.subarray(0, sparse.count)]).toEqual([...dense.anchors.subarray(0, dense.count)]);
    }
    expect(found).toBeGreaterThan(examples.length);
    expect(readPlan(file.subarray(0, file.length - 1000), name)).toBeNull();
    expect(readPlan(file, name.split("").reverse().join(""))).toBeNull();
    expect(readPlan(Buffer.alloc(10), name)).toBeNull();
  });
});

describe("explain shows what no rule makes", () => {
  test("values to be masked always, what the text teaches, and text in UTF-16", async () => {
    const home = makeHome();
    writeFileSync(join(home.cwd, ".closemaskrc.yaml"), "deny: [{ value: nightjar-x, kind: CODENAME }]\n");
    const shown = async (input: string | Buffer): Promise<string> =>
      (await home.run(["explain", "-", "--show-values"], { input })).stdout;
    expect(await shown("about nightjar-x\n")).toMatch(/CODENAME\s+literal.*nightjar-x/);
    const taught = await shown("password: Lm4Np6Qr8St\nand Lm4Np6Qr8St again\n");
    expect(taught).toMatch(/26-37\s+PASSWORD\s+literal.*Lm4Np6Qr8St/);
    const wide = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from("mail bob@acme.com\n", "utf16le")]);
    expect(await shown(wide)).toContain("bob@acme.com");
  });
});
