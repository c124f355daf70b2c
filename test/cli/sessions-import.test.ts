// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of that form
// Maps of other tools and tables, taken into sessions by the command line. The files are made as those tools write them.

import { createCipheriv, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Home, makeHome, type Result } from "./run.ts";

const load = (home: Home, from: string, text: string, ...more: string[]): Promise<Result> =>
  home.run(["sessions", "import", "--from", from, "-", "-s", "moved", ...more], { input: text });

const restored = async (home: Home, text: string): Promise<string> =>
  (await home.run(["unmask", "-s", "moved"], { input: text })).stdout;

const masked = async (home: Home, text: string): Promise<string> =>
  (await home.run(["mask", "-s", "moved"], { input: text })).stdout;

/** No line of what was said holds a value. */
function expectSilent(result: Result, values: readonly string[]): void {
  for (const value of values) expect(result.stderr + result.stdout).not.toContain(value);
}

describe("closemask, the proxy in Go", () => {
  const values = ["bob@acme.com", "13800138000", "hunter2-hunter2", "Jane Roe", "110101199003070134"];
  const Placeholders = {
    "${EMAIL_a1b2c3}": values[0],
    "${PHONE_0f9e8d7c}": values[1],
    "${CRED_ffffff}": values[2],
    "${NAME_00aa11}": values[3],
    "${ID_CARD_123456}": values[4],
    "${CRED_3}": "an-older-form-of-it",
    "${EMAIL_a1b2c3d}": "seven@digits.com",
  };
  const wire = Object.keys(Placeholders).join(" ");

  test("a session's file: what was masked there is restored here, and what cannot be is said", async () => {
    const home = makeHome();
    const file = { ID: "s1", Messages: null, MaskMetas: {}, Placeholders, CreatedAt: "2026-01-01T00:00:00Z" };
    const result = await load(home, "closemask", JSON.stringify(file));
    expect([result.code, result.stderr]).toEqual([
      0,
      "closemask: 7 values taken into session moved, 0 known before\n" +
        "closemask: 5 placeholders of closemask resolve from now on\n" +
        "closemask: 2 placeholders are none that closemask can write, and do not resolve: CRED, EMAIL\n" +
        "closemask: their values are known and get placeholders of their own\n",
    ]);
    expectSilent(result, [...values, "seven@digits"]);
    expect(await restored(home, wire)).toBe([...values, "${CRED_3}", "${EMAIL_a1b2c3d}"].join(" "));
    // Known values are masked from now on, and come back.
    const again = await masked(home, "the password was hunter2-hunter2, said Jane Roe\n");
    expect(again).not.toMatch(/hunter2|Jane/);
    expect(await restored(home, again)).toBe("the password was hunter2-hunter2, said Jane Roe\n");
  });

  test("a file of placeholders of one type, and again: nothing changes", async () => {
    const home = makeHome();
    const placeholders = { "${EMAIL_a1b2c3}": "bob@acme.com" };
    const file = JSON.stringify({ type: "EMAIL", hash_prefix: "a1", updated_at: "", placeholders });
    expect((await load(home, "closemask", file)).stderr).toContain("1 values taken");
    expect((await load(home, "closemask", file)).stderr).toContain("0 values taken into session moved, 1 known before");
    expect(await restored(home, "${EMAIL_a1b2c3}")).toBe("bob@acme.com");
  });

  test("a placeholder that stands for another value here refuses all of it", async () => {
    const home = makeHome();
    const own = /\{\w+\}/.exec(await masked(home, "bob@acme.com\n"))?.[0] ?? "";
    const file = JSON.stringify({ Placeholders: { [`$${own}`]: "eve@acme.com", ...Placeholders } });
    const result = await load(home, "closemask", file);
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining("pair 1: the placeholder stands for")]);
    expectSilent(result, ["eve@acme"]);
    expect((await home.run(["sessions", "show", "moved"])).stdout).toMatch(/entries +1$/m);
  });
});

test("anon-proxy: numbers of kinds resolve, also for values that are masked already", async () => {
  const home = makeHome();
  const before = await masked(home, "bob@acme.com\n");
  const reverse = { "<EMAIL_1>": "bob@acme.com", "<PERSON_12>": "Grace Hopper", "<SECRET_1>": "tr0ub4dor-and-3" };
  const result = await load(home, "anon-proxy", JSON.stringify({ reverse, counters: { EMAIL: 1, PERSON: 12 } }));
  expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("2 placeholders of anon-proxy resolve")]);
  expect(result.stderr).toContain("do not resolve: SECRET\n");
  expect(await restored(home, "<EMAIL_1> <PERSON_12> <SECRET_1> <EMAIL_2>")).toBe(
    "bob@acme.com Grace Hopper <SECRET_1> <EMAIL_2>",
  );
  expect(await masked(home, "bob@acme.com\n")).toBe(before);
  // The next number is one that was not given.
  const angle = await home.run(["mask", "-s", "moved", "--style", "angle"], { input: "eve@acme.com\n" });
  expect(angle.stdout).toMatch(/^<EMAIL_[2-9]>\n$/);
});

describe("rehydra", () => {
  const key = randomBytes(32);
  const map = { EMAIL_1: "bob@acme.com", PERSON_2: "Grace Hopper" };
  const file = (more: object): string => {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(map)), cipher.final()]);
    const piiMap = {
      ciphertext: sealed.toString("base64"),
      iv: iv.toString("base64"),
      authTag: cipher.getAuthTag().toString("base64"),
    };
    const stats = { totalEntities: 2, countsByType: {} };
    return JSON.stringify({ version: 1, createdAt: "2026-01-01T00:00:00Z", piiMap, stats, ...more });
  };

  test("values are taken in; its tags are none of ours, and that is said", async () => {
    const home = makeHome();
    const result = await load(home, "rehydra", file({ key: key.toString("base64") }));
    expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("2 values taken into session moved")]);
    expect(result.stderr).toContain(
      "2 placeholders are none that closemask can write, and do not resolve: EMAIL, PERSON",
    );
    expect(await masked(home, "Grace Hopper came\n")).toMatch(/^\$\{PERSON_\w+\} came\n$/);
  });

  test("a key that is only with the user, a wrong one, none", async () => {
    const home = makeHome();
    const run = (env: Record<string, string>): Promise<Result> =>
      home.run(["sessions", "import", "--from", "rehydra", "-"], { input: file({}), env });
    expect((await run({ REHYDRA_KEY: key.toString("base64") })).code).toBe(0);
    const wrong = await run({ REHYDRA_KEY: randomBytes(32).toString("base64") });
    expect([wrong.code, wrong.stderr]).toEqual([3, expect.stringContaining("another key sealed it")]);
    expect((await run({})).stderr).toContain("REHYDRA_KEY");
  });
});

test.each(["closemask", "anon-proxy", "rehydra"])("%s: what is no such map is refused, unquoted", async (from) => {
  for (const text of [
    "",
    "{",
    "[]",
    '{"secret":"hunter2"}',
    '{"reverse":{"<A_1>":7},"Placeholders":{"a":1},"version":2}',
  ]) {
    const result = await load(makeHome(), from, text);
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining(`the file is no map of ${from}`)]);
    expectSilent(result, ["hunter2"]);
  }
});

describe("csv", () => {
  test("values, kinds and placeholders; quotes, newlines, an empty last column, a mark of the byte order", async () => {
    const home = makeHome();
    const table =
      '\ufeffvalue,kind,placeholder\r\nProject Nightjar,PERSON,\r\n"Roe, Jane ""JR""",PERSON\r\n"two\nlines",ADDRESS\r\nbob@acme.com,EMAIL,${EMAIL_00abcd}\r\n\r\neve@acme.com,EMAIL,<EMAIL_7>\r\nLi,PERSON\r\n';
    const result = await load(home, "csv", table);
    expect([result.code, result.stderr]).toEqual([
      0,
      "closemask: 6 values taken into session moved, 0 known before\n" +
        "closemask: 2 placeholders of csv resolve from now on\n" +
        "closemask: 1 values are shorter than 6 bytes: those are masked where a rule finds them only\n",
    ]);
    expect(await restored(home, "${EMAIL_00abcd} <EMAIL_7>")).toBe("bob@acme.com eve@acme.com");
    const input = 'of Project Nightjar, by Roe, Jane "JR" and others\n';
    const wire = await masked(home, input);
    expect(wire).toMatch(/^of \$\{PERSON_\w+\}, by \$\{PERSON_\w+\} and others\n$/);
    expect(await restored(home, wire)).toBe(input);
  });

  const BAD = [
    "value,kind,placeholder",
    "bob@acme.com,EMAIL,",
    "no-kind-at-all",
    "eve@acme.com,EMIAL,",
    ",EMAIL,",
    "amy@acme.com,EMAIL,${PHONE_00abcd}",
    "ann@acme.com,EMAIL,<EMAIL_1>",
    "zoe@acme.com,EMAIL,<EMAIL_1>",
    "bob@acme.com,PERSON,",
    "a,b,c,d",
    "last@acme.com,EMAIL,",
  ].join("\n");

  test("bad rows are named by line and reason, and nothing is taken in", async () => {
    const home = makeHome();
    const result = await load(home, "csv", BAD);
    expect([result.code, result.stderr.split("\n")]).toEqual([
      2,
      [
        "closemask: line 3: a row has two or three columns: value, kind, placeholder",
        "closemask: line 4: the kind is not known",
        "closemask: line 5: the value is empty",
        "closemask: line 6: the placeholder is not one that closemask writes for this kind",
        "closemask: line 8: the placeholder stands for something else in this session",
        "closemask: line 9: the value stands in line 2 with another kind or placeholder",
        "closemask: line 10: a row has two or three columns: value, kind, placeholder",
        "closemask: 7 of the values are wrong, so none was taken in",
        "  hint: --skip-bad takes in the others",
        "",
      ],
    ]);
    expectSilent(result, ["acme", "no-kind"]);
    expect((await home.run(["sessions", "list"])).stdout).toBe("no sessions\n");
  });

  test("--skip-bad takes in the others", async () => {
    const home = makeHome();
    const result = await load(home, "csv", BAD, "--skip-bad");
    expect([result.code, result.stderr]).toEqual([0, expect.stringContaining("3 values taken into session moved")]);
    expect(await restored(home, "<EMAIL_1>")).toBe("ann@acme.com");
    expectSilent(result, ["acme"]);
  });

  test.each([
    ["a quote that does not end", 'x,EMAIL\n"open,EMAIL\nmore\n', "a quote that does not end"],
    ["Latin 1", Buffer.from("Müller AG,ORGANIZATION\n", "latin1"), "not in UTF-8"],
  ])("%s is refused", async (_, table, says) => {
    const home = makeHome();
    const result = await home.run(["sessions", "import", "--from", "csv", "-"], { input: table });
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining(says)]);
    expectSilent(result, ["open", "ller"]);
  });

  test("a tenant's table is the tenant's", async () => {
    const home = makeHome();
    expect((await load(home, "csv", "Project Nightjar,PERSON\n", "--tenant", "acme")).code).toBe(0);
    const input = "of Project Nightjar\n";
    const own = await home.run(["mask", "-s", "moved", "--tenant", "acme"], { input });
    expect(own.stdout).not.toContain("Nightjar");
    expect(await masked(home, own.stdout)).toBe(own.stdout);
    expect(await restored(home, own.stdout)).toBe(own.stdout);
  });
});
