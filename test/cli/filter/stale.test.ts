// A filter that runs while others remove what it remembers: what it writes afterwards can be restored, what was deleted
// cannot.

import { expect, test } from "vitest";
import { type Home, makeHome } from "../run.ts";
import { type Running, start } from "./kit.ts";

/** Feeds a line and waits until it came out; returns it. */
async function through(running: Running, line: string): Promise<string> {
  const before = running.output().length;
  running.child.stdin.write(`${line}\n`);
  // A line never leaves in parts.
  await running.seen(before + 1);
  return running.output().subarray(before).toString();
}

async function remembering(home: Home): Promise<Running> {
  const running = start(home, ["mask"]);
  for (let i = 0; i < 4; i++) await through(running, "mail bob@acme.com");
  return running;
}

/** Removes what was not used for a millisecond, whatever the running filter was told. */
async function pruneAll(home: Home): Promise<void> {
  const file = home.write("prune.yaml", "store:\n  ttl: 1ms\n");
  const pruned = await home.run(["sessions", "prune", "--config", file]);
  expect(pruned.stderr).toBe("closemask: removed 1 expired entries\n");
}

async function purge(home: Home): Promise<void> {
  expect((await home.run(["sessions", "purge", "default", "--yes"])).code).toBe(0);
}

test.each([
  ["purged", purge],
  ["pruned", pruneAll],
] as const)("a value whose entry was %s is stored again before its placeholder leaves", async (_, remove) => {
  const home = makeHome();
  const running = await remembering(home);
  await remove(home);
  const last = await through(running, "again bob@acme.com");
  running.child.stdin.end();
  expect((await running.ended).code).toBe(0);
  expect(last).toMatch(/^again \$\{EMAIL_\w{6}\}\n$/);
  expect((await home.run(["unmask", "--strict"], { input: last })).stdout).toBe("again bob@acme.com\n");
});

test("a running unmask does not restore what was purged", async () => {
  const home = makeHome();
  const masked = (await home.run(["mask"], { input: "bob@acme.com\n" })).stdout.trimEnd();
  const restoring = start(home, ["unmask"]);
  for (let i = 0; i < 4; i++) expect(await through(restoring, masked)).toBe("bob@acme.com\n");
  await purge(home);
  expect(await through(restoring, masked)).toBe(`${masked}\n`);
  restoring.child.stdin.end();
  expect((await restoring.ended).code).toBe(0);
});

test("a session that evicts: what leaves last can be restored", async () => {
  const home = makeHome();
  home.write("config/closemask/config.yaml", "store:\n  maxEntries: 3\n  atLimit: evict\n");
  const running = start(home, ["mask"]);
  for (let i = 0; i < 4; i++) await through(running, "mail bob@acme.com");
  await through(running, "a@acme.com b@acme.com");
  // The oldest of three, and a fourth that needs room.
  const last = await through(running, "c@acme.com bob@acme.com");
  running.child.stdin.end();
  await running.ended;
  expect((await home.run(["unmask", "--strict"], { input: last })).stdout).toBe("c@acme.com bob@acme.com\n");
});
