// The laws of DESIGN 2 across process boundaries: what goes through `mask` and `unmask` comes back byte for byte, however it
// was cut, however long its lines are, and in bounded memory.

import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Home, makeHome } from "../run.ts";
import { BIN, feed, LONG, mail, SECRETS, secretText, start } from "./kit.ts";

/** Masks and restores; returns what was written between. */
async function roundTrip(home: Home, input: Uint8Array | string, args: string[] = []): Promise<Buffer> {
  const utf8 = ["--encoding", "utf-8"];
  const masked = await home.run(["mask", ...utf8, ...args], { input });
  expect({ code: masked.code, stderr: masked.stderr }).toEqual({ code: 0, stderr: "" });
  const back = await home.run(["unmask", ...utf8], { input: masked.bytes });
  expect(back.code).toBe(0);
  expect(back.bytes.equals(Buffer.from(input)), "it comes back").toBe(true);
  return masked.bytes;
}

test("random bytes come back", async () => {
  const home = makeHome();
  for (const size of [1, 100, 65_536, 300_001]) await roundTrip(home, randomBytes(size));
});

test("random bytes with values between them come back", async () => {
  const home = makeHome();
  const parts: Buffer[] = [];
  for (let i = 0; i < 200; i++) parts.push(randomBytes(i * 7), Buffer.from(` ${mail(i)} `));
  const masked = await roundTrip(home, Buffer.concat(parts));
  expect(masked.includes(mail(150))).toBe(false);
});

test("masking a second time changes nothing", async () => {
  const home = makeHome();
  const once = await home.run(["mask"], { input: secretText() });
  const twice = await home.run(["mask"], { input: once.bytes });
  expect(twice.stdout).toBe(once.stdout);
});

describe("cuts through a pipe", () => {
  const sample = Buffer.from(
    [
      secretText(),
      "手机号码是13812345678，身份证号是110101199003077777。\r\n",
      "tail alice.two@acme.com without end",
    ].join("\n"),
  );

  test.each([1, 5, 17, 30, 64, 100])("a delay after every %d bytes and more changes nothing", async (step) => {
    const home = makeHome();
    const whole = await home.run(["mask"], { input: sample });
    for (const [command, input, expected] of [
      ["mask", sample, whole.bytes],
      ["unmask", whole.bytes, sample],
    ] as const) {
      const running = start(home, [command]);
      for (let at = 0, n = step; at < input.length; at += n, n = n * 2 + 1) {
        running.child.stdin.write(input.subarray(at, at + n));
        await delay(5);
      }
      running.child.stdin.end();
      expect((await running.ended).bytes.toString()).toBe(expected.toString());
    }
  });

  test("Chinese text cut inside a character", async () => {
    const home = makeHome();
    const text = "这个人的手机号是 13812345678，邮箱是 张三@例子.中国 和 bob@acme.com。\n";
    const input = Buffer.from(text.repeat(3));
    const whole = await home.run(["mask"], { input });
    expect(whole.stdout).not.toContain("13812345678");
    const running = start(home, ["mask"]);
    // Inside of a character: every byte from here on is one behind a boundary of UTF-8.
    for (let at = 0; at < input.length; at += 31) {
      running.child.stdin.write(input.subarray(at, at + 31));
      await delay(2);
    }
    running.child.stdin.end();
    expect((await running.ended).stdout).toBe(whole.stdout);
    expect((await home.run(["unmask"], { input: whole.bytes })).bytes.equals(input)).toBe(true);
  });
});

describe("a private key of 100 KB", () => {
  // No key at all, but of the shape of one.
  const body = randomBytes(75_000).toString("base64").replace(/.{64}/g, "$&\n");
  const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} RSA PRIVATE ${"KEY"}-----`);
  const key = `${begin}\n${body}\n${end}`;
  const cases: [string, string][] = [
    ["LF", `before\n${key}\nafter\n`],
    ["CRLF", `before\r\n${key.replaceAll("\n", "\r\n")}\r\nafter\r\n`],
    ["log-prefixed", `before\n${key.replace(/^/gm, "2026-11-21T03:00:00Z INFO app ")}\nafter\n`],
    ["one line", `{"before":1,"key":"${key.replaceAll("\n", "\\n")}","after":2}\n`],
    ["no end", `before\n${key.slice(0, -40)}`],
  ];

  test.each(cases)("%s: no line of it is left, and it comes back", async (name, input) => {
    const home = makeHome();
    const masked = (await roundTrip(home, input)).toString();
    expect(masked).toContain("before");
    if (name !== "no end") expect(masked).toContain("after");
    const lines = body.split("\n").filter((line) => line.length > 20);
    expect(lines.filter((line) => masked.includes(line))).toHaveLength(0);
    // Nor pieces of lines.
    expect(masked.length).toBeLessThan(name === "log-prefixed" ? 60_000 : 2000);
  });
});

describe("one line without end", () => {
  test.each(LONG ? [20, 200] : [20])("%d MB come back, in bounded memory", { timeout: 600_000 }, async (megabytes) => {
    const home = makeHome();
    const masking = spawn(process.execPath, [BIN, "mask"], { env: home.env, stdio: "pipe" });
    const restoring = spawn(process.execPath, [BIN, "unmask"], { env: home.env, stdio: "pipe" });
    const before = createHash("sha256");
    const after = createHash("sha256");
    let leaks = 0;
    let written = 0;
    masking.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes(SECRETS.token)) leaks++;
    });
    masking.stdout.pipe(restoring.stdin);
    restoring.stdout.on("data", (chunk: Buffer) => {
      after.update(chunk);
      written += chunk.length;
    });
    const piece = (i: number): Buffer => {
      let text = "";
      for (let k = 0; k < 500; k++)
        text += `{"id":${i * 500 + k},"from":"${mail(k)}","note":"${"lorem ipsum ".repeat(6)}"},`;
      return Buffer.from(`${text}"token":"${SECRETS.token}",`);
    };
    let sent = 0;
    for (let i = 0; sent < megabytes * 1e6; i++) {
      const bytes = piece(i);
      before.update(bytes);
      sent += bytes.length;
      if (!masking.stdin.write(bytes)) await new Promise((resolve) => masking.stdin.once("drain", resolve));
    }
    // What a window may still hold back is missing; the processes are alive and have seen the rest.
    while (written < sent - 2e6) await new Promise((resolve) => restoring.stdout.once("data", resolve));
    const memory = [masking, restoring].map(({ pid }) => highWater(pid));
    masking.stdin.end();
    const codes = await Promise.all([masking, restoring].map((child) => new Promise((r) => child.on("close", r))));
    expect(codes).toEqual([0, 0]);
    expect(written).toBe(sent);
    expect(after.digest("hex")).toBe(before.digest("hex"));
    expect(leaks).toBe(0);
    for (const kilobytes of memory) expect(kilobytes).toBeLessThan(120 * 1024);
  });
});

/** Most memory that a process held so far, in KB; 0 where the system does not say. */
function highWater(pid: number | undefined): number {
  if (process.platform !== "linux") return 0;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

test("memory stays bounded with many new values", { timeout: 60_000 }, async () => {
  const home = makeHome();
  const running = start(home, ["mask"]);
  const lines = function* (): Generator<string> {
    for (let i = 0; i < 300; i++) yield Array.from({ length: 500 }, (_, k) => `${mail(i * 500 + k)}\n`).join("");
    yield "the end\n";
  };
  let memory = 0;
  running.seen("the end\n").then(
    () => {},
    () => {},
  );
  const gate = lines();
  for (const chunk of gate)
    if (!running.child.stdin.write(chunk)) await new Promise((r) => running.child.stdin.once("drain", r));
  await running.seen("the end\n");
  memory = highWater(running.child.pid);
  await feed(running, []);
  expect((await running.ended).code).toBe(0);
  expect(memory).toBeLessThan(120 * 1024);
});
