// Imports a config.json of CloseMask, the proxy written in Go: snake_case keys of the proxy, and a block `pii`.

import { isObject } from "../config/check.ts";
import { createDraft, type Draft, durationOf } from "./draft.ts";

type Settings = Readonly<Record<string, unknown>>;
type Take = (draft: Draft, value: unknown, theirs: string, all: Settings) => void;

/** Sets one of ours to the same value. */
const same =
  (path: string): Take =>
  (draft, value, theirs) =>
    draft.set(path, value, theirs);

/** Sets one of ours to what a word of theirs means. */
const word =
  (path: string, words: Readonly<Record<string, string>>): Take =>
  (draft, value, theirs) =>
    draft.set(path, typeof value === "string" && Object.hasOwn(words, value) ? words[value] : value, theirs);

const lasts =
  (path: string): Take =>
  (draft, value, theirs) =>
    draft.set(path, typeof value === "string" ? durationOf(parseGoDuration(value)) : value, theirs);

const none =
  (says: string): Take =>
  (draft, _, theirs) =>
    draft.none(theirs, says);

const NO_CHAT = "messages are not kept";
const OWN_STORE = "values are in one encrypted file, see store.path; what the old program stored is not read";

const TAKES: Readonly<Record<string, Take>> = {
  llm_url: same("serve.llmUrl"),
  port: same("serve.port"),
  api_key: (draft, value, theirs) => draft.set("serve.authToken", value, theirs),
  oneaifw_url: none("that service masks by itself; ner.url is for services that find names"),
  storage_type(draft, value, theirs) {
    if (value === "redis") draft.set("store.type", value, theirs);
    else if (value === "layered") {
      // Memory, a SQLite file, Redis.
      draft.set("store.type", value, theirs);
      draft.set("store.layered.sqlite.enabled", true, theirs);
    } else if (value === "memory") draft.changed(theirs, `${OWN_STORE}; mask --no-store keeps nothing`);
    else draft.changed(theirs, OWN_STORE);
  },
  redis_addr(draft, value, theirs, { redis_password: password }) {
    const user = typeof password === "string" && password !== "" ? `:${encodeURIComponent(password)}@` : "";
    draft.set("store.url", `redis://${user}${value}`, theirs);
  },
  // Part of the address.
  redis_password: (draft, _, theirs, { redis_addr }) => {
    if (redis_addr === undefined) draft.none(theirs, "there is no address that it belongs to");
  },
  data_dir: none(OWN_STORE),
  message_ttl: none(NO_CHAT),
  max_messages_per_session: none(NO_CHAT),
  session_ttl: lasts("store.ttl"),
  mask_fail_strategy: word("onError", { pass: "pass", passthrough: "pass" }),
  max_placeholders_per_session(draft, value, theirs) {
    draft.set("store.maxEntries", value, theirs);
    // Theirs forgets the oldest.
    draft.set("store.atLimit", "evict", theirs);
  },
  local_mask_level(draft, value, theirs) {
    if (value === "aggressive") draft.set("policies.CREDENTIAL.threshold", 0.25, theirs);
    else if (value === "off") draft.set("policies.CREDENTIAL.action", "keep", theirs);
    else if (value !== "strict") draft.none(theirs, "its value cannot be used here");
  },
  pii_engine(draft, value, theirs) {
    // What else looks for names, the block `pii` says.
    if (value === "builtin") draft.set("ner.engine", "off", theirs);
    else if (value !== "auto") draft.none(theirs, "ner.engine says what looks for names");
  },
  log_to_file: (draft, value, theirs) => {
    if (value === true) draft.none(theirs, "set log.file to the file");
  },
  placeholder_hash_length: same("placeholder.length"),
  placeholder_hmac_key: (draft, value, theirs) => {
    if (value !== "")
      draft.none(theirs, "closemask makes its own key, see keys init; placeholders come out differently");
  },
  log_level: same("log.level"),
};

const PII_TAKES: Readonly<Record<string, Take>> = {
  level: word("level", { minimal: "strict" }),
  ner_enabled: (draft, value, theirs, { ner_remote_endpoint: endpoint = "" }) => {
    const engine = endpoint === "" ? "sidecar" : "remote";
    draft.set("ner.engine", value === true ? engine : "off", theirs);
  },
  ner_mode: none("ner.engine says what looks for names"),
  ner_models: same("ner.models"),
  ner_model_dir: none("closemask ner pull --from takes models from a folder"),
  ner_download_proxy: none("HTTPS_PROXY counts for downloads"),
  ner_remote_endpoint: same("ner.url"),
  ner_remote_timeout: lasts("ner.timeout"),
  ner_remote_fallback: (draft, value, theirs) => draft.set("ner.onFailure", value === true ? "rules" : "block", theirs),
  ner_remote_max_retry: same("ner.retries"),
};

export function isClosemaskGo(file: Settings): boolean {
  return Object.keys(file).some((key) => key !== "api_key" && key !== "port" && Object.hasOwn(TAKES, key));
}

export function importClosemaskGo(file: Settings): Draft {
  const draft = createDraft("closemask-go");
  take(draft, file, TAKES, "");
  if (isObject(file.pii)) take(draft, file.pii, PII_TAKES, "pii.");
  return draft;
}

function take(draft: Draft, settings: Settings, takes: Readonly<Record<string, Take>>, prefix: string): void {
  for (const [key, value] of Object.entries(settings)) {
    if (prefix === "" && key === "pii" && isObject(value)) continue;
    const theirs = `${prefix}${key}`;
    // An empty text is how theirs says that nothing is set.
    if (value === null || (value === "" && key !== "placeholder_hmac_key")) continue;
    const one = Object.hasOwn(takes, key) ? takes[key] : undefined;
    if (one === undefined) draft.none(theirs, "not a setting of CloseMask that is known");
    else one(draft, value, theirs, settings);
  }
}

const GO_UNIT: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  ns: 1e-6,
};

/** Milliseconds of `2h`, `1h30m`, `1.5h`; NaN when it is no duration. */
function parseGoDuration(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|us|µs|ns|s))+$/.test(text)) return Number.NaN;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|us|µs|ns|s)/g)) {
    ms += Number(count) * (GO_UNIT[unit as string] as number);
  }
  return ms;
}
