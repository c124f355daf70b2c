// `mask --exec`: a real command, its outputs apart, its exit code, signals, and what happens when masking fails.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Home, makeHome } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/closemask.js", import.meta.url));
const posix = describe.skipIf(process.platform === "win32");
const SECRET = `tok${"en".repeat(6)}-7Qz4`;

function sh(home: Home, script: string, flags: string[] = ["--redact"]): ReturnType<Home["run"]> {
  return home.run(["mask", ...flags, "--exec", "--", "sh", "-c", script]);
}

/** A process that is still under way, with what it has said so far. */
function start(
  home: Home,
  args: readonly string[],
): { child: ChildProcess; said: () => string; until: (text: string) => Promise<void> } {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: home.cwd, env: home.env, stdio: "pipe" });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    child,
    said: () => said,
    async until(text) {
      for (let i = 0; !said.includes(text); i++) {
        if (i > 500) throw new Error(`it never said ${text}`);
        await sleep(20);
      }
    },
  };
}

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

posix("what a command writes (not on Windows)", () => {
  test("is masked, each output where it belongs, and the exit code is kept", async () => {
    const { stdout, stderr, code } = await sh(makeHome(), "echo out bob@acme.com; echo err carol@acme.com >&2; exit 7");
    expect(stdout).toBe("out [EMAIL]\n");
    expect(stderr).toBe("err [EMAIL]\n");
    expect(code).toBe(7);
  });

  test("has the same placeholder in both outputs, and comes back", async () => {
    const home = makeHome();
    const { stdout, stderr, code } = await sh(home, "echo bob@acme.com; echo bob@acme.com >&2", []);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\$\{EMAIL_\w{6}\}\n$/);
    expect(stderr).toBe(stdout);
    expect((await home.run(["unmask"], { input: stdout })).stdout).toBe("bob@acme.com\n");
  });

  test("is all there, in order, also without a line end, and of any size", async () => {
    const script = `i=0; while [ $i -lt 3000 ]; do echo "line $i bob@acme.com ${"x".repeat(60)}"; i=$((i+1)); done; printf end`;
    const { stdout } = await sh(makeHome(), script);
    const lines = stdout.split("\n");
    expect(lines).toHaveLength(3001);
    expect(lines.pop()).toBe("end");
    expect(lines.every((line, i) => line.startsWith(`line ${i} [EMAIL] x`))).toBe(true);
  });

  test("leaves line by line, while the command runs", async () => {
    const home = makeHome();
    const script = "echo first bob@acme.com; read answer; echo second $answer";
    const { child, until, said } = start(home, ["mask", "--redact", "--exec", "--", "sh", "-c", script]);
    await until("first [EMAIL]\n");
    child.stdin?.end("carol@acme.com\n");
    const [code] = await once(child, "close");
    expect(said()).toBe("first [EMAIL]\nsecond [EMAIL]\n");
    expect(code).toBe(0);
  });

  test("goes through pipes that can be opened again by name", async () => {
    const { stdout, stderr } = await sh(makeHome(), "echo a@acme.com > /dev/stderr; echo b | tee /dev/stderr");
    expect(stdout).toBe("b\n");
    expect(stderr).toBe("[EMAIL]\nb\n");
  });

  test("works with own secrets, a report and a summary", async () => {
    const home = makeHome();
    const report = join(home.path, "found.ndjson");
    const script = 'echo "key $MY_TOKEN"; printf "%s" "$MY_TOKEN" | base64 >&2';
    const flags = ["mask", "--redact", "--secrets-env", "*_TOKEN", "--stats", "--report", report];
    const { stdout, stderr } = await home.run([...flags, "--exec", "--", "sh", "-c", script], {
      env: { MY_TOKEN: SECRET },
    });
    expect(stdout).toBe("key [API_TOKEN]\n");
    expect(stderr).toMatch(/^\[API_TOKEN\]\nclosemask: masked 2 values \(2 API_KEY\) in \d+ B\n$/);
    const events = readFileSync(report, "utf8").trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line).file).sort()).toEqual(["stderr", "stdout"]);
    expect(events.join("")).not.toContain(SECRET);
  });

  test("does not hold the key, which the command never sees", async () => {
    const home = makeHome();
    const { stdout } = await home.run(
      ["mask", "--exec", "--", "sh", "-c", "env | grep -c CLOSEMASK_; env | grep NOTE"],
      {
        env: { CLOSEMASK_PASSPHRASE: "", CLOSEMASK_SESSION: "x", NOTE: "seen" },
      },
    );
    expect(stdout).toBe("1\nNOTE=seen\n");
  });

  test("may be in another encoding", async () => {
    const home = makeHome();
    const file = home.write("work/wide.txt", "");
    const { bytes } = await home.run(
      [
        "mask",
        "--redact",
        "--exec",
        "--",
        process.execPath,
        "-e",
        'process.stdout.write("\\ufeffan bob@acme.com\\n", "utf16le")',
      ],
      { cwd: join(file, "..") },
    );
    expect(bytes.toString("utf16le")).toBe("\ufeffan [EMAIL]\n");
  });
});

posix("values that the command declares secret (not on Windows)", () => {
  test("are masked in both outputs from there on, each line of them, and encoded", async () => {
    const script = [
      `echo "before ${SECRET}"`,
      `echo "::add-mask::${SECRET}%0Asecond line of it"`,
      `echo "then ${SECRET}, second line of it"`,
      `sleep 0.2; echo "${SECRET}" | tr -d '\\n' | base64 >&2`,
    ].join("; ");
    const { stdout, stderr } = await sh(makeHome(), script);
    expect(stdout).toBe(`before ${SECRET}\n::add-mask::[API_TOKEN]\nthen [API_TOKEN], [API_TOKEN]\n`);
    expect(stderr).toBe("[API_TOKEN]\n");
  });

  test("of Azure Pipelines too", async () => {
    const { stdout } = await sh(
      makeHome(),
      `echo "##vso[task.setvariable variable=a;issecret=true]${SECRET}"; echo "##vso[task.setvariable variable=b]plain-12345"; echo ${SECRET} plain-12345`,
    );
    expect(stdout).toBe(
      "##vso[task.setvariable variable=a;issecret=true][API_TOKEN]\n##vso[task.setvariable variable=b]plain-12345\n[API_TOKEN] plain-12345\n",
    );
  });

  test("are learned by the filter as well", async () => {
    const { stdout } = await makeHome().run(["mask", "--redact"], {
      input: `::add-mask::correct horse\r\nwas correct horse, cut correct hors\n`,
    });
    expect(stdout).toBe("::add-mask::[API_TOKEN]\r\nwas [API_TOKEN], cut correct hors\n");
  });
});

posix("the exit code (not on Windows)", () => {
  test("of a command that is not there is 127, of one that cannot be run 126", async () => {
    const home = makeHome();
    const file = home.write("work/plain.txt", "no program\n");
    chmodSync(file, 0o644);
    const missing = await home.run(["mask", "--redact", "--exec", "--", "no-such-command-here"]);
    expect(missing.code).toBe(127);
    expect(missing.stderr).toBe("closemask: cannot run no-such-command-here: command not found\n");
    const refused = await home.run(["mask", "--redact", "--exec", "--", "./plain.txt"]);
    expect(refused.code).toBe(126);
    expect(refused.stderr).toBe("closemask: cannot run ./plain.txt: permission denied\n");
  });

  test("of one that a signal ended is 128 and its number", async () => {
    expect((await sh(makeHome(), "kill -KILL $$")).code).toBe(137);
  });

  test("without a command is 2", async () => {
    const home = makeHome();
    expect((await home.run(["mask", "--exec"])).code).toBe(2);
    expect((await home.run(["mask", "--exec", "-i", "--", "true"])).code).toBe(2);
  });

  test("of a command whose reader went away is its own", async () => {
    const home = makeHome();
    const { child, until } = start(home, ["mask", "--redact", "--exec", "--", "sh", "-c", "while :; do echo y; done"]);
    await until("y\n");
    child.stdout?.destroy();
    const [code] = await once(child, "exit");
    expect(code).toBe(141);
  });
});

posix("signals (not on Windows)", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s goes to the command, which decides", async (signal) => {
    const home = makeHome();
    const name = signal.slice(3);
    const script = `trap 'echo got ${name} bob@acme.com; exit 5' ${name}; echo ready; while :; do sleep 0.05; done`;
    const { child, until, said } = start(home, ["mask", "--redact", "--exec", "--", "sh", "-c", script]);
    await until("ready\n");
    child.kill(signal);
    const [code] = await once(child, "close");
    expect(said()).toBe(`ready\ngot ${name} [EMAIL]\n`);
    expect(code).toBe(5);
  });
});

describe("a terminal", () => {
  const script = hasScript();
  const why = script ? "" : " (skipped: needs script(1) of util-linux)";

  test.skipIf(!script)(`its Ctrl-C reaches the command once${why}`, async () => {
    const home = makeHome();
    const inner = `trap "echo interrupted" INT; echo ready; i=0; while [ $i -lt 10 ]; do sleep 0.1; i=$((i+1)); done; exit 6`;
    home.write("work/inner.sh", inner);
    const command = `exec '${process.execPath}' '${BIN}' mask --redact --exec -- sh inner.sh`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: home.cwd, env: home.env, stdio: "pipe" });
    onTestFinished(() => void child.kill("SIGKILL"));
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      if (!said.includes("ready") && chunk.includes("ready")) child.stdin.write("\x03");
      said += chunk.toString();
    });
    const [code] = await once(child, "close");
    expect(said.match(/interrupted/g)).toHaveLength(1);
    expect(code).toBe(6);
  });
});

posix("when masking fails (not on Windows)", () => {
  test("the rest is withheld, the command alone is ended, and the code is 3", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "store: { maxEntries: 1 }\n");
    const script = [
      "sleep 30 & echo $! > other.pid",
      "echo $$ > own.pid",
      "echo one bob@acme.com",
      "sleep 0.3",
      "echo two carol@acme.com",
      "echo three carol@acme.com >&2",
      "while :; do echo more dave@acme.com; sleep 0.05; done",
    ].join("\n");
    const { stdout, stderr, code } = await sh(home, script, []);
    const [own, other] = ["own.pid", "other.pid"].map((file) => Number(readFileSync(join(home.cwd, file), "utf8")));
    onTestFinished(() => void process.kill(other as number));
    expect(code).toBe(3);
    expect(stdout).toMatch(/^one \$\{EMAIL_\w{6}\}\n$/);
    expect(stderr).toMatch(
      /^closemask: .*\n {2}hint: .*\nclosemask: the rest of the command's output is withheld, and the command was ended\n$/,
    );
    expect(stderr).not.toMatch(/acme|three/);
    expect(isAlive(own as number)).toBe(false);
    expect(isAlive(other as number)).toBe(true);
  });

  test("by a policy that blocks, the code is 3 as well: 1 may be the command's", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "policies: { EMAIL: { action: block } }\n");
    const { stdout, code } = await sh(home, "echo fine; sleep 0.3; echo bob@acme.com; sleep 5");
    expect(code).toBe(3);
    expect(stdout).toBe("fine\n");
  });

  test("a command that ignores the request is ended all the same", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "policies: { EMAIL: { action: block } }\n");
    const script = "trap '' TERM PIPE; echo $$ > own.pid; echo bob@acme.com; while :; do sleep 0.1; done";
    expect((await sh(home, script)).code).toBe(3);
    expect(isAlive(Number(readFileSync(join(home.cwd, "own.pid"), "utf8")))).toBe(false);
  });

  test("before the command, nothing is run", async () => {
    const home = makeHome({ key: false });
    const { code } = await home.run(["mask", "--exec", "--", "sh", "-c", "echo ran > ran.txt"], {
      env: { CLOSEMASK_KEY: "too short" },
    });
    expect(code).toBe(3);
    expect(() => readFileSync(join(home.cwd, "ran.txt"))).toThrow();
  });
});

posix("a process that the command leaves behind (not on Windows)", () => {
  test("is listened to while it speaks, and for five seconds of silence", async () => {
    const home = makeHome();
    const begun = Date.now();
    const { stdout, stderr, code } = await sh(home, "(sleep 1; echo late bob@acme.com; sleep 20; echo lost) & exit 4");
    expect(stdout).toBe("late [EMAIL]\n");
    expect(stderr).toContain("that is left behind");
    expect(code).toBe(4);
    expect(Date.now() - begun).toBeLessThan(15_000);
  }, 30_000);
});
