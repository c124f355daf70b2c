// Text that comes little by little, descriptors that do not block, terminals.

import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { makeHome } from "../run.ts";
import { logLines, secretText, shell, start } from "./kit.ts";

test("a line typed into a running filter comes out before the next", async () => {
  const home = makeHome();
  const running = start(home, ["mask"]);
  for (let i = 0; i < 5; i++) {
    running.child.stdin.write(`line ${i} from user${i}@acme.com\n`);
    await running.seen(`line ${i} from \${EMAIL_`);
    await running.seen(running.output().toString().split("\n")[i] ?? "");
  }
  const masked = running.output().toString();
  expect(masked.split("\n")).toHaveLength(6);
  const restoring = start(home, ["unmask"]);
  for (const [i, line] of masked.trimEnd().split("\n").entries()) {
    restoring.child.stdin.write(`${line}\n`);
    await restoring.seen(`line ${i} from user${i}@acme.com\n`);
  }
  // A prompt has no newline: unmask holds back only what may become a placeholder.
  restoring.child.stdin.write("Continue? ");
  await restoring.seen("Continue? ");
  for (const { child, ended } of [running, restoring]) {
    child.stdin.end();
    expect((await ended).code).toBe(0);
  }
});

test("a line that is typed in two pieces is one line", async () => {
  const home = makeHome();
  const running = start(home, ["mask"]);
  running.child.stdin.write("first\nmail bob@ac");
  await running.seen("first\n");
  expect(running.output().toString()).toBe("first\n");
  running.child.stdin.end("me.com\n");
  expect((await running.ended).stdout).toMatch(/^first\nmail \$\{EMAIL_\w{6}\}\n$/);
});

// A full pipe is read further without waiting for the writer.
test.each([65_536, 131_072, 200_000])(
  "what came is given out while the writer of %i bytes is silent",
  async (length) => {
    const home = makeHome();
    const line = "mail bob@acme.com, and some more text here\n";
    home.write("work/block", `${"x".repeat(length % line.length)}${line.repeat(Math.floor(length / line.length))}`);
    const script = `
    mkfifo go
    { cat block; read _ < go; echo "tail eve@acme.com"; } | "$1" "$2" mask --redact > out &
    until [ "$(grep -c EMAIL out)" = ${Math.floor(length / line.length)} ]; do sleep 0.05; done
    echo x > go
    wait
    tail -n 1 out`;
    expect((await shell(home, script)).stdout).toBe("tail [EMAIL]\n");
  },
);

describe("descriptors that do not block", () => {
  // Another process that shares the descriptor sets the flag, and is gone when the filter starts.
  const unblock = (fd: number): string =>
    `mkfifo ready; "$1" -e 'new (require("node:net").Socket)({ fd: ${fd} }); console.log("ready"); setInterval(() => {}, 1e6)' > ready & helper=$!
     read _ < ready; kill -9 $helper; wait $helper 2> /dev/null; rm ready`;

  test.skipIf(process.platform === "win32")("stdin: it waits for what comes (not on Windows)", async () => {
    const home = makeHome();
    const script = `
      mkfifo in out
      exec 3<> in
      ${unblock(3)}
      "$1" "$2" mask --redact <&3 3>&- > out & filter=$!
      exec 4< out
      echo "one bob@acme.com" > in
      read line <&4; echo "$line"
      echo "two bob@acme.com" > in
      read line <&4; echo "$line"
      kill $filter`;
    const { stdout } = await shell(home, script);
    expect(stdout).toBe("one [EMAIL]\ntwo [EMAIL]\n");
  });

  test.skipIf(process.platform === "win32")("stdout: a slow reader gets everything (not on Windows)", async () => {
    const home = makeHome();
    const text = [...logLines(0, 20_000)].join("");
    home.write("work/big.log", text);
    const script = `
      mkfifo out
      exec 4<> out
      ${unblock(4)}
      "$1" "$2" mask big.log >&4 4>&- & filter=$!
      cat out 4>&- & reader=$!
      exec 4>&-
      wait $filter; echo "code $?" >&2
      wait $reader`;
    const { bytes, stderr } = await shell(home, script);
    expect(stderr).toMatch(/code 0\n$/);
    const back = await home.run(["unmask"], { input: bytes });
    expect(back.stdout === text).toBe(true);
  });
});

describe("terminals", () => {
  const script = hasScript();
  const why = script ? "" : " (skipped: needs script(1) of util-linux)";

  test.skipIf(!script)(`a progress line for a file, gone at the end${why}`, { timeout: 60_000 }, async () => {
    const home = makeHome();
    home.write("work/big.log", [...logLines(0, 250_000)].join(""));
    const { stdout } = await shell(
      home,
      "script -qec \"TERM=xterm '$1' '$2' mask big.log > masked\" /dev/null; wc -l < masked",
    );
    expect(stdout).toMatch(/\r\d+% of 2\d MB, [\d.]+ MB\/s, \d+ s left, \d+ found/);
    expect(stdout).toMatch(/\r +\r\s*250000\n$/);
  });

  test.skipIf(!script)(`no progress line with --log-level quiet, none for a pipe${why}`, async () => {
    const home = makeHome();
    home.write("work/big.log", [...logLines(0, 20_000)].join(""));
    const { stdout } = await shell(
      home,
      `script -qec "'$1' '$2' mask --log-level quiet big.log > /dev/null; cat big.log | '$1' '$2' mask > /dev/null" /dev/null`,
    );
    expect(stdout).toBe("");
  });

  test.skipIf(!script)(`typed lines come out at once, Ctrl-D ends${why}`, async () => {
    const home = makeHome();
    const { stdout } = await shell(
      home,
      `script -qec "stty -echo; '$1' '$2' mask --redact --log-level quiet" /dev/null`,
      "hello bob@acme.com\n\x04",
    );
    expect(stdout.replaceAll("\r", "")).toContain("hello [EMAIL]\n");
  });
});

test("nothing on stderr when all is well", async () => {
  const home = makeHome();
  const { stderr } = await home.run(["mask"], { input: secretText() });
  expect(stderr).toBe("");
});

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}
