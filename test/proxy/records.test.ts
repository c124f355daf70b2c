// Streams cut into records: all bytes kept, the same records for every cut, bounded.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createJsonReader,
  createLineReader,
  createSseReader,
  type RecordReader,
  type StreamRecord,
} from "../../src/proxy/records.ts";
import { everyByte } from "../mask/kit.ts";

interface Seen {
  readonly raw: string;
  readonly name: string;
  readonly data: string | null;
  readonly closed: boolean;
}

function copy({ raw, name, data, closed, parts }: StreamRecord): Seen {
  for (const part of parts)
    expect(data?.subarray(part.start, part.end)).toEqual(raw.subarray(part.at, part.at + part.end - part.start));
  return { raw: raw.toString(), name, data: data === null ? null : data.toString(), closed };
}

function read(reader: RecordReader, text: string, cuts: readonly number[] = []): Seen[] {
  const bytes = Buffer.from(text);
  const seen: Seen[] = [];
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (cut <= at) continue;
    seen.push(...reader.feed(bytes.subarray(at, cut)).map(copy));
    at = cut;
  }
  seen.push(...reader.end().map(copy));
  expect(seen.map(({ raw }) => raw).join("")).toBe(text);
  return seen;
}

/** Framing apart: the records with data. */
const said = (seen: readonly Seen[]): (readonly [string, string | null])[] =>
  seen.filter(({ data }) => data !== null).map(({ name, data }) => [name, data]);

describe("events", () => {
  const STREAM =
    '\ufeffevent: a\ndata: {"x":1}\nid: 4\n\n: comment\n\ndata:two\ndata: lines\ndata\n\nretry: 10\n\nevent:b\ndata:  é\n\n\n\ndata: last';
  const EXPECTED = [
    ["a", '{"x":1}'],
    ["", "two\nlines\n"],
    ["b", " é"],
    ["", "last"],
  ];

  test.each(["\n", "\r\n", "\r"])(
    "I02 fields, comments, lines that are joined, a mark at the start, ending in %j",
    (eol) => {
      const text = STREAM.replaceAll("\n", eol);
      for (const cuts of [[], everyByte(Buffer.from(text)), ...everyByte(Buffer.from(text)).map((cut) => [cut])]) {
        const seen = read(createSseReader(), text, cuts);
        expect(said(seen)).toEqual(EXPECTED);
        expect(seen.at(-1)?.closed).toBe(false);
      }
    },
  );

  test("line ends may be mixed", () => {
    const text = "data: a\r\n\rdata: b\n\r\ndata: c\r\rdata: d\n\n";
    for (const cuts of [[], everyByte(Buffer.from(text))])
      expect(said(read(createSseReader(), text, cuts)).map(([, data]) => data)).toEqual(["a", "b", "c", "d"]);
  });

  test("an event goes out with its last byte", () => {
    const reader = createSseReader();
    expect(reader.feed(Buffer.from("data: a\n"))).toHaveLength(0);
    expect(reader.feed(Buffer.from("\n"))).toHaveLength(1);
    const cr = createSseReader();
    expect(cr.feed(Buffer.from("data: a\r\n\r")).map(({ data }) => data?.toString())).toEqual(["a"]);
    expect(said(cr.feed(Buffer.from("\ndata: b\r\n\r\n")).map(copy))).toEqual([["", "b"]]);
  });

  test("any bytes, any cuts: the same data, all bytes kept", () => {
    const piece = fc.constantFrom(
      "\n",
      "\r",
      "\r\n",
      "data",
      ":",
      " ",
      "event",
      "x",
      "é",
      "id: 1",
      "\n\n",
      "data: y\n\n",
      "\ufeff",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.array(fc.nat(60)), (pieces, cuts) => {
        const text = pieces.join("");
        const whole = said(read(createSseReader(), text));
        expect(
          said(
            read(
              createSseReader(),
              text,
              [...cuts].sort((a, b) => a - b),
            ),
          ),
        ).toEqual(whole);
        expect(said(read(createSseReader(), text, everyByte(Buffer.from(text))))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});

describe("lines and elements", () => {
  test("lines of JSON, CRLF, blank ones, the last one without an end", () => {
    const text = '{"a":1}\n\r\n  {"b":"é"}\r\n{"c":3}';
    for (const cuts of [[], everyByte(Buffer.from(text))])
      expect(said(read(createLineReader(), text, cuts)).map(([, data]) => data)).toEqual([
        '{"a":1}',
        '  {"b":"é"}',
        '{"c":3}',
      ]);
  });

  test.each([
    ['[{"a":[1,{"b":"]}"}]},\r\n{"c":"\\"{"}\n]\n', ['{"a":[1,{"b":"]}"}]}', '{"c":"\\"{"}']],
    ['  [ {"a":1} , [2,[3]],{"b":4}]', ['{"a":1}', "[2,[3]]", '{"b":4}']],
    ['{"error":{"message":"x"}}\n', ['{"error":{"message":"x"}}']],
    ['{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ["[]", []],
  ])("F08 elements of %j", (text, expected) => {
    for (const cuts of [[], everyByte(Buffer.from(text))])
      expect(said(read(createJsonReader(), text, cuts)).map(([, data]) => data)).toEqual(expected);
  });
});

describe("bounds", () => {
  test("I07 an event of 10 MB in small chunks", () => {
    const text = `data: ${"x".repeat(10_000_000)}\n\n`;
    const reader = createSseReader();
    const bytes = Buffer.from(text);
    let found = 0;
    for (let at = 0; at < bytes.length; at += 1000)
      for (const { data } of reader.feed(bytes.subarray(at, at + 1000))) found = data?.length ?? 0;
    expect(found).toBe(10_000_000);
  });

  test.each([
    ["events", createSseReader, `data: ${"x".repeat(5000)}\n\ndata: y\n\n`],
    ["lines", createLineReader, `"${"x".repeat(5000)}"\ny\n`],
    ["elements", createJsonReader, `[{"a":"${"x".repeat(5000)}"},{"b":1}]`],
  ] as const)("of %s that are too long the bytes pass unread, and what follows is read", (_, create, text) => {
    const reader = create({ max: 1000 });
    const cuts = Array.from({ length: 60 }, (_, i) => (i + 1) * 100);
    const seen = read(reader, text, cuts);
    expect(reader.oversized).toBe(1);
    expect(said(seen)).toHaveLength(1);
    for (const { raw } of seen) expect(raw.length).toBeLessThanOrEqual(1200);
  });
});
