// `chat` without a screen: one question for scripts, plain lines, keys, and what it does not load.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { lastText, startPartner } from "./partner.ts";

const MAIL = "ada.lovelace@analytical.org";
const KEY = "test-key-0123456789abcdef";
const near = (url: string): string[] => [
  "--upstream",
  `near=${url};dialect=openai;path=/v1`,
  "--provider",
  "near",
  "--model",
  "m",
];

describe("--once", () => {
  test("prints the answer with values, and says on stderr what was masked", async () => {
    const partner = await startPartner({ shape: "openai" });
    const { code, stdout, stderr } = await makeHome().run(["chat", ...near(partner.url), "--once", `to ${MAIL}`]);
    expect([code, stdout]).toEqual([0, `to ${MAIL}\n`]);
    expect(stderr).toBe("closemask: masked: 1 EMAIL\n");
    expect(partner.everything()).not.toContain(MAIL);
  });

  test("takes stdin, which is in no list of processes, and files", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    home.write("work/a.txt", `file of ${MAIL}`);
    const piped = await home.run(["chat", ...near(partner.url)], { input: `piped ${MAIL}` });
    expect(piped.stdout).toBe(`piped ${MAIL}\n`);
    const dash = await home.run(["chat", ...near(partner.url), "--once", "-", "--attach", "a.txt"], { input: "what?" });
    expect(dash.stdout).toBe(`a.txt:\n\nfile of ${MAIL}\n\nwhat?\n`);
    expect(partner.everything()).not.toContain(MAIL);
  });

  test("--echo --wire shows what would leave, without key and network", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["chat", "--echo", "--ephemeral", "--wire", "--once", `to ${MAIL}`]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^to EMAILX\d{9}\n$/);
    expect(existsSync(home.data)).toBe(false);
  });

  test("errors say what to do, and hold no value", async () => {
    const home = makeHome();
    const partner = await startPartner({
      shape: "openai",
      before(request, response) {
        response.writeHead(500, { "content-type": "application/json" });
        response.end(JSON.stringify({ error: { message: `failed on ${lastText(request)}` } }));
        return true;
      },
    });
    const failed = await home.run(["chat", ...near(partner.url), "--once", `to ${MAIL}`]);
    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/near answers 500: failed on to EMAILX\d{9}/);
    // There is no prompt to type a command at.
    expect(failed.stderr).toContain("hint: run the same command again");
    const none = await home.run(["chat", "--once", "hello"]);
    expect([none.code, none.stderr]).toEqual([
      2,
      "closemask: which provider?\n  hint: --provider NAME and its key, or closemask chat --echo to see what masking does\n",
    ]);
    const keyless = await home.run(["chat", "--provider", "openai", "--model", "m", "--once", "hello"]);
    expect(keyless.code).toBe(2);
    expect(keyless.stderr).toContain("hint: set OPENAI_API_KEY, or closemask chat --login openai");
    const modelless = await home.run(["chat", "--once", "hello"], { env: { ANTHROPIC_API_KEY: KEY } });
    expect(modelless.stderr).toContain("which model of anthropic?");
    expect((await home.run(["chat", "--echo"])).stderr).toContain("there is nothing to send");
  });
});

describe("keys of providers", () => {
  test("come from the environment, or from a command; typed by mistake they are masked", async () => {
    const partner = await startPartner({ shape: "openai" });
    const home = makeHome();
    const args = ["chat", ...near(partner.url), "--once", `my key is ${KEY}`];
    const first = await home.run(args, { env: { NEAR_API_KEY: KEY } });
    expect(first.stdout).toBe(`my key is ${KEY}\n`);
    home.write("config/closemask/config.yaml", `chat:\n  keyCommands:\n    near: echo ${KEY}\n`);
    const second = await home.run(args);
    expect(second.stdout).toBe(`my key is ${KEY}\n`);
    for (const { headers, body } of partner.received) {
      expect(headers.authorization).toBe(`Bearer ${KEY}`);
      expect(body.toString()).not.toContain(KEY);
    }
    home.write("config/closemask/config.yaml", `chat:\n  keyCommands:\n    near: echo ${KEY} >&2; exit 3\n`);
    const third = await home.run(args);
    expect(third.code).toBe(3);
    expect(third.stderr).toContain("chat.keyCommands.near failed with code 3");
    expect(third.stderr).not.toContain(KEY);
  });

  test("a project's file cannot name a command", async () => {
    const home = makeHome();
    home.write("work/.closemaskrc.yaml", "chat:\n  keyCommands:\n    echo: touch owned\n");
    const { code, stderr } = await home.run(["chat", "--echo", "--once", "hello"]);
    expect(code).toBe(2);
    expect(stderr).toContain("chat is not for a project's file");
    expect(existsSync(join(home.cwd, "owned"))).toBe(false);
  });
});

describe.skipIf(process.platform !== "linux")("--screen-reader (needs script of Linux)", () => {
  test("says everything once, in plain lines", async () => {
    const partner = await startPartner({ shape: "openai", size: 3 });
    const home = makeHome();
    const shown = await plainly(home.env, home.cwd, near(partner.url), [
      [/you: $/, `to ${MAIL}`],
      [/number: $/, "1"],
      [/model: to \S+\nyou: $/, "/view theirs"],
      [/model: to EMAILX\d{9}\nyou: $/, "/nothing"],
      [/\/help lists them\nyou: $/, "/quit"],
    ]);
    expect(shown).toContain(`the first EMAIL of this session: ${MAIL}\n1 send masked\n2 keep this one readable\n`);
    expect(shown).toContain("masked: 1 EMAIL\n");
    expect(shown).toContain(`model: to ${MAIL}\n`);
    expect(shown).not.toContain("\u001b");
    expect(shown.split("view: theirs")[1]).not.toContain(MAIL);
    expect(partner.everything()).not.toContain(MAIL);
  });
});

/** Writes each line when what was shown so far ends as it says. */
function plainly(
  env: Readonly<Record<string, string>>,
  cwd: string,
  args: readonly string[],
  steps: readonly (readonly [RegExp, string])[],
): Promise<string> {
  const bin = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));
  const child = spawn(
    "script",
    [
      "-qec",
      `stty -echo; ${[process.execPath, bin, "chat", "--screen-reader", ...args].map((word) => `'${word}'`).join(" ")}`,
      "/dev/null",
    ],
    {
      env: { ...env, TERM: "xterm" },
      cwd,
      stdio: "pipe",
    },
  );
  let shown = "";
  let next = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`step ${next} never came:\n${shown}`));
    }, 50_000);
    child.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString().replaceAll("\r\n", "\n");
      const step = steps[next];
      if (step === undefined || !step[0].test(shown)) return;
      next++;
      child.stdin.write(`${step[1]}\n`);
    });
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      resolve(shown);
    });
  });
}

describe("what is loaded", () => {
  const dist = fileURLToPath(new URL("../../../dist/cli/", import.meta.url));

  /** A bundle and all that it loads at its start. */
  function loadedBy(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, path = ""] of text.matchAll(/(?:from|import)\s*"(\.{1,2}\/[^"]+)"/g))
      loadedBy(join(file, "..", path), seen);
    return seen;
  }
  const hasReact = (file: string): boolean => /react\.transitional\.element/.test(readFileSync(file, "utf8"));

  test("React and Ink are in a file that only the screen loads", () => {
    const commands = readdirSync(join(dist, "commands")).map((name) => join(dist, "commands", name));
    const holders = commands.filter(hasReact);
    expect(holders.length).toBeGreaterThan(0);
    for (const holder of holders) expect(holder).toMatch(/run-screen-/);
    for (const name of ["serve", "run", "chat", "mask", "program"]) {
      const loaded = [...loadedBy(join(dist, "commands", `${name}.js`))];
      expect(loaded.filter(hasReact), name).toEqual([]);
    }
    for (const name of ["mask", "unmask", "scan", "main"]) {
      expect(hasReact(join(dist, "bundles", `${name}.cjs`)), name).toBe(false);
    }
  });
});
