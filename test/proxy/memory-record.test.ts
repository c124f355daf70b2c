// Records of the proxy's memory: what is written is read, and nothing else is believed.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SentEdit } from "../../src/proxy/memory.ts";
import { type MemoryRecord, readRecord, writeRecord } from "../../src/proxy/memory-record.ts";

const KEY = Buffer.alloc(32, 0xe9).toString("binary");

const edits = fc
  .array(
    fc.tuple(fc.nat(1000), fc.nat(1000), fc.constantFrom("EMAIL", "ÜBER"), fc.option(fc.uint8Array({ maxLength: 40 }))),
    { maxLength: 5 },
  )
  .map((list) => {
    let at = 0;
    return list.map(([gap, length, kind, wire]): SentEdit => {
      const start = at + gap;
      at = start + length;
      return { start, end: at, kind, ...(wire === null ? {} : { wire }) };
    });
  });

test("a record is read as it was written, and cut or bent ones are none or another one, never an error", () => {
  fc.assert(
    fc.property(edits, fc.nat(), fc.nat(255), (list, where, byte) => {
      const record: MemoryRecord = { key: KEY, edits: list };
      const bytes = writeRecord(record);
      expect(readRecord(bytes)).toEqual(record);
      readRecord(bytes.subarray(0, where % bytes.length));
      bytes[where % bytes.length] = byte;
      readRecord(bytes);
    }),
  );
});

test("numbers", () => {
  expect(readRecord(writeRecord({ number: 2_000_000_004_271_935 }))).toEqual({ number: 2_000_000_004_271_935 });
  expect(readRecord(Buffer.from([2, 1]))).toBeNull();
  expect(readRecord(Buffer.alloc(0))).toBeNull();
  expect(readRecord(Buffer.from([9, ...Buffer.alloc(40)]))).toBeNull();
});
