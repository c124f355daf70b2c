// What the tests of the filters share: processes with their streams in hand, samples whose values are known, and a check
// that no value leaks. Waits for what a process says, never for time to pass.

import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath, URL } from "node:url";
import { expect, onTestFinished } from "vitest";
import type { Home, Result } from "../run.ts";

export const BIN = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));

/** Long runs: 100 MB and more. */
export const LONG = process.env.CLOSEMASK_LONG === "1";

export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** All that came on stdout so far. */
  output(): Buffer;
  errors(): string;
  /** Resolves when stdout holds `count` bytes or `text`; rejects when the process ends before. */
  seen(what: number | string): Promise<void>;
  readonly ended: Promise<Result>;
}

/** Starts the filter; goes with the test when it still runs then. */
export function start(home: Home, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: home.cwd,
    env: { ...home.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let length = 0;
  let done = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.on("data", (chunk: Buffer) => {
    out.push(chunk);
    length += chunk.length;
    wake();
  });
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // A process that ends early closes its stdin: that is its business.
  child.stdin.on("error", () => {});
  const ended = new Promise<Result>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      done = true;
      const bytes = Buffer.concat(out);
      resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() });
      wake();
    });
  });
  return {
    child,
    ended,
    output: () => Buffer.concat(out),
    errors: () => Buffer.concat(err).toString(),
    seen(what) {
      const holds = (): boolean => (typeof what === "number" ? length >= what : Buffer.concat(out).includes(what));
      return new Promise((resolve, reject) => {
        const check = (): void => {
          if (holds()) resolve();
          else if (done)
            reject(new Error(`the process ended before it wrote ${what}: ${Buffer.concat(err).toString()}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      });
    },
  };
}

/** Writes all of `chunks` to the process and ends its stdin; stops when it no longer listens. */
export async function feed(running: Running, chunks: Iterable<Uint8Array | string>): Promise<void> {
  const { stdin } = running.child;
  for (const chunk of chunks) {
    if (stdin.destroyed) return;
    if (!stdin.write(chunk)) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          stdin.off("drain", go);
          stdin.off("close", go);
          resolve();
        };
        stdin.on("drain", go);
        stdin.on("close", go);
      });
    }
  }
  stdin.end();
}

/** An address that no other number has. */
export function mail(i: number): string {
  return `user${i}.${((i * 2654435761) >>> 0).toString(36)}@corp${i % 97}.com`;
}

/** Lines of a log, each with one address. */
export function logLine(i: number): string {
  return `2026-11-21T03:00:00Z INFO worker-${i % 7} request ${i} from ${mail(i)} took ${i % 900} ms\n`;
}

export function* logLines(from: number, to: number, batch = 500): Generator<string> {
  for (let i = from; i < to; i += batch) {
    let text = "";
    for (let k = i; k < Math.min(to, i + batch); k++) text += logLine(k);
    yield text;
  }
}

/** Values of the kinds that tests of leaks look for, built so that this file holds none of them. */
export const SECRETS = {
  email: ["alice.leak", "acme.com"].join("@"),
  token: `ghp_${"aB3dE6gH9j".repeat(3)}123456`,
  password: ["hunter", "Two", "99x"].join(""),
  phone: ["1381", "2345", "678"].join(""),
  card: ["4539", "1488", "0343", "6467"].join(""),
} as const;

/** Text that holds each of the secrets once, in a line of its own. */
export function secretText(): string {
  return [
    `mail ${SECRETS.email} now`,
    `token ${SECRETS.token} here`,
    `password: ${SECRETS.password}`,
    `手机号 ${SECRETS.phone}`,
    `card number ${SECRETS.card}`,
    "",
  ].join("\n");
}

/** Fails when any of the values stands in the text, also in hex or base64. The message names the kind only. */
export function expectNoValue(text: string | Uint8Array, where: string): void {
  const bytes = Buffer.from(text);
  for (const [name, value] of Object.entries(SECRETS)) {
    for (const form of [
      value,
      Buffer.from(value).toString("hex"),
      Buffer.from(value).toString("base64").slice(0, -4),
    ]) {
      expect(bytes.includes(form), `${where} holds the ${name}`).toBe(false);
    }
  }
}

/** Everything of the shape of a complete `dollar` placeholder. */
export function placeholders(text: string): string[] {
  return text.match(/\$\{[A-Z_]+_[0-9a-z]{6}(?:[0-9a-z]{2}){0,2}\}/g) ?? [];
}

/** Runs a line of sh; `$1` is node, `$2` the program. The exit code is the one that the shell sees. */
export function shell(home: Home, script: string, input = ""): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", script, "sh", process.execPath, BIN], { cwd: home.cwd, env: home.env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const bytes = Buffer.concat(out);
      resolve({ code, signal, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.end(input);
  });
}
