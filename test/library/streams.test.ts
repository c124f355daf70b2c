// Streams of the web, of Node, and of anything that can be iterated: chunk invariance, backpressure, errors.

import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ReadableStream, WritableStream } from "node:stream/web";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CloseMaskSession, createCloseMask } from "../../src/index.ts";

const closemask = createCloseMask();
let made = 0;
const open = (): Promise<CloseMaskSession> => closemask.open({ session: `s${made++}` });

const TEXT = "write to bob@acme.com 😀\nor 4111 1111 1111 1111\nthen 你好 eve@acme.com \ud83d end";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

type Pass = (session: CloseMaskSession, chunks: string[], back: boolean) => Promise<string>;

const asText: readonly [string, Pass][] = [
  [
    "TransformStream",
    async (session, chunks, back) => {
      const stream = back ? session.unmaskStream({ text: true }) : session.maskStream({ text: true });
      const out: string[] = [];
      for await (const chunk of ReadableStream.from(chunks).pipeThrough(stream)) out.push(chunk);
      return out.join("");
    },
  ],
  [
    "Duplex",
    async (session, chunks, back) => {
      const stream = back ? session.unmaskDuplex({ text: true }) : session.maskDuplex({ text: true });
      const out: string[] = [];
      await pipeline(Readable.from(chunks), stream, async (source) => {
        for await (const chunk of source) out.push(chunk);
      });
      return out.join("");
    },
  ],
  [
    "iterable",
    async (session, chunks, back) => {
      const out: string[] = [];
      const stream = back ? session.unmaskChunks(chunks) : session.maskChunks(chunks);
      for await (const chunk of stream) out.push(chunk);
      return out.join("");
    },
  ],
];

function cut(text: string, at: readonly number[]): string[] {
  const places = [0, ...[...at].sort((a, b) => a - b), text.length];
  return places.slice(1).map((place, i) => text.slice(places[i], place));
}

describe.each(asText)("strings through %s", (_, pass) => {
  test("any cuts give what the whole gives, and come back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: TEXT.length }), { maxLength: 6 }), async (cuts) => {
        const session = await open();
        const masked = await pass(session, cut(TEXT, cuts), false);
        expect(masked).toBe(session.maskSync(TEXT));
        expect(await pass(session, cut(masked, cuts), true)).toBe(TEXT);
      }),
      { numRuns: 60 },
    );
    const session = await open();
    expect(await pass(session, TEXT.split(""), false)).toBe(session.maskSync(TEXT));
  });

  test("nothing in, nothing out", async () => {
    expect(await pass(await open(), [], false)).toBe("");
    expect(await pass(await open(), [""], true)).toBe("");
  });
});

test("bytes, any bytes", async () => {
  const session = await open();
  const bytes = Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff, 0, 0xc3]), Buffer.from("\r\nbob@acme.com")]);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(7 * i, 7 * i + 7));
  const masked: Uint8Array[] = [];
  for await (const chunk of ReadableStream.from(chunks).pipeThrough(session.maskStream())) masked.push(chunk);
  expect(Buffer.concat(masked)).toEqual(Buffer.from(session.maskSync(bytes)));
  const back: Buffer[] = [];
  await pipeline(Readable.from(masked), session.unmaskDuplex(), async (source) => {
    for await (const chunk of source) back.push(chunk);
  });
  expect(Buffer.concat(back)).toEqual(bytes);
});

test("what was given out is not written to again", async () => {
  const session = await open();
  const writer = session.maskStream().writable.getWriter();
  writer.close();
  const out: Uint8Array[] = [];
  for await (const chunk of session.maskChunks(["one bob@acme.com\n", "two eve@acme.com\n"].map((t) => Buffer.from(t))))
    out.push(chunk);
  expect(Buffer.concat(out).toString()).toMatch(/^one EMAILX\d{9}\ntwo EMAILX\d{9}\n$/);
});

describe("backpressure", () => {
  test("a reader that does not read stops the writer", async () => {
    const session = await open();
    const line = Buffer.from("a line for bob@acme.com to read\n".repeat(100));
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(line);
        if (pulled === 10_000) controller.close();
      },
    });
    const reader = source.pipeThrough(session.maskStream()).getReader();
    await reader.read();
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    expect(pulled).toBeLessThan(20);
    await reader.cancel();
  });

  test("and one that does stops a stream of Node", async () => {
    const session = await open();
    const stream = session.maskDuplex();
    const line = Buffer.from("a line for bob@acme.com to read\n".repeat(100));
    let written = 0;
    while (stream.write(line)) written++;
    expect(written).toBeLessThan(100);
    stream.destroy();
  });
});

describe("what goes wrong", () => {
  test("is the stream's error, and nothing of it is given out", async () => {
    const blocking = createCloseMask({ actions: { CREDIT_CARD: "block" } });
    const session = await blocking.open();
    const out: string[] = [];
    const sink = new WritableStream<string>({ write: (chunk) => void out.push(chunk) });
    const text = ["first line\n", "card 4111 1111 1111 1111\n", "last line\n"];
    await expect(
      ReadableStream.from(text)
        .pipeThrough(session.maskStream({ text: true }))
        .pipeTo(sink),
    ).rejects.toThrow(expect.objectContaining({ code: "blocked" }));
    expect(out).toEqual(["first line\n"]);
    await expect(
      pipeline(Readable.from(text), session.maskDuplex({ text: true }), async (source) => {
        for await (const _ of source);
      }),
    ).rejects.toThrow(expect.objectContaining({ code: "blocked" }));
  });

  test("chunks of the other sort are refused", async () => {
    const session = await open();
    const text = ReadableStream.from<unknown>([Buffer.from("a")]) as ReadableStream<string>;
    await expect(all(text.pipeThrough(session.maskStream({ text: true })))).rejects.toThrow(
      expect.objectContaining({ code: "usage" }),
    );
    const bytes = ReadableStream.from<unknown>(["a"]) as ReadableStream<Uint8Array>;
    await expect(all(bytes.pipeThrough(session.unmaskStream()))).rejects.toThrow(
      expect.objectContaining({ code: "usage" }),
    );
  });

  test("an iterable that is left is told", async () => {
    const session = await open();
    let isLeft = false;
    async function* source(): AsyncGenerator<string> {
      try {
        for (;;) yield "a line\n";
      } finally {
        isLeft = true;
      }
    }
    for await (const _ of session.maskChunks(source())) break;
    expect(isLeft).toBe(true);
  });
});

test("a stream restores what it may, and says nothing of the rest", async () => {
  const careful = createCloseMask({ restore: { CREDENTIAL: ["text"] } });
  const session = await careful.open();
  const masked = session.maskSync("password=hunter2secretX for bob@acme.com");
  const through = async (place: "text" | "tools"): Promise<string> =>
    (await all(session.unmaskChunks([masked], { place }))).join("");
  expect(await through("text")).toBe("password=hunter2secretX for bob@acme.com");
  expect(await through("tools")).toMatch(/^password=PASSWORDX\d{9} for bob@acme\.com$/);
});
