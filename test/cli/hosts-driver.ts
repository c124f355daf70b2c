// What happens on one host of hosts.test.ts: proxies and filters, all at once, over the store of the environment. Run there as a
// program: node hosts-driver.ts <options as JSON>. Prints a line when all is masked, waits for one, restores, and ends.

import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

export interface DriverOptions {
  readonly bin: string;
  /** Number of the values, and which host of how many this is. */
  readonly values: number;
  readonly host: number;
  readonly hosts: number;
  /** How many proxies there are, and how many filters. */
  readonly each: number;
  /** File for what was masked: a Masked for each process. */
  readonly out: string;
  /** File with all tokens, a line each in the order of the values, which is there when the line comes. */
  readonly tokens: string;
}

/** What a process wrote for values, by their numbers. */
export interface Masked {
  readonly process: string;
  readonly tokens: readonly (readonly [number, string])[];
}

export const emailOf = (n: number): string => `person.${n}@acme.com`;

/** Values of one request. */
const AT_ONCE = 250;

const [json] = process.argv.slice(2);
if (json !== undefined) await drive(JSON.parse(json));

async function drive({ bin, values, host, hosts, each, out, tokens }: DriverOptions): Promise<void> {
  const upstream = await startEcho();
  const children = new Set<ChildProcess>();
  process.on("exit", () => {
    for (const child of children) child.kill("SIGKILL");
  });
  const closemask = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin?.on("error", () => {});
    children.add(child);
    return child;
  };
  const proxies = await Promise.all(
    Array.from({ length: each }, () =>
      listening(closemask(["serve", "--port", "0", "-s", "shared", "--upstream", `openai=${upstream.url}/v1`])),
    ),
  );

  // Half of all values for each process, from another one on, so that every value is masked by several at the same time.
  const sliceOf = (k: number): number[] =>
    Array.from({ length: values / 2 }, (_, i) => (Math.floor((k * values) / (each * hosts)) + i) % values);
  const masking: Promise<Masked>[] = [];
  for (let k = 0; k < each; k++) {
    const slice = sliceOf(host * each + k);
    masking.push(throughProxy(`proxy ${k}`, proxies[k] as string, slice, upstream.sent));
    masking.push(throughFilter(`filter ${k}`, closemask(["mask", "-s", "shared", "--style", "word"]), slice));
  }
  writeFileSync(out, JSON.stringify(await Promise.all(masking)));
  console.log("masked");
  await new Promise((resolve) => createInterface(process.stdin).once("line", resolve));

  const all = readFileSync(tokens, "utf8");
  const expected = Array.from({ length: values }, (_, n) => `${emailOf(n)}\n`).join("");
  const lines = all.trimEnd().split("\n");
  const restored = Array.from({ length: each }, async (_, k) => {
    const filter = await outputOf(closemask(["unmask", "-s", "shared"]), all);
    if (filter !== expected) throw new Error("a filter did not restore what others masked");
    for (let from = 0; from < values; from += AT_ONCE) {
      // The provider sends back the tokens that others minted; the request had them too, and so they may be restored.
      const some = lines.slice(from, from + AT_ONCE).join("\n");
      const reply = await ask(proxies[k] as string, some);
      const wanted = expected
        .split("\n")
        .slice(from, from + AT_ONCE)
        .join("\n");
      if (reply !== wanted) throw new Error("a proxy did not restore what others masked");
    }
  });
  await Promise.all(restored);
  console.log("restored");
  process.exit();
}

async function throughProxy(
  name: string,
  url: string,
  slice: readonly number[],
  sent: ReadonlyMap<string, string>,
): Promise<Masked> {
  const tokens: [number, string][] = [];
  for (let from = 0; from < slice.length; from += AT_ONCE) {
    const some = slice.slice(from, from + AT_ONCE);
    const label = `${name} part ${from}`;
    const text = [label, ...some.map(emailOf)].join("\n");
    if ((await ask(url, text)) !== text) throw new Error(`${name} did not give back what it was given`);
    const wire = sent.get(label)?.split("\n").slice(1) ?? [];
    for (const [i, n] of some.entries()) tokens.push([n, wire[i] ?? ""]);
  }
  return { process: name, tokens };
}

async function throughFilter(name: string, child: ChildProcess, slice: readonly number[]): Promise<Masked> {
  const lines = (await outputOf(child, slice.map((n) => `${emailOf(n)}\n`).join(""))).split("\n");
  return { process: name, tokens: slice.map((n, i) => [n, lines[i] ?? ""] as const) };
}

function outputOf(child: ChildProcess, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("close", (code) => (code === 0 ? resolve(stdout) : reject(new Error(`exit ${code}: ${stderr}`))));
    child.stdin?.end(input);
  });
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const url = /listening on (\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("close", () => reject(new Error(`the proxy ended: ${said}`)));
  });
}

/** A provider that answers with the text it was sent, and remembers it by its first line. */
async function startEcho(): Promise<{ readonly url: string; readonly sent: ReadonlyMap<string, string> }> {
  const sent = new Map<string, string>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { messages } = JSON.parse(Buffer.concat(chunks).toString());
    const { content } = messages[0];
    sent.set(content.split("\n")[0], content);
    const message = { role: "assistant", content };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id: "c", object: "chat.completion", choices: [{ index: 0, message }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent };
}

/** What a client of the proxy is answered. */
function ask(url: string, content: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const asking = request(`${url}/v1/chat/completions`, { method: "POST", headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode === 200) resolve(JSON.parse(text).choices[0].message.content);
      else reject(new Error(`status ${response.statusCode}: ${text}`));
    });
    asking.on("error", reject);
    asking.end(JSON.stringify({ model: "m", messages: [{ role: "user", content }] }));
  });
}
