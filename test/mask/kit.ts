// What the tests of the machines share: sessions over a memory store, feeds driven whole, byte by byte and on given cuts,
// and a generator of texts that hold what the rules look for in unlucky neighbourhoods.

import fc from "fast-check";
import { createDetector, type Detector } from "../../src/detect/detector.ts";
import { readExample } from "../../src/detect/examples.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { createValueColumns } from "../../src/mask/columns.ts";
import { createMaskFeed, type MaskFeed, type MaskFeedOptions } from "../../src/mask/mask-feed.ts";
import { findLookAlikes, type LookAlike, PLACEHOLDER_MAX, placeholderMarks } from "../../src/mask/placeholder.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createRestorations } from "../../src/mask/restored.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import type { SessionStore } from "../../src/mask/store.ts";
import { createUnmaskFeed, type UnmaskFeedOptions } from "../../src/mask/unmask-feed.ts";
import { hashOf } from "../../src/mask/value-cache.ts";
import { createMemoryStore } from "../../src/store/memory.ts";
import type { Style } from "../../src/types.ts";

export const STYLES: readonly Style[] = ["dollar", "word", "bare", "angle", "format"];

export const KEY = Buffer.alloc(32, 7);

export const detector: Detector = createDetector({ rules: RULES, marks: placeholderMarks() });

/** A session store in memory. */
export async function memoryStore(maxEntries = 1_000_000): Promise<SessionStore> {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries, atLimit: "refuse" }, now: () => 1_000 });
  const session = await store.session("default");
  if (session === null) throw new Error("the memory store gave no session");
  return session;
}

export async function newSession(style: Style = "dollar"): Promise<Session> {
  return createSession({ store: await memoryStore(), idKey: KEY, style });
}

export function maskFeed(session: Session | undefined, options: Partial<MaskFeedOptions> = {}): MaskFeed {
  return createMaskFeed({
    detector,
    policy: createPolicy(),
    secrets: createLiterals(1000),
    literals: createLiterals(50_000),
    ...(session === undefined ? {} : { session }),
    ...options,
  });
}

/** Drives a machine with the text cut at the given offsets. */
export async function drive(
  feed: { feed(chunk: Uint8Array): Promise<Buffer>; end(): Promise<Buffer> },
  text: Uint8Array,
  cuts: Iterable<number> = [],
): Promise<Buffer> {
  const out: Buffer[] = [];
  let at = 0;
  for (const cut of [...cuts, text.length]) {
    if (cut <= at) continue;
    out.push(Buffer.from(await feed.feed(text.subarray(at, cut))));
    at = cut;
  }
  out.push(Buffer.from(await feed.end()));
  return Buffer.concat(out);
}

export async function mask(session: Session, text: Uint8Array, cuts: Iterable<number> = []): Promise<Buffer> {
  return drive(maskFeed(session), text, cuts);
}

export async function unmask(
  session: Session,
  text: Uint8Array,
  cuts: Iterable<number> = [],
  options: Partial<UnmaskFeedOptions> = {},
): Promise<Buffer> {
  return drive(createUnmaskFeed({ session, ...options }), text, cuts);
}

/** The placeholder of a value that no rule would find, as text around it would be written. */
export async function issue(session: Session, value: Uint8Array, kind: string): Promise<Buffer> {
  const values = createValueColumns();
  values.add(value, 0, value.length, hashOf(value, 0, value.length), kind);
  await session.mask(values);
  const out = Buffer.alloc(PLACEHOLDER_MAX);
  return out.subarray(0, session.write(values.issues, 0, false, out, 0));
}

/** What the look-alikes in a text stand for, in order. */
export async function restore(
  session: Session,
  bytes: Buffer,
  found: readonly LookAlike[] = findLookAlikes(bytes, 0, bytes.length),
): Promise<({ start: number; value: Buffer } | null)[]> {
  const answers = createRestorations();
  await session.restore(found, bytes, answers);
  return found.map((_, i) => {
    const start = answers.starts[i] as number;
    const value = Buffer.from((answers.values[i] ?? Buffer.alloc(0)).subarray(answers.froms[i], answers.tos[i]));
    return start < 0 ? null : { start, value };
  });
}

/** All offsets: one byte at a time. */
export function everyByte(text: Uint8Array): number[] {
  return Array.from(text, (_, i) => i + 1);
}

const VALUES = RULES.flatMap((rule) => rule.examples.yes.map((example) => readExample(example).text));
const CONTEXTS = RULES.flatMap((rule) => rule.examples.no.map((example) => Buffer.from(example.text)));
const GLUE = [
  " ",
  "\n",
  "\r\n",
  ", ",
  ": ",
  "=",
  '"',
  "'",
  "\\n",
  '\\"',
  "%20",
  "%40",
  "\\u0040",
  "/",
  "-",
  ".",
  "_",
  "@",
  "(",
  ")",
  "a",
  "Z",
  "7",
  "你好",
  "，",
  "。",
  "\t",
  "\0",
  "é",
  "<",
  ">",
  "{",
  "}",
  "$",
  "password: ",
  "token=",
  "https://",
  "身份证号是",
  '{"password":"',
  "X",
  "&",
  ";",
  "|",
  "- ",
  "\n\n",
  "  ",
  "-----BEGIN RSA PRIVATE KEY-----\n",
  "-----END RSA PRIVATE KEY-----\n",
].map((text) => Buffer.from(text));
const LOOKALIKES = [
  "$" + "{EMAIL_a1b2c3}",
  "EMAILX004271935",
  "<EMAIL_1>",
  "EMAIL_A1B2C3",
  "000-00-0001",
  "tkn-abc123@email.com",
  "$" + "{HOME}",
].map((text) => Buffer.from(text));

/** Texts in which examples of all rules run into each other, into odd bytes and into look-alikes of placeholders. */
export const texts: fc.Arbitrary<Buffer> = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...VALUES), weight: 5 },
      { arbitrary: fc.constantFrom(...GLUE), weight: 6 },
      { arbitrary: fc.constantFrom(...CONTEXTS), weight: 1 },
      { arbitrary: fc.constantFrom(...LOOKALIKES), weight: 1 },
      { arbitrary: fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)), weight: 1 },
      { arbitrary: fc.string({ maxLength: 12 }).map((text) => Buffer.from(text)), weight: 1 },
    ),
    { maxLength: 14 },
  )
  .map((parts) => Buffer.concat(parts));

/** Sorted cut offsets for any text: fractions of its length. */
export const cutsOf = (text: Uint8Array): fc.Arbitrary<number[]> =>
  fc.array(fc.nat({ max: Math.max(0, text.length) }), { maxLength: 8 }).map((list) => list.sort((a, b) => a - b));

/** Runs of a property test: many when long runs are asked for. */
export const RUNS = process.env.CLOSEMASK_LONG === "1" ? 5_000 : 250;
