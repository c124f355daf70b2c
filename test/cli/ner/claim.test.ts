import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Claim, type Claimed, claim, readClaim } from "../../../src/cli/ner/claim.ts";

function place(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), "closemask-claim-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, path: join(folder, "claim.json") };
}

function take(path: string, pid = process.pid): Claim<Claimed> {
  const taken = claim(path, { pid });
  if ("held" in taken) throw new Error(`held by ${taken.held.pid}`);
  onTestFinished(() => taken.release());
  return taken;
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid as number;
}

test("one has it, others are told who", () => {
  const { folder, path } = place();
  const held = take(path);
  expect(claim(path, { pid: process.pid })).toEqual({ held: { pid: process.pid } });
  held.update({ pid: process.pid });
  expect(readClaim(path)).toEqual({ pid: process.pid });
  expect(readdirSync(folder)).toEqual(["claim.json"]);
  held.release();
  expect([readClaim(path), readdirSync(folder)]).toEqual([null, []]);
  take(path);
});

test.each(["a process that has ended", "a number that was given out again", "what is no claim"])(
  "%s has it no more",
  async (whose) => {
    const { folder, path } = place();
    if (whose.startsWith("what")) writeFileSync(path, "{");
    else writeFileSync(path, JSON.stringify({ pid: whose.startsWith("a process") ? await deadPid() : process.ppid }));
    if (whose.startsWith("a number")) utimesSync(path, 1, 1);
    expect(readClaim(path)).toBeNull();
    take(path);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ pid: process.pid });
    expect(readdirSync(folder)).toEqual(["claim.json"]);
  },
);

test("what another one took over meanwhile is left to it", () => {
  const { path } = place();
  const held = take(path);
  writeFileSync(path, JSON.stringify({ pid: process.ppid }));
  held.update({ pid: process.pid });
  held.release();
  expect(readClaim(path)).toEqual({ pid: process.ppid });
});
