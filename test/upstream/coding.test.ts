import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { pipeline } from "node:stream";
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  createZstdCompress,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { describe, expect, test } from "vitest";
import { createDecoders, decodeBody } from "../../src/upstream/coding.ts";

const TEXT = Buffer.from(JSON.stringify({ text: "mail bob@acme.com ".repeat(50) }));
const MIB = 1024 * 1024;

describe("request bodies", () => {
  test.each([
    ["gzip", gzipSync(TEXT)],
    ["x-gzip", gzipSync(TEXT)],
    ["GZIP", gzipSync(TEXT)],
    ["deflate", deflateSync(TEXT)],
    ["deflate", deflateRawSync(TEXT)],
    ["br", brotliCompressSync(TEXT)],
    ["zstd", zstdCompressSync(TEXT)],
    ["identity", TEXT],
    ["", TEXT],
    ["gzip, br", brotliCompressSync(gzipSync(TEXT))],
    ["zstd,identity,gzip", gzipSync(zstdCompressSync(TEXT))],
  ])("J01 %s is decoded", async (header, body) => {
    expect(await decodeBody(body, header, MIB)).toEqual({ body: TEXT });
  });

  test.each(["compress", "gzip, snappy", "gzip;q=1", "gzip, gzip, gzip, gzip"])(
    "J02 %s is not known",
    async (header) => {
      expect(await decodeBody(gzipSync(TEXT), header, MIB)).toEqual({ fault: "unknown" });
    },
  );

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
  ])("J02 a body that is no %s, or only the beginning of it", async (header, compress) => {
    expect(await decodeBody(TEXT, header, MIB)).toEqual({ fault: "corrupt" });
    const whole = compress(randomBytes(4000));
    expect(await decodeBody(whole.subarray(0, 2000), header, MIB)).toEqual({ fault: "corrupt" });
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["zstd", zstdCompressSync],
  ])("J03 a bomb of %s stops at the bound", async (header, compress) => {
    const bomb = compress(Buffer.alloc(64 * MIB));
    const before = process.memoryUsage().arrayBuffers;
    expect(await decodeBody(bomb, header, 2 * MIB)).toEqual({ fault: "too-large" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MIB);
  });
});

describe("answers", () => {
  test.each([
    ["gzip", () => createGzip({ flush: constants.Z_SYNC_FLUSH })],
    ["deflate", () => createDeflate({ flush: constants.Z_SYNC_FLUSH })],
    ["br", () => createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })],
    ["zstd", () => createZstdCompress({ flush: constants.ZSTD_e_flush })],
  ])("J04 of %s come out event by event", async (header, compressor) => {
    const encode = compressor();
    const decoders = createDecoders(header) ?? [];
    const [decoder] = decoders;
    if (decoder === undefined) throw new Error("no decoder");
    pipeline([encode, ...decoders], () => {});
    for (const event of ["data: one\n\n", "data: two\n\n", "data: three\n\n"]) {
      const came = once(decoder, "data");
      encode.write(event);
      expect(String((await came)[0])).toBe(event);
    }
    decoder.destroy();
  });

  test("of an unknown coding have no decoder", () => {
    expect(createDecoders("snappy")).toBeNull();
    expect(createDecoders(undefined)).toEqual([]);
  });
});
