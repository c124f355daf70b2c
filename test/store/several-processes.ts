// Processes that put the same values into one session at once, over any engine.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";

const run = promisify(execFile);

/** Ranges of values, a process each. Returns the handle of each value, and its number. @throws when two processes disagree */
export async function putAtOnce(
  engine: "memcached" | "dynamodb",
  place: string,
  prefix: string,
  ranges: readonly (readonly [from: number, to: number])[],
  length: "longest" | "any" = "any",
): Promise<{ handles: Map<string, number>; numbers: Map<string, number> }> {
  const outputs = await Promise.all(
    ranges.map(([from, to]) =>
      run(
        process.execPath,
        [join(import.meta.dirname, "writer.ts"), engine, place, prefix, String(from), String(to), length],
        { maxBuffer: 1 << 26 },
      ),
    ),
  );
  const handles = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const { stdout } of outputs) {
    const said = JSON.parse(stdout) as { given: Record<string, number>; numbers: Record<string, number> };
    for (const [n, handle] of Object.entries(said.given)) {
      expect(handles.get(n) ?? handle).toBe(handle);
      handles.set(n, handle);
      expect(numbers.get(n) ?? said.numbers[n]).toBe(said.numbers[n]);
      numbers.set(n, said.numbers[n] as number);
    }
  }
  expect(new Set(handles.values()).size).toBe(handles.size);
  return { handles, numbers };
}
