// Starts the built command line as a process of its own, with a home of its own.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { onTestFinished } from "vitest";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as it came. */
  readonly bytes: Buffer;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface Home {
  readonly path: string;
  /** Working folder of the processes. */
  readonly cwd: string;
  readonly config: string;
  readonly data: string;
  /** Variables that keep a process inside this home. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file of the home and returns its path. */
  write(name: string, text: string): string;
  run(args: readonly string[], options?: RunOptions): Promise<Result>;
}

/** 32 bytes in base64, for `CLOSEMASK_KEY`. */
export const TEST_KEY = Buffer.alloc(32, 7).toString("base64");

/** A fresh home that goes when the test ends. With a key in the environment unless `key: false`. */
export function makeHome(options: { key?: boolean } = {}): Home {
  const path = mkdtempSync(join(tmpdir(), "closemask-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  const cwd = join(path, "work");
  mkdirSync(cwd);
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
    HOME: path,
    USERPROFILE: path,
    APPDATA: join(path, "config"),
    LOCALAPPDATA: join(path, "data"),
    XDG_CONFIG_HOME: join(path, "config"),
    XDG_DATA_HOME: join(path, "data"),
    XDG_CACHE_HOME: join(tmpdir(), "closemask-test-cache"),
    ...(options.key === false ? {} : { CLOSEMASK_KEY: TEST_KEY }),
  };
  return {
    path,
    cwd,
    config: join(path, "config", "closemask"),
    data: join(path, "data", "closemask"),
    env,
    write(name, text) {
      const target = join(path, name);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      return target;
    },
    run: (args, { input, env: more = {}, cwd: folder = cwd } = {}) =>
      runProcess(args, { cwd: folder, env: { ...env, ...more } }, input),
  };
}

function runProcess(
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
  input: string | Uint8Array | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { ...options, stdio: "pipe" });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const bytes = Buffer.concat(out);
      resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() });
    });
    // A process that ends early closes its stdin: that is its business.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
  });
}
