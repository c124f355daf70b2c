// `closemask mcp`: a real server process behind it, and this test as the client, which sees what leaves and what the server got.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Home, makeHome } from "../run.ts";

const BIN = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));
const MAIL = "alice.b@corp.example";
const posix = describe.skipIf(process.platform === "win32");

/** Notes each line that it gets in `got`; its methods are what the tests need. */
const SERVER = `
import { appendFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
const mail = ${JSON.stringify(MAIL)};
console.error("up, for " + mail);
process.on("SIGTERM", () => process.exit(42));
const say = (id, result) => console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  appendFileSync("got", line + "\\n");
  const { id, method, params } = JSON.parse(line);
  switch (method) {
    case "mail": return say(id, { content: [{ type: "text", text: "from " + mail }] });
    case "tools/call": return say(id, { content: [{ type: "text", text: "done: " + JSON.stringify(params.arguments) }] });
    case "raw": return console.log(params.text.replaceAll("MAIL", mail));
    case "big": return say(id, { text: (mail + " ").repeat(params.times) });
    case "nowhere": return console.log('{"x":"' + "a ".repeat(params.times) + '","id":' + id + ',"y":"' + "a ".repeat(5000) + '"}');
    case "many": {
      for (let i = 0; i < params.times; i++) say(id, { i, mail });
      return;
    }
    case "half": writeSync(1, '{"jsonrpc":"2.0","id":1,"result":{"a":"' + mail); return process.exit(5);
    case "quit": return process.exit(params.code);
    case "die": return process.kill(process.pid, "SIGKILL");
  }
});
lines.on("close", () => process.exit(0));
`;

interface Client {
  readonly child: ChildProcessWithoutNullStreams;
  send(message: object): void;
  /** The next line of the server's. */
  line(): Promise<string>;
  ask(message: object): Promise<unknown>;
  /** Lines that were not asked for, once it has ended. */
  end(): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string; rest: string }>;
  got(): string;
}

function connect(home: Home, flags: readonly string[] = []): Client {
  const server = home.write("server.mjs", SERVER);
  const child = spawn(process.execPath, [BIN, "mcp", ...flags, "--", process.execPath, server], {
    cwd: home.cwd,
    env: home.env,
    stdio: "pipe",
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const closed = once(child, "close");
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin.on("error", () => {});
  const client: Client = {
    child,
    send: (message) => void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`),
    async line() {
      for (let i = 0; !stdout.includes("\n"); i++) {
        if (i > 1500 || (child.exitCode !== null && i > 50)) throw new Error(`no line came; ${stderr}`);
        await sleep(20);
      }
      const at = stdout.indexOf("\n");
      const line = stdout.slice(0, at);
      stdout = stdout.slice(at + 1);
      return line;
    },
    async ask(message) {
      client.send(message);
      return JSON.parse(await client.line());
    },
    async end() {
      const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
      return { code, signal, stderr, rest: stdout };
    },
    got: () => readFileSync(join(home.cwd, "got"), "utf8"),
  };
  return client;
}

const textOf = (answer: unknown): string =>
  (answer as { result: { content: [{ text: string }] } }).result.content[0].text;

describe("both ways", () => {
  test("results are masked, arguments restored, stderr is masked; it ends with its client", async () => {
    const home = makeHome();
    const client = connect(home);
    const text = textOf(await client.ask({ id: 1, method: "mail" }));
    expect(text).toMatch(/^from EMAILX\d{9}$/);
    const to = text.slice(5);
    const done = await client.ask({ id: 2, method: "tools/call", params: { name: "send", arguments: { to } } });
    expect(textOf(done)).toBe(`done: {"to":"${to}"}`);
    expect(client.got()).toContain(`"arguments":{"to":"${MAIL}"}`);
    client.child.stdin.end();
    const { code, stderr, rest } = await client.end();
    expect(code).toBe(0);
    expect(rest).toBe("");
    expect(stderr).toBe(`up, for ${to}\n`);
  });

  test("a file that the server read is what it gets to write", async () => {
    const client = connect(makeHome());
    const file = 'DB_PASSWORD = "ab\\\\cd9Xyz!kq"\n{"password": "ab\\\\cd\\"9Xyz!kq"}\npassword: ab\\cd9Xyz!kr\n';
    const answer = { jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: file }] } };
    const content = textOf(await client.ask({ id: 1, method: "raw", params: { text: JSON.stringify(answer) } }));
    expect(content).not.toContain("9Xyz");
    const lines = content.split("\n");
    await client.ask({ id: 2, method: "tools/call", params: { name: "write", arguments: { content, lines } } });
    const [, got] = client.got().trim().split("\n");
    expect(JSON.parse(got ?? "").params.arguments).toEqual({ content: file, lines: file.split("\n") });
    client.child.stdin.end();
    expect((await client.end()).code).toBe(0);
  });

  test("placeholders are those of the session", async () => {
    const home = makeHome();
    const client = connect(home, ["-s", "case-7"]);
    const text = textOf(await client.ask({ id: 1, method: "mail" }));
    client.child.stdin.end();
    await client.end();
    const { stdout } = await home.run(["unmask", "-s", "case-7"], { input: text });
    expect(stdout).toBe(`from ${MAIL}`);
  });

  test("lines stay byte for byte, and what is no message is masked", async () => {
    const client = connect(makeHome());
    const raw = (text: string): Promise<string> => {
      client.send({ method: "raw", params: { text } });
      return client.line();
    };
    const odd = '{ "id":1e1 ,\t"result": {"a": 1.0, "b":"\\u0041\\/"} }  ';
    expect(await raw(odd)).toBe(odd);
    expect(await raw("warning: MAIL is full")).toMatch(/^warning: EMAILX\d{9} is full$/);
    expect(await raw("")).toBe("");
    client.child.stdin.end();
    expect((await client.end()).code).toBe(0);
  });

  test("many messages come in their order", async () => {
    const client = connect(makeHome());
    client.send({ id: 1, method: "many", params: { times: 2000 } });
    for (let i = 0; i < 2000; i++) {
      const { result } = JSON.parse(await client.line());
      expect(result.i).toBe(i);
      expect(result.mail).toMatch(/^EMAILX/);
    }
    client.child.stdin.end();
    expect((await client.end()).code).toBe(0);
  });

  test("--untrusted server turns it round", async () => {
    const home = makeHome();
    const client = connect(home, ["--untrusted", "server"]);
    const call = { id: 2, method: "tools/call", params: { name: "find", arguments: { who: "carol@corp.example" } } };
    expect(textOf(await client.ask(call))).toBe('done: {"who":"carol@corp.example"}');
    expect(client.got()).toMatch(/"arguments":\{"who":"EMAILX\d{9}"\}/);
    client.child.stdin.end();
    // The client's log may see what the server says.
    expect((await client.end()).stderr).toBe(`up, for ${MAIL}\n`);
  });
});

describe("what does not go on", () => {
  test("a long message becomes an error for whoever waits for it", async () => {
    const home = makeHome();
    home.write("config/closemask/config.json", '{"serve":{"bodyLimit":1}}');
    const client = connect(home);
    expect(await client.ask({ id: "long", method: "big", params: { times: 100_000 } })).toMatchObject({
      id: "long",
      error: { message: expect.stringContaining("longer than 1048576 bytes") },
    });
    const long = { id: 4, method: "tools/call", params: { name: "t", arguments: { a: "a ".repeat(700_000) } } };
    expect(await client.ask(long)).toMatchObject({ id: 4, error: { code: -32603 } });
    expect(client.got()).not.toContain('"id":4');
    expect(textOf(await client.ask({ id: 5, method: "mail" }))).toMatch(/EMAILX/);
    client.send({ id: 6, method: "nowhere", params: { times: 700_000 } });
    const { code, stderr } = await client.end();
    expect(code).toBe(3);
    expect(stderr).toContain("its id is not known");
  });

  test("what the policy blocks becomes an error", async () => {
    const home = makeHome();
    home.write("config/closemask/config.json", '{"policies":{"EMAIL":{"action":"block"}}}');
    const client = connect(home);
    const { error } = (await client.ask({ id: 1, method: "mail" })) as { error: { message: string } };
    expect(error.message).toMatch(/^closemask: .*EMAIL/);
    client.child.kill("SIGTERM");
    const { stderr } = await client.end();
    expect(stderr).not.toContain(MAIL);
  });

  test("credentials go into arguments as the policy says", async () => {
    const home = makeHome();
    home.write("config/closemask/config.json", '{"policies":{"CREDENTIAL":{"restore":["text"]}}}');
    const client = connect(home);
    const key = `ghp_${"aB3dE5gH7j".repeat(3)}K9mN2p`;
    client.send({ method: "raw", params: { text: `MAIL ${key}` } });
    const [mail = "", token = ""] = (await client.line()).split(" ");
    expect(token).not.toBe(key);
    await client.ask({ id: 2, method: "tools/call", params: { name: "t", arguments: { mail, token } } });
    expect(client.got()).toContain(`{"mail":"${MAIL}","token":"${token}"}`);
    client.child.stdin.end();
    await client.end();
  });

  test("half a message at the end", async () => {
    const client = connect(makeHome());
    client.send({ method: "half" });
    const { code, rest } = await client.end();
    expect(code).toBe(5);
    expect(rest).toMatch(/^\{"jsonrpc":"2.0","id":1,"result":\{"a":"EMAILX\d{9}$/);
  });
});

describe("the end", () => {
  test("the exit code is the server's", async () => {
    const client = connect(makeHome());
    client.send({ method: "quit", params: { code: 7 } });
    expect((await client.end()).code).toBe(7);
  });

  test("a server that is not there", async () => {
    const home = makeHome();
    const { code, stderr } = await home.run(["mcp", "--", "no-such-server-anywhere"]);
    expect(code).toBe(127);
    expect(stderr).toContain("command not found");
  });

  test("no server", async () => {
    const { code, stderr } = await makeHome().run(["mcp"]);
    expect(code).toBe(2);
    expect(stderr).toContain("command");
  });

  posix("signals", () => {
    test("are passed on", async () => {
      const client = connect(makeHome());
      await client.ask({ id: 1, method: "mail" });
      client.child.kill("SIGTERM");
      expect((await client.end()).code).toBe(42);
    });

    test("end the server: 128 and their number", async () => {
      const client = connect(makeHome());
      client.send({ method: "die" });
      expect((await client.end()).code).toBe(137);
    });

    test("a client that reads no more ends it", async () => {
      const client = connect(makeHome());
      await client.ask({ id: 1, method: "mail" });
      client.child.stdout.destroy();
      client.send({ id: 2, method: "many", params: { times: 5000 } });
      const { stderr } = await client.end();
      expect(stderr).not.toContain("internal error");
    });
  });
});
