import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createFieldFinder } from "../../src/text/field-finder.ts";
import { type JsonPath, type PathStep, parseFields } from "../../src/text/json-paths.ts";
import { tokenizeJson } from "../../src/text/json-tokens.ts";

function select(fields: string, line: string): string[] | null {
  const bytes = Buffer.from(line);
  const ranges = createFieldFinder(parseFields(fields))(bytes, 0, bytes.length);
  return ranges?.map(([start, end]) => bytes.toString("utf8", start, end)) ?? null;
}

const LINE = JSON.stringify({
  user: { email: "bob@acme.test", age: 42, ok: true, none: null, tags: ["a", ["b"]] },
  items: [
    { phone: "1", price: 1.5 },
    { phone: "2", password: "p2" },
  ],
  password: "p1",
  0: "zero",
});

describe("what paths select", () => {
  test.each([
    ["user.email", ["bob@acme.test"]],
    ["$.user.email", ["bob@acme.test"]],
    ["user.age", ["42"]],
    ["user.ok,user.none", []],
    ["user", ["bob@acme.test", "42", "a", "b"]],
    ["items[*].phone", ["1", "2"]],
    ["items[1].phone", ["2"]],
    ["items[0]", ["1", "1.5"]],
    ["items.*.phone", ["1", "2"]],
    ["**.password", ["p2", "p1"]],
    ["$..password", ["p2", "p1"]],
    ["items..password", ["p2"]],
    ["**.tags[0]", ["a"]],
    ["0", ["zero"]],
    ["[0]", []],
    ["missing.email,email", []],
    ["password,user.email", ["bob@acme.test", "p1"]],
    ["user.email,user,user.*", ["bob@acme.test", "42", "a", "b"]],
  ])("%s", (fields, values) => {
    expect(select(fields, LINE)).toEqual(values);
  });

  test.each(["$", "*", "**", "$..*"])("%s selects everything", (fields) => {
    expect(select(fields, LINE)).toHaveLength(10);
  });

  test("the root may be a scalar or an array", () => {
    expect(select("$", '"x"')).toEqual(["x"]);
    expect(select("*", '"x"')).toEqual([]);
    expect(select("[1]", '["x",7]')).toEqual(["7"]);
  });

  test("escaped names, names that come twice, other alphabets, empty strings", () => {
    expect(select("email", String.raw`{"\u0065mail":"a","email":"b","emai\/l":"c","email":""}`)).toEqual(["a", "b"]);
    expect(select("用户.手机", '{"用户":{"手机":"138","手":"x"}}')).toEqual(["138"]);
    expect(select("['a.b'].c", '{"a.b":{"c":1},"a":{"b":{"c":2}}}')).toEqual(["1"]);
    expect(select("__proto__,constructor", '{"__proto__":"a","constructor":"b"}')).toEqual(["a", "b"]);
  });

  test("strings keep their escapes", () => {
    expect(select("a", String.raw`{"a":"x\"\n"}`)).toEqual([String.raw`x\"\n`]);
  });
});

test("null when the line is no JSON; a byte order mark and line ends do no harm", () => {
  for (const line of ["", "plain text", '{"a":"b"', "{'a':1}", '{"a":"b"} x']) expect(select("a", line)).toBeNull();
  expect(select("a", '\uFEFF{"a":"b"}\r\n')).toEqual(["b"]);
});

test("offsets are those of the buffer, and one finder serves many lines", () => {
  const bytes = Buffer.from('{"a":"x"}\nnot json {"a":[\n{"b":"x","a":{"c":"y"}}\n');
  const find = createFieldFinder(parseFields("a"));
  expect(find(bytes, 0, 10)).toEqual([[6, 7]]);
  expect(find(bytes, 10, 26)).toBeNull();
  const third = find(bytes, 26, bytes.length);
  expect(third?.map(([start, end]) => bytes.toString("utf8", start, end))).toEqual(["y"]);
  expect(find(bytes, 0, 10)).toEqual([[6, 7]]);
});

const names = ["a", "b", "c", "长"];
const step: fc.Arbitrary<PathStep> = fc.oneof(
  fc.constantFrom(...names).map((name) => ({ type: "name", name }) as const),
  fc.nat(2).map((index) => ({ type: "index", index }) as const),
  fc.constantFrom({ type: "any" } as const, { type: "deep" } as const),
);
const document = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names, "d"), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** The plain meaning of a path: it selects what it leads to and all below. */
function leadsTo(path: JsonPath, at: readonly (string | number)[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  if (first.type === "deep" && leadsTo(rest, at)) return true;
  const [here, ...below] = at;
  if (here === undefined) return false;
  if (first.type === "deep") return leadsTo(path, below);
  if (first.type === "name" ? first.name !== here : first.type === "index" && first.index !== here) return false;
  return leadsTo(rest, below);
}

test("the automaton selects what the plain meaning of the paths does", () => {
  const paths = fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(paths, fc.array(document, { minLength: 1, maxLength: 3 }), (given, values) => {
      const find = createFieldFinder(given);
      for (const value of values) {
        const bytes = Buffer.from(JSON.stringify(value));
        const expected = (tokenizeJson(bytes, 0, bytes.length) ?? [])
          .filter((token) => token.type !== "literal" && token.end > token.start)
          .filter((token) => given.some((path) => leadsTo(path, token.path)))
          .map((token) => [token.start, token.end]);
        expect(find(bytes, 0, bytes.length)).toEqual(expected);
      }
    }),
    { numRuns: 1500 },
  );
});

test("paths with very many states stay right when states are thrown away", () => {
  const fields = `**.a.${Array(16).fill("*").join(".")}`;
  const find = createFieldFinder(parseFields(fields));
  const path = parseFields(fields)[0] ?? [];
  for (let seed = 0; seed < 1500; seed++) {
    const steps = Array.from({ length: 24 }, (_, i) => (((seed * 2654435761) >>> (i % 31)) & 1 ? "a" : "b"));
    const bytes = Buffer.from(`${steps.map((name) => `{"${name}":`).join("")}1${"}".repeat(steps.length)}`);
    const expected = leadsTo(path, steps) ? 1 : 0;
    expect(find(bytes, 0, bytes.length)?.length).toBe(expected);
  }
});
