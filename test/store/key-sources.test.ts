import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { placeRing } from "../../src/store/key-change.ts";
import { type KeyOptions, loadKey, saveRing } from "../../src/store/key-sources.ts";
import type { Keychain } from "../../src/store/keychain.ts";
import { checkValue, formatRing, type KeyRing, newRing, ringFromKey, rotateRing } from "../../src/store/keys.ts";
import { refused } from "./contract-kit.ts";

const folder = mkdtempSync(join(tmpdir(), "closemask-keys-"));
const TEXT = Buffer.alloc(32, 5).toString("base64");
const RING = ringFromKey(Buffer.alloc(32, 5));
const windows = process.platform === "win32";
let folders = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newFolder(): string {
  return join(folder, `${folders++}`);
}

function optionsWith(more: Partial<KeyOptions> = {}): KeyOptions {
  return {
    env: {},
    configDir: newFolder(),
    platform: process.platform,
    settings: {},
    mayCreate: true,
    warn: () => {},
    keychain: async () => null,
    ...more,
  };
}

/** A keychain in memory, as `openKeychain` gives one; `broken` names what fails. */
function memoryKeychain(broken: "nothing" | "locked" | "absent" = "nothing"): () => Promise<Keychain> {
  let kept: KeyRing | null = null;
  return async () => ({
    read: async () => {
      if (broken === "absent") throw new Error("no service");
      return broken === "locked" ? null : kept;
    },
    write: async (ring) => {
      if (broken !== "nothing") return false;
      kept = ring;
      return true;
    },
  });
}

describe("the environment", () => {
  test("comes before everything else, and makes nothing", async () => {
    const options = optionsWith({
      env: { CLOSEMASK_KEY: TEXT, CLOSEMASK_KEY_FILE: "/none" },
      settings: { command: "exit 1" },
    });
    expect(await loadKey(options)).toMatchObject({ ring: RING, source: "env" });
    expect(existsSync(options.configDir)).toBe(false);
  });

  test("names a file", async () => {
    const path = privateFile(TEXT);
    expect(await loadKey(optionsWith({ env: { CLOSEMASK_KEY_FILE: path } }))).toMatchObject({
      ring: RING,
      source: "env-file",
    });
    await refused("key-missing", () => loadKey(optionsWith({ env: { CLOSEMASK_KEY_FILE: `${path}.not` } })));
  });

  test("does not describe the key", async () => {
    const { describe: said } = await loadKey(optionsWith({ env: { CLOSEMASK_KEY: TEXT } }));
    expect(said).not.toContain(TEXT.slice(0, 8));
  });

  test("loads no keychain library", () => {
    const source = join(import.meta.dirname, "../../src/store/key-sources.ts");
    const program = `
      import { loadKey } from ${JSON.stringify(source)};
      await loadKey({ env: { CLOSEMASK_KEY: ${JSON.stringify(TEXT)} }, configDir: "/none", platform: process.platform, settings: {}, mayCreate: true, warn() {} });
      process.stdout.write(process.report.getReport().sharedObjects.filter((name) => name.includes("keyring")).join());`;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect([run.stderr, run.stdout]).toEqual(["", ""]);
  });
});

function privateFile(text: string): string {
  const dir = newFolder();
  mkdirSync(dir, { mode: 0o700 });
  const path = join(dir, "named");
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe("key.command", () => {
  test("is run through the shell and trimmed", async () => {
    const options = optionsWith({ settings: { command: windows ? `echo ${TEXT}` : `printf '  %s\\n\\n' ${TEXT}` } });
    expect(await loadKey(options)).toMatchObject({ ring: RING, source: "command" });
  });

  test("that fails says so without repeating what it printed", async () => {
    const error = await refused("key-source", () =>
      loadKey(optionsWith({ settings: { command: `echo ${TEXT}; echo ${TEXT} >&2; exit 3` } })),
    );
    expect(error.message).toContain("code 3");
    expect(`${error.message}${error.hint}${String(error.cause)}`).not.toContain(TEXT);
  });

  test("that prints no key is refused, and no other source is asked", async () => {
    await refused("key-invalid", () => loadKey(optionsWith({ settings: { command: "echo nothing" } })));
    for (const mayCreate of [true, false]) {
      const options = optionsWith({ settings: { source: "command" }, mayCreate });
      expect((await refused("key-missing", () => loadKey(options))).hint).toContain("key.command");
    }
  });
});

describe("a passphrase", () => {
  const env = { CLOSEMASK_PASSPHRASE: "correct horse" };

  test("with its salt gives the same ring again; another passphrase or folder gives another", async () => {
    const options = optionsWith({ env });
    const first = await loadKey(options);
    expect(first.source).toBe("passphrase");
    expect((await loadKey({ ...options, mayCreate: false })).ring).toEqual(first.ring);
    expect((await loadKey({ ...options, env: { CLOSEMASK_PASSPHRASE: "other" } })).ring).not.toEqual(first.ring);
    expect((await loadKey(optionsWith({ env }))).ring).not.toEqual(first.ring);
    expect(readdirSync(options.configDir)).toEqual(["key.salt"]);
  });

  test("without its salt is an error when a store depends on it, which does not say that there was one", async () => {
    const options = optionsWith({ env, mayCreate: false });
    const none = await refused("key-missing", () => loadKey(options));
    expect(`${none.message} ${none.hint}`).toMatch(/no salt.*unset CLOSEMASK_PASSPHRASE if.*key\.salt from a backup/);
    await loadKey({ ...options, env: {}, mayCreate: true });
    const { hint } = await refused("key-missing", () => loadKey(options));
    expect(hint).toContain(`unset CLOSEMASK_PASSPHRASE to use the key file ${join(options.configDir, "key")}`);
  });

  test("with a damaged salt", async () => {
    const options = optionsWith({ env });
    mkdirSync(options.configDir);
    writeFileSync(join(options.configDir, "key.salt"), "short", { mode: 0o600 });
    await refused("key-invalid", () => loadKey(options));
  });
});

describe("the keychain", () => {
  test("keeps the first key, and no file is made", async () => {
    const options = optionsWith({ keychain: memoryKeychain() });
    const made = await loadKey(options);
    expect(made.source).toBe("keychain");
    expect({ ...(await loadKey({ ...options, mayCreate: false })), made: true }).toEqual(made);
    expect(readdirSync(options.configDir)).toEqual([]);
  });

  test.each(["locked", "absent"] as const)(
    "that is %s never leads to a new key while a store depends on one",
    async (broken) => {
      const options = optionsWith({ keychain: memoryKeychain(broken), mayCreate: false });
      const error = await refused("key-missing", () => loadKey(options));
      expect(error.hint).toContain("unlock");
      expect(existsSync(options.configDir)).toBe(false);
    },
  );

  test.each(["locked", "absent"] as const)(
    "that is %s is passed over for the first key, but not when it was asked for",
    async (broken) => {
      const keychain = memoryKeychain(broken);
      expect((await loadKey(optionsWith({ keychain }))).source).toBe("file");
      await refused("key-source", () => loadKey(optionsWith({ keychain, settings: { source: "keychain" } })));
    },
  );

  test("takes a rotated ring", async () => {
    const options = optionsWith({ keychain: memoryKeychain() });
    const rotated = rotateRing((await loadKey(options)).ring);
    expect(await saveRing("keychain", rotated, options)).toBe(true);
    expect((await loadKey(options)).ring).toEqual(rotated);
    await refused("key-source", () =>
      saveRing("keychain", rotated, { ...options, keychain: memoryKeychain("locked") }),
    );
  });

  test("keeps its newer ring when an older one is imported", async () => {
    const options = optionsWith({ keychain: memoryKeychain() });
    const { ring } = await loadKey(options);
    const rotated = rotateRing(ring);
    await saveRing("keychain", rotated, options);
    expect((await placeRing(options, ring)).ring).toEqual(rotated);
    expect((await loadKey(options)).ring).toEqual(rotated);
    await refused("key-wrong", () => placeRing(options, rotateRing(ring)));
    expect((await loadKey(options)).ring).toEqual(rotated);
  });
});

describe("the key file", () => {
  test("is made once, private, with one warning that names it", async () => {
    const lines: string[] = [];
    const options = optionsWith({ warn: (line) => lines.push(line) });
    const made = await loadKey(options);
    const path = join(options.configDir, "key");
    expect(made.source).toBe("file");
    expect({ ...(await loadKey(options)), made: true }).toEqual(made);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(path);
    expect(readdirSync(options.configDir)).toEqual(["key"]);
    expect(readFileSync(path, "utf8")).toBe(`${formatRing(made.ring)}\n`);
    if (windows) return;
    expect((statSync(path).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(options.configDir).mode & 0o777).toString(8)).toBe("700");
  });

  test.skipIf(windows)("that others may read is refused (not on Windows)", async () => {
    const options = optionsWith();
    await loadKey(options);
    chmodSync(join(options.configDir, "key"), 0o640);
    const error = await refused("key-source", () => loadKey(options));
    expect(error.hint).toContain("chmod 600");
    expect((await loadKey({ ...options, platform: "win32" })).source).toBe("file");
  });

  test("may lie elsewhere, takes a rotated ring, and can be empty only as an error", async () => {
    const path = privateFile(formatRing(RING));
    const options = optionsWith({ settings: { source: "file", file: path } });
    expect((await loadKey(options)).ring).toEqual(RING);
    const rotated = rotateRing(RING);
    expect(await saveRing("file", rotated, options)).toBe(true);
    expect((await loadKey(options)).ring).toEqual(rotated);
    expect(await saveRing("env", rotated, options)).toBe(false);
    writeFileSync(path, "");
    await refused("key-invalid", () => loadKey(options));
  });

  test("a lock that a dead process left behind holds nobody up for long", async () => {
    const options = optionsWith();
    mkdirSync(options.configDir);
    const lock = join(options.configDir, "key.lock");
    writeFileSync(lock, "");
    execFileSync("touch", ["-d", "1 hour ago", lock]);
    expect((await loadKey(options)).source).toBe("file");
    expect(existsSync(lock)).toBe(false);
  });

  test("made by two processes at once is one key, five times", { timeout: 60_000 }, async () => {
    const creator = join(import.meta.dirname, "key-sources-creator.ts");
    for (let round = 0; round < 5; round++) {
      const configDir = newFolder();
      const runs = [1, 2].map(() => promisify(execFile)(process.execPath, [creator, configDir]));
      const [one, two] = (await Promise.all(runs)).map(({ stdout }) => stdout);
      expect(one).toMatch(/^[0-9a-f]{32}$/);
      expect(two).toBe(one);
    }
  });
});

// Debian: apt-get install gnome-keyring dbus
const absent = ["dbus-run-session", "gnome-keyring-daemon"].filter(
  (tool) => spawnSync(tool, ["--version"]).error !== undefined,
);
const noService =
  process.platform !== "linux"
    ? " (skipped: it is of Linux)"
    : absent.length > 0 && process.env.CI !== "true"
      ? ` (skipped: there is no ${absent.join(" and no ")})`
      : "";

test.skipIf(noService !== "")(
  `a real Secret Service keeps the key, and locked it leads to no new one${noService}`,
  { timeout: 60_000 },
  () => {
    const home = newFolder();
    mkdirSync(join(home, "run"), { recursive: true, mode: 0o700 });
    const env = { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: join(home, "run") };
    const program = `"$0" "$1" "$2"`;
    const unlock = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
    // Each login has a bus of its own, and a daemon that ends with it.
    const login = (script: string): string[] => {
      const words = [process.execPath, join(import.meta.dirname, "key-sources-keychain.ts"), join(home, "config")];
      const run = spawnSync("dbus-run-session", ["--", "bash", "-c", script, ...words], { env, encoding: "utf8" });
      expect(run.error).toBeUndefined();
      return run.stdout.trim().split("\n");
    };
    const [empty, made, again] = login(`${unlock}; ${program} no; ${program} yes; ${program} no`);
    expect(empty).toBe("key-missing");
    expect(made).toMatch(/^keychain [0-9a-f]{32}$/);
    expect(again).toBe(made);
    expect(login(`${program} no`)).toEqual(["key-missing"]);
    expect(login(`${unlock}; ${program} no`)).toEqual([made]);
    expect(existsSync(join(home, "config", "key"))).toBe(false);
  },
);

test.skipIf(process.platform !== "linux")(
  "without a D-Bus session the real keychain library falls back to nothing (only on Linux)",
  () => {
    const configDir = newFolder();
    const program = join(import.meta.dirname, "key-sources-keychain.ts");
    const env = { PATH: process.env.PATH, HOME: configDir, DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
    const run = (mayCreate: string): string =>
      spawnSync(process.execPath, [program, configDir, mayCreate], { env, encoding: "utf8" }).stdout;
    expect(run("no").trim()).toBe("key-missing");
    expect(run("yes")).toMatch(/^file [0-9a-f]{32}\n$/);
  },
);

test("two rings that are made are never the same", () => {
  expect(checkValue(newRing())).not.toEqual(checkValue(newRing()));
});
