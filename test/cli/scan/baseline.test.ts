// The baseline: what was there stays out of reports, what is new is in them, and the file holds no value.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNoValue, SECRETS, secretText } from "../filter/kit.ts";
import { type Home, makeHome, type Result } from "../run.ts";
import { addressOf, places } from "./kit.ts";

const FILE = ".baseline.json";
const scan = (home: Home, ...args: string[]): Promise<Result> =>
  home.run(["scan", "--format", "ndjson", "--baseline", FILE, ...args]);
const content = (home: Home): string => readFileSync(join(home.cwd, FILE), "utf8");

test("a round trip: written, known, and only what is new is reported", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", secretText());
  home.write("work/sub/b.txt", addressOf("bob"));
  const made = await scan(home, "--update-baseline", ".");
  expect(made.code).toBe(0);
  expect(places(made.stdout)).toHaveLength(6);
  expect(made.stderr).toContain("the baseline holds 6 findings");
  expectNoValue(content(home), "the baseline");
  // It lies in the repository, and is no finding of its own.
  expect((await home.run(["scan", "--level", "aggressive", FILE])).code).toBe(0);
  const entries = JSON.parse(content(home)).findings;
  expect(entries.map(({ path, rule }: { path: string; rule: string }) => `${path} ${rule}`)).toContain(
    "sub/b.txt email",
  );
  for (const entry of entries) expect(Object.keys(entry)).toEqual(["rule", "path", "hash"]);

  const known = await scan(home, ".");
  expect([known.code, known.stdout]).toEqual([0, ""]);
  expect(known.stderr).toContain("found 0 values in 2 files");
  expect(known.stderr).toContain("; 6 known from the baseline");

  // Elsewhere in the file it is still known; another value, and the same in another file, are not.
  home.write("work/a.txt", `\n\n${secretText()}${addressOf("eve")}`);
  home.write("work/c.txt", `mail ${SECRETS.email}\n`);
  const changed = await scan(home, ".");
  expect([changed.code, places(changed.stdout)]).toEqual([1, ["a.txt EMAIL", "c.txt EMAIL"]]);
});

test("an update keeps the salt and what was not scanned, and drops what is gone", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", addressOf("bob"));
  home.write("work/b.txt", addressOf("eve"));
  await scan(home, "--update-baseline", ".");
  const first = JSON.parse(content(home));
  home.write("work/a.txt", addressOf("carol"));
  await scan(home, "--update-baseline", "a.txt");
  const second = JSON.parse(content(home));
  expect(second.random).toBe(first.random);
  expect(second.findings).toHaveLength(2);
  expect(second.findings[1]).toEqual(first.findings[1]);
  expect(second.findings[0]).not.toEqual(first.findings[0]);
  home.write("work/a.txt", "nothing\n");
  await scan(home, "--update-baseline", ".");
  expect(JSON.parse(content(home)).findings).toEqual([first.findings[1]]);
  expect((await scan(home, ".")).code).toBe(0);
});

test("paths count from the baseline, wherever the scan starts", async () => {
  const home = makeHome({ key: false });
  home.write("work/sub/b.txt", addressOf("eve"));
  await scan(home, "--update-baseline", ".");
  const args = ["scan", "--baseline", join("..", FILE), "b.txt"];
  expect((await home.run(args, { cwd: join(home.cwd, "sub") })).code).toBe(0);
});

test("two baselines of the same values have nothing in common", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", secretText());
  const hashes: string[] = [];
  for (const name of ["one", "two"]) {
    await home.run(["scan", "--baseline", name, "--update-baseline", "a.txt"]);
    const { random, findings } = JSON.parse(readFileSync(join(home.cwd, name), "utf8"));
    hashes.push(random, ...findings.map(({ hash }: { hash: string }) => hash));
  }
  expect(hashes).toHaveLength(12);
  expect(new Set(hashes).size).toBe(12);
});

test("stdin has a place in it too", async () => {
  const home = makeHome({ key: false });
  const args = ["scan", "--baseline", FILE];
  await home.run([...args, "--update-baseline"], { input: addressOf("bob") });
  expect((await home.run(args, { input: `x\n${addressOf("bob")}` })).code).toBe(0);
  expect((await home.run(args, { input: addressOf("eve") })).code).toBe(1);
});

test("a missing or broken baseline is exit code 2, and an update leaves what it cannot read", async () => {
  const home = makeHome({ key: false });
  home.write("work/a.txt", addressOf("bob"));
  const missing = await scan(home, "a.txt");
  expect([missing.code, missing.stdout]).toEqual([2, ""]);
  expect(missing.stderr).toContain("--update-baseline makes one");
  for (const text of [
    "",
    "{}",
    "[]",
    '{"closemaskBaseline":1,"random":"AA","findings":[]}',
    '{"closemaskBaseline":2}',
  ]) {
    home.write(`work/${FILE}`, text);
    for (const more of [[], ["--update-baseline"]]) {
      const { code, stderr } = await scan(home, ...more, "a.txt");
      expect(code).toBe(2);
      expect(stderr).toContain("is no baseline");
    }
    expect(content(home)).toBe(text);
  }
  expect((await home.run(["scan", "--update-baseline", "a.txt"])).code).toBe(2);
});
