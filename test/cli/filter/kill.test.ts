// A filter that is ended from outside, in mid-run: what it wrote can be restored, no trace of a stack, the exit codes that
// shells know.

import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Home, makeHome } from "../run.ts";
import { feed, LONG, logLine, logLines, mail, placeholders, secretText, shell, start } from "./kit.ts";

/** Lines of about 80 bytes. */
const LINES = LONG ? 1_250_000 : 125_000;

/** Restores what is complete of `output` and compares it with what went in. */
async function expectRestorable(home: Home, output: Buffer): Promise<void> {
  const text = output.toString();
  const lines = text.slice(0, text.lastIndexOf("\n") + 1);
  const tail = text.slice(lines.length);
  const back = await home.run(["unmask", "--strict"], { input: lines });
  expect(back.stderr).toBe("");
  expect(back.code).toBe(0);
  const count = lines.split("\n").length - 1;
  const expected = [...logLines(0, count)].join("");
  expect(back.stdout === expected, `${count} lines come back`).toBe(true);
  // A line that was cut behind its placeholder.
  for (const placeholder of placeholders(tail)) {
    expect((await home.run(["unmask"], { input: placeholder })).stdout).toBe(mail(count));
  }
}

describe.each([
  ["SIGKILL", 0.02],
  ["SIGKILL", 0.3],
  ["SIGKILL", 0.8],
  ["SIGTERM", 0.1],
  ["SIGINT", 0.5],
  ["SIGHUP", 0.2],
] as const)("%s after %d of the output", (signal, share) => {
  test("every placeholder that came out can be restored", { timeout: LONG ? 300_000 : 60_000 }, async () => {
    const home = makeHome();
    const running = start(home, ["mask"]);
    const feeding = feed(running, logLines(0, LINES));
    await running.seen(Math.floor(LINES * 80 * share));
    running.child.kill(signal);
    const result = await running.ended;
    await feeding;
    expect(result.signal).toBe(signal);
    expect(result.stderr).toBe("");
    await expectRestorable(home, result.bytes);
  });
});

// A shell starts its background jobs with SIGINT ignored, so that one is left to the tests above.
test.each([
  ["TERM", 143],
  ["HUP", 129],
])("the shell sees 128 + n for SIG%s", async (signal, code) => {
  const home = makeHome();
  // The filter has spoken once before the signal comes, then waits for more input.
  const script = `
    mkfifo in out
    "$1" "$2" mask --redact < in > out &
    exec 3> in 4< out
    echo "from bob@acme.com" >&3
    read line <&4
    kill -${signal} $!
    wait $!
    echo "$line $?"`;
  const { stdout, stderr } = await shell(home, script);
  expect(stderr).toMatch(/^\w*\n?$/);
  expect(stdout).toBe(`from [EMAIL] ${code}\n`);
});

describe("-i", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s: the file is as it was, nothing beside it",
    async (signal) => {
      const home = makeHome();
      const text = [...logLines(0, 100_000)].join("");
      const file = home.write("work/big.log", text);
      utimesSync(file, 1_000_000, 1_000_000);
      const running = start(home, ["mask", "-i", "big.log"]);
      await until(() =>
        readdirSync(home.cwd).some((name) => name !== "big.log" && statSync(`${home.cwd}/${name}`).size > 0),
      );
      running.child.kill(signal);
      const result = await running.ended;
      expect(result.signal).toBe(signal);
      expect(result.stderr).toBe("");
      expect(readdirSync(home.cwd)).toEqual(["big.log"]);
      expect(readFileSync(file, "utf8") === text).toBe(true);
      expect(statSync(file).mtimeMs).toBe(1_000_000_000);
    },
  );

  test("SIGKILL: the file is as it was", async () => {
    const home = makeHome();
    const text = [...logLines(0, 100_000)].join("");
    const file = home.write("work/big.log", text);
    const running = start(home, ["mask", "-i", "big.log"]);
    await until(() => readdirSync(home.cwd).length > 1);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(readFileSync(file, "utf8") === text).toBe(true);
  });
});

describe("a reader that goes away", () => {
  test("mask | head -1 is success, without a word", async () => {
    const home = makeHome();
    home.write("work/big.log", [...logLines(0, 50_000)].join(""));
    const { stdout, stderr } = await shell(
      home,
      '{ "$1" "$2" mask big.log; echo "code $?" >&2; } | head -1; "$1" "$2" mask < big.log | head -c 100 > /dev/null',
    );
    expect(stderr).toBe("code 0\n");
    const back = await home.run(["unmask"], { input: stdout });
    expect(back.stdout).toBe(logLine(0));
  });

  test("unmask | head -1 too", async () => {
    const home = makeHome();
    home.write("work/big.log", [...logLines(0, 20_000)].join(""));
    const { stdout, stderr } = await shell(
      home,
      '"$1" "$2" mask big.log > masked; { "$1" "$2" unmask masked; echo "code $?" >&2; } | head -1',
    );
    expect(stderr).toBe("code 0\n");
    expect(stdout).toBe(logLine(0));
  });

  test("closed stdout: Node opens the null device for it, the filter runs to its end", async () => {
    const home = makeHome();
    const { stderr, stdout } = await shell(home, '"$1" "$2" mask >&-; echo "code $?" >&2', secretText());
    expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "code 0\n" });
  });

  test("closed stderr: the output is whole", async () => {
    const home = makeHome();
    const { stdout } = await shell(home, '"$1" "$2" mask --redact --stats 2>&-; echo "code $?"', "x bob@acme.com\n");
    expect(stdout).toBe("x [EMAIL]\ncode 0\n");
  });

  test("closed stdin is an empty one", async () => {
    const home = makeHome();
    const { stdout, stderr } = await shell(home, '"$1" "$2" mask <&-; echo "code $?"');
    expect({ stdout, stderr }).toEqual({ stdout: "code 0\n", stderr: "" });
  });
});

/** Looks again until it is so; the test's own timeout is the bound. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
