import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runBounded } from "../../src/cli/bounded.ts";
import { checkPattern, createCustomRules } from "../../src/detect/custom.ts";

function make(pattern: string, flags?: string) {
  return createCustomRules({ patterns: [{ name: "own", kind: "OWN", pattern, flags }], runBounded });
}

function found(text: string | Buffer, pattern: string, flags?: string): string[] {
  const bytes = Buffer.from(text as string);
  const spans = make(pattern, flags).scan({ bytes, lo: 0, hi: bytes.length });
  return spans.map(({ start, end }) => bytes.toString("utf8", start, end));
}

describe("checkPattern", () => {
  const check = (pattern: string, flags?: string) => checkPattern({ pattern, flags }, runBounded);

  test.each([
    "\\bE\\d{6}\\b",
    "[A-Z]{2}-\\d+",
    "(?:\\w+,)+x",
    "项目\\S{2,8}",
    "a+b+c+",
    "(?<=id=)\\w+",
    "^user .*$",
    "(?:foo|bar)+",
  ])("takes %s", (pattern) => {
    expect(check(pattern)).toBeNull();
  });

  test.each([
    "(a+)+$",
    "(a|a)*b",
    "(\\w+\\s?)*:",
    "(.*)*x",
    "([a-z]+)*\\d",
    "(?:x?\\d?)*!",
    "^(\\d+|\\w+)*@",
    "\\w*\\w*\\w*\\w*\\w*z",
  ])(
    "refuses %s, which is too slow",
    (pattern) => {
      expect(check(pattern)).toMatch(/^is too slow/);
    },
    20_000,
  );

  test.each(["a*", "\\b", "(?=a)", "x?|y"])("refuses %s, which matches empty text", (pattern) => {
    expect(check(pattern)).toBe("matches empty text");
  });

  test("says why a pattern is not valid, without quoting it", () => {
    expect(check("secretvalue(")).toBe("is not valid: unterminated group");
    for (const flags of ["z", "g", "y", "ii", "I"])
      expect(check("x", flags)).toBe("is not valid: its flags are other than i, m, s and u, or one stands twice");
    expect(check("x", "imsu")).toBeNull();
  });
});

describe("createCustomRules", () => {
  test("throws at the first pattern that is refused", () => {
    expect(() => make("(a+)+$")).toThrow(expect.objectContaining({ code: "pattern" }));
  });

  test("finds every match, line by line", () => {
    expect(found("E123456 and E654321\r\nE111111", "\\bE\\d{6}\\b")).toEqual(["E123456", "E654321", "E111111"]);
    expect(found("one\ntwo\r\n", "^\\w+$")).toEqual(["one", "two"]);
  });

  test("nothing matches across a blanked placeholder", () => {
    expect(found("ab\0cd", "b.?c|[abcd]+")).toEqual(["ab", "cd"]);
  });

  test("reports bytes also in Chinese text and in text that is no UTF-8", () => {
    expect(found("员工 张三丰, 项目夜莺号 完", "项目\\S{2,3}")).toEqual(["项目夜莺号"]);
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(" E123456")]);
    const [span] = make("E\\d{6}").scan({ bytes, lo: 0, hi: bytes.length });
    expect([span?.start, span?.end]).toEqual([3, 10]);
  });

  test("a window that cuts characters still finds what is whole", () => {
    const bytes = Buffer.from("中文项目夜莺中文");
    const spans = make("项目夜莺").scan({ bytes, lo: 1, hi: bytes.length - 2 });
    expect(spans.map(({ start, end }) => bytes.toString("utf8", start, end))).toEqual(["项目夜莺"]);
  });

  test("masks a line whole when its time is over, and goes on behind it", () => {
    const said: string[] = [];
    let stalls = 0;
    const rules = createCustomRules({
      patterns: [{ name: "own", kind: "OWN", pattern: "E\\d" }],
      runBounded(work, ms) {
        said.push(String(ms));
        if (stalls-- > 0) return false;
        work();
        return true;
      },
      onOverrun: (name) => said.push(name),
    });
    said.length = 0;
    stalls = 2;
    const bytes = Buffer.from("first\nE1");
    const spans = rules.scan({ bytes, lo: 0, hi: bytes.length });
    expect(said).toEqual(["100", "400", "own", "100"]);
    expect(spans.map(({ start, end }) => bytes.toString("utf8", start, end))).toEqual(["first", "E1"]);
  });

  test("every span starts and ends where its text does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, after) => {
        const text = `${before} E123456 ${after}`;
        expect(found(text, "E123456")).toContain("E123456");
      }),
    );
  });
});
