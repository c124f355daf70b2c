// What `scan` prints, in each format: where values stand, and never the values.

import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KINDS } from "../../../src/detect/kinds.ts";
import { RULES } from "../../../src/detect/rules/index.ts";
import { readPage } from "../../docs/markdown.ts";
import { expectNoValue, SECRETS, secretText, shell } from "../filter/kit.ts";
import { type Home, makeHome } from "../run.ts";
import { addressOf, readLines } from "./kit.ts";

const FORMATS = ["text", "json", "ndjson", "sarif", "github", "gitlab"];
const FOUND = ["EMAIL", "GITHUB_TOKEN", "PASSWORD", "PHONE", "CREDIT_CARD"];

function homeWithSecrets(): Home {
  const home = makeHome({ key: false });
  home.write("work/secrets.txt", secretText());
  return home;
}

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

test.each(FORMATS)(
  "%s holds no value, on stdout and in a file, and exit code 1 says that there are some",
  async (format) => {
    const home = homeWithSecrets();
    const { code, stdout, stderr } = await home.run(["scan", "--format", format, "."]);
    expect(code).toBe(1);
    expect(stdout.length).toBeGreaterThan(100);
    for (const kind of FOUND) expect(stdout).toContain(kind === "CREDIT_CARD" && format === "text" ? "[CARD]" : kind);
    expectNoValue(stdout, format);
    expectNoValue(stderr, "stderr");
    const file = join(home.cwd, "report");
    const written = await home.run(["scan", "--format", format, "-o", file, "."]);
    expect([written.code, written.stdout]).toEqual([1, ""]);
    expectNoValue(readFileSync(file), "the report");
    // Times and nothing else differ between the two.
    const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, "");
    expect(timeless(readFileSync(file, "utf8"))).toBe(timeless(stdout));
  },
);

test("findings are those of mask --report", async () => {
  const home = homeWithSecrets();
  const text = `${secretText()}${addressOf("bob")}${secretText()}`;
  await home.run(["mask", "--redact", "--report", "report"], { input: text });
  const { stdout, code } = await home.run(["scan", "--format", "ndjson"], { input: text });
  expect(code).toBe(1);
  const reported = readLines(readFileSync(join(home.cwd, "report"), "utf8"));
  expect(reported.length).toBeGreaterThan(8);
  expect(
    readLines(stdout).map(({ file, kind, rule, start, end, line, confidence }) => {
      return { file, kind, rule, start, end, line, confidence };
    }),
  ).toEqual(reported);
});

describe("text", () => {
  test("is as docs/scan.md shows it", async () => {
    const shown = readPage("docs/scan.md").blocks.find(({ code }) => code.startsWith("$ closemask scan src"))?.code;
    const home = makeHome({ key: false });
    const mail = ["bob", "acme.com"].join("@");
    home.write("work/src/mail.ts", `// who gets the report\nconst to = "${mail}";\nsend(to);\n`);
    const { stdout, stderr } = await home.run(["scan", "src"]);
    expect(`$ closemask scan src\n${stdout}${stderr}`).toBe(shown);
  });

  test.skipIf(!hasScript())("has colours on a terminal (needs script of util-linux)", async () => {
    const home = makeHome({ key: false });
    home.write("work/a.txt", `${addressOf("bob")}next\n`);
    const run = `script -qec "'$1' '$2' scan a.txt" /dev/null`;
    const colored = (await shell(home, run)).stdout;
    expect(colored).toContain("\u001b[31m^^^^^^^\u001b[0m");
    // Without them it is the same text.
    const start = String.fromCharCode(27);
    const written = colored.replaceAll("\r\n", "\n").replace(new RegExp(`${start}\\[[\\d?]*[A-Za-z]`, "g"), "");
    // On a busy machine progress is shown first, and written over.
    const plain = written.replace(/[^\n]*\r/g, "");
    const { stdout, stderr } = await home.run(["scan", "a.txt"]);
    expect(plain).toBe(stdout + stderr);
    expect((await shell(home, `NO_COLOR=1 ${run}`)).stdout).not.toContain(start);
  });

  test("shows place, rule and lines around, with a caret under the covered value", async () => {
    const home = makeHome({ key: false });
    home.write("work/src/app.ts", `// one\n\tconst 邮箱 = "${SECRETS.email}"; // two\n// three\n// four\n`);
    const { stdout, stderr } = await home.run(["scan", "src"]);
    expect(stdout).toBe(
      [
        "src/app.ts:2:14: EMAIL (rule email, confidence 0.90)",
        "   1 | // one",
        '   2 | \tconst 邮箱 = "[EMAIL]"; // two',
        "     | \t              ^^^^^^^",
        "   3 | // three",
        "",
        "",
      ].join("\n"),
    );
    expect(stderr).toMatch(/^closemask: found 1 value \(1 EMAIL\) in 1 file, \d+ B\n$/);
  });

  test("--context says how many lines, --show-values shows the value", async () => {
    const home = makeHome({ key: false });
    const input = `1\n2\n${SECRETS.email}\n4\n5\n`;
    const bare = await home.run(["scan", "--context", "0", "--show-values"], { input });
    expect(bare.stdout.split("\n").slice(1, 3)).toEqual([
      `   3 | ${SECRETS.email}`,
      `     | ${"^".repeat(SECRETS.email.length)}`,
    ]);
    const wide = await home.run(["scan", "--context", "2"], { input });
    expect(wide.stdout.split("\n").slice(1, 7)).toEqual([
      "   1 | 1",
      "   2 | 2",
      "   3 | [EMAIL]",
      "     | ^^^^^^^",
      "   4 | 4",
      "   5 | 5",
    ]);
    expect((await home.run(["scan", "--context", "21"], { input })).code).toBe(2);
  });

  test("what --only leaves out is covered all the same", async () => {
    const home = homeWithSecrets();
    const { stdout } = await home.run(["scan", "--only", "GITHUB_TOKEN", "--context", "20", "secrets.txt"]);
    expectNoValue(stdout, "the text");
    expect(stdout.match(/confidence/g)).toHaveLength(1);
    expect(stdout).toContain("mail [EMAIL] now");
  });

  test("a line that changes the terminal, and a name that does, are made harmless", async () => {
    const home = makeHome({ key: false });
    home.write("work/a\u001b[31m\nb.txt", `\u001b]0;title\u0007 ${SECRETS.email}\n`);
    const { stdout } = await home.run(["scan", "."]);
    expect(stdout).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(stdout.split("\n")[0]).toContain("a\ufffd[31m\ufffdb.txt:1:");
  });
});

test("json is one object with a summary, ndjson a line a finding", async () => {
  const home = homeWithSecrets();
  const json = JSON.parse((await home.run(["scan", "--format", "json", "."])).stdout);
  const lines = readLines((await home.run(["scan", "--format", "ndjson", "."])).stdout);
  expect(json.findings).toEqual(lines);
  expect(json.summary).toEqual({
    files: 1,
    bytes: statSync(join(home.cwd, "secrets.txt")).size,
    findings: FOUND.length,
    kinds: Object.fromEntries(FOUND.map((kind) => [kind, 1])),
    skipped: { binary: 0, archives: 0 },
    known: 0,
    allowed: 0,
    failures: [],
  });
  expect(lines.map(({ kind, line }) => [kind, line])).toEqual(FOUND.map((kind, i) => [kind, i + 1]));
  const shown = await home.run(["scan", "--format", "json", "--show-values", "."]);
  expect(JSON.parse(shown.stdout).findings.map(({ value }: { value: string }) => value)).toEqual(
    Object.values(SECRETS),
  );
});

test("-o - is stdout", async () => {
  const home = homeWithSecrets();
  const plain = await home.run(["scan", "--format", "ndjson", "."]);
  expect((await home.run(["scan", "--format", "ndjson", "-o", "-", "."])).stdout).toBe(plain.stdout);
});

test("json without findings is valid too", async () => {
  const home = makeHome({ key: false });
  for (const format of ["json", "sarif", "gitlab"]) {
    const { code, stdout } = await home.run(["scan", "--format", format], { input: "nothing here\n" });
    expect(code).toBe(0);
    expect(() => JSON.parse(stdout)).not.toThrow();
  }
});

test("--show-values is refused for formats that go to other services, and makes a file private", async () => {
  const home = homeWithSecrets();
  for (const format of ["sarif", "github", "gitlab"]) {
    const { code, stdout, stderr } = await home.run(["scan", "--show-values", "--format", format, "."]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--show-values");
  }
  await home.run(["scan", "--show-values", "-o", "report", "."]);
  if (process.platform !== "win32") expect(statSync(join(home.cwd, "report")).mode & 0o777).toBe(0o600);
});

describe("sarif", () => {
  const require = createRequire(import.meta.url);

  /** Faults by the schema of SARIF 2.1.0. */
  function faultsOf(log: unknown): string[] {
    // CommonJS packages, and a schema of draft 4, which allows expressions without the flag u.
    const { default: Ajv } = require("ajv-draft-04") as { default: new (options: object) => Validator };
    const { default: addFormats } = require("ajv-formats") as { default: (validator: Validator) => void };
    const validator = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
    addFormats(validator);
    const validate = validator.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"));
    validate(log);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  }

  interface Validator {
    compile(schema: unknown): {
      (value: unknown): boolean;
      errors?: { instancePath: string; message: string }[] | null;
    };
  }

  test("is valid by the schema of SARIF 2.1.0", async () => {
    const home = homeWithSecrets();
    home.write("work/an odd näme%.txt", addressOf("eve"));
    const { stdout } = await home.run(["scan", "--format", "sarif", ".", "missing.txt"]);
    const log = JSON.parse(stdout);
    expect(faultsOf(log)).toEqual([]);
    expect(faultsOf({ ...log, version: "2.0.0" })).not.toEqual([]);
    expect(faultsOf({ ...log, runs: [{ ...log.runs[0], tool: {} }] })).not.toEqual([]);
    expect(faultsOf(JSON.parse((await home.run(["scan", "--format", "sarif"])).stdout))).toEqual([]);
  });

  test("names rules, places and fingerprints, and what could not be read", async () => {
    const home = homeWithSecrets();
    home.write("work/an odd näme%.txt", addressOf("eve"));
    const { code, stdout } = await home.run(["scan", "--format", "sarif", ".", "missing.txt"]);
    expect(code).toBe(2);
    const [run] = JSON.parse(stdout).runs;
    const { rules } = run.tool.driver;
    const [result] = run.results;
    expect(rules[result.ruleIndex].id).toBe(result.ruleId);
    const rule = RULES.find(({ id }) => id === result.ruleId);
    expect(rules[result.ruleIndex].shortDescription.text).toBe(rule?.description);
    expect(result).toMatchObject({
      ruleId: "email",
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "an%20odd%20n%C3%A4me%25.txt", uriBaseId: "%SRCROOT%" },
            region: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 18 },
          },
        },
      ],
    });
    const prints = run.results.map(
      (found: { partialFingerprints: object }) => Object.values(found.partialFingerprints)[0],
    );
    expect(new Set(prints).size).toBe(FOUND.length + 1);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{32}$/);
    expect(run.invocations[0].executionSuccessful).toBe(false);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain("missing.txt");
  });

  test("fingerprints stay when lines move", async () => {
    const home = makeHome({ key: false });
    const prints = async (text: string): Promise<unknown[]> => {
      home.write("work/a.txt", text);
      const { results } = JSON.parse((await home.run(["scan", "--format", "sarif", "a.txt"])).stdout).runs[0];
      return results.map((found: { partialFingerprints: object }) => found.partialFingerprints);
    };
    const before = await prints(secretText() + secretText());
    expect(new Set(before.map((print) => JSON.stringify(print))).size).toBe(2 * FOUND.length);
    expect(await prints(`a new line\n${secretText()}\n\n${secretText()}`)).toEqual(before);
  });
});

test("a file that was named by its whole path is known by its place in the working folder", async () => {
  const home = makeHome({ key: false });
  home.write("work/sub/a.txt", addressOf("bob"));
  for (const format of ["sarif", "github", "gitlab"]) {
    const relative = await home.run(["scan", "--format", format, "sub"]);
    const absolute = await home.run(["scan", "--format", format, home.cwd]);
    const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT[\d:.]+/g, "");
    expect(timeless(absolute.stdout)).toBe(timeless(relative.stdout));
  }
  const outside = await home.run(["scan", "--format", "sarif", join(home.cwd, "sub")], { cwd: home.path });
  expect(outside.stdout).toContain('"uri":"work/sub/a.txt"');
  const other = await home.run(["scan", "--format", "sarif", join(home.cwd, "sub")], {
    cwd: home.env.XDG_CACHE_HOME ?? "/",
  });
  expect(other.stdout).toMatch(/"uri":"file:\/\/\/[^"]+\/work\/sub\/a\.txt"/);
});

test("github writes one workflow command a finding, escaped", async () => {
  const home = makeHome({ key: false });
  home.write("work/a,b:c%\n.txt", addressOf("bob"));
  const { stdout } = await home.run(["scan", "--format", "github", "."]);
  const about = KINDS.find(({ kind }) => kind === "EMAIL")?.description;
  expect(stdout).toBe(
    `::error file=a%2Cb%3Ac%25%0A.txt,line=1,endLine=1,col=6,endColumn=18,title=closemask%3A EMAIL::${about} (EMAIL), found by rule email with confidence 0.90\n`,
  );
});

describe("gitlab", () => {
  /** The parts of format 15 that must be there, by its schema. */
  test("has the form of a secret detection report", async () => {
    const home = homeWithSecrets();
    const commit = "0123456789abcdef".repeat(3).slice(0, 40);
    const { stdout } = await home.run(["scan", "--format", "gitlab", "."], { env: { CI_COMMIT_SHA: commit } });
    const { version, schema, scan, vulnerabilities } = JSON.parse(stdout);
    expect(version).toMatch(/^15\.\d+\.\d+$/);
    expect(schema).toContain(`/v${version}/dist/secret-detection-report-format.json`);
    expect(scan).toMatchObject({ type: "secret_detection", status: "success" });
    for (const tool of [scan.analyzer, scan.scanner]) {
      expect(tool).toEqual({
        id: "closemask",
        name: "closemask",
        version: expect.any(String),
        vendor: { name: "closemask" },
      });
    }
    for (const time of [scan.start_time, scan.end_time]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    expect(vulnerabilities).toHaveLength(FOUND.length);
    expect(new Set(vulnerabilities.map(({ id }: { id: string }) => id)).size).toBe(FOUND.length);
    for (const [i, found] of vulnerabilities.entries()) {
      expect(found.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(["Critical", "High", "Medium"]).toContain(found.severity);
      expect(found.identifiers).toHaveLength(1);
      expect(found.location).toEqual({
        file: "secrets.txt",
        start_line: i + 1,
        end_line: i + 1,
        commit: { sha: commit },
      });
      expect(found).not.toHaveProperty("raw_source_code_extract");
    }
  });
});
