import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createPrivate, readPrivate, replacePrivate, withLock } from "../../src/store/key-file.ts";
import { refused } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-key-file-"));
const { platform } = process;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the first to make a file wins, and the others get its text", () => {
  const path = join(folder, "first", "key");
  expect(createPrivate(path, "one", platform)).toBe("one");
  expect(createPrivate(path, "two", platform)).toBe("one");
  expect(readPrivate(path, platform)).toBe("one");
  expect(readdirSync(join(folder, "first"))).toEqual(["key"]);
});

test("a file is replaced whole and stays private", () => {
  const path = join(folder, "replaced", "key");
  createPrivate(path, "one", platform);
  replacePrivate(path, "two");
  expect(readFileSync(path, "utf8")).toBe("two");
  expect(readdirSync(join(folder, "replaced"))).toEqual(["key"]);
  if (platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("what cannot be read or written is an error with a hint", async () => {
  expect(readPrivate(join(folder, "none"), platform)).toBeNull();
  const file = join(folder, "file");
  writeFileSync(file, "x".repeat(10_000), { mode: 0o600 });
  await refused("key-invalid", () => readPrivate(file, platform));
  await refused("key-source", () => readPrivate(join(file, "below"), platform));
  const error = await refused("key-source", () => createPrivate(join(file, "below", "key"), "one", platform));
  expect(error.hint).not.toBe("");
  const step = (): Promise<void> => Promise.reject(new Error("it ran"));
  await refused("key-source", () => withLock(join(file, "below", "lock"), step));
  if (platform === "win32") return;
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
  await refused("key-source", () => readPrivate(join(folder, "loop"), platform));
});

test("steps under one lock never overlap, and a failing one lets go of it", async () => {
  const lock = join(folder, "locks", "lock");
  let inside = 0;
  const step = (fail: boolean) => async (): Promise<void> => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
    if (fail) throw new Error("on purpose");
  };
  const runs = [false, true, false, true].map((fail) => withLock(lock, step(fail)));
  expect((await Promise.allSettled(runs)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
  ]);
  expect(readdirSync(join(folder, "locks"))).toEqual([]);
});
