// Reading and writing descriptors: all bytes, in order, and errors in words.

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { codeOf, openSink, openSource, reasonOf } from "../../src/cli/stdio.ts";
import { ClosemaskError } from "../../src/errors.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-stdio-"));
afterAll(() => rmSync(folder, { recursive: true }));

function withFd<T>(path: string, flags: string, use: (fd: number) => T): T {
  const fd = openSync(path, flags);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

test("a source fills the start of the buffer until the end", async () => {
  const path = join(folder, "in");
  writeFileSync(path, "0123456789");
  const fd = openSync(path, "r");
  const source = openSource(fd, "in");
  const buffer = Buffer.alloc(4);
  let text = "";
  for (let n = await source.read(buffer); n > 0; n = await source.read(buffer)) text += buffer.toString("latin1", 0, n);
  closeSync(fd);
  expect(text).toBe("0123456789");
});

test("a folder is an input error that names it", () => {
  withFd(folder, "r", (fd) => {
    expect(() => openSource(fd, "the folder").read(Buffer.alloc(4))).toThrow(
      expect.objectContaining({ code: "input", message: "cannot read the folder: it is a folder" }),
    );
  });
});

test("a sink writes all of it", () => {
  const path = join(folder, "out");
  withFd(path, "w", (fd) => {
    const sink = openSink(fd, "out");
    sink.write(Buffer.from("abc"));
    sink.write(Buffer.alloc(0));
    sink.write(Buffer.alloc(100_000, "x"));
  });
  expect(readFileSync(path, "latin1")).toBe(`abc${"x".repeat(100_000)}`);
});

test("a sink that cannot write is an output error", () => {
  const path = join(folder, "read-only");
  writeFileSync(path, "");
  withFd(path, "r", (fd) => {
    let thrown: unknown;
    try {
      openSink(fd, "out").write(Buffer.from("abc"));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ClosemaskError);
    expect(thrown).toMatchObject({ code: "output", exitCode: 3, message: "cannot write out: ebadf" });
  });
});

describe("words for system errors", () => {
  test("known codes have a sentence, others show themselves", () => {
    expect(reasonOf("ENOENT")).toBe("no such file");
    expect(reasonOf("EXDEV")).toBe("exdev");
    expect(reasonOf("")).toBe("unknown error");
  });

  test("only an error with a textual code has one", () => {
    expect(codeOf(Object.assign(new Error("x"), { code: "EPIPE" }))).toBe("EPIPE");
    expect(codeOf(Object.assign(new Error("x"), { code: 5 }))).toBe("");
    expect(codeOf({ code: "EPIPE" })).toBe("");
    expect(codeOf(null)).toBe("");
  });
});
