// Runs a filter between two pipes, `cat corpus | filter | cat > /dev/null`, and says how long it took, start-up included.
// POSIX systems only.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../bin/closemask.js", import.meta.url));

/** The command that runs closemask with this very Node. */
export function closemask(...args: string[]): string[] {
  return [process.execPath, BIN, ...args];
}

/** A machine of its own for closemask: empty folders for data and config, a key in the environment. */
export interface Sandbox {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

/** The key is the same for all sandboxes; it protects nothing but generated values. */
export function createSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), "closemask-bench-"));
  const env: NodeJS.ProcessEnv = { HOME: folder, CLOSEMASK_KEY: Buffer.alloc(32, 7).toString("base64") };
  for (const name of ["DATA", "CONFIG", "STATE", "CACHE", "RUNTIME"])
    env[name === "RUNTIME" ? "XDG_RUNTIME_DIR" : `XDG_${name}_HOME`] = join(folder, name.toLowerCase());
  for (const [name, value] of Object.entries(process.env))
    if (!/^(CLOSEMASK_|XDG_|HOME$)/.test(name)) env[name] ??= value;
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Run {
  readonly seconds: number;
  /** Peak resident memory of the filter in MiB (VmHWM), 0 where /proc does not tell. */
  readonly peakMiB: number;
}

interface PipeOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** File that takes the output instead of /dev/null. */
  readonly to?: string;
  /** Look at the filter's memory while it runs. */
  readonly memory?: boolean;
}

/**
 * Pipes files, one after the other, through a command.
 * @throws Error with the end of its stderr when the command fails.
 */
export async function pipe(
  files: readonly string[],
  command: readonly string[],
  options: PipeOptions = {},
): Promise<Run> {
  const quoted = (words: readonly string[]): string =>
    words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = `cat ${quoted(files)} | { ${quoted(command)}; echo $? >&3; } | cat > ${quoted([options.to ?? "/dev/null"])}`;
  // The status of the filter comes out on descriptor 3: the shell's own is that of the last command of the pipe.
  const began = performance.now();
  const child = spawn("sh", ["-c", script], {
    env: options.env ?? process.env,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let peakMiB = 0;
  const watch = options.memory
    ? setInterval(() => {
        peakMiB = Math.max(peakMiB, peakOf(child.pid as number, command[0] as string));
      }, 10)
    : undefined;
  const [errors, status] = await Promise.all([textOf(child, 2), textOf(child, 3)]);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  if (status.trim() !== "0") throw new Error(`${command.join(" ")}: exit code ${status.trim()}: ${errors.slice(-500)}`);
  return { seconds, peakMiB };
}

async function textOf(child: ChildProcess, fd: 2 | 3): Promise<string> {
  let text = "";
  const stream = child.stdio[fd] as NodeJS.ReadableStream;
  for await (const piece of stream) text = (text + piece).slice(-4000);
  return text;
}

/** Largest VmHWM among the descendants of `pid` that run `program`, in MiB. */
function peakOf(pid: number, program: string): number {
  let peak = 0;
  try {
    for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")) {
      if (child === "") continue;
      peak = Math.max(peak, peakOf(Number(child), program));
      if (readFileSync(`/proc/${child}/cmdline`, "utf8").split("\0")[0] !== program) continue;
      const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child}/status`, "utf8"))?.[1];
      peak = Math.max(peak, Number(kib ?? 0) / 1024);
    }
  } catch {
    // The process ended while it was looked at; what was seen before counts.
  }
  return peak;
}
