import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonToken, MAX_DEPTH, tokenizeJson, walkJson } from "../../src/text/json-tokens.ts";

const SILENT = { name() {}, open() {}, close() {}, value() {} };

function valid(bytes: Uint8Array): boolean {
  return walkJson(bytes, 0, bytes.length, SILENT);
}

/** Whether the runtime's parser takes it; bytes stand for themselves, as the walker lets all of 0x80 and above through. */
function parses(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString("latin1"));
    return true;
  } catch {
    return false;
  }
}

/** Every scalar of a value with its path, in order: the oracle. */
function scalars(value: unknown, path: (string | number)[] = []): { path: (string | number)[]; value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => scalars(item, [...path, i]));
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([name, item]) => scalars(item, [...path, name]));
  }
  return [{ path, value }];
}

function read(bytes: Buffer, token: JsonToken): unknown {
  const text = bytes.toString("utf8", token.start, token.end);
  return JSON.parse(token.type === "string" ? `"${text}"` : text);
}

const indent = fc.constantFrom(undefined, 1, "\t");

test("tokens are the scalars of the parsed value, with their paths", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), indent, fc.string(), (value, space, before) => {
      const text = JSON.stringify(value, null, space);
      const head = Buffer.from(before);
      const bytes = Buffer.concat([head, Buffer.from(text), Buffer.from('","')]);
      const tokens = tokenizeJson(bytes, head.length, bytes.length - 3);
      expect(tokens?.map((token) => ({ path: token.path, value: read(bytes, token) }))).toEqual(
        scalars(JSON.parse(text)),
      );
    }),
    { numRuns: 500 },
  );
});

test("ranges lack the quotes, names are unescaped, a name may come twice", () => {
  const bytes = Buffer.from(String.raw` {"\u0061":["x\"y", -1.5e3,{}],"a" : null , "é":""}`);
  const tokens = tokenizeJson(bytes, 0, bytes.length);
  expect(tokens?.map((t) => [t.path.join("/"), t.type, bytes.toString("utf8", t.start, t.end)])).toEqual([
    ["a/0", "string", String.raw`x\"y`],
    ["a/1", "number", "-1.5e3"],
    ["a", "literal", "null"],
    ["é", "string", ""],
  ]);
});

describe("valid is what the runtime's parser takes", () => {
  const piece = fc.constantFrom(
    ...["{", "}", "[", "]", ",", ":", '"', '"a"', '"a":', "0", "-", "1", "01", ".5", "1.", "1e", "E+2", "true", "nul"],
    ...[
      "null",
      "false",
      " ",
      "\n",
      "\t",
      "\\",
      '"\\u12aF"',
      '"\\u12g4"',
      '"\\x"',
      '"\\n"',
      "\u0001",
      "\u00ff",
      '"\u007f"',
    ],
    ...["\u000b", "\ufeff", "'a'", "NaN", "Infinity", "+1", "/**/", "-0", "1E-7", "\0"],
  );

  test("soup of tokens", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(""), "latin1");
        expect(valid(bytes)).toBe(parses(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  test("a valid text with one byte changed, taken out or put in, or cut", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.nat(255), fc.constantFrom(0, 1, 2, 3), (value, at, byte, how) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const i = at % bytes.length;
        const middle = how === 0 ? [byte] : how === 1 ? [] : how === 2 ? [byte, bytes[i] ?? 0] : [];
        const rest = how === 3 ? bytes.subarray(0, 0) : bytes.subarray(i + 1);
        const changed = Buffer.concat([bytes.subarray(0, i), Buffer.from(middle), rest]);
        expect(valid(changed)).toBe(parses(changed));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["", false],
    [" \r\n", false],
    ["\ufeff{}", false],
    ["{} {}", false],
    ["[1,]", false],
    ['{"a":1,}', false],
    ["{1:2}", false],
    ["[}", false],
    ["-", false],
    ["-01", false],
    ['"\\ud800"', true],
    [' [ 1 , { "a" : [ ] } ] \r\n', true],
  ])("%j: %s", (text, expected) => {
    expect(valid(Buffer.from(text))).toBe(expected);
  });
});

describe("depth", () => {
  const nested = (depth: number) => Buffer.from("[".repeat(depth) + "]".repeat(depth));

  test("up to the bound is valid, deeper is not", () => {
    expect(valid(nested(MAX_DEPTH))).toBe(true);
    expect(valid(nested(MAX_DEPTH + 1))).toBe(false);
    expect(valid(Buffer.from('{"a":'.repeat(MAX_DEPTH + 1)))).toBe(false);
  });

  test("a million open brackets do no harm", () => {
    expect(valid(Buffer.alloc(1_000_000, "["))).toBe(false);
  });
});

test("bytes outside of the range are not read", () => {
  const bytes = Buffer.from('[12345,true,"\\u1234",1.5e10]');
  expect(walkJson(Buffer.from('"\\u12345"'), 0, 6, SILENT)).toBe(false);
  expect(walkJson(Buffer.from("12"), 0, 1, SILENT)).toBe(true);
  for (let to = 0; to < bytes.length; to++) {
    expect(walkJson(bytes, 0, to, SILENT)).toBe(false);
    expect(walkJson(bytes, 1, to, SILENT)).toBe(parses(bytes.subarray(1, to)));
  }
});
