// A filter with its second thread gives out what it gives out alone, whoever writes and however the text is made, and ends as it
// does alone. Editing a file in place is always done alone.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { mountDisk, NEEDS_DISK } from "../disk.ts";
import { type Home, makeHome } from "../run.ts";
import { BIN, expectNoValue, LONG, logLine, logLines, mail, secretText, shell } from "./kit.ts";

const THREAD = "a second thread reads and searches ahead";

const disk = mountDisk("5m");
afterAll(() => disk?.remove());

/** Which text the thread is to see: six megabytes of it and more. */
const TEXTS: Readonly<Record<string, (write: (text: string | Uint8Array) => void) => void>> = {
  "a log"(write) {
    for (const lines of logLines(0, 90_000)) write(lines);
  },
  "blocks of many lines, and what looks like placeholders"(write) {
    const body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";
    for (let i = 0; i < 2500; i++) {
      for (let k = 0; k < 20; k++) write(logLine(i * 20 + k));
      if (i % 7 === 0) write(`-----BEGIN PRIVATE KEY-----\n${body.repeat(1 + (i % 90))}-----END PRIVATE KEY-----\n`);
      if (i % 11 === 0) write(`an old one: \${EMAIL_${i.toString(36).padStart(6, "a")}} and EMAILX00427193${i % 10}\n`);
      if (i % 13 === 0) write(`password = ${["hunter", i, "Two", "99x"].join("")}\r\n`);
    }
  },
  "one line"(write) {
    for (let i = 0; i < 100_000; i++)
      write(`{"id":${i},"user":"${mail(i)}","note":"nothing to see here, move along"},`);
  },
  "long lines among short ones"(write) {
    for (let i = 0; i < 7; i++) {
      for (let k = 0; k < 4000; k++) write(`${mail(i * 4000 + k)}; `);
      write("x".repeat(i * 90_000));
      for (let k = 0; k < 5000; k++) write(logLine(i * 5000 + k));
    }
  },
  "bytes that are no text"(write) {
    let seed = 12345;
    const bytes = Buffer.alloc(64 * 1024);
    for (let i = 0; i < 100; i++) {
      for (let k = 0; k < bytes.length; k++) {
        seed = (Math.imul(seed, 1103515245) + 12345) | 0;
        bytes[k] = seed >>> 16;
      }
      write(bytes);
      write(`\n${secretText()}${logLine(i)}`);
    }
  },
};

/** Writes it with a pause behind the first megabytes, in which the thread can get ready. */
const SLOWLY = "{ head -c 3000000 text; sleep 0.5; tail -c +3000001 text; }";

function make(home: Home, text: keyof typeof TEXTS): string {
  const path = join(home.cwd, "text");
  const pieces: Buffer[] = [];
  (TEXTS[text] as (typeof TEXTS)[string])((piece) => pieces.push(Buffer.from(piece)));
  writeFileSync(path, Buffer.concat(pieces));
  return path;
}

describe.each(Object.keys(TEXTS))("%s", (text) => {
  test("comes out as it does without the thread: from a pipe, from a slow writer, from a file", async () => {
    const home = makeHome();
    const path = make(home, text);
    const input = readFileSync(path);
    // The file is masked in place first: what is new is new to all.
    const alone = await shell(home, `cp text alone && "$1" "$2" mask -i -s one --log-level debug alone`);
    expect(alone).toMatchObject({ code: 0, stdout: "" });
    expect(alone.stderr).not.toContain(THREAD);
    const expected = readFileSync(join(home.cwd, "alone"));
    expect(expected.equals(input)).toBe(false);
    const ways = {
      pipe: `cat text | "$1" "$2" mask -s two --log-level debug > out`,
      file: `"$1" "$2" mask -s three --log-level debug text > out`,
      slow: `{ head -c 3000000 text; sleep 0.3; tail -c +3000001 text | head -c 3000001; sleep 0.3; tail -c +6000002 text; } |
        "$1" "$2" mask -s four --log-level debug | { head -c 4000000; sleep 0.3; cat; } > out`,
    };
    let masking = "";
    let unmasking = "";
    const wanted = Object.entries(ways).filter(([name]) => LONG || name === "slow" || text === "a log");
    for (const [name, script] of wanted) {
      const result = await shell(home, script);
      expect(result).toMatchObject({ code: 0, stdout: "" });
      masking += result.stderr;
      // Ids depend on the session; that is all that may differ.
      const session = { pipe: "two", file: "three", slow: "four" }[name] as string;
      const back = await shell(home, `"$1" "$2" unmask -s ${session} --log-level debug < out > back`);
      expect(back.code).toBe(0);
      unmasking += back.stderr;
      expect(readFileSync(join(home.cwd, "back")).equals(input)).toBe(true);
      expect(shapeOf(readFileSync(join(home.cwd, "out"))).equals(shapeOf(expected)), name).toBe(true);
      expectNoValue(readFileSync(join(home.cwd, "out")), "the output");
    }
    // A busy machine may start it when all is over.
    expect(masking).toContain(THREAD);
    // It gains nothing from one.
    expect(unmasking).not.toContain(THREAD);
  });
});

/** The text with all ids alike. */
function shapeOf(masked: Buffer): Buffer {
  return Buffer.from(
    masked
      .toString("latin1")
      .replace(/\$\{([A-Z_]+)_[0-9a-z]{6}(?:[0-9a-z]{2}){0,2}\}/g, "<$1>")
      .replace(/([A-Z]{2,16})(?:X\d{9}|Y\d{12}|Z\d{15})/g, "<$1>"),
    "latin1",
  );
}

test("goes in mid-run when a text full of new values leaves no room for it, and nothing is lost or out of order", async () => {
  const home = makeHome();
  const file = openSync(join(home.cwd, "text"), "w");
  for (let i = 0; i < 1_000_000; i += 10_000)
    writeSync(file, Array.from({ length: 10_000 }, (_, k) => `${mail(i + k)}\n`).join(""));
  closeSync(file);
  const result = await shell(
    home,
    `cat text | "$1" "$2" mask --log-level debug > out; echo "mask ended with $?" >&2; "$1" "$2" unmask < out | cmp - text`,
  );
  expect(result, result.stderr).toMatchObject({ code: 0, stdout: "" });
  expect(result.stderr).toContain(THREAD);
  expect(result.stderr).toContain("the second thread ends");
});

test("is of no use to a text in which rules are asked again and again", async () => {
  const home = makeHome();
  const lines = Array.from(
    { length: 60_000 },
    (_, i) => `call +44 20 7946 ${String(1000 + (i % 9000))} or write to ${mail(i)}\n`,
  );
  writeFileSync(join(home.cwd, "text"), lines.join(""));
  const result = await shell(
    home,
    `"$1" "$2" mask --log-level debug < text > out; "$1" "$2" unmask < out | cmp - text`,
  );
  expect(result).toMatchObject({ code: 0, stdout: "" });
  expect(result.stderr).not.toContain(THREAD);
  expect(result.stderr).toContain("the second thread ends");
});

describe("the other end", () => {
  test("a reader that goes away in mid-run ends it quietly", async () => {
    const home = makeHome();
    const path = make(home, "a log");
    const result = await shell(
      home,
      `{ ${SLOWLY}; cat text; cat text; } | { "$1" "$2" mask --log-level debug; echo $? > code; } | head -c 5000000 > out`,
    );
    expect(result.stderr).toContain(THREAD);
    expect(result.stderr).not.toMatch(/\n\s+at |stopped/);
    expect(readFileSync(join(home.cwd, "code"), "utf8")).toBe("0\n");
    expect(statSync(join(home.cwd, "out")).size).toBe(5_000_000);
    const back = await shell(home, `"$1" "$2" unmask < out`);
    // What was given out can be restored, but for the placeholder that was cut.
    const whole = back.bytes.lastIndexOf(10) + 1;
    expect(readFileSync(path).subarray(0, whole).equals(back.bytes.subarray(0, whole))).toBe(true);
  });

  test("what came is given out while a writer of megabytes is silent", async () => {
    const home = makeHome();
    make(home, "a log");
    const lines = 90_000;
    const result = await shell(
      home,
      `mkfifo go
       { ${SLOWLY}; read _ < go; echo "tail eve@acme.com"; } | "$1" "$2" mask --redact --log-level debug > out &
       until [ "$(grep -c EMAIL out)" = ${lines} ]; do sleep 0.05; done
       echo x > go
       wait
       tail -n 1 out`,
    );
    expect(result.stderr).toContain(THREAD);
    expect(result.stdout).toBe("tail [EMAIL]\n");
  });

  test.skipIf(disk === null)(
    `a disk that is full says from where on the text is missing${disk === null ? NEEDS_DISK : ""}`,
    async () => {
      const home = makeHome();
      const path = make(home, "a log");
      const out = join(disk?.path ?? "", "out");
      const result = await shell(home, `${SLOWLY} | "$1" "$2" mask --log-level debug > ${out}`);
      expect(result.stderr).toContain(THREAD);
      expect(result.code).not.toBe(0);
      expect(result.stderr).toMatch(/free some space/);
      const offset = Number(/what stands before byte (\d+) of stdin is written/.exec(result.stderr)?.[1]);
      expect(offset).toBeGreaterThan(2_000_000);
      const kept = join(home.cwd, "kept");
      writeFileSync(kept, readFileSync(out));
      const back = await shell(home, `"$1" "$2" unmask < kept`);
      expect(readFileSync(path).subarray(0, offset).equals(back.bytes.subarray(0, offset))).toBe(true);
    },
  );

  test("a policy that refuses a value stops it, and says what was written", async () => {
    const home = makeHome();
    const path = make(home, "a log");
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from(secretText())]));
    home.write("config/closemask/config.json", JSON.stringify({ policies: { GITHUB_TOKEN: { action: "block" } } }));
    const result = await shell(home, `${SLOWLY} | "$1" "$2" mask --log-level debug > out`);
    expect(result.stderr).toContain(THREAD);
    expect(result.stderr).toMatch(/policy blocks/);
    expect(result.code).not.toBe(0);
    const offset = Number(/stopped: byte (\d+) of stdin is the first that was not written/.exec(result.stderr)?.[1]);
    const back = await shell(home, `"$1" "$2" unmask < out`);
    expect(back.bytes.length).toBe(offset);
    expect(readFileSync(path).subarray(0, offset).equals(back.bytes)).toBe(true);
  });
});

test("a killed run has stored what it gave out", async () => {
  const home = makeHome();
  const path = make(home, "a log");
  const log = readFileSync(path);
  // Long enough for the thread to get ready on the way.
  writeFileSync(path, Buffer.concat([log, log, log, log]));
  const out = join(home.cwd, "out");
  const child = spawn(process.execPath, [BIN, "mask", "--log-level", "debug"], {
    env: home.env,
    stdio: [openSync(path, "r"), openSync(out, "w"), "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const errors: Buffer[] = [];
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  const ended = once(child, "close");
  const isUnderWay = (): boolean => Buffer.concat(errors).includes(THREAD) && statSync(out).size > 5_000_000;
  while (!isUnderWay() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGKILL");
  await ended;
  expect(Buffer.concat(errors).toString()).toContain(THREAD);
  const back = await shell(home, `"$1" "$2" unmask < out`);
  const whole = back.bytes.lastIndexOf(10) + 1;
  expect(whole).toBeGreaterThan(2_000_000);
  expect(readFileSync(path).subarray(0, whole).equals(back.bytes.subarray(0, whole))).toBe(true);
});
