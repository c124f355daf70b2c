// Every command that prints says when its output cannot be written, and is content when nobody reads it any more.

import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { mountDisk, NEEDS_DISK } from "./disk.ts";
import { makeHome } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));

const PRINTING = [
  ["--help"],
  ["-V"],
  ["mask", "--help"],
  ["help", "sessions"],
  ["rules", "list"],
  ["rules", "show", "email"],
  ["config", "show"],
  ["config", "path", "--json"],
  ["sessions", "list"],
  ["sessions", "show", "default"],
  ["sessions", "export", "default"],
  ["keys", "export", "--yes"],
  ["keys", "status"],
  ["explain", "bob@acme.com"],
  ["ner", "test", "Alice Smith"],
  ["completion", "bash"],
  ["doctor"],
  ["uninstall"],
  ["mask", "in.txt"],
  ["scan", "in.txt"],
] as const;

async function homeWithSession() {
  const home = makeHome();
  home.write("work/in.txt", "bob@acme.com\n");
  await home.run(["mask"], { input: "bob@acme.com\n" });
  return home;
}

test.skipIf(!existsSync("/dev/full"))(
  "a full disk is exit code 3 and a message, everywhere (needs /dev/full)",
  async () => {
    const home = await homeWithSession();
    const full = openSync("/dev/full", "w");
    for (const args of PRINTING) {
      const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], {
        cwd: home.cwd,
        env: home.env,
        encoding: "utf8",
        stdio: ["ignore", full, "pipe"],
      });
      expect({ args, status }).toEqual({ args, status: 3 });
      expect(stderr, args.join(" ")).toContain(
        "cannot write stdout: no space left on the device\n  hint: free some space",
      );
      expect(stderr).not.toMatch(/\n\s+at |internal/);
    }
    closeSync(full);
  },
);

test("a reader that went away is exit code 0, everywhere", async () => {
  const home = await homeWithSession();
  for (const args of PRINTING.filter(([name]) => name !== "scan")) {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: home.cwd,
      env: home.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    // Doctor has its own to say with its code.
    expect({ args, code, said }).toEqual({ args, code: args[0] === "doctor" ? expect.any(Number) : 0, said });
    expect(said).not.toContain("cannot write");
  }
});

const disk = mountDisk("64k");
afterAll(() => disk?.remove());

test.skipIf(disk === null)(`what fits in part only is no success${disk === null ? NEEDS_DISK : ""}`, async () => {
  const home = makeHome();
  const path = join(disk?.path ?? "", "rules");
  const fd = openSync(path, "w");
  const { status, stderr } = spawnSync(process.execPath, [BIN, "rules", "list"], {
    cwd: home.cwd,
    env: home.env,
    encoding: "utf8",
    stdio: ["ignore", fd, "pipe"],
  });
  closeSync(fd);
  expect(readFileSync(path).length).toBeGreaterThan(0);
  expect(status).toBe(3);
  expect(stderr).toContain("cannot write stdout: no space left on the device");
});
