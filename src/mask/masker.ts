// Masking and restoring of whole strings, for programs that hold their texts in memory: the same machines as the filters,
// one call a text.

import { createDetector } from "../detect/detector.ts";
import { encodedForms } from "../detect/encoded-forms.ts";
import { createLiterals } from "../detect/literal-table.ts";
import { type Rule, THRESHOLD } from "../detect/rule.ts";
import { RULES } from "../detect/rules/index.ts";
import { ClosemaskError } from "../errors.ts";
import { createTranscoder } from "../text/transcode.ts";
import type { Kind, Level, Style } from "../types.ts";
import { createMaskFeed } from "./mask-feed.ts";
import { createNameSource, type NameFinder } from "./names.ts";
import {
  block,
  CALLBACK,
  checkOptions,
  FLAG,
  isObject,
  listOf,
  type OptionShape,
  oneOf,
  TEXT,
  that,
} from "./option-shape.ts";
import { placeholderMarks } from "./placeholder.ts";
import { createPolicy, type PolicyOptions } from "./policy.ts";
import { checkPolicyNames, POLICY_SHAPE } from "./policy-shape.ts";
import { readText } from "./read-text.ts";
import { createSession } from "./session.ts";
import { type SessionStore, STYLE_BIT } from "./store.ts";
import { createUnmaskFeed } from "./unmask-feed.ts";

/** What finds values, and where they are kept. */
export interface MaskerOptions extends PolicyOptions {
  /** Where the values are kept: a session of `createMemoryStore` or `createSqliteStore`. */
  readonly store: SessionStore;
  /** Key of the session's ids, at most 64 bytes: `sessionKeys(ring, name).id`, or 32 random bytes for a session in memory. */
  readonly idKey: Uint8Array;
  /** Default `word`, which language models copy best. */
  readonly style?: Style;
  /** Default `balanced`. */
  readonly level?: Level;
  /** Default all built-in rules that are not opt-in. */
  readonly rules?: readonly Rule[];
  /** Values that are always masked, also in their encoded forms. */
  readonly secrets?: readonly { readonly value: string; readonly kind: Kind }[];
  /** Knows names: what `createRecognizer` makes. Default nobody. */
  readonly names?: NameFinder;
  /** Runs the work of each call, and sees its counts: for spans of a tracer. */
  readonly around?: Around;
}

/** Runs the work of a call and sees what it counted. */
export type Around = <T extends { readonly counts: ReadonlyMap<Kind, number> }>(
  action: "mask" | "unmask",
  work: () => Promise<T>,
) => Promise<T>;

/** Strings in, strings out. */
export interface Masker {
  /** The text with placeholders; every value is stored before this resolves. @throws ClosemaskError of the store, the policy, or `ner`. */
  mask(text: string): Promise<string>;
  /** The text with values. `tolerant` also accepts placeholders that a model has bent. */
  unmask(text: string, options?: { tolerant?: boolean }): Promise<string>;
}

/** Most learned values that are found again without their label. */
const LITERALS_MAX = 50_000;

/** Masks and restores whole strings over a session of a store. @throws ClosemaskError `config` for options that cannot be */
export function createMasker(options: MaskerOptions): Masker {
  check(options);
  const { store, idKey, style = "word", level = "balanced", rules = RULES } = options;
  const policy = createPolicy(options);
  // The store's limits are not known here, so each value is asked for: that counts as use, and nothing is evicted unseen.
  const session = createSession({ store, idKey, style, refresh: { now: () => 0, after: 0 } });
  const detector = createDetector({
    rules,
    marks: placeholderMarks(),
    level,
    counts: (rule) => policy.action(rule.kind) !== "keep",
    accepts: (bytes, { start, end, rule }) => !policy.allows(bytes.toString("latin1", start, end), rule.kind),
  });
  const secrets = createLiterals(LITERALS_MAX);
  for (const { value, kind } of options.secrets ?? []) {
    for (const form of encodedForms(Buffer.from(value))) secrets.add({ ...form, kind });
  }
  const literals = createLiterals(LITERALS_MAX);
  const names = options.names === undefined ? {} : { names: createNameSource(options.names) };
  const around: Around = options.around ?? ((_, work) => work());

  async function run(action: "mask" | "unmask", feed: Feed, given: string): Promise<string> {
    const text = readText(given);
    if (typeof text !== "string") throw new ClosemaskError("input", "a text is a string here, and this is bytes");
    const done = await around(action, async () => ({ text: await through(feed, text), counts: feed.counts }));
    return done.text;
  }

  return {
    mask: (text) => run("mask", createMaskFeed({ detector, policy, session, secrets, literals, ...names }), text),
    unmask(text, asked = {}) {
      checkOptions(UNMASK, asked, "usage");
      const { tolerant = false } = asked;
      return run("unmask", createUnmaskFeed({ session, tolerant }), text);
    },
  };
}

const OBJECT = that("an object", isObject);
const MEMBERS: Readonly<Record<keyof MaskerOptions, OptionShape>> = {
  ...POLICY_SHAPE,
  runBounded: CALLBACK,
  store: OBJECT,
  idKey: that("a key of bytes", (key) => key instanceof Uint8Array),
  style: oneOf(...Object.keys(STYLE_BIT)),
  level: oneOf(...Object.keys(THRESHOLD)),
  rules: listOf(OBJECT),
  secrets: listOf(block({ value: TEXT, kind: TEXT }, { required: ["value", "kind"] })),
  names: that("what finds names", (names) => isObject(names) && typeof names.find === "function"),
  around: CALLBACK,
};
const OPTIONS = block(MEMBERS, { required: ["store", "idKey"] });
const UNMASK = block({ tolerant: FLAG });

function check(options: MaskerOptions): void {
  checkOptions(OPTIONS, options);
  const { rules = [], secrets = [], names } = options;
  checkPolicyNames(options, { own: [...rules, ...secrets].map(({ kind }) => kind), open: names !== undefined });
}

interface Feed {
  feed(chunk: Uint8Array): Promise<Buffer>;
  end(): Promise<Buffer>;
  readonly counts: ReadonlyMap<Kind, number>;
}

async function through(feed: Feed, text: string): Promise<string> {
  // A lone surrogate has no UTF-8; the transcoder carries it through.
  const utf16 = text.isWellFormed() ? null : createTranscoder("utf-16le");
  const bytes =
    utf16 === null
      ? Buffer.from(text)
      : // Half of a pair at the end waits for the other half until it is told that there is none.
        Buffer.concat([Buffer.from(utf16.decode.feed(Buffer.from(text, "utf16le"))), utf16.decode.end()]);
  const head = Buffer.from(await feed.feed(bytes));
  const whole = Buffer.concat([head, await feed.end()]);
  if (utf16 === null) return whole.toString();
  return Buffer.concat([utf16.encode.feed(whole), utf16.encode.end()]).toString("utf16le");
}
