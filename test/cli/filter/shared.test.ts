// Several filters on one session at the same time, and what their store looks like on disk.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Home, makeHome } from "../run.ts";
import { BIN, expectNoValue, feed, mail, SECRETS, secretText, start } from "./kit.ts";

const VALUES = 50_000;

test("four processes, 50,000 shared values in four orders: one id per value, each output gives its input", {
  timeout: 180_000,
}, async () => {
  const home = makeHome();
  // 7919 and the like have no factor in common with 50,000, so each order holds every value once.
  const inputs = [1, 7919, 30011, 49999].map((step, k) => {
    let text = "";
    for (let i = 0; i < VALUES; i++) text += `${mail((i * step + k * 12_345) % VALUES)}\n`;
    return text;
  });
  for (const [k, text] of inputs.entries()) writeFileSync(join(home.cwd, `in${k}`), text);
  const codes = await Promise.all(inputs.map((_, k) => pipe(home, ["mask"], `in${k}`, `masked${k}`)));
  expect(codes).toEqual([0, 0, 0, 0]);
  const ids = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const [k, input] of inputs.entries()) {
    const values = input.split("\n");
    const written = readFileSync(join(home.cwd, `masked${k}`), "utf8").split("\n");
    expect(written).toHaveLength(values.length);
    let differing = 0;
    for (const [i, value] of values.entries()) {
      const id = written[i] ?? "";
      if ((ids.get(value) ?? id) !== id || (owners.get(id) ?? value) !== value) differing++;
      ids.set(value, id);
      owners.set(id, value);
    }
    expect(differing).toBe(0);
  }
  expect(ids.size).toBe(VALUES + 1);
  const back = await Promise.all(inputs.map((_, k) => pipe(home, ["unmask", "--strict"], `masked${k}`, `back${k}`)));
  expect(back).toEqual([0, 0, 0, 0]);
  for (const [k, input] of inputs.entries()) {
    expect(sha(readFileSync(join(home.cwd, `back${k}`)))).toBe(sha(Buffer.from(input)));
  }
});

test("four processes start on no store at all: one session", { timeout: 60_000 }, async () => {
  const home = makeHome();
  const results = await Promise.all([0, 1, 2, 3].map(() => home.run(["mask"], { input: "bob@acme.com\n" })));
  expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(4).fill({ code: 0, stderr: "" }));
  expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
});

test("the store's files hold none of the values, also while it is open, and are 0600 under umask 022", async () => {
  const before = process.umask(0o022);
  try {
    const home = makeHome();
    const running = start(home, ["mask"]);
    running.child.stdin.write(secretText());
    // A second line shows that the first ones were stored.
    running.child.stdin.write("done\n");
    await running.seen("done\n");
    expect(running.output().toString()).not.toContain(SECRETS.token);
    const look = (): string[] => {
      const names = readdirSync(home.data);
      for (const name of names) {
        const path = join(home.data, name);
        expect(statSync(path).mode & 0o777, name).toBe(0o600);
        const bytes = readFileSync(path);
        expectNoValue(bytes, name);
        // Nor the parts of one.
        expect(bytes.includes("acme.com"), name).toBe(false);
      }
      return names;
    };
    expect(look()).toContain("sessions.db-wal");
    expect(statSync(home.data).mode & 0o777).toBe(0o700);
    await feed(running, []);
    expect((await running.ended).code).toBe(0);
    look();
    // The values are there all the same.
    const back = await home.run(["unmask"], { input: running.output() });
    expect(back.stdout).toBe(`${secretText()}done\n`);
  } finally {
    process.umask(before);
  }
});

test("values learned by one run are found by the next", async () => {
  const home = makeHome();
  const first = await home.run(["mask"], { input: `password: ${SECRETS.password}\n` });
  expect(first.stdout).toMatch(/^password: \$\{PASSWORD_\w{6}\}\n$/);
  const second = await home.run(["mask"], { input: `it was ${SECRETS.password} again\n` });
  expect(second.stdout).toBe(`it was ${first.stdout.slice(10, -1)} again\n`);
});

test("a later run finds no more than the same one would have: a short number is known by its label alone", async () => {
  const lines = ["account id=192515 opened", "export id=192515 done", ""].join("\n");
  const once = await makeHome().run(["mask"], { input: lines });
  expect(once.stdout).toMatch(/^account id=\$\{ACCOUNT_\w{6}\} opened\nexport id=192515 done\n$/);
  const home = makeHome();
  expect((await home.run(["mask"], { input: lines })).stdout.split("\n")[1]).toBe("export id=192515 done");
  expect((await home.run(["mask"], { input: lines })).stdout.split("\n")[1]).toBe("export id=192515 done");
});

test("sessions are apart: another one neither shares ids nor restores", async () => {
  const home = makeHome();
  const one = await home.run(["mask", "-s", "one"], { input: "bob@acme.com\n" });
  const two = await home.run(["mask", "-s", "two"], { input: "bob@acme.com\n" });
  expect(one.stdout).not.toBe(two.stdout);
  expect((await home.run(["unmask", "-s", "two"], { input: one.stdout })).stdout).toBe(one.stdout);
  expect((await home.run(["unmask", "-s", "one"], { input: one.stdout })).stdout).toBe("bob@acme.com\n");
  const bad = await home.run(["mask", "-s", "../x"], { input: "bob@acme.com\n" });
  expect({ code: bad.code, stdout: bad.stdout }).toEqual({ code: 2, stdout: "" });
});

function pipe(home: Home, args: string[], from: string, to: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: home.cwd, env: home.env, stdio: "pipe" });
    createReadStream(join(home.cwd, from)).pipe(child.stdin);
    const target = createWriteStream(join(home.cwd, to));
    child.stdout.pipe(target);
    child.stderr.resume();
    child.on("error", reject);
    child.on("exit", (code) => {
      if (target.writableFinished) resolve(code);
      else target.on("finish", () => resolve(code));
    });
  });
}

function sha(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
