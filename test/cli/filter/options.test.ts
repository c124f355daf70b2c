// What the options of `mask` and `unmask` do, seen from outside.

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { expectNoValue, SECRETS, secretText } from "./kit.ts";

test.each([
  ["dollar", /^x \$\{EMAIL_[0-9a-z]{6}\}, \$\{PHONE_[0-9a-z]{6}\} y\n$/],
  ["word", /^x EMAILX\d{9}, PHONEX\d{9} y\n$/],
  ["bare", /^x EMAIL_[0-9A-Z]{6}, PHONE_[0-9A-Z]{6} y\n$/],
  ["angle", /^x <EMAIL_1>, <PHONE_1> y\n$/],
  ["format", /^x tkn-[0-9a-z]{6}@email\.com, \+000\d{9} y\n$/],
])("--style %s, which unmask reads without being told", async (style, form) => {
  const home = makeHome();
  const input = `x bob@acme.com, ${SECRETS.phone} y\n`;
  const masked = await home.run(["mask", "--style", style], { input });
  expect(masked.stdout).toMatch(form);
  expect((await home.run(["unmask", "--strict"], { input: masked.bytes })).stdout).toBe(input);
});

test("all styles of one value in one text come back", async () => {
  const home = makeHome();
  let text = "";
  for (const style of ["dollar", "word", "bare", "angle", "format"]) {
    text += (await home.run(["mask", "--style", style], { input: "bob@acme.com\n" })).stdout;
  }
  expect(new Set(text.split("\n")).size).toBe(6);
  expect((await home.run(["unmask"], { input: text })).stdout).toBe("bob@acme.com\n".repeat(5));
});

describe("one way", () => {
  test("--redact needs no key and makes no store", async () => {
    const home = makeHome({ key: false });
    const { code, stdout, stderr } = await home.run(["mask", "--redact"], { input: secretText() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      "mail [EMAIL] now\ntoken [GITHUB_TOKEN] here\npassword: [PASSWORD]\n手机号 [PHONE]\ncard number [CARD]\n",
    );
    expect(statSync(home.data, { throwIfNoEntry: false })).toBeUndefined();
    expect(statSync(home.config, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("--no-store: stable in the run, new in the next, nothing stored", async () => {
    const home = makeHome({ key: false });
    const input = "bob@acme.com carol@acme.com\nbob@acme.com\n";
    const run = async (): Promise<string[]> => {
      const { code, stdout } = await home.run(["mask", "--no-store"], { input });
      expect(code).toBe(0);
      return stdout.trim().split(/\s/);
    };
    const [first, second] = [await run(), await run()];
    expect(first[0]).toBe(first[2]);
    expect(first[0]).not.toBe(first[1]);
    expect(second).not.toEqual(first);
    expect(statSync(home.data, { throwIfNoEntry: false })).toBeUndefined();
  });

  test("--redact with --style is refused", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["mask", "--redact", "--style", "word"], { input: "bob@acme.com" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("which kinds", () => {
  test("--only masks these, --except all others; categories count as their kinds", async () => {
    const home = makeHome();
    const input = `bob@acme.com ${SECRETS.token}\n`;
    const run = async (...args: string[]): Promise<string> =>
      (await home.run(["mask", "--redact", ...args], { input })).stdout;
    expect(await run("--only", "EMAIL")).toBe(`[EMAIL] ${SECRETS.token}\n`);
    expect(await run("--except", "EMAIL")).toBe("bob@acme.com [GITHUB_TOKEN]\n");
    expect(await run("--only", "CREDENTIAL")).toBe("bob@acme.com [GITHUB_TOKEN]\n");
    expect(await run("--only", "email,credential")).toBe("[EMAIL] [GITHUB_TOKEN]\n");
  });

  test("an unknown kind is exit code 2", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask", "--only", "EMIAL"], { input: "bob@acme.com" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("closemask: --only names an unknown kind or category\n  hint: did you mean EMAIL?\n");
  });

  test("--level: strict masks what is certain, aggressive more than balanced", async () => {
    const home = makeHome();
    const input = `${secretText()}call 555-867-5309, pin: 4711, order 4111111111111112\n`;
    const masked: number[] = [];
    for (const level of ["strict", "balanced", "aggressive"]) {
      const { code, stdout } = await home.run(["mask", "--redact", "--level", level], { input });
      expect(code).toBe(0);
      masked.push(stdout.match(/\[[A-Z_]+\]/g)?.length ?? 0);
    }
    const [strict = 0, balanced = 0, aggressive = 0] = masked;
    expect(strict).toBeGreaterThan(0);
    expect(strict).toBeLessThanOrEqual(balanced);
    expect(balanced).toBeLessThanOrEqual(aggressive);
    expect(strict).toBeLessThan(aggressive);
  });
});

describe("--fields", () => {
  const line = '{"user":{"email":"bob@acme.com"},"note":"carol@acme.com","items":[{"to":"dave@acme.com"}]}';

  test("only the named values are touched", async () => {
    const home = makeHome();
    const run = async (fields: string, input = `${line}\n`): Promise<string> =>
      (await home.run(["mask", "--redact", "--fields", fields], { input })).stdout;
    expect(await run("user.email")).toBe(`${line.replace("bob@acme.com", "[EMAIL]")}\n`);
    expect(await run("user.email,items[*].to")).toBe(
      `${line.replace("bob@acme.com", "[EMAIL]").replace("dave@acme.com", "[EMAIL]")}\n`,
    );
    expect(await run("nothing")).toBe(`${line}\n`);
    expect(await run("note", line)).toBe(line.replace("carol@acme.com", "[EMAIL]"));
  });

  test("a line that is no JSON is masked as text", async () => {
    const home = makeHome();
    const bad = [
      '{"note":"carol@acme.com"',
      "bob@acme.com",
      '{"user":{"email":"bob@acme.com"}} trailing carol@acme.com',
    ];
    const { stdout } = await home.run(["mask", "--redact", "--fields", "user.email"], {
      input: `${bad[0]}\n${line}\n${bad[1]}\n${bad[2]}\n`,
    });
    expect(stdout).toBe(
      `{"note":"[EMAIL]"\n${line.replace("bob@acme.com", "[EMAIL]")}\n[EMAIL]\n{"user":{"email":"[EMAIL]"}} trailing [EMAIL]\n`,
    );
  });

  test("comes back byte for byte", async () => {
    const home = makeHome();
    const input = `${line}\r\nno json bob@acme.com\n${line}`;
    const masked = await home.run(["mask", "--fields", "user.email,note"], { input });
    expect((await home.run(["unmask"], { input: masked.bytes })).stdout).toBe(input);
  });

  test("a path that cannot be read is exit code 2", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["mask", "--fields", "a[["], { input: line });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("own secrets", () => {
  const secret = ["Tr0ub4dor&3", "/x+y"].join("");

  test("--secrets-from masks the values wherever they stand, also encoded", async () => {
    const home = makeHome();
    home.write("work/.env", `APP_PASSWORD='${secret}'\nSHORT=abc\nEMPTY=\n`);
    const forms = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(`"${secret}"`),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
      Buffer.from(`user:${secret}`).toString("base64"),
      Buffer.from(`ab${secret}cd`).toString("base64"),
    ];
    const input = `${forms.map((form, i) => `line ${i} ${form} end`).join("\n")}\n`;
    const masked = await home.run(["mask", "--secrets-from", ".env"], { input });
    expect(masked.code).toBe(0);
    expect(masked.stderr).toBe(
      "closemask: the value of SHORT in .env has fewer than 6 characters and is not masked as a literal\n",
    );
    for (const line of masked.stdout.trimEnd().split("\n")) expect(line).toMatch(/\$\{[A-Z_]+_\w{6}\}/);
    for (const form of forms) expect(masked.stdout.includes(form)).toBe(false);
    expect((await home.run(["unmask"], { input: masked.bytes })).stdout).toBe(input);
  });

  test("a secret of several lines in quotes", async () => {
    const home = makeHome();
    home.write("work/.env", 'BLOCK="first-half\nsecond-half"\n');
    const input = "x first-half\nsecond-half y first-half\\nsecond-half\n";
    const masked = await home.run(["mask", "--redact", "--secrets-from", ".env"], { input });
    expect(masked.stdout).not.toContain("\\nsecond-half");
  });

  test("--secrets-env takes the variables that match", async () => {
    const home = makeHome();
    const env = { DEPLOY_TOKEN: "correct-horse-battery", OTHER: "staple-staple-staple", TOKEN_X: "not-this-one-here" };
    const { code, stdout, stderr } = await home.run(["mask", "--redact", "--secrets-env", "*_TOKEN"], {
      input: `${env.DEPLOY_TOKEN} ${env.OTHER} ${env.TOKEN_X}\n`,
      env,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`[API_TOKEN] ${env.OTHER} ${env.TOKEN_X}\n`);
  });

  test("a file that is missing is exit code 2, before anything is written", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask", "--secrets-from", "none.env"], { input: "bob@acme.com" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^closemask: cannot read none\.env: no such file\n {2}hint: /);
  });
});

describe("--report", () => {
  test("lines of JSON with kind, rule, place and no value", async () => {
    const home = makeHome();
    const text = `first\n${secretText()}多 bob@acme.com\n`;
    home.write("work/a.txt", text);
    home.write("work/b.txt", "x carol@acme.com");
    const masked = await home.run(["mask", "--report", "report.ndjson", "a.txt", "b.txt"]);
    expect(masked.code).toBe(0);
    const report = readFileSync(`${home.cwd}/report.ndjson`);
    expect(statSync(`${home.cwd}/report.ndjson`).mode & 0o777).toBe(0o600);
    expectNoValue(report, "the report");
    expect(report.includes("acme")).toBe(false);
    const events = report
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const found = events.map(({ file, start, end, line }) => {
      const bytes = Buffer.from(file === "a.txt" ? text : "x carol@acme.com");
      return `${file}:${line}:${bytes.subarray(start, end)}`;
    });
    expect(found).toEqual([
      `a.txt:2:${SECRETS.email}`,
      `a.txt:3:${SECRETS.token}`,
      `a.txt:4:${SECRETS.password}`,
      `a.txt:5:${SECRETS.phone}`,
      `a.txt:6:${SECRETS.card}`,
      "a.txt:7:bob@acme.com",
      "b.txt:1:carol@acme.com",
    ]);
    for (const event of events) {
      expect(Object.keys(event)).toEqual(["file", "kind", "rule", "start", "end", "line", "confidence"]);
      expect(event.confidence).toBeGreaterThan(0);
      expect(event.confidence).toBeLessThanOrEqual(1);
    }
  });

  test("a report that cannot be written is exit code 3, before anything is masked", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["mask", "--report", "no/such/folder"], { input: "bob@acme.com" });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^closemask: cannot write the report no\/such\/folder: no such file/);
  });
});

describe("--stats", () => {
  test("a summary on stderr, also for restoring", async () => {
    const home = makeHome();
    const masked = await home.run(["mask", "--stats"], { input: "bob@acme.com carol@acme.com\n" });
    expect(masked.stderr).toBe("closemask: masked 2 values (2 EMAIL) in 28 B\n");
    const back = await home.run(["unmask", "--stats"], { input: masked.bytes });
    expect(back.stderr).toBe(`closemask: restored 2 values (2 EMAIL) in ${masked.bytes.length} B\n`);
  });
});

describe("unmask", () => {
  const unknown = `a ${"$"}{EMAIL_zzzzz1} b EMAILX000000001 c`;

  test("what stands for nothing stays and is counted", async () => {
    const home = makeHome();
    await home.run(["mask"], { input: "bob@acme.com\n" });
    const { code, stdout, stderr } = await home.run(["unmask"], { input: unknown });
    expect({ code, stdout }).toEqual({ code: 0, stdout: unknown });
    expect(stderr).toMatch(/^closemask: \d placeholders? stands? for nothing in the session default\n {2}hint: /);
  });

  test("a session that does not exist is named, the text passes", async () => {
    const home = makeHome();
    const { code, stdout, stderr } = await home.run(["unmask", "-s", "other"], { input: unknown });
    expect({ code, stdout }).toEqual({ code: 0, stdout: unknown });
    expect(stderr).toMatch(/^closemask: there is no session other\n {2}hint: /);
  });

  test("--strict makes it exit code 1, the text is the same", async () => {
    const home = makeHome();
    const { code, stdout } = await home.run(["unmask", "--strict"], { input: unknown });
    expect({ code, stdout }).toEqual({ code: 1, stdout: unknown });
    const clean = await home.run(["unmask", "--strict"], { input: `nothing of that shape ${"$"}{HOME} FOO_BAR\n` });
    expect(clean.code).toBe(0);
  });

  test("--tolerant restores what a model has bent, the exact filter does not", async () => {
    const home = makeHome();
    const masked = (await home.run(["mask", "--style", "word"], { input: "bob@acme.com\n" })).stdout.trim();
    const dollar = (await home.run(["mask"], { input: "bob@acme.com\n" })).stdout.trim();
    const bent = `${masked.toLowerCase()} ${masked.replace("X", " X")} ${dollar.toLowerCase()}\n`;
    const exact = await home.run(["unmask"], { input: bent });
    expect(exact.stdout).toBe(bent);
    const tolerant = await home.run(["unmask", "--tolerant"], { input: bent });
    expect(tolerant.stdout).toBe("bob@acme.com bob@acme.com bob@acme.com\n");
  });
});

test("kinds that are off by default are masked when --only names them, or the configuration their rule", async () => {
  const home = makeHome({ key: false });
  const input = "see https://example.com/x on 2026-11-25, bob@acme.com\n";
  const run = async (...flags: string[]): Promise<string> =>
    (await home.run(["mask", "--redact", ...flags], { input })).stdout;
  expect(await run()).toBe("see https://example.com/x on 2026-11-25, [EMAIL]\n");
  expect(await run("--only", "URL,EMAIL")).toBe("see [URL] on 2026-11-25, [EMAIL]\n");
  mkdirSync(home.config, { recursive: true });
  writeFileSync(join(home.config, "config.json"), '{"rules":{"enable":["date"]}}');
  expect(await run()).toBe("see https://example.com/x on [DATE], [EMAIL]\n");
});

describe("CLOSEMASK_ENGINE", () => {
  test("js does without compiled loops and the second thread, and gives out the same", async () => {
    const home = makeHome();
    const text = `${secretText()}${"nothing to see here, move along\n".repeat(64)}`.repeat(3000);
    writeFileSync(join(home.cwd, "text"), text);
    const run = (engine: string, ...args: string[]) =>
      home.run([...args, "--log-level", "debug", "text"], { env: { CLOSEMASK_ENGINE: engine } });
    const compiled = await run("wasm", "mask");
    const plain = await run("js", "mask");
    expect(compiled.stderr).toContain("second thread");
    expect(plain.stderr).not.toContain("second thread");
    expect(plain.stdout).not.toBe(text);
    expect(plain.bytes.equals(compiled.bytes)).toBe(true);
    writeFileSync(join(home.cwd, "text"), plain.bytes);
    for (const engine of ["js", "wasm"]) expect((await run(engine, "unmask")).stdout).toBe(text);
  });

  test("is refused when it is something else", async () => {
    const home = makeHome();
    for (const args of [["mask"], ["sessions", "list"]]) {
      const { code, stdout, stderr } = await home.run(args, {
        input: "bob@acme.com\n",
        env: { CLOSEMASK_ENGINE: "fast" },
      });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("unset CLOSEMASK_ENGINE");
    }
  });
});

test("--only, --except and --fields add up when they are repeated", async () => {
  const home = makeHome({ key: false });
  const mask = async (input: string, ...args: string[]) =>
    (await home.run(["mask", "--redact", ...args], { input })).stdout;
  const line = "bob@acme.com 8.8.4.4 +1 415 555 2671\n";
  expect(await mask(line, "--only", "EMAIL", "--only", "IP")).toBe("[EMAIL] [IP] +1 415 555 2671\n");
  expect(await mask(line, "--only", "EMAIL,PHONE", "--only=IP")).toBe("[EMAIL] [IP] [PHONE]\n");
  expect(await mask(line, "--except", "EMAIL", "--except", "IP")).toBe("bob@acme.com 8.8.4.4 [PHONE]\n");
  const json = '{"a":"bob@acme.com","b":"eve@acme.com","c":"joe@acme.com"}\n';
  expect(await mask(json, "--fields", "a", "--fields", "b")).toBe('{"a":"[EMAIL]","b":"[EMAIL]","c":"joe@acme.com"}\n');
});
