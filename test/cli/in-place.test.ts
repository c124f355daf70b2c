// A file is replaced whole or not at all.

import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { replaceFile } from "../../src/cli/in-place.ts";

function makeFile(text: string): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), "closemask-in-place-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "file");
  writeFileSync(path, text);
  return { folder, path };
}

test("until commit the file is as it was; then it holds the copy, with its mode", () => {
  const { folder, path } = makeFile("old");
  chmodSync(path, 0o4750);
  const replacement = replaceFile(path, "1", "");
  writeSync(replacement.fd, "new text");
  expect(readFileSync(path, "utf8")).toBe("old");
  const copy = readdirSync(folder).find((name) => name !== "file");
  // The copy may hold restored values: nobody else reads it meanwhile.
  expect(statSync(join(folder, copy ?? "")).mode & 0o777).toBe(0o600);
  replacement.commit();
  replacement.abandon();
  expect(readFileSync(path, "utf8")).toBe("new text");
  expect(statSync(path).mode & 0o7777).toBe(0o4750);
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("abandon leaves the file and takes the copy away, also twice", () => {
  const { folder, path } = makeFile("old");
  const replacement = replaceFile(path, "1", "");
  writeSync(replacement.fd, "half");
  replacement.abandon();
  replacement.abandon();
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("with a suffix the old file stays", () => {
  const { folder, path } = makeFile("old");
  const replacement = replaceFile(path, "1", ".bak");
  writeSync(replacement.fd, "new");
  replacement.commit();
  expect(readFileSync(`${path}.bak`, "utf8")).toBe("old");
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["file", "file.bak"]);
});

test("what has the old file's new name already stays, also when it comes meanwhile, and so does the file", () => {
  for (const make of [
    (kept: string) => writeFileSync(kept, "older"),
    (kept: string) => mkdirSync(kept),
    (kept: string) => symlinkSync("nowhere", kept),
  ]) {
    const { folder, path } = makeFile("old");
    const replacement = replaceFile(path, "1", ".bak");
    make(`${path}.bak`);
    expect(() => replaceFile(path, "2", ".bak")).toThrow(/in place: there is a file with that ending already$/);
    writeSync(replacement.fd, "new");
    expect(() => replacement.commit()).toThrow(/in place: there is a file with that ending already$/);
    replacement.abandon();
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).sort()).toEqual(["file", "file.bak"]);
  }
});

test("a link keeps pointing at the file, which is the one that changes", () => {
  const { folder, path } = makeFile("old");
  const link = join(folder, "link");
  symlinkSync("file", link);
  const replacement = replaceFile(link, "1", "");
  writeSync(replacement.fd, "new");
  replacement.commit();
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(readdirSync(folder).sort()).toEqual(["file", "link"]);
});

test("folders and missing files are refused", () => {
  const { folder, path } = makeFile("");
  expect(() => replaceFile(folder, "1", "")).toThrow(/it is no regular file$/);
  expect(() => replaceFile(`${path}.none`, "1", "")).toThrow(/no such file$/);
});

test("two processes do not write the same copy", () => {
  const { path } = makeFile("old");
  const first = replaceFile(path, "1", "");
  const second = replaceFile(path, "2", "");
  expect(() => replaceFile(path, "1", "")).toThrow(/in place/);
  first.abandon();
  second.abandon();
});
