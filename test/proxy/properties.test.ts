// Laws of masking requests and restoring answers, on documents that nobody wrote.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLookAlikes } from "../../src/mask/placeholder.ts";
import { askRestored } from "../../src/proxy/ask.ts";
import { compileTable } from "../../src/proxy/table.ts";
import { NONE, parseTree, STRING, type Tree, textOf } from "../../src/proxy/tree.ts";
import { walkFields } from "../../src/proxy/walk.ts";
import { answer, EMAIL, EMAIL2, open, openWorld, placeholderOf, send, TOKEN, type World } from "./kit.ts";

const RUNS = process.env.CLOSEMASK_LONG === "1" ? 10_000 : 150;
/** Found whatever stands around it; digits alone are not, behind a caption that says they are an id. */
const IBAN = "DE89370400440532013000";
const VALUES: readonly (readonly [value: string, kind: string])[] = [
  [EMAIL, "EMAIL"],
  [EMAIL2, "EMAIL"],
  [IBAN, "IBAN"],
  [TOKEN, "GITHUB_TOKEN"],
];

const ENDPOINTS: readonly (readonly [dialect: string, path: string])[] = [
  ["anthropic", "/v1/messages"],
  ["openai", "/v1/chat/completions"],
  ["openai", "/v1/responses"],
  ["openai", "/v1/completions"],
  ["gemini", "/v1beta/models/m:generateContent"],
  ["gemini", "/v1beta/interactions"],
  ["ollama", "/api/chat"],
  ["ollama", "/api/generate"],
  ["mistral", "/v1/chat/completions"],
  ["cohere", "/v2/chat"],
  ["openai", "/v1/unknown"],
];

/** Words that no rule takes for anything. */
const WORDS = [
  "hello",
  "world",
  "the",
  "list",
  "of",
  "names",
  "é",
  "你好",
  "😀",
  "\n",
  "\t",
  '"',
  "\\",
  "/",
  "a'b",
  "{",
  "}",
  "[",
  ",",
];
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((list) => list.join(" "));
/** A text with values, as parts. */
const parts = fc.array(fc.oneof(words, fc.constantFrom(...VALUES.map(([value]) => ({ value })))), { maxLength: 5 });
type Parts = readonly (string | { value: string })[];

/** How a string may be written in JSON. */
const spelling = fc.constantFrom("plain", "ascii", "slashes", "all");

function literal(text: string, how: string): string {
  const plain = JSON.stringify(text).slice(1, -1);
  if (how === "slashes") return plain.replaceAll("/", "\\/");
  const toEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  if (how === "ascii") return plain.replace(/[^\x20-\x7e]/g, toEscape);
  return how === "all" ? text.replace(/[\s\S]/g, toEscape) : plain;
}

const join = (list: Parts, each: (value: string) => string): string =>
  list.map((part) => (typeof part === "string" ? part : each(part.value))).join(" ");

const NAMES = [
  "type",
  "role",
  "content",
  "text",
  "input",
  "messages",
  "parts",
  "tool_calls",
  "function",
  "arguments",
  "name",
  "id",
  "system",
  "contents",
  "output",
  "source",
  "data",
  "thinking",
  "signature",
  "brand_new",
  "tools",
  "input_schema",
  "parameters",
  "properties",
  "description",
  "metadata",
  "functionCall",
  "args",
  "items",
];
const TYPES = [
  "text",
  "tool_use",
  "thinking",
  "message",
  "function_call",
  "input_text",
  "image",
  "assistant",
  "user",
  "tool_result",
  "document",
];

interface Doc {
  /** What is sent, and what should leave where everything is masked. */
  readonly text: string;
}

/** JSON with odd spacing, spellings, and names and types that tables know, in places where they do not. */
const { doc } = fc.letrec<{ doc: Doc }>((tie) => ({
  doc: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.tuple(parts, spelling).map(([list, how]) => ({
      text: `"${literal(
        join(list, (v) => v),
        how,
      )}"`,
    })),
    fc.constantFrom("1", "-0.50e2", "true", "null", "12345678901234567890").map((text) => ({ text })),
    fc.constantFrom(...TYPES).map((type) => ({ text: `"${type}"` })),
    fc.array(tie("doc"), { maxLength: 4 }).map((list) => ({ text: `[ ${list.map(({ text }) => text).join(" ,")}]` })),
    fc
      .array(
        fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES.map(([value]) => value))), tie("doc")),
        { maxLength: 5 },
      )
      .map((list) => ({ text: `{${list.map(([name, { text }]) => `"${name}" : ${text}`).join(",\n")}}` })),
    // JSON in a string.
    fc.tuple(tie("doc"), spelling).map(([{ text }, how]) => ({ text: `"${literal(text, how)}"` })),
  ),
}));
const root = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), doc), { maxLength: 5 })
  .map((list) => `{${list.map(([name, { text }]) => `"${name}":${text}`).join(",")}}`);

/** Whether a value stands in a place that is masked, in any spelling. */
function leaks(tree: Tree, table: Parameters<typeof walkFields>[1], world: string): string[] {
  const found: string[] = [];
  walkFields<string>(tree, table as never, "M", (node, { is }) => {
    const kept = ["K", "C", "S", "U", "B", "SC"].includes(is);
    if (!kept && tree.type(node) === STRING)
      for (const [value] of VALUES) if (textOf(tree, node).includes(value)) found.push(`${world} ${is}`);
    return !kept;
  });
  return found;
}

/** A document as it reads: JSON in strings is what it says, numbers are texts, and values stand where placeholders did. */
async function reading(world: World, value: unknown): Promise<unknown> {
  if (typeof value === "string") {
    const text = await unmasked(world, value);
    try {
      return await reading(world, JSON.parse(text));
    } catch {
      return text;
    }
  }
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return Promise.all(value.map((each) => reading(world, each)));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(
    async ([name, each]) => [await unmasked(world, name), await reading(world, each)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function unmasked({ session }: World, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const found = findLookAlikes(bytes, 0, bytes.length);
  const answers = found.length === 0 ? [] : await askRestored(session, found, bytes);
  const out: Uint8Array[] = [];
  let at = 0;
  for (const [i, restored] of answers.entries()) {
    if (restored === null) continue;
    out.push(bytes.subarray(at, restored.start), restored.value);
    at = found[i]?.end ?? at;
  }
  return Buffer.concat([...out, bytes.subarray(at)]).toString();
}

describe("laws of requests", () => {
  test.each(ENDPOINTS)(
    "no planted value leaves, and what leaves differs in values alone: %s %s",
    async (dialect, path) => {
      await fc.assert(
        fc.asyncProperty(root, async (body) => {
          const world = openWorld();
          const exchange = open(world, dialect, path, { blobs: "allow" });
          const outcome = await exchange.maskRequest(Buffer.from(body));
          if (!outcome.ok) {
            expect(outcome.refusal.kind).toBe("field-limit");
            return;
          }
          const sent = outcome.body.toString();
          const tree = parseTree(outcome.body);
          expect(tree).not.toBeNull();
          expect(leaks(tree as Tree, compileTable(exchange.endpoint.request ?? []) as never, path)).toEqual([]);
          // Values written with escapes come back as they are; compared is what the documents say.
          expect(await reading(world, JSON.parse(sent))).toEqual(await reading(world, JSON.parse(body)));
        }),
        { numRuns: RUNS },
      );
    },
  );

  test("bytes outside of values are the same", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(parts, spelling, fc.constantFrom(" ", "", "\n\t")), { maxLength: 6 }),
        async (leaves) => {
          const world = openWorld();
          const placeholders = new Map(
            await Promise.all(
              VALUES.map(async ([value, kind]) => [value, await placeholderOf(world, value, kind)] as const),
            ),
          );
          const write = (each: (value: string) => string): string =>
            `{"messages":[${leaves
              .map(([list, how, space]) => {
                const text = list
                  .map((part) => (typeof part === "string" ? literal(part, how) : each(part.value)))
                  .join(" ");
                return `{"role":"user",${space}"content"${space}:"${text}"}`;
              })
              .join(", ")}]}`;
          const { text } = await send(
            open(world, "openai", "/v1/chat/completions"),
            write((value) => value),
          );
          expect(text).toBe(write((value) => placeholders.get(value) as string));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("the same request leaves the same way again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(root, { minLength: 2, maxLength: 3 }), async (bodies) => {
        const world = openWorld();
        const first: string[] = [];
        for (const round of [0, 1]) {
          for (const [i, body] of bodies.entries()) {
            const outcome = await open(world, "anthropic", "/v1/messages").maskRequest(Buffer.from(body));
            const sent = outcome.ok ? outcome.body.toString() : outcome.refusal.kind;
            if (round === 0) first.push(sent);
            else expect(sent).toBe(first[i]);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test("garbage is refused, never a crash", async () => {
    const world = openWorld();
    await fc.assert(
      fc.asyncProperty(
        root,
        fc.nat(),
        fc.uint8Array({ maxLength: 4 }),
        fc.constantFrom(...ENDPOINTS),
        async (body, place, bytes, [dialect, path]) => {
          const whole = Buffer.from(body);
          const at = place % (whole.length + 1);
          const broken = Buffer.concat([whole.subarray(0, at), bytes, whole.subarray(at + (place % 3))]);
          const outcome = await open(world, dialect, path).maskRequest(broken);
          if (outcome.ok) expect(parseTree(outcome.body)).not.toBeNull();
          else expect(["invalid-json", "field-limit", "tokens"]).toContain(outcome.refusal.kind);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** Where each API has text, going up and coming down. */
const PLACES: readonly {
  readonly dialect: string;
  readonly path: string;
  readonly up: (text: string) => object;
  readonly down: (text: string) => object;
  readonly get: (body: never) => string;
}[] = [
  {
    dialect: "anthropic",
    path: "/v1/messages",
    up: (content) => ({ messages: [{ role: "user", content }] }),
    down: (text) => ({ content: [{ type: "text", text }] }),
    get: ({ content }: { content: { text: string }[] }) => content[0]?.text ?? "",
  },
  {
    dialect: "openai",
    path: "/v1/chat/completions",
    up: (content) => ({ messages: [{ role: "user", content }] }),
    down: (content) => ({ choices: [{ message: { content } }] }),
    get: ({ choices }: { choices: { message: { content: string } }[] }) => choices[0]?.message.content ?? "",
  },
  {
    dialect: "openai",
    path: "/v1/responses",
    up: (input) => ({ input }),
    down: (text) => ({ output: [{ type: "message", content: [{ type: "output_text", text }] }] }),
    get: ({ output }: { output: { content: { text: string }[] }[] }) => output[0]?.content[0]?.text ?? "",
  },
  {
    dialect: "gemini",
    path: "/v1beta/models/m:generateContent",
    up: (text) => ({ contents: [{ parts: [{ text }] }] }),
    down: (text) => ({ candidates: [{ content: { parts: [{ text }] } }] }),
    get: ({ candidates }: { candidates: { content: { parts: { text: string }[] } }[] }) =>
      candidates[0]?.content.parts[0]?.text ?? "",
  },
  {
    dialect: "ollama",
    path: "/api/chat",
    up: (content) => ({ messages: [{ role: "user", content }] }),
    down: (content) => ({ message: { content } }),
    get: ({ message }: { message: { content: string } }) => message.content,
  },
  {
    dialect: "cohere",
    path: "/v2/chat",
    up: (content) => ({ messages: [{ role: "user", content }] }),
    down: (text) => ({ message: { content: [{ type: "text", text }] } }),
    get: ({ message }: { message: { content: { text: string }[] } }) => message.content[0]?.text ?? "",
  },
];

/** The first text in a masked request that is none of the API's own words. */
function wireText(path: string, json: unknown): string {
  const place = PLACES.find((one) => one.path === path);
  const probe = JSON.stringify(place?.up("§"));
  const keys = JSON.parse(probe) as unknown;
  const find = (shape: unknown, value: unknown): string | undefined => {
    if (shape === "§") return value as string;
    if (typeof shape !== "object" || shape === null) return undefined;
    for (const [key, inner] of Object.entries(shape)) {
      const found = find(inner, (value as Record<string, unknown>)[key]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(keys, json) ?? "";
}

describe("laws of answers", () => {
  test.each(PLACES)("what was masked comes back: $dialect $path", async ({ dialect, path, up, down, get }) => {
    await fc.assert(
      fc.asyncProperty(parts, async (list) => {
        const text = join(list, (value) => value);
        const exchange = open(openWorld(), dialect, path);
        const { json } = await send(exchange, up(text));
        const reply = await answer(exchange, down(wireText(path, json)));
        expect(get(JSON.parse(reply) as never)).toBe(text);
      }),
      { numRuns: RUNS },
    );
  });

  test("arguments come back as the JSON they were, and go up as they came", async () => {
    await fc.assert(
      fc.asyncProperty(doc, fc.boolean(), async ({ text }, bare) => {
        const world = openWorld();
        const args = bare ? text : JSON.stringify({ a: JSON.parse(text) });
        const call = (text: string): object => ({
          id: "c",
          type: "function",
          function: { name: "f", arguments: text },
        });
        const exchange = open(world, "openai", "/v1/chat/completions");
        const { json } = await send(exchange, {
          messages: [
            { role: "assistant", tool_calls: [call(args)] },
            { role: "user", content: VALUES.map(([value]) => value).join(" ") },
          ],
        });
        const wire = (json as { messages: { tool_calls: { function: { arguments: string } }[] }[] }).messages[0]
          ?.tool_calls[0]?.function.arguments as string;
        const reply = JSON.parse(await answer(exchange, { choices: [{ message: { tool_calls: [call(wire)] } }] }));
        const back = reply.choices[0].message.tool_calls[0].function.arguments as string;
        expect(await reading(world, JSON.parse(back))).toEqual(await reading(world, JSON.parse(args)));
        const next = await send(open(world, "openai", "/v1/chat/completions"), {
          messages: [{ role: "assistant", tool_calls: [call(back)] }],
        });
        expect(next.text).toBe(JSON.stringify({ messages: [{ role: "assistant", tool_calls: [call(wire)] }] }));
      }),
      { numRuns: RUNS },
    );
  });

  test("what a client has parsed and written anew goes up as the provider said it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom("a", "b", "c"), parts, { minKeys: 1 }), async (fields) => {
        const world = openWorld();
        const input = Object.fromEntries(Object.entries(fields).map(([name, list]) => [name, join(list, (v) => v)]));
        const first = open(world, "anthropic", "/v1/messages");
        const { json } = await send(first, {
          messages: [
            { role: "user", content: Object.values(input).join("\n") },
            { role: "assistant", content: [{ type: "tool_use", input }] },
          ],
        });
        const wire = (json as { messages: { content: { input: object }[] }[] }).messages[1]?.content[0];
        const reply = JSON.parse(await answer(first, { content: [wire] }));
        expect(reply.content[0].input).toEqual(input);
        const next = await send(open(world, "anthropic", "/v1/messages"), {
          messages: [{ role: "assistant", content: reply.content }],
        });
        expect(next.text).toBe(JSON.stringify({ messages: [{ role: "assistant", content: [wire] }] }));
      }),
      { numRuns: RUNS },
    );
  });
});

test("the walker tells the same nodes as the parser", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const tree = parseTree(Buffer.from(text)) as Tree;
      let count = 0;
      for (let node = 0; node < tree.size; node++) if (tree.parent(node) === NONE) count++;
      expect(count).toBe(1);
    }),
  );
});
