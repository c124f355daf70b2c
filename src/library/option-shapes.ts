// What the options of instances, sessions and tools may be, so that nothing that was mistyped is quietly left out.

import { THRESHOLD } from "../detect/rule.ts";
import {
  block,
  CALLBACK,
  either,
  FLAG,
  isObject,
  listOf,
  type OptionShape,
  oneOf,
  recordOf,
  TEXT,
  that,
} from "../mask/option-shape.ts";
import { POLICY_SHAPE } from "../mask/policy-shape.ts";
import { STYLE_BIT } from "../mask/store.ts";
import type { OpenOptions } from "./create-close-mask.ts";
import { isKey, isStore } from "./open-store.ts";
import type { CloseMaskOptions } from "./options.ts";
import type { ToolPolicy } from "./secure-tool.ts";
import type {
  MaskJsonOptions,
  StreamOptions,
  UnmaskJsonOptions,
  UnmaskOptions,
  UnmaskStreamOptions,
} from "./session-types.ts";

type Members<T> = Readonly<Record<keyof T, OptionShape>>;

const PLACE = oneOf("text", "tools");
const OTHERS = oneOf("refuse", "json", "keep");
const STYLE = oneOf(...Object.keys(STYLE_BIT));
const PLAIN_STORE = either(
  (store) => isObject(store) && store.type === "sqlite",
  block(
    { type: oneOf("sqlite"), path: that("a path", (value) => typeof value === "string" && value !== "") },
    { required: ["path"] },
  ),
  block({ type: oneOf("memory", "sqlite") }, { required: ["type"] }),
);
const isEngine = (value: unknown): boolean =>
  isObject(value) &&
  ("detect" in value
    ? typeof value.detect === "function" &&
      typeof value.name === "string" &&
      (value.find === undefined || typeof value.find === "function")
    : typeof value.find === "function");

const INSTANCE_MEMBERS: Members<CloseMaskOptions> = {
  ...POLICY_SHAPE,
  store: either(
    (store) => typeof store === "function" || isStore(store),
    () => null,
    PLAIN_STORE,
  ),
  key: that(
    "a key",
    (key) => typeof key === "function" || isKey(key),
    "32 bytes, what `closemask keys export` prints, a ring, or a function that brings one of these",
  ),
  ttl: that("a time", (ttl) => Number.isFinite(ttl) && (ttl as number) >= 0, "milliseconds, 0 for ever"),
  maxEntries: that(
    "a number of values",
    (most) => Number.isSafeInteger(most) && (most as number) >= 1,
    "a whole number from 1 on",
  ),
  atLimit: oneOf("refuse", "evict"),
  style: STYLE,
  length: oneOf(6, 8),
  level: oneOf(...Object.keys(THRESHOLD)),
  rules: block({ enable: listOf(TEXT), disable: listOf(TEXT) }),
  patterns: listOf(
    block(
      { name: TEXT, kind: TEXT, pattern: TEXT, flags: TEXT, description: TEXT, denied: FLAG },
      { required: ["name", "kind", "pattern"] },
    ),
  ),
  deny: listOf(either(isObject, block({ value: TEXT, kind: TEXT }, { required: ["value"] }), TEXT)),
  restore: recordOf(listOf(PLACE)),
  ner: that(
    "an engine for names",
    isEngine,
    "an engine has name, detect(texts) and close(); what createRecognizer makes is one too",
  ),
  onNerFailure: oneOf("block", "rules", "pass"),
  now: CALLBACK,
};

const UNMASK_MEMBERS: Members<UnmaskOptions> = { tolerant: FLAG, place: PLACE, allows: CALLBACK, strict: FLAG };
const JSON_MEMBERS = { keys: FLAG, others: OTHERS, nested: FLAG };
const STREAM_MEMBERS: Members<StreamOptions> = { text: FLAG };
const { strict: _, ...lenient } = UNMASK_MEMBERS;
const UNMASK_STREAM_MEMBERS: Members<UnmaskStreamOptions> = { ...STREAM_MEMBERS, ...lenient };
const MASK_JSON_MEMBERS: Members<MaskJsonOptions> = { ...JSON_MEMBERS, numbers: FLAG };
const UNMASK_JSON_MEMBERS: Members<UnmaskJsonOptions> = { ...JSON_MEMBERS, ...UNMASK_MEMBERS };
const NAME = that("a name", (name) => typeof name === "string" || name === null);
const OPEN_MEMBERS: Members<OpenOptions> = { session: TEXT, tenant: NAME, style: STYLE };
const TOOL_MEMBERS: Members<ToolPolicy> = {
  session: that("a session", (session) => isObject(session), "const session = await createCloseMask().open()"),
  restore: either(isObject, recordOf(FLAG), FLAG),
  mask: FLAG,
  tolerant: FLAG,
  arguments: listOf(that("a position", (at) => Number.isSafeInteger(at) && (at as number) >= 0)),
  keys: FLAG,
  others: OTHERS,
};

export const INSTANCE = block(INSTANCE_MEMBERS);
export const OPEN = block(OPEN_MEMBERS);
export const TENANT = block({ tenant: NAME });
export const UNMASK = block(UNMASK_MEMBERS);
export const MASK_JSON = block(MASK_JSON_MEMBERS);
export const UNMASK_JSON = block(UNMASK_JSON_MEMBERS);
export const STREAM = block(STREAM_MEMBERS);
export const UNMASK_STREAM = block(UNMASK_STREAM_MEMBERS);
export const UNMASK_CHUNKS = block(lenient);
export const ENCODE = block({ kind: TEXT }, { required: ["kind"] });
export const TOOL = block(TOOL_MEMBERS, { required: ["session"] });
