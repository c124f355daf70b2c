// Results of the commands that are not filters: text or JSON on stdout, waiting until it is taken.

import { BROKEN_PIPE, codeOf, outputError, writeAll } from "./stdio.ts";

/**
 * Writes it and waits for it. With calls of its own: Node's stream of a file takes a piece that was written in part, on a disk that
 * is nearly full, for all of it. A reader that went away is no error.
 * @throws ClosemaskError `output`
 */
export function printNow(text: string | Uint8Array): void {
  try {
    writeAll(1, Buffer.from(text));
  } catch (error) {
    const failure = outputError("stdout", codeOf(error), error);
    if (failure !== BROKEN_PIPE) throw failure;
  }
}

/** The same, for where it is waited for. */
export async function print(text: string | Uint8Array): Promise<void> {
  printNow(text);
}

export function printJson(value: unknown): Promise<void> {
  return print(`${JSON.stringify(value, null, 2)}\n`);
}

/** Columns padded to their widest cell; the last one is not. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows
    .map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] as number))).join("  "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** Bytes for people. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** A span of milliseconds for people. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** All of stdin, bounded. */
export async function readStdin(limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
