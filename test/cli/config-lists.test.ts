// Allow and deny lists, thresholds and own rules of the configuration, as the filter applies them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { globTest } from "../../src/cli/config/glob.ts";
import { type Home, makeHome } from "./run.ts";

const FILE = "config/closemask/config.yaml";

async function mask(home: Home, input: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await home.run(["mask", "--redact", ...args], { input });
  expect([stderr, code]).toEqual(["", 0]);
  return stdout;
}

describe("globs", () => {
  test.each([
    ["*.txt", ["a.txt", "x/y/a.txt", "/far/a.txt", ".txt"], ["a.txt.bak", "a.md"]],
    ["docs/*.md", ["docs/a.md", "./docs/a.md", "/project/docs/a.md"], ["docs/x/a.md", "x/docs/a.md", "a.md"]],
    ["docs/**", ["docs/a", "docs/x/.y/z"], ["docs", "other/docs/a"]],
    ["**/test/*", ["test/a", "x/y/test/a"], ["test/a/b", "contest/a"]],
    ["fixtures/", ["fixtures/a", "fixtures/b/c"], ["fixtures", "x/fixtures/a"]],
    ["src/**/a.ts", ["src/a.ts", "src/x/y/a.ts"], ["src/xa.ts"]],
    ["{a,b}.t?t", ["a.txt", "b.tt" + "t"], ["c.txt", "a.t/t", "{a,b}.txt"]],
    ["[a-c]x[!0-9].log", ["axx.log", "cx_.log"], ["dxx.log", "ax1.log"]],
    ["a.b+c(d)", ["a.b+c(d)"], ["aXb+c(d)", "a.bbc(d)"]],
    ["/srv/**", ["/srv/a/b"], ["srv/a"]],
    ["[unclosed", ["[unclosed"], ["u"]],
  ])("%s", (glob, yes, no) => {
    const matches = globTest([glob], "/project");
    expect(yes.filter((path) => !matches(path))).toEqual([]);
    expect(no.filter(matches)).toEqual([]);
  });
});

describe("allow", () => {
  test("takes values, patterns for whole values, kinds and categories", async () => {
    const home = makeHome();
    home.write(
      FILE,
      String.raw`
allow:
  - '*@example.com'
  - { pattern: '(?:dev|test)\d*@acme\.com', flags: i }
  - { pattern: '1?381234\d+|.*李.*@.*', kind: CONTACT }
  - { value: '8.8.*', kind: IP }
`,
    );
    expect(await mask(home, "a@example.com DEV7@acme.com xdev7@acme.com dev@acme.com.cn\n")).toBe(
      "a@example.com DEV7@acme.com [EMAIL] [EMAIL]\n",
    );
    expect(await mask(home, "call 13812345678 or 13912345678, dns 8.8.4.4 not 9.9.9.9\n")).toBe(
      "call 13812345678 or [PHONE], dns 8.8.4.4 not [IP]\n",
    );
  });

  test("may be limited to files, and everything in a file may be allowed", async () => {
    const home = makeHome();
    home.write(
      FILE,
      "allow: [{ value: 'bob@*', files: ['docs/*.md'] }, { files: ['fixtures/', '*.golden'] }]\ndeny: [{ value: Nightjar }]\n",
    );
    const text = "bob@acme.com al@acme.com Nightjar\n";
    for (const name of ["docs/a.md", "docs/b.txt", "fixtures/x/y", "z.golden"]) home.write(`work/${name}`, text);
    const masked = async (file: string): Promise<string> => (await home.run(["mask", "--redact", file])).stdout;
    expect(await masked("docs/a.md")).toBe("bob@acme.com [EMAIL] [CUSTOM]\n");
    expect(await masked("docs/b.txt")).toBe("[EMAIL] [EMAIL] [CUSTOM]\n");
    expect(await masked("fixtures/x/y")).toBe("bob@acme.com al@acme.com [CUSTOM]\n");
    expect(await masked(join(home.cwd, "z.golden"))).toBe("bob@acme.com al@acme.com [CUSTOM]\n");
    expect(await mask(home, text)).toBe("[EMAIL] [EMAIL] [CUSTOM]\n");
    const all = await home.run(["mask", "--redact", "docs/a.md", "docs/b.txt", "docs/a.md"]);
    expect(all.stdout).toBe("bob@acme.com [EMAIL] [CUSTOM]\n[EMAIL] [EMAIL] [CUSTOM]\nbob@acme.com [EMAIL] [CUSTOM]\n");
    expect((await home.run(["mask", "--redact", "-i", "docs/a.md"])).code).toBe(0);
    expect(readFileSync(join(home.cwd, "docs/a.md"), "utf8")).toBe("bob@acme.com [EMAIL] [CUSTOM]\n");
  });
});

describe("deny", () => {
  test("masks texts and patterns as a kind, whatever is allowed", async () => {
    const home = makeHome();
    home.write(
      FILE,
      String.raw`
deny:
  - { value: Project Nightjar, kind: CODENAME }
  - { pattern: '\bACME-\d{4}\b', flags: i, kind: TICKET }
  - { pattern: 'ops@\S+', kind: EMAIL }
  - { value: secret.cfg, files: ['*.conf'] }
allow: ['*']
`,
    );
    const text = "Project Nightjar, acme-1234, ops@acme.com, bob@acme.com, secret.cfg\n";
    expect(await mask(home, text)).toBe("[CODENAME], [TICKET], [EMAIL] bob@acme.com, secret.cfg\n");
    home.write("work/a.conf", text);
    expect((await home.run(["mask", "--redact", "a.conf"])).stdout).toBe(
      "[CODENAME], [TICKET], [EMAIL] bob@acme.com, [CUSTOM]\n",
    );
  });

  test("of a kind that a policy keeps or flags leave out stays readable", async () => {
    const home = makeHome();
    home.write(FILE, "deny: [{ value: Nightjar, kind: CODENAME }, { pattern: 'X\\d\\d', kind: CODENAME }]\n");
    expect(await mask(home, "Nightjar X12 bob@acme.com\n", "--only", "EMAIL")).toBe("Nightjar X12 [EMAIL]\n");
    expect(await mask(home, "Nightjar X12 bob@acme.com\n", "--only", "CODENAME")).toBe(
      "[CODENAME] [CODENAME] bob@acme.com\n",
    );
  });
});

describe("thresholds", () => {
  test("of a kind come before those of its category and the level", async () => {
    const home = makeHome();
    const text = "via 10.1.2.3, 203.0.114.9, password: hunterTwo99x, mail bob@acme.com\n";
    expect(await mask(home, text)).toContain("10.1.2.3, [IP]");
    home.write(FILE, "policies: { NETWORK: { threshold: 0.25 }, EMAIL: { threshold: 1 } }\n");
    expect(await mask(home, text)).toContain("via [IP], [IP], password: [PASSWORD], mail bob@acme.com");
    home.write(FILE, "policies: { NETWORK: { threshold: 0.25 }, IP: { threshold: 0.99 } }\n");
    expect(await mask(home, text)).toContain("via 10.1.2.3, 203.0.114.9, password: [PASSWORD], mail [EMAIL]");
    const { stdout } = await home.run(["explain", "--json", "-"], { input: "203.0.114.9" });
    expect(JSON.parse(stdout)[0].why).toBe("below the threshold of IP, which asks for 0.99");
  });

  test("a project's file may lower one, and never raise it or loosen an action", async () => {
    const home = makeHome();
    home.write(FILE, "policies: { CREDENTIAL: { action: block, threshold: 0.6 }, EMAIL: { threshold: 0.7 } }\n");
    home.write(
      "work/.closemaskrc",
      "policies: { AWS_ACCESS_KEY: { threshold: 0.9 }, JWT: { threshold: 0.1 }, EMAIL: { threshold: 0.95 }, IP: { threshold: 0.9 } }\n",
    );
    const { stdout } = await home.run(["config", "show", "--json"]);
    const shown = new Map<string, unknown>(
      JSON.parse(stdout).map(({ path, value }: { path: string; value: unknown }) => [path, value]),
    );
    expect(shown.get("policies.AWS_ACCESS_KEY.action")).toBe("block");
    expect(shown.get("policies.AWS_ACCESS_KEY.threshold")).toBe(0.6);
    expect(shown.get("policies.JWT.threshold")).toBe(0.1);
    expect(shown.get("policies.EMAIL.threshold")).toBe(0.7);
    expect(shown.get("policies.IP.threshold")).toBe(0.5);
  });
});

describe("own rules", () => {
  test("may be switched off, and are described in the list", async () => {
    const home = makeHome();
    home.write(
      FILE,
      String.raw`
patterns:
  - { name: employee, kind: EMPLOYEE_ID, pattern: 'E\d{6}', description: number on the badge }
  - { name: mail-too, kind: EMAIL, pattern: 'at\[\w+\]', enabled: false }
`,
    );
    expect(await mask(home, "E123456 at[home]\n")).toBe("[EMPLOYEE_ID] at[home]\n");
    const rules: { id: string }[] = JSON.parse((await home.run(["rules", "list", "--json"])).stdout);
    expect(rules.filter(({ id }) => id === "employee" || id === "mail-too")).toEqual([
      {
        id: "employee",
        kind: "EMPLOYEE_ID",
        category: "CUSTOM",
        level: "strict",
        enabled: true,
        description: "number on the badge",
      },
      { id: "mail-too", kind: "EMAIL", category: "CONTACT", level: "strict", enabled: false },
    ]);
  });
});

test.each([
  "FINANCIAL",
  "CONTACT",
  "PERSONAL",
  "HEALTHCARE",
  "IDENTITY_US",
  "IDENTITY_INTL",
  "VEHICLE",
  "CORPORATE",
  "CREDENTIAL",
  "NETWORK",
  "CUSTOM",
])("the category %s is a name in policies, lists and flags", async (category) => {
  const home = makeHome();
  home.write(
    FILE,
    `policies: { ${category}: { threshold: 0.5 } }\nrules: { categories: [${category}] }\nallow: [{ value: x, kind: ${category} }]\n`,
  );
  const { code, stderr } = await home.run(["mask", "--redact", "--except", category.toLowerCase()], { input: "x\n" });
  expect([stderr, code]).toEqual(["", 0]);
});

describe("what is wrong in them", () => {
  test.each([
    ["allow: [{}]", /allow\[0\] says nothing that is allowed/],
    ["allow: [ok, { value: a, pattern: b }]", /allow\[1\] has a value and a pattern/],
    ["allow: [{ kind: EMAIL }]", /allow\[0\] says nothing that is allowed/],
    ["allow: [{ value: a, flags: i }]", /allow\[0\] has flags without a pattern/],
    ["allow: [{ value: a, kind: EMIAL }]", /allow names an unknown kind or category/],
    ["allow: [{ pattern: '(hush' }]", /the pattern allow\[0\] is not valid/],
    ["allow: [{ pattern: '(a+)+$hush' }, { pattern: '(?:x+x+)+y' }]", /the pattern allow\[\d\] is too slow/],
    ["allow: [{ valeu: hush }]", /allow\[0\]\.valeu is not a setting/],
    ["allow: [7]", /allow\[0\] is not one of the values it may have/],
    ["allow: [{ files: ['[z-a]*'] }]", /allow\[0\]\.files\[0\] is no file glob/],
    ["deny: [{ value: abcdef, files: [ok, '[z-a]*'] }]", /deny\[0\]\.files\[1\] is no file glob/],
    ["allow: [{ files: [] }]", /allow\[0\]\.files is empty/],
    ["deny: [{ kind: X_Y }]", /deny\[0\] needs either a value or a pattern/],
    ["deny: [{ value: abcdef, pattern: abc }]", /deny\[0\] needs either a value or a pattern/],
    ["deny: [{ pattern: 'h*' }]", /the pattern deny\[0\] matches empty text/],
    ["policies: { EMAIL: { threshold: 2 } }", /policies\.EMAIL\.threshold is not between 0 and 1/],
    ["patterns: [{ name: a, kind: AB, pattern: x, enabled: 1 }]", /patterns\[0\]\.enabled is not true or false/],
  ])("%s", async (text, message) => {
    const home = makeHome();
    home.write(FILE, `${text}\n`);
    const { code, stderr, stdout } = await home.run(["mask", "--redact"], { input: "bob@acme.com\n" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("hush");
    expect([code, stdout]).toEqual([2, ""]);
    const checked = await home.run(["config", "check"]);
    expect(checked.code).toBe(2);
    expect(checked.stderr).toMatch(message);
  });

  test.each([
    ["patterns: [{ name: own, kind: AB, pattern: '(hush' }]", "the pattern own is not valid"],
    ["deny: [{ value: abcdef }, { pattern: 'h*' }]", "the pattern deny[1] matches empty text"],
    ["deny: [{ value: hush }]", "deny[0].value has fewer than 6 bytes"],
    ["deny: [{ kind: X_Y }]", "deny[0] needs either a value or a pattern"],
  ])("is said with the file, and with the place in that file: %s", async (text, message) => {
    const home = makeHome();
    home.write(FILE, "deny: [{ value: uvwxyz }]\npatterns: [{ name: fine, kind: CD, pattern: x1 }]\n");
    const path = home.write("work/.closemaskrc", `${text}\n`);
    const { code, stderr } = await home.run(["mask", "--redact"], { input: "x\n" });
    expect(code).toBe(2);
    expect(stderr).toContain(`closemask: ${path}: ${message}`);
    const checked = await home.run(["config", "check"]);
    if (!message.includes("bytes")) expect(checked.stderr).toContain(`closemask: ${path}: ${message}`);
  });

  test.each(["- a\n- b\n", "just text\n"])("a file that is no block is said as such: %j", async (text) => {
    const home = makeHome();
    const path = home.write(FILE, text);
    for (const args of [["mask"], ["config", "check"]]) {
      const { code, stderr } = await home.run(args, { input: "x\n" });
      expect(code).toBe(2);
      expect(stderr).toContain(`closemask: ${path}: the configuration is not a block of settings\n`);
    }
    expect((await home.run(["doctor"])).stdout).toContain(`${path}: the configuration is not a block of settings`);
  });
});

test("what is wrong with own secrets is said once, whatever entries hold for which file", async () => {
  const home = makeHome();
  home.write(FILE, "allow: [{ value: x, files: ['a.txt'] }]\n");
  for (const name of ["a.txt", "b.txt"]) home.write(`work/${name}`, "x\n");
  const { code, stderr } = await home.run(["mask", "--redact", "--secrets-env", "NONE_*", "a.txt", "b.txt"]);
  expect(code).toBe(0);
  expect(stderr.match(/matches no variable/g)).toHaveLength(1);
});
