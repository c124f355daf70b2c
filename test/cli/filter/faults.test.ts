// The store or the key fails, at the start or in mid-run: an error that says what to do, exit code 3, nothing unmasked
// after the fault, files as they were, and no value in any message.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { mountDisk, NEEDS_DISK } from "../disk.ts";
import { type Home, makeHome, type Result } from "../run.ts";
import { expectNoValue, LONG, logLines, secretText, shell, start } from "./kit.ts";

const OTHER_KEY = Buffer.alloc(32, 9).toString("base64");
const OFFSET = /closemask: stopped: byte (\d+) of (\S+) is the first that was not written/;

const disk = mountDisk("1m");
afterAll(() => disk?.remove());
const needsDisk = disk === null ? NEEDS_DISK : "";
const onDisk = test.skipIf(disk === null);

function diskPath(): string {
  if (disk === null) throw new Error("no disk");
  disk.clear();
  return disk.path;
}

function sessionsDb(home: Home): string {
  return join(home.data, "sessions.db");
}

/** A store in another place. */
function at(store: string): Record<string, string> {
  return { CLOSEMASK_STORE_PATH: store };
}

/** Runs with all the talk there is, and looks through it for values. */
async function loud(home: Home, args: string[], options: Parameters<Home["run"]>[1] = {}): Promise<Result> {
  const log = join(home.path, "loud.log");
  const result = await home.run([...args, "--log-level", "debug", "--log-file", log], options);
  expectNoValue(result.stderr, "stderr");
  if (existsSync(log)) expectNoValue(readFileSync(log), "the log file");
  expect(result.stderr).not.toMatch(/\n\s+at /);
  return result;
}

interface Fault {
  readonly name: string;
  readonly message: RegExp;
  readonly hint: RegExp;
  readonly env?: Record<string, string>;
  /** Breaks a store that holds a session already. */
  spoil(home: Home): void | Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    name: "wrong key",
    message: /this key is not the one the store was made with/,
    hint: /CLOSEMASK_KEY/,
    env: { CLOSEMASK_KEY: OTHER_KEY },
    spoil() {},
  },
  {
    name: "a key that is none",
    message: /the key is not 32 bytes of base64/,
    hint: /./,
    env: { CLOSEMASK_KEY: "c2hvcnQ=" },
    spoil() {},
  },
  {
    name: "a store that is no database",
    message: /damaged or not a closemask store/,
    hint: /backup/,
    spoil: (home) => writeFileSync(sessionsDb(home), "x".repeat(20_000)),
  },
  {
    name: "another program's database",
    message: /not a closemask store/,
    hint: /store|file/,
    spoil(home) {
      rmSync(sessionsDb(home));
      const sql = new DatabaseSync(sessionsDb(home));
      sql.exec("CREATE TABLE notes(text)");
      sql.close();
    },
  },
  {
    name: "a store with damaged pages",
    message: /damaged|store failed/,
    hint: /./,
    spoil(home) {
      const bytes = readFileSync(sessionsDb(home));
      bytes.fill(0xa5, 4096);
      writeFileSync(sessionsDb(home), bytes);
    },
  },
  {
    name: "a store cut in half",
    message: /damaged|store failed/,
    hint: /./,
    spoil: (home) => truncateSync(sessionsDb(home), 6000),
  },
  {
    name: "a store of which only the log is left",
    message: /empty, but its write-ahead log is not/,
    hint: /backup/,
    spoil(home) {
      truncateSync(sessionsDb(home), 0);
      writeFileSync(`${sessionsDb(home)}-wal`, "x".repeat(5000));
    },
  },
  {
    name: "a store of a newer version",
    message: /written by a newer closemask/,
    hint: /npm install -g closemask@latest/,
    spoil(home) {
      const sql = new DatabaseSync(sessionsDb(home));
      sql.exec("UPDATE header SET value = 99 WHERE name = 'version'");
      sql.close();
    },
  },
  {
    name: "a folder in the store's place",
    message: /the store cannot be opened/,
    hint: /store|file/,
    spoil(home) {
      rmSync(sessionsDb(home));
      mkdirSync(sessionsDb(home));
    },
  },
];

async function spoiled(fault: Fault): Promise<Home> {
  const home = makeHome();
  const made = await home.run(["mask"], { input: "first dave@acme.com\n" });
  expect(made.code).toBe(0);
  for (const suffix of ["-wal", "-shm"]) rmSync(sessionsDb(home) + suffix, { force: true });
  await fault.spoil(home);
  return home;
}

describe.each(FAULTS)("$name", (fault) => {
  test("mask and unmask of a pipe: exit code 3, a hint, nothing on stdout", async () => {
    const home = await spoiled(fault);
    for (const command of ["mask", "unmask"]) {
      const result = await loud(home, [command], { input: secretText(), env: fault.env ?? {} });
      expect({ code: result.code, length: result.bytes.length }).toEqual({ code: 3, length: 0 });
      expect(result.stderr).toMatch(fault.message);
      expect(result.stderr).toMatch(/\n {2}hint: /);
      expect(result.stderr.split("hint: ")[1]).toMatch(fault.hint);
    }
  });

  test("mask -i: the files are as they were", async () => {
    const home = await spoiled(fault);
    await expectUntouched(home, (args) => loud(home, args, { env: fault.env ?? {} }), fault.message);
  });

  test("onError redact and pass do not cover a store that cannot be opened", async () => {
    const home = await spoiled(fault);
    const result = await loud(home, ["mask", "--on-error", "pass"], { input: secretText(), env: fault.env ?? {} });
    expect({ code: result.code, length: result.bytes.length }).toEqual({ code: 3, length: 0 });
  });
});

async function expectUntouched(
  home: Home,
  run: (args: string[]) => Promise<Result>,
  message: RegExp,
  text = secretText(),
): Promise<void> {
  const file = home.write("work/notes.txt", text);
  chmodSync(file, 0o640);
  utimesSync(file, 1_000_000, 1_000_000);
  const result = await run(["mask", "-i=.bak", "notes.txt"]);
  expect(result.code).toBe(3);
  expect(result.stderr).toMatch(message);
  expect(readFileSync(file, "utf8") === text, "the file is as it was").toBe(true);
  const { mode, mtimeMs } = statSync(file);
  expect({ mode: mode & 0o7777, mtimeMs }).toEqual({ mode: 0o640, mtimeMs: 1_000_000_000 });
  expect(readdirSync(home.cwd)).toEqual(["notes.txt"]);
}

describe(`a full disk${needsDisk}`, () => {
  const text = [...logLines(0, 30_000)].join("");

  onDisk("from the start: exit code 3, nothing on stdout", async () => {
    const home = makeHome();
    const folder = diskPath();
    fillUp(folder);
    const result = await loud(home, ["mask"], { input: secretText(), env: at(join(folder, "s.db")) });
    expect({ code: result.code, length: result.bytes.length }).toEqual({ code: 3, length: 0 });
    expect(result.stderr).toMatch(/disk that holds the store is full\n {2}hint: free some space/);
  });

  onDisk("in mid-run: stops at the offset it names, and what it wrote comes back", async () => {
    const home = makeHome();
    const store = join(diskPath(), "s.db");
    const result = await loud(home, ["mask"], { input: text, env: at(store) });
    expect(result.code).toBe(3);
    expect(result.stderr).toMatch(/disk that holds the store is full/);
    const offset = Number(OFFSET.exec(result.stderr)?.[1]);
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThan(text.length);
    expect(result.stdout).not.toMatch(/@corp/);
    // Restored where there is room, and on the full disk itself.
    const copy = join(home.path, "copy.db");
    for (const suffix of ["", "-wal"]) copyIfThere(store + suffix, copy + suffix);
    const back = await home.run(["unmask"], { input: result.bytes, env: at(copy) });
    expect(back.code).toBe(0);
    expect(back.stdout === text.slice(0, offset), "the output stands for the input up to the offset").toBe(true);
    const there = await home.run(["unmask"], { input: result.bytes, env: at(store) });
    expect(there.stdout === text.slice(0, offset), "it can be restored from the full disk").toBe(true);
  });

  onDisk("in mid-run of UTF-16: the offset counts bytes of the input", async () => {
    const home = makeHome();
    const store = join(diskPath(), "s.db");
    const input = Buffer.from(`\ufeff${text.replaceAll("INFO", "信息")}`, "utf16le");
    const result = await loud(home, ["mask"], { input, env: at(store) });
    expect(result.code).toBe(3);
    const offset = Number(OFFSET.exec(result.stderr)?.[1]);
    expect(offset).toBeGreaterThan(0);
    const copy = join(home.path, "copy.db");
    for (const suffix of ["", "-wal"]) copyIfThere(store + suffix, copy + suffix);
    const back = await home.run(["unmask"], { input: result.bytes, env: at(copy) });
    expect(back.bytes.equals(input.subarray(0, offset))).toBe(true);
  });

  onDisk("in mid-run with -i: the file is as it was", async () => {
    const home = makeHome();
    const store = join(diskPath(), "s.db");
    await expectUntouched(home, (args) => loud(home, args, { env: at(store) }), /disk that holds the store/, text);
  });

  onDisk("in mid-run with onError redact: goes on one way, no value is written", async () => {
    const home = makeHome();
    const result = await loud(home, ["mask", "--on-error", "redact"], {
      input: text + secretText(),
      env: at(join(diskPath(), "s.db")),
    });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/is full; the rest is redacted, as onError says\n {2}hint: /);
    expect(result.stderr.match(/is full/g)).toHaveLength(1);
    expect(result.stdout).not.toMatch(/@corp/);
    expectNoValue(result.bytes, "stdout");
    expect(result.stdout.split("\n")).toHaveLength(30_006);
    expect(result.stdout).toMatch(/^2026\S* INFO worker-0 request 0 from \$\{EMAIL_/);
    expect(result.stdout).toMatch(/request 29999 from \[EMAIL\] took/);
  });

  onDisk("in mid-run with onError pass: goes on unmasked, and says so", async () => {
    const home = makeHome();
    const store = join(diskPath(), "s.db");
    const result = await loud(home, ["mask", "--on-error", "pass"], { input: text, env: at(store) });
    expect(result.code).toBe(0);
    expect(result.stderr).toMatch(/is full; the rest is passed through unmasked, as onError says/);
    expect(result.stdout.endsWith(text.slice(-1000))).toBe(true);
    const copy = join(home.path, "copy.db");
    for (const suffix of ["", "-wal"]) copyIfThere(store + suffix, copy + suffix);
    const back = await home.run(["unmask"], { input: result.bytes, env: at(copy) });
    expect(back.stdout === text).toBe(true);
  });
});

describe(`a store on a read-only disk${needsDisk}`, () => {
  onDisk("mask stops with exit code 3, -i leaves files alone", async () => {
    const home = makeHome();
    const store = join(diskPath(), "s.db");
    const first = await home.run(["mask"], { input: "dave@acme.com\n", env: at(store) });
    expect(first.code).toBe(0);
    disk?.remount("ro");
    const result = await loud(home, ["mask"], { input: secretText(), env: at(store) });
    expect({ code: result.code, length: result.bytes.length }).toEqual({ code: 3, length: 0 });
    expect(result.stderr).toMatch(/the store cannot be (written|opened)\n {2}hint: /);
    const run = (args: string[]): Promise<Result> => loud(home, args, { env: at(store) });
    await expectUntouched(home, run, /the store cannot be (written|opened)/);
  });
});

describe("a store that another process holds", () => {
  async function held(): Promise<{ home: Home; release(): void }> {
    const home = makeHome();
    expect((await home.run(["mask"], { input: "dave@acme.com\n" })).code).toBe(0);
    const sql = new DatabaseSync(sessionsDb(home));
    sql.exec("BEGIN EXCLUSIVE");
    onTestFinished(() => {
      if (sql.isOpen) sql.close();
    });
    return { home, release: () => sql.close() };
  }

  test("mask waits, and goes on when it is free", async () => {
    const { home, release } = await held();
    const running = start(home, ["mask"]);
    // The second line needs the store; the first shows that the filter runs.
    running.child.stdin.write("nothing to mask\n");
    await running.seen("nothing to mask\n").catch(() => {});
    running.child.stdin.end("from erin@acme.com\n");
    setTimeout(release, 300);
    const result = await running.ended;
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^nothing to mask\nfrom \$\{EMAIL_\w{6}\}\n$/);
  });

  test.skipIf(!LONG)(
    "for longer than the timeout: exit code 3, nothing unmasked (only with CLOSEMASK_LONG)",
    { timeout: 120_000 },
    async () => {
      const { home } = await held();
      const result = await loud(home, ["mask"], { input: `plain line\n${secretText()}` });
      expect(result.code).toBe(3);
      expect(result.stderr).toMatch(/the store is in use by another process.*\n {2}hint: /);
      expectNoValue(result.bytes, "stdout");
      await expectUntouched(home, (args) => loud(home, args), /the store is in use by another process/);
    },
  );
});

describe("stdout that cannot be written", () => {
  const full = process.platform === "linux" ? "/dev/full" : "";

  test.skipIf(full === "")("exit code 3, and what is sure to be written (only on Linux: /dev/full)", async () => {
    const home = makeHome();
    const script = 'node=$1; bin=$2; shift 2; "$node" "$bin" mask "$@" > /dev/full';
    const { code, stderr } = await shell(home, script, secretText());
    expect(code).toBe(3);
    expect(stderr).toMatch(/what stands before byte 0 of stdin is written/);
    expect(stderr).toMatch(/cannot write stdout: no space left on the device\n {2}hint: free some space/);
    expectNoValue(stderr, "stderr");
  });
});

describe("a policy that blocks", () => {
  test("exit code 1, no value in the message, nothing of its region on stdout", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "policies:\n  EMAIL:\n    action: block\n");
    const result = await loud(home, ["mask"], { input: `one\n${secretText()}` });
    expect(result.code).toBe(1);
    expectNoValue(result.bytes, "stdout");
    expect(result.stderr).toMatch(/found a value of kind EMAIL, which the policy blocks/);
  });
});

function fillUp(folder: string): void {
  try {
    writeFileSync(join(folder, "filler"), Buffer.alloc(4 << 20));
  } catch {
    // That it does not fit is the point.
  }
}

function copyIfThere(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) copyFileSync(from, to);
}
