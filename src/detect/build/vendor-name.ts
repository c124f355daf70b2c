// The words of a name between a provider and a value: which of them promise a secret, which an identifier, and which say
// that the value is something else. It looks at one run of letters and digits at a time.

import { latin1 } from "./context.ts";

/**
 * What a run of letters and digits does to a name: it promises a `secret`; it is the owner of an `id` (`client`), or such an
 * id itself (`client` in `clientId`: `owned`); at the end of a name it says that the value is `about` something; it says
 * wherever it stands that the value is something `else`, a hash or a number of a log; or it is `neutral`, or `plain`.
 */
export type RunSort = "plain" | "neutral" | "owner" | "id" | "owned" | "secret" | "about" | "else";

/** Longest run that is read as part of a name. */
export const RUN_MAX = 32;

const STEMS =
  /key|token|secret|passw|cred|priv|auth|access|licen[sc]e|bearer|signature|signing|webhook|unseal|^(?:pass|pat|sid|pwd|pw|api|sdk|dsn)$/;
const OWNERS = /^(?:client|consumer|app|application|account|oauth)$/;
const OWNED = /^(?:client|consumer|app|application|account|access|access_?key|api|api_?key|oauth)ids?$/;

function set(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

const FILLERS =
  set(`is was are to be com io net org value default string str char const var let std my the for of our new
  quot prod production staging live test dev sandbox v1 v2 v3`);
const ABOUT = set(`url uri host hostname endpoint domain path paths file filename dir directory folder name names region
  zone site env type types count size len length ttl expiry expires expiration timeout interval index status state error
  errors ref tag tags node pod container volume instance log level metric metrics port header headers field format hint
  description label length prefix suffix usage scope scopes issuer email username user users updated created at on enabled
  organization organisation project team space group workspace`);
const OTHERS = set(`hash hashes sha sha1 sha224 sha256 sha384 sha512 md5 digest checksum checksums commit commits trace
  traceid span spanid request requestid correlation correlationid fingerprint etag release revision rev version build
  buildid image public pub publishable session sessionid transaction event eventid message messageid order orderid invoice
  integrity resolved nonce uuid guid cursor page offset layer blob parent tree branch`);

/** Runs that were judged: they repeat in any text, and each takes a handful of expressions. */
const judged = new Map<string, RunSort>();
const JUDGED_MAX = 4096;

/** Judges the run `[start, end)`. A run in camel case counts by its last word, and by stems anywhere in it. */
export function readRun(bytes: Buffer, start: number, end: number): RunSort {
  const text = latin1(bytes, start, end);
  let sort = judged.get(text);
  if (sort === undefined) {
    sort = judge(text);
    if (judged.size >= JUDGED_MAX) judged.clear();
    judged.set(text, sort);
  }
  return sort;
}

function judge(text: string): RunSort {
  const lower = text.toLowerCase();
  const last = /[A-Z]?[a-z0-9]+$/.exec(text)?.[0].toLowerCase() ?? lower;
  if (OTHERS.has(lower) || OTHERS.has(last)) return "else";
  if (OWNED.test(lower)) return "owned";
  if (/^ids?$/.test(lower)) return "id";
  if (/^ids?$/.test(last) || ABOUT.has(lower) || ABOUT.has(last)) return "about";
  if (STEMS.test(lower)) return "secret";
  if (OWNERS.test(lower)) return "owner";
  return FILLERS.has(lower) ? "neutral" : "plain";
}

/** Stems that may follow a provider's name without a joint and in the same case: `datadogkey`, `DATADOGTOKEN`. */
export const GLUED_STEMS =
  "key|token|secret|api|client|access|private|priv|auth|pass|pat|app|id|sdk|licen|bearer|oauth|service|admin|master|rest|personal|bot|webhook|sign|cred|sid|io|com|hq|ai|js";
const GLUED = new RegExp(`^(?:${GLUED_STEMS})`);

export function isGluedStem(bytes: Buffer, at: number, hi: number): boolean {
  return GLUED.test(latin1(bytes, at, Math.min(hi, at + 10)).toLowerCase());
}
