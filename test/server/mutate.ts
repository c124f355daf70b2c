// Requests that no client would send: specimens of every API with values in odd places, members moved, renamed, nested and
// copied, strings spelled in other ways, and bytes changed. Drawn by fast-check, so that each has a seed.

import fc from "fast-check";
import { SPECIMENS } from "../../src/cli/verify/requests.ts";
import { EMAIL, EMAIL2, TOKEN } from "../proxy/kit.ts";

/** Values that are found whatever stands around them, as long as it is no letter or digit. */
export const PLANTED: readonly string[] = [EMAIL, EMAIL2, "DE89370400440532013000", TOKEN];

export interface Mutated {
  readonly provider: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes, as latin1. */
  readonly body: string;
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Holder = Json[] | { [name: string]: Json };

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
  "output",
  "source",
  "data",
  "thinking",
  "tools",
  "parameters",
  "properties",
  "description",
  "metadata",
  "args",
  "password",
  "brand_new",
];
const SCALARS: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1.5e3,
  12_345_678,
  4111111111111111,
  "",
  [],
  {},
  [[]],
  "[DONE]",
];
const TYPES = [
  "text",
  "tool_use",
  "tool_result",
  "thinking",
  "image",
  "document",
  "function_call",
  "input_text",
  "user",
];
const WORDS = [
  "hello",
  "the list",
  "é",
  "你好",
  "😀",
  "\n",
  '"',
  "\\",
  "/",
  "{",
  "]",
  ",",
  "EMAILX123456789",
  "<EMAIL_1>",
];

const text = fc
  .array(fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(...PLANTED)), { minLength: 1, maxLength: 6 })
  .map((list) => list.join(" "));
const place = fc.nat(1000);
const change = fc.oneof(
  fc.record({ do: fc.constant("plant" as const), at: place, text }),
  fc.record({ do: fc.constant("name" as const), at: place, text }),
  fc.record({ do: fc.constant("drop" as const), at: place }),
  fc.record({ do: fc.constant("rename" as const), at: place, to: fc.constantFrom(...NAMES) }),
  fc.record({ do: fc.constant("copy" as const), at: place, to: place }),
  fc.record({ do: fc.constant("scalar" as const), at: place, value: fc.constantFrom(...SCALARS) }),
  fc.record({ do: fc.constant("type" as const), at: place, value: fc.constantFrom(...TYPES) }),
  fc.record({ do: fc.constant("wrap" as const), at: place }),
  fc.record({ do: fc.constant("nest" as const), at: place, by: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: fc.constant("long" as const), at: place, by: fc.integer({ min: 1, max: 3000 }), text }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Places where a child stands: its holder and its name there. */
function placesOf(value: Json): { holder: Holder; key: string }[] {
  const found: { holder: Holder; key: string }[] = [];
  const visit = (at: Json): void => {
    if (typeof at !== "object" || at === null) return;
    for (const key of Object.keys(at)) {
      found.push({ holder: at, key });
      visit((at as { [name: string]: Json })[key] as Json);
    }
  };
  visit(value);
  return found;
}

function apply(root: Holder, one: Change): void {
  const places = placesOf(root);
  const found = places[one.at % Math.max(1, places.length)];
  if (found === undefined) return;
  const holder = found.holder as { [name: string]: Json };
  const { key } = found;
  const old = holder[key] as Json;
  switch (one.do) {
    case "plant":
      holder[key] = one.text;
      break;
    case "name":
      if (!Array.isArray(found.holder)) holder[one.text] = old;
      break;
    case "drop":
      if (Array.isArray(found.holder)) found.holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case "rename":
      if (Array.isArray(found.holder)) break;
      delete holder[key];
      holder[one.to] = old;
      break;
    case "copy": {
      const to = places[one.to % places.length];
      if (to !== undefined) (to.holder as { [name: string]: Json })[to.key] = structuredClone(old);
      break;
    }
    case "scalar":
    case "type":
      holder[key] = structuredClone(one.value);
      break;
    case "wrap":
      holder[key] = JSON.stringify(old);
      break;
    case "nest": {
      let inner = old;
      for (let i = 0; i < one.by; i++) inner = i % 2 === 0 ? [inner] : { content: inner };
      holder[key] = inner;
      break;
    }
    default:
      holder[key] = `${"a line of text\n".repeat(one.by)}${one.text}`;
  }
}

const toEscape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** The same document, written otherwise. */
const SPELLINGS: Readonly<Record<string, (json: string) => string>> = {
  plain: (json) => json,
  slashes: (json) => json.replaceAll("/", "\\/"),
  ascii: (json) => json.replace(/[^ -~]/g, toEscape),
  spaced: (json) =>
    json.replace(/"(?:[^"\\]|\\.)*"|[,:[\]{}]/g, (token) => (token.length === 1 ? `${token}\n\t ` : token)),
  all: (json) =>
    json.replace(
      /"(?:[^"\\]|\\.)*"(?!\s*:)/g,
      (token) => `"${String(JSON.parse(token)).replace(/[\s\S]/g, toEscape)}"`,
    ),
  marked: (json) => `\ufeff${json}`,
};

/** None of them is a letter or digit, which would make another value of the one beside it. */
const BYTES = [0x20, 0x22, 0x5c, 0x7b, 0x7d, 0x2c, 0x0a, 0x5d, 0x80, 0xff, 0x00];
const bytes = fc.array(fc.tuple(fc.nat(100_000), fc.constantFrom(...BYTES)), { maxLength: 2 });

const BODIES = SPECIMENS.filter(
  ({ method, body, provider }) => method === "POST" && body !== undefined && provider !== "azure",
);

export const mutated: fc.Arbitrary<Mutated> = fc
  .record({
    specimen: fc.constantFrom(...BODIES),
    seed: fc.nat(PLANTED.length - 1),
    changes: fc.array(change, { maxLength: 6 }),
    spelling: fc.constantFrom(...Object.keys(SPELLINGS)),
    bytes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: bytes }),
  })
  .map(({ specimen, seed, changes, spelling, bytes: flips }) => {
    let next = seed;
    const root = structuredClone(specimen.body?.(() => `x ${PLANTED[next++ % PLANTED.length]} y`) ?? {}) as Holder;
    for (const one of changes) apply(root, one);
    const body = Buffer.from(SPELLINGS[spelling]?.(JSON.stringify(root)) ?? "");
    for (const [at, byte] of flips) body[at % body.length] = byte;
    return {
      provider: specimen.provider,
      path: specimen.path,
      headers: specimen.headers ?? {},
      body: body.toString("latin1"),
    };
  });
