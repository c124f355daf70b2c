// Which of the user's own values become literals, and of what kind.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnvFile } from "../../src/cli/env-file.ts";
import { loadSecrets, type SecretSources } from "../../src/cli/secrets.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-secrets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function load(sources: Partial<SecretSources>): { find: (text: string) => string[]; warnings: string[] } {
  const warnings: string[] = [];
  const literals = loadSecrets({
    files: [],
    readEnvFile,
    patterns: [],
    deny: [],
    env: {},
    warn: (message) => warnings.push(message),
    ...sources,
  });
  return {
    warnings,
    find(text) {
      const found: string[] = [];
      const bytes = Buffer.from(text);
      literals.find(bytes, 0, bytes.length, (start, end, { kind }) =>
        found.push(`${kind}:${bytes.toString("utf8", start, end)}`),
      );
      return found;
    },
  };
}

function envFile(text: string): string {
  const path = join(folder, ".env");
  writeFileSync(path, text);
  return path;
}

test("values of a .env file with quotes, comments and export", () => {
  const { find } = load({
    files: [
      envFile("# note=not-a-value\nexport A_KEY=plain-value\nB='quoted value'\nDB_PASS=\"hunter22\" # comment\n"),
    ],
  });
  expect(find("plain-value|quoted value|hunter22|not-a-value")).toEqual([
    "API_KEY:plain-value",
    "API_KEY:quoted value",
    "PASSWORD:hunter22",
  ]);
});

describe("quotes", () => {
  const readBy = (text: string, sought: string): string[] =>
    load({ files: [envFile(text)] })
      .find(sought)
      .map((found) => found.replace(/^\w+:/, ""));

  test("in double ones escapes are read, and stand as they are too", () => {
    const text = String.raw`Q="with \"quote\" xyzzy" # more`;
    expect(readBy(text, 'a with "quote" xyzzy b')).toEqual(['with "quote" xyzzy']);
    expect(readBy(text, String.raw`a with \"quote\" xyzzy b`)).toEqual([String.raw`with \"quote\" xyzzy`]);
    expect(readBy(text, String.raw`a with \ b # more`)).toEqual([]);
    const all = String.raw`Q="one\ntwo\\three\$four"`;
    for (const value of [String.raw`one\ntwo\three$four`, String.raw`one\ntwo\\three\$four`])
      expect(readBy(all, value)).toEqual([value]);
    // Line by line, of which the first is too short.
    expect(readBy(all, "one\ntwo\\three$four")).toEqual(["two\\three$four"]);
  });

  test("in single ones nothing is an escape, and words of a shell go on behind them", () => {
    expect(readBy("export Q='back\\slash\\' # note", "back\\slash\\ # note")).toEqual(["back\\slash\\"]);
    expect(readBy(String.raw`Q='it'\''s a secret'`, "it's a secret")).toEqual(["it's a secret"]);
    expect(readBy(String.raw`Q='don\'t tell'`, String.raw`don\'t tell`)).toEqual([String.raw`don\'t tell`]);
    expect(readBy("Q=`with \"both\" 'quotes'`", "with \"both\" 'quotes'")).toEqual(["with \"both\" 'quotes'"]);
  });

  test("a value of several lines, and what stands behind it", () => {
    const text = "A=\"first line\nsecond==\nB=within it\nlast line\"\r\nexport C=after-it\nD='one\r\ntwo-two'\n";
    expect(readBy(text, "first line\nsecond==\nB=within it\nlast line")).toEqual([
      "first line",
      "second==",
      "B=within it",
      "last line",
    ]);
    expect(readBy(text, "after-it|one\ntwo-two")).toEqual(["after-it", "two-two"]);
    expect(load({ files: [envFile(text)] }).warnings).toEqual([]);
  });

  test("one that is not closed swallows no variable", () => {
    const text = `A="half open\nB=value-of-b\nC="value of c"\n`;
    expect(readBy(text, "half open, value-of-b, value of c")).toEqual(["half open", "value-of-b", "value of c"]);
  });

  test("a comment behind a bare value begins at any # or behind a space", () => {
    expect(readBy("A=abcdef#ghijkl # note", "abcdef#ghijkl")).toEqual(["abcdef#ghijkl"]);
    expect(readBy("A=abcdef#ghijkl # note", "abcdef, note")).toEqual(["abcdef"]);
    expect(readBy(String.raw`A=with\ space\ in`, "with space in")).toEqual(["with space in"]);
  });
});

test("a short value is refused with a warning that names it, an empty one in silence", () => {
  const path = envFile("PIN=12345\nNONE=\n");
  const { find, warnings } = load({ files: [path] });
  expect(find("12345")).toEqual([]);
  expect(warnings).toEqual([`the value of PIN in ${path} has fewer than 6 characters and is not masked as a literal`]);
});

test("patterns name variables: * is any run, everything else is itself, from end to end", () => {
  const env = { A_TOKEN: "value-one", A_TOKEN_X: "value-two", "B.TOKEN": "value-six", BXTOKEN: "value-ten" };
  expect(load({ patterns: ["*_TOKEN"], env }).find(Object.values(env).join(" "))).toHaveLength(1);
  expect(load({ patterns: ["A_*"], env }).find(Object.values(env).join(" "))).toHaveLength(2);
  expect(load({ patterns: ["B.TOKEN"], env }).find(Object.values(env).join(" "))).toEqual(["API_KEY:value-six"]);
  expect(load({ patterns: ["*"], env: { ...env, UNSET: undefined } }).find("value-ten")).toHaveLength(1);
});

test("values of the deny list have the kind that is given", () => {
  expect(load({ deny: [{ value: "Project Nightjar", kind: "CUSTOM" }] }).find("on Project Nightjar now")).toEqual([
    "CUSTOM:Project Nightjar",
  ]);
});

test("a file that cannot be read is an input error", () => {
  expect(() => load({ files: [join(folder, "none")] })).toThrow(
    expect.objectContaining({ code: "input", message: expect.stringMatching(/no such file$/) }),
  );
});

test("a pattern that matches no variable is said, without repeating it", () => {
  const env = { A_TOKEN: "first-value", B_TOKEN: "" };
  const one = load({ patterns: ["A_TOKEN,B_TOKEN"], env });
  expect(one.warnings).toEqual(["the pattern of --secrets-env matches no variable"]);
  expect(load({ patterns: [""], env }).warnings).toHaveLength(1);
  const several = load({ patterns: ["A_*", "hunter2", "B_TOKEN"], env });
  expect(several.warnings).toEqual(["pattern 2 of --secrets-env matches no variable"]);
  expect(several.find("first-value")).toEqual(["API_KEY:first-value"]);
});

test("a file in UTF-16 is read as one, and one without any variable is said to hold none", () => {
  const text = "A_KEY=alpha-secret\nB_KEY='bravo-secret'\n";
  for (const bytes of [
    Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]),
    Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(text, "utf16le").swap16()]),
    Buffer.from(text, "utf16le"),
  ]) {
    const path = join(folder, "wide.env");
    writeFileSync(path, bytes);
    expect(load({ files: [path] }).find("alpha-secret bravo-secret")).toHaveLength(2);
  }
  const path = envFile('{"A_KEY": "alpha-secret"}\n');
  expect(load({ files: [path] }).warnings).toEqual([
    `${path} has no line of the form NAME=value: nothing of it is masked`,
  ]);
});
