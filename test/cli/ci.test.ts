// What continuous integration runs: the steps of action.yml, the hook, and every script of docs/ci.md, in a shell, with the
// built program.

import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/tree/commands.ts";
import { optionParts } from "../../src/cli/tree/spec.ts";
import { ROOT, readPage } from "../docs/markdown.ts";
import { type Home, makeHome } from "./run.ts";

const posix = describe.skipIf(process.platform === "win32");
const scan = COMMANDS.find(({ name }) => name === "scan");
const TOKEN = `dep${"loy".repeat(3)}-Q7`;
const SECRETS = { DEPLOY_TOKEN: TOKEN, CI_JOB_TOKEN: `job${"x".repeat(3)}-4711Zz`, OTHER_PASSWORD: "pass word 12" };
const LEAK = new RegExp([...Object.values(SECRETS), "bob@acme"].join("|"));

interface Shell {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A home with a project to build in it, and `closemask`, `node` and an `npm` that installs from here on its path. */
function makeProject(): Home & { shell(script: string, env?: Readonly<Record<string, string>>): Promise<Shell> } {
  const home = makeHome();
  const bin = join(home.path, "bin");
  const program = (name: string, text: string): void => {
    chmodSync(home.write(`bin/${name}`, `#!/bin/sh\n${text}\n`), 0o755);
  };
  program("closemask", `exec "${process.execPath}" "${join(ROOT, "bin/closemask.js")}" "$@"`);
  program(
    "npm",
    `[ "$1" = install ] || exit 9
echo "npm $*" >> "${home.path}/npm.log"
[ "$2" = --global ] && exit 0
mkdir -p "$3/node_modules" && ln -sfn "${ROOT}" "$3/node_modules/closemask"`,
  );
  symlinkSync(process.execPath, join(bin, "node"));
  home.write(
    "work/Makefile",
    `test:
\t@echo "testing as bob@acme.com with $$DEPLOY_TOKEN"
\t@echo "$$CI_JOB_TOKEN, $$OTHER_PASSWORD" >&2
\t@test -z "$$FAIL" || exit 1
deploy:
\t@echo "deploying with $$DEPLOY_TOKEN"; env | grep ACTION_ || true
`,
  );
  chmodSync(home.write("work/fetch-token", `#!/bin/sh\necho ${TOKEN}\n`), 0o755);
  return {
    ...home,
    shell: (script, env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
          cwd: home.cwd,
          env: { ...home.env, ...env, PATH: `${bin}:${home.env.PATH}` },
          stdio: "pipe",
        });
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (chunk: Buffer) => {
          stdout += chunk.toString();
        });
        child.stderr.on("data", (chunk: Buffer) => {
          stderr += chunk.toString();
        });
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, stdout, stderr }));
        child.stdin.end();
      }),
  };
}

interface Step {
  readonly id: string;
  readonly if?: string;
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = load(readFileSync(join(ROOT, "action.yml"), "utf8")) as Action;

/** Runs the steps as a runner does: expressions, conditions, outputs by file. Ends at the first that fails. */
async function runAction(
  project: ReturnType<typeof makeProject>,
  given: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Shell & { outputs: Readonly<Record<string, string>> }> {
  const inputs = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
  Object.assign(inputs, given);
  const outputs: Record<string, string> = {};
  const value = (expression: string): string => {
    for (const part of expression.split("||").map((one) => one.trim())) {
      const found = part.startsWith("inputs.") ? inputs[part.slice(7)] : outputs[part];
      if (found !== undefined && found !== "") return found;
    }
    return "";
  };
  const filled = (text: string): string =>
    text.replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => value(expression.trim()));
  let last: Shell = { code: 0, stdout: "", stderr: "" };
  for (const step of action.runs.steps) {
    const condition = /^(\S+) == '(\w+)'$/.exec(step.if ?? "");
    if (step.if !== undefined && condition === null) throw new Error(`cannot judge ${step.if}`);
    if (condition !== null && value(condition[1] as string) !== condition[2]) continue;
    expect([step.shell, step.run.includes("${{")]).toEqual(["bash", false]);
    const written = project.write(`outputs-${step.id}`, "");
    const own = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, filled(text)]));
    const where = step["working-directory"] === undefined ? "." : filled(step["working-directory"]);
    const temp = join(project.path, "temp");
    mkdirSync(temp, { recursive: true });
    const runner = { GITHUB_OUTPUT: written, RUNNER_TEMP: temp };
    const result = await project.shell(`cd '${where}'\n${step.run}`, { ...env, ...runner, ...own });
    last = { code: result.code, stdout: last.stdout + result.stdout, stderr: last.stderr + result.stderr };
    for (const line of readFileSync(written, "utf8").split("\n")) {
      const at = line.indexOf("=");
      if (at > 0) outputs[`steps.${step.id}.outputs.${line.slice(0, at)}`] = line.slice(at + 1);
    }
    if (result.code !== 0) break;
  }
  return {
    ...last,
    outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, output]) => [name, filled(output.value)])),
  };
}

posix("action.yml (not on Windows)", () => {
  test("is a composite action whose expressions stand in env and conditions only", () => {
    expect(action.runs.using).toBe("composite");
    const used = JSON.stringify(action.runs.steps).match(/inputs\.[\w-]+/g) ?? [];
    expect([...new Set(used.map((name) => name.slice(7)))].sort()).toEqual(Object.keys(action.inputs).sort());
    for (const { description } of Object.values(action.inputs)) expect(description).not.toBe("");
  });

  test("masks what the commands write, and leaves their environment as it is", async () => {
    const project = makeProject();
    const { code, stdout, stderr, outputs } = await runAction(project, { run: "make test\nmake deploy\n" }, SECRETS);
    expect(stdout).toBe("testing as [EMAIL] with [API_TOKEN]\ndeploying with [API_TOKEN]\n");
    expect(stderr).toBe("[API_TOKEN], [PASSWORD]\n");
    expect([code, outputs["exit-code"]]).toEqual([0, "0"]);
    const installed = readFileSync(join(project.path, "npm.log"), "utf8");
    expect(installed).toMatch(/^npm install --prefix \S+ .*--ignore-scripts closemask@latest\n$/);
  });

  test("keeps the exit code, stops at the first command that fails, and takes arguments", async () => {
    const project = makeProject();
    const given = {
      run: "make test FAIL=1 2>&1 | cat\necho not reached",
      args: "--except\nEMAIL\n--stats",
      level: "strict",
      "secrets-env": "DEPLOY_*",
    };
    const { code, stdout, stderr, outputs } = await runAction(project, given, { ...SECRETS, FAIL: "1" });
    expect(stdout).toContain("testing as bob@acme.com with [API_TOKEN]");
    expect(stdout).toContain("pass word 12");
    expect(stdout).not.toContain("not reached");
    expect(stderr).toContain("closemask: masked ");
    expect([code, outputs["exit-code"]]).toEqual([2, "2"]);
  });

  test("can be restored with a key", async () => {
    const project = makeProject();
    const { stdout } = await runAction(project, { run: "make test 2>/dev/null", redact: "false" }, SECRETS);
    expect(stdout).toMatch(/^testing as \$\{EMAIL_\w+\} with \$\{API_TOKEN_\w+\}\n$/);
    expect((await project.run(["unmask"], { input: stdout })).stdout).toBe(`testing as bob@acme.com with ${TOKEN}\n`);
  });

  test("uses a newer Node of the runner's cache where the own one is too old, and says so where there is none", async () => {
    const project = makeProject();
    // The own one fails the question that the step asks.
    chmodSync(project.write("old/node", "#!/bin/sh\nexit 1\n"), 0o755);
    const cached = join(project.path, "tools/node/24.99.0/x64/bin");
    mkdirSync(cached, { recursive: true });
    symlinkSync(process.execPath, join(cached, "node"));
    const before = project.shell;
    const old = {
      ...project,
      shell: (script: string, env = {}) => before(`PATH="${join(project.path, "old")}:$PATH"\n${script}`, env),
    };
    const found = await runAction(
      old,
      { run: "echo bob@acme.com" },
      { RUNNER_TOOL_CACHE: join(project.path, "tools") },
    );
    expect([found.code, found.stdout]).toEqual([0, "[EMAIL]\n"]);
    const none = await runAction(old, { run: "echo bob@acme.com" });
    expect(none.code).toBe(2);
    expect(none.stdout).toContain("::error::closemask: needs Node.js 24.15 or newer");
  });

  test("refuses another mode", async () => {
    const { code, stdout } = await runAction(makeProject(), { mode: "both" });
    expect([code, stdout]).toEqual([2, "::error::closemask: mode is mask or scan\n"]);
  });

  test.runIf(scan !== undefined)("scans, writes SARIF and fails on findings unless told otherwise", async () => {
    const project = makeProject();
    project.write("work/src/a.txt", "mail bob@acme.com\n");
    project.write("work/clean/b.txt", "nothing here\n");
    const found = await runAction(project, { mode: "scan", paths: "src\nclean" });
    expect([found.code, found.outputs["exit-code"]]).toEqual([1, "1"]);
    const { sarif = "" } = found.outputs;
    expect(JSON.parse(readFileSync(sarif, "utf8"))).toMatchObject({ version: "2.1.0" });
    expect(found.stdout).toContain("::");
    expect(found.stdout).not.toContain("bob@acme");
    const told = await runAction(project, { mode: "scan", paths: "src", fail: "false" });
    expect([told.code, told.outputs["exit-code"]]).toEqual([0, "1"]);
    const clean = await runAction(project, { mode: "scan", paths: "clean" });
    expect([clean.code, clean.outputs["exit-code"]]).toEqual([0, "0"]);
  });
});

describe("the hook for pre-commit", () => {
  const [hook] = load(readFileSync(join(ROOT, ".pre-commit-hooks.yaml"), "utf8")) as Record<string, unknown>[];

  test("runs once, without file names, on a Node that is new enough", () => {
    expect(hook).toMatchObject({ id: "closemask", language: "node", pass_filenames: false });
    const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(`>=${hook?.language_version}`).toBe(`${engines.node}.0`);
  });

  test.runIf(scan !== undefined)("names a command and flags that exist", () => {
    const [program, name, ...flags] = String(hook?.entry).split(" ");
    expect([program, name]).toEqual(["closemask", "scan"]);
    const known = (scan?.options ?? []).map((option) => optionParts(option).long);
    expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
  });
});

posix("docs/ci.md (not on Windows)", () => {
  const { blocks, text } = readPage("docs/ci.md");
  const shell = blocks.filter(({ language }) => language === "sh").map(({ code }) => code);
  const yaml = blocks
    .filter(({ language }) => language === "yml")
    .map(({ code }) => load(code) as Record<string, unknown>);

  /** Everything that a job writes, and how it ends. */
  async function runScripts(
    scripts: readonly string[],
    env: Readonly<Record<string, string>> = SECRETS,
  ): Promise<Shell> {
    return await makeProject().shell(scripts.join("\n"), env);
  }

  test("has recipes of each kind", () => {
    expect(shell.length).toBeGreaterThanOrEqual(2);
    expect(yaml).toHaveLength(5);
  });

  test.each(shell.map((code) => [code.trim().split("\n").at(-1) as string, code]))("%s", async (_, code) => {
    const { stdout, stderr, code: ended } = await runScripts([code]);
    expect(stdout + stderr).toContain("testing as [EMAIL] with [API_TOKEN]\n");
    expect(stdout + stderr).toContain("[API_TOKEN], pass word 12\n");
    expect(stdout + stderr).not.toMatch(/bob@acme|Zz|-Q7/);
    expect(ended).toBe(0);
    expect((await runScripts([code], { ...SECRETS, FAIL: "1" })).code).toBe(2);
  });

  test("GitHub Actions", async () => {
    const { jobs } = yaml[0] as { jobs: { test: { steps: { uses?: string; with?: Record<string, string> }[] } } };
    const step = jobs.test.steps.at(-1);
    expect(step?.uses).toMatch(/\/closemask@/);
    const { code, stdout, stderr } = await runAction(makeProject(), step?.with ?? {}, SECRETS);
    expect(code).toBe(0);
    expect(stdout).toContain("deploying with [API_TOKEN]");
    expect(stdout + stderr).not.toMatch(LEAK);
  });

  test("values that are declared in a step of their own", async () => {
    const project = makeProject();
    const [declare, deploy] = (yaml[1] as { steps: { run: string }[] }).steps.map(({ run }) => run);
    const env = project.write("env", "");
    const first = await project.shell(declare as string, { GITHUB_ENV: env });
    // The runner reads and swallows this line.
    expect(first.stdout).toBe(`::add-mask::${TOKEN}\n`);
    const set = Object.fromEntries([readFileSync(env, "utf8").trim().split("=")]) as Record<string, string>;
    const { code, stdout } = await project.shell(deploy as string, set);
    expect([code, stdout]).toEqual([0, "deploying with [API_TOKEN]\n"]);
  });

  test("GitLab CI", async () => {
    const { before_script, script } = (yaml[2] as { test: { before_script: string[]; script: string[] } }).test;
    const { code, stdout, stderr } = await runScripts([...before_script, ...script]);
    expect(code).toBe(0);
    expect(stdout).toBe("testing as [EMAIL] with [API_TOKEN]\n");
    expect(stderr).toBe("[API_TOKEN], [PASSWORD]\n");
    expect((await runScripts([...before_script, ...script], { ...SECRETS, FAIL: "1" })).code).toBe(2);
  });

  test("Azure Pipelines", async () => {
    const [step] = (yaml[3] as { steps: { bash: string }[] }).steps;
    const { code, stdout } = await runScripts([step?.bash ?? "exit 9"]);
    expect([code, stdout]).toEqual([0, "testing as [EMAIL] with [API_TOKEN]\n"]);
  });

  test("the inputs of the action are its own", () => {
    const rows = [...text.matchAll(/^\| (`[\w-]+`(?:, `[\w-]+`)*) \| [^|]* \|(.*)\|$/gm)];
    const named = rows.flatMap(([, names = ""]) => [...names.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name));
    expect(named.sort()).toEqual(Object.keys(action.inputs).sort());
    for (const [, names = "", shown = ""] of rows) {
      const [name = ""] = names.replaceAll("`", "").split(", ");
      expect([name, shown.replace(/[`,]/g, "").trim()]).toEqual([
        name,
        action.inputs[name]?.default.trim().replaceAll("\n", " "),
      ]);
    }
  });
});
