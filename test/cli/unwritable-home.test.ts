// A home folder that cannot be written, as users without one have in containers: an error to act on, and doctor names it.

import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { TEST_KEY } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));
const NOBODY = 65534;

test.skipIf(process.platform === "win32")(
  "exit code 3 with a hint, and a fault in doctor (not on Windows; needs a checkout that another user can read)",
  (ctx) => {
    const folder = mkdtempSync(join(tmpdir(), "closemask-home-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    chmodSync(folder, 0o755);
    const home = join(folder, "home");
    mkdirSync(home, { mode: 0o555 });
    const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
      // Root may write everywhere.
      const other = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
      return spawnSync(process.execPath, [BIN, ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", HOME: home, ...env },
        input: "mail bob@acme.com\n",
        encoding: "utf8",
        ...other,
      });
    };
    if (run(["--version"]).status !== 0) ctx.skip("another user cannot read this checkout");

    for (const args of [["mask"], ["keys", "init"]]) {
      const { status, stdout, stderr } = run(args);
      expect([args, status, stdout]).toEqual([args, 3, ""]);
      expect(stderr).toMatch(/the key cannot be kept: .*home\/.config\/closemask cannot be written\n/);
      for (const name of ["CLOSEMASK_KEY", "XDG_DATA_HOME", "CLOSEMASK_STORE_PATH"]) expect(stderr).toContain(name);
    }
    const doctor = run(["doctor"]);
    expect([doctor.status, doctor.stdout]).toEqual([1, expect.stringMatching(/^fault +key +the key cannot be kept/m)]);
    expect(doctor.stdout).toMatch(/^fault +store +the store cannot be written: .*sessions\.db .*CLOSEMASK_STORE_PATH/m);

    const key = { CLOSEMASK_KEY: TEST_KEY };
    const keyed = run(["mask"], key);
    expect([keyed.status, keyed.stderr]).toEqual([3, expect.stringContaining("CLOSEMASK_STORE_PATH")]);
    const place = join(folder, "data");
    mkdirSync(place);
    chmodSync(place, 0o777);
    expect(run(["mask"], { ...key, XDG_DATA_HOME: place }).status).toBe(0);
    expect(run(["doctor"], { ...key, CLOSEMASK_STORE_PATH: join(place, "s.db") }).status).toBe(0);
    expect(run(["mask", "--no-store"]).status).toBe(0);
  },
);
