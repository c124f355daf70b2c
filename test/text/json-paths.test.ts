import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClosemaskError } from "../../src/errors.ts";
import { type JsonPath, parseFields } from "../../src/text/json-paths.ts";

const any = { type: "any" } as const;
const deep = { type: "deep" } as const;
const name = (text: string) => ({ type: "name", name: text }) as const;
const index = (number: number) => ({ type: "index", index: number }) as const;

describe("parseFields", () => {
  const cases: [string, JsonPath[]][] = [
    ["$", [[]]],
    ["$.user.email", [[name("user"), name("email")]]],
    ["user.email", [[name("user"), name("email")]]],
    [".user", [[name("user")]]],
    ["items[*].phone", [[name("items"), any, name("phone")]]],
    ["items[0]", [[name("items"), index(0)]]],
    ["[12].a", [[index(12), name("a")]]],
    ["$[0][1]", [[index(0), index(1)]]],
    ["**.password", [[deep, name("password")]]],
    ["$..password", [[deep, name("password")]]],
    ["..password", [[deep, name("password")]]],
    ["$..[0]", [[deep, index(0)]]],
    ["$..*", [[deep, any]]],
    ["user.**", [[name("user"), deep]]],
    ["*", [[any]]],
    ["**", [[deep]]],
    ["a.*.b", [[name("a"), any, name("b")]]],
    ["$['a name'][\"x.y\"]", [[name("a name"), name("x.y")]]],
    ["['it\\'s']", [[name("it's")]]],
    ["$ref.$type", [[name("$ref"), name("$type")]]],
    ["用户.手机-号", [[name("用户"), name("手机-号")]]],
    ["0", [[name("0")]]],
    [" a , $.b\t,c ", [[name("a")], [name("b")], [name("c")]]],
    ["$,a", [[], [name("a")]]],
  ];
  test.each(cases)("%s", (expression, paths) => {
    expect(parseFields(expression)).toEqual(paths);
  });
});

describe("a bad expression", () => {
  test.each([
    ["", 1],
    [" ", 2],
    ["a,", 3],
    [",a", 1],
    ["a..", 4],
    ["a.", 3],
    ["a b", 3],
    ["a[", 3],
    ["a[]", 3],
    ["a[1", 4],
    ["a[-1]", 3],
    ["a[01]", 3],
    ["a[1:2]", 4],
    ["a[0,1]", 4],
    ["a[?(@.b)]", 3],
    ["a['b]", 6],
    ["a[b]", 3],
    ["a]", 2],
    ["a[0]b", 5],
    ["***", 3],
    ["a.'b'", 3],
    ["a[1234567890]", 3],
    ["$$.", 4],
  ])("%j at %d", (expression, position) => {
    expect(() => parseFields(expression)).toThrow(
      expect.objectContaining({
        code: "usage",
        message: `the field paths are not valid at character ${position}`,
        hint: expect.stringContaining("--fields"),
      }),
    );
  });

  test("too many paths or steps", () => {
    expect(() => parseFields(Array(257).fill("a").join())).toThrow(ClosemaskError);
    expect(() => parseFields(Array(65).fill("a").join("."))).toThrow(ClosemaskError);
    expect(parseFields(Array(256).fill(Array(64).fill("a").join(".")).join())).toHaveLength(256);
  });

  test("any text gives paths or that error, and never a crash", () => {
    const soup = fc.array(fc.constantFrom(..."$.*[]'\"\\,ab0 "), { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup), (text) => {
        try {
          expect(parseFields(text).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ClosemaskError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
