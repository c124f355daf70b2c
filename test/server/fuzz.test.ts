// Mutated requests through a proxy with real sockets on both sides, one after the other in one session: never a planted value at
// the provider, never a crash, never a body that differs outside of what was masked. A hundred thousand of them in long runs.

import { Agent } from "node:http";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { findLookAlikes } from "../../src/mask/placeholder.ts";
import { askRestored } from "../../src/proxy/ask.ts";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import { compileTable } from "../../src/proxy/table.ts";
import { parseTree, STRING, type Tree, textOf } from "../../src/proxy/tree.ts";
import { walkFields } from "../../src/proxy/walk.ts";
import { endpointOf } from "../../src/server/endpoint.ts";
import { send } from "./client.ts";
import { type FakeUpstream, type Received, sendJson, startUpstream } from "./fake-upstream.ts";
import { type Server, startServer } from "./kit.ts";
import { type Mutated, mutated, PLANTED } from "./mutate.ts";
import { firstDifference, type Standing } from "./same-outside.ts";

const LONG = process.env.CLOSEMASK_LONG === "1";
const RUNS = LONG ? 100_000 : 300;
const PATIENCE = LONG ? 3_600_000 : 180_000;

/** What a request may be refused for; anything else is a fault of the proxy's. */
const REFUSALS = ["invalid-json", "too-deep", "field-limit", "tokens", "not-inspectable", "url", "blob"];
/** Classes of fields that are masked. */
const MASKED = new Set(["M", "MO", "MJ"]);

const messages = (path: string, body: object): Mutated => ({
  provider: "anthropic",
  path,
  headers: { "anthropic-version": "2023-06-01" },
  body: JSON.stringify(body),
});

/** Requests that once failed, one after the other. */
const KEPT: readonly { readonly what: string; readonly requests: readonly Mutated[] }[] = [
  {
    what: "an account number behind an escape",
    requests: [
      {
        provider: "gemini",
        path: "/v1beta/models/m:embedContent",
        headers: {},
        body: JSON.stringify({ title: '"a line of text\\nDE89370400440532013000 hello"' }),
      },
    ],
  },
  {
    what: "what left as an id of a machine, in another place",
    requests: [
      messages("/v1/messages", { metadata: { user_id: "x DE89370400440532013000 y" } }),
      messages("/v1/messages/batches", { requests: [[{ user_id: "x DE89370400440532013000 y" }]] }),
    ],
  },
  {
    what: "a value that ends in a backslash",
    requests: [
      {
        provider: "ollama",
        path: "/api/generate",
        headers: {},
        body: JSON.stringify({ prompt: "x jane.roe@corp.example y", password: "jane.roe@corp.example \\" }),
      },
    ],
  },
];

interface Rig {
  readonly server: Server;
  readonly upstream: FakeUpstream;
  readonly agent: Agent;
}

async function start(): Promise<Rig> {
  const upstream = await startUpstream((_, response) => sendJson(response, {}));
  const server = await startServer({ upstream: upstream.url, serving: { blobs: "allow" } });
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  return { server, upstream, agent };
}

async function check({ server, upstream, agent }: Rig, one: Mutated): Promise<void> {
  upstream.received.length = 0;
  const body = Buffer.from(one.body, "latin1");
  const reply = await send(`${server.url}/${one.provider}${one.path}`, {
    agent,
    headers: { ...one.headers },
    body,
  });
  expect(server.faults).toEqual([]);
  const [received] = upstream.received;
  if (received === undefined) {
    expect(reply.status, reply.text).toBeGreaterThanOrEqual(400);
    expect(REFUSALS).toContain(reply.headers["x-closemask-refused"]);
    for (const value of PLANTED) expect(reply.text).not.toContain(value);
    return;
  }
  expect(reply.status, reply.text).toBe(200);
  const at = firstDifference(body, received.body, await standingIn(server, received.body));
  if (at >= 0) expect.fail(`the body differs at ${at}: ${received.body.subarray(Math.max(0, at - 60), at + 60)}`);
  expect(leaksOf(one, received)).toEqual([]);
}

/** The placeholders of a body that stand for something in the session. */
async function standingIn(server: Server, body: Buffer): Promise<Standing[]> {
  const found = findLookAlikes(body, 0, body.length);
  if (found.length === 0) return [];
  const { session } = await server.session("default");
  const answers = await askRestored(session, found, body);
  return answers.flatMap((answer, i) =>
    answer === null ? [] : [{ start: answer.start, end: found[i]?.end ?? 0, value: answer.value }],
  );
}

function leaksOf({ provider, path }: Mutated, { url, rawHeaders, body }: Received): string[] {
  const around = [url, ...rawHeaders].join("\n");
  const leaks = PLANTED.filter((value) => around.includes(value)).map((value) => `around: ${value}`);
  const { endpoint } = endpointOf(DIALECTS, provider, "POST", path.split("?")[0] ?? "");
  const tree = parseTree(body);
  if (tree === null) return ["no JSON left"];
  walkFields<string>(tree, compileTable(endpoint.request ?? []) as never, "M", (node, { is }, named) => {
    if (!MASKED.has(is)) return !["C", "S", "U", "B", "SC"].includes(is);
    if (tree.type(node) === STRING) leaks.push(...leaksIn(textOf(tree, node), is));
    const name =
      tree.nameStart(node) < 0 || named ? "" : body.toString("utf8", tree.nameStart(node), tree.nameEnd(node));
    leaks.push(...leaksIn(name, `name, ${is}`));
    return true;
  });
  return leaks;
}

/** Values in a text, or in what it says where it is JSON. */
function leaksIn(text: string, where: string): string[] {
  const here = PLANTED.filter((value) => text.includes(value)).map((value) => `${where}: ${value}`);
  if (here.length > 0 || !/^\s*["[{]/.test(text)) return here;
  const inner: Tree | null = parseTree(Buffer.from(text));
  if (inner === null) return [];
  const found: string[] = [];
  for (let node = 0; node < inner.size; node++)
    if (inner.type(node) === STRING) found.push(...leaksIn(textOf(inner, node), where));
  return found;
}

describe("mutated requests", () => {
  test("leave masked and otherwise as they came, or are refused", { timeout: PATIENCE }, async () => {
    const rig = await start();
    await fc.assert(
      fc.asyncProperty(mutated, (one) => check(rig, one)),
      { numRuns: RUNS, endOnFailure: false },
    );
  });

  test.each(KEPT)("that once failed: $what", async ({ requests }) => {
    const rig = await start();
    for (const one of requests) await check(rig, one);
  });
});
