// Credentials in HTTP headers, as they stand in captures, logs, JSON, code and curl commands: Authorization and cookies.
// Scheme, user and cookie names stay. Headers named after a key or token (`X-Api-Key`) are assignment.ts's.

import { isUtf8 } from "node:buffer";
import { folded, literal } from "../build/anchor.ts";
import { escapeBefore } from "../build/boundary.ts";
import { latin1 } from "../build/context.ts";
import { nameStart } from "../build/label.ts";
import { sample } from "../build/sample.ts";
import { BASE62, BASE64, charset, LETTER, LOWER_HEX, STOP, TOKEN, WORD } from "../charset.ts";
import { isCommonWord, isRandom, isStandIn, isWordy, look } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";

/** Bytes of one header that are looked at. */
const REACH = 8192;
const BACKSLASH = 0x5c;

/** Between a header's name and value: quotes, escapes, brackets, colon, equals, comma, white space. */
const GLUE = charset("\"'`:=,[({ \t>\\");

/** Start of the value behind a header name that ends at `end`, or -1; a colon, an equals sign or a comma must come between. */
function valueAfter(bytes: Uint8Array, end: number, hi: number): number {
  let i = end;
  let joined = false;
  let quoted = false;
  const limit = Math.min(hi, end + 16);
  while (i < limit && GLUE[bytes[i] as number] === 1) {
    const byte = bytes[i];
    if (byte === 0x22 || byte === 0x27 || byte === 0x60) quoted = true;
    if (byte === 0x3a || byte === 0x3d || (byte === 0x2c && quoted)) joined = true;
    i++;
  }
  return joined && i < limit && STOP[bytes[i] as number] === 0 ? i : -1;
}

/** End of the credential from `at`: base64, base64url, JWT and what servers print besides. */
function tokenEnd(bytes: Uint8Array, at: number, hi: number): number {
  const limit = Math.min(hi, at + REACH);
  let i = at;
  while (i < limit && (TOKEN[bytes[i] as number] === 1 || EXTRA[bytes[i] as number] === 1)) i++;
  while (i > at && (bytes[i - 1] === 0x2e || bytes[i - 1] === 0x3a || bytes[i - 1] === 0x2c)) i--;
  return i;
}

const EXTRA = charset(":!#$%&*|@");

const SCHEMES =
  /^(?:bearer|token|basic|api-?key|jwt|oauth|key|digest|negotiate|ntlm|hawk|bot|apikey-v\d|sso-key|splunk|genie\w*|pass)$/i;

function authorization(rule: Rule, scan: Scan, end: number): void {
  const { bytes, hi } = scan;
  let i = valueAfter(bytes, end, hi);
  if (i < 0) return;
  const word = wordEnd(bytes, i, hi);
  const scheme = latin1(bytes, i, word);
  if (bytes[word] === 0x20 && SCHEMES.test(scheme)) {
    if (/^digest$/i.test(scheme)) {
      parameter(rule, scan, word, "response=");
      return;
    }
    i = word + 1;
    while (i < hi && bytes[i] === 0x20) i++;
    // `token="…"` and quotes around the credential.
    if (textIs(bytes, i, "token=")) i += 6;
    else if (textIs(bytes, i, "realm=")) return;
    while (i < hi && (bytes[i] === 0x22 || bytes[i] === 0x27 || (bytes[i] === BACKSLASH && bytes[i + 1] === 0x22))) i++;
    credential(rule, scan, i, tokenEnd(bytes, i, hi), /^basic$/i.test(scheme), true);
  } else if (/^AWS4/.test(scheme)) parameter(rule, scan, word, "Signature=");
  else {
    // A scheme of some vendor's, or the credential alone.
    const own = bytes[word] === 0x20 ? word + 1 : i;
    if (own > i && isRandom(look(bytes, own, tokenEnd(bytes, own, hi)))) i = own;
    const stop = tokenEnd(bytes, i, hi);
    if (!isStandIn(bytes, i, stop, 0) && isRandom(look(bytes, i, stop))) scan.add(rule, i, stop, 0.85, "none");
  }
}

function wordEnd(bytes: Uint8Array, at: number, hi: number): number {
  const limit = Math.min(hi, at + 24);
  let i = at;
  while (i < limit && (WORD[bytes[i] as number] === 1 || bytes[i] === 0x2d)) i++;
  return i;
}

function textIs(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

/** The value of one parameter of a header, quoted or not. */
function parameter(rule: Rule, scan: Scan, from: number, name: string): void {
  const { bytes, hi } = scan;
  const limit = Math.min(hi, from + 1024);
  for (let i = from; i + name.length < limit && STOP[bytes[i] as number] === 0; i++) {
    if (!textIs(bytes, i, name)) continue;
    let start = i + name.length;
    while (bytes[start] === 0x22 || (bytes[start] === BACKSLASH && bytes[start + 1] === 0x22)) start++;
    let end = start;
    while (end < limit && BASE64[bytes[end] as number] === 1) end++;
    if (end - start >= 16) scan.add(rule, start, end, 0.9, "none");
    return;
  }
}

/** `[start, end)` stands behind a scheme; `labelled` when that stands behind a header name. */
function credential(rule: Rule, scan: Scan, start: number, end: number, basic: boolean, labelled: boolean): void {
  const { bytes } = scan;
  const length = end - start;
  if (length < 3 || isStandIn(bytes, start, end, 0)) return;
  if (basic) {
    const pair = isPair(bytes, start, end);
    if (pair) scan.add(rule, start, end, 0.97, "passed");
    else if (labelled && length >= 8) scan.add(rule, start, end, 0.7, "failed");
    return;
  }
  if (isCommonWord(bytes, start, end)) return;
  const wordy = isWordy(bytes, start, end);
  if (wordy) {
    if (labelled && length >= 12) scan.add(rule, start, end, 0.5, "none");
    return;
  }
  const l = look(bytes, start, end);
  if (isRandom(l)) scan.add(rule, start, end, 0.95, "none");
  else if (labelled) scan.add(rule, start, end, length >= 8 ? 0.85 : 0.6, "none");
  else if (length >= 12 && l.digits > 0 && l.letters > 0) scan.add(rule, start, end, 0.7, "none");
}

/** True when base64 decodes to printable `user:password`. */
function isPair(bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (length > 1024 || length % 4 === 1) return false;
  for (let i = start; i < end; i++) if (BASE64[bytes[i] as number] === 0 && bytes[i] !== 0x3d) return false;
  const decoded = Buffer.from(latin1(bytes, start, end), "base64");
  if (!isUtf8(decoded)) return false;
  let colon = false;
  for (const byte of decoded) {
    if (byte < 0x20 || byte === 0x7f) return false;
    if (byte === 0x3a) colon = true;
  }
  return colon;
}

const key = sample(BASE62, 40, 31);

const authHeader: Rule = {
  id: "auth-header",
  kind: "AUTH_HEADER",
  description: "credential of an Authorization header; RFC 9110 11.6.2, 7617, 6750, 7616",
  tier: "context",
  confidence: 0.95,
  remembers: true,
  get anchors() {
    return [folded("authorization"), folded("bearer "), folded("basic "), literal("_BEARER")];
  },
  find(scan, at, end) {
    const { bytes, lo, hi } = scan;
    const first = (bytes[at] as number) | 0x20;
    // `"EndpointAuthorization": …` names something else.
    if (first === 0x61) {
      if (at === lo || LETTER[bytes[at - 1] as number] === 0 || escapeBefore(bytes, lo, at) > 0)
        authorization(authHeader, scan, end);
    } else if (first === 0x7f) {
      // curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, "…")
      const start = bytes[end] === 0x2c ? end + (bytes[end + 1] === 0x20 ? 3 : 2) : -1;
      if (start > 0 && bytes[start - 1] === 0x22)
        credential(authHeader, scan, start, tokenEnd(bytes, start, hi), false, false);
    } else {
      // Prose ("basic usage", "bearer of") ends its word within a few letters.
      const start = bytes[end] === 0x22 || bytes[end] === 0x27 ? end + 1 : end;
      const stop = tokenEnd(bytes, start, hi);
      if (stop - start < 8 || (at > lo && WORD[bytes[at - 1] as number] === 1)) return;
      credential(authHeader, scan, start, stop, first === 0x62 && ((bytes[at + 1] as number) | 0x20) === 0x61, false);
    }
  },
  get examples() {
    return {
      yes: [
        `Authorization: Bearer «${key}»`,
        `"authorization":"Bearer «${key}»"`,
        `curl -H "Authorization: Basic «${Buffer.from("aladdin:sesame1").toString("base64")}»" https://example.com`,
        `{\\"Authorization\\":\\"token «${key}»\\"}`,
        `Proxy-Authorization: Basic «${Buffer.from("bob:hunter2").toString("base64")}»`,
        `headers = {'Authorization': 'ApiKey «${sample(LOWER_HEX, 32, 32)}»'}`,
        `Authorization: Digest username="bob", realm="x", response="«${sample(LOWER_HEX, 32, 33)}»", qop=auth`,
        `Authorization: AWS4-HMAC-SHA256 Credential=x/20260101, SignedHeaders=host, Signature=«${sample(LOWER_HEX, 64, 34)}»`,
        `authorization: «${key}»`,
        `Authorization: SSWS «${key}»`,
        `curl --oauth2-bearer "«${key}»" https://example.com`,
        `easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, "«${key}»");`,
        `sent bearer «${key}», got 401`,
      ],
      no: [
        { text: "Authorization: Bearer <token>", why: "a template" },
        { text: "Authorization: Bearer $TOKEN", why: "a reference" },
        { text: "authorization: required", why: "prose" },
        { text: "the bearer of this letter, basic authentication", why: "prose" },
        { text: "basic understanding of HTTP", why: "prose" },
        { text: 'Authorization: "Bearer " + token', why: "code" },
        { text: "WWW-Authenticate: Basic realm=secure", why: "a challenge" },
      ],
    };
  },
};

const COOKIE_NAME = charset("A-Za-z0-9!#$%&'*+.^_`|~-");
const COOKIE_END = charset(";, \t\r\n\0\"'\\`<>");
const ATTRIBUTE = /^(?:path|expires|domain|max-age|samesite|secure|httponly|priority|partitioned|version)$/i;
const SESSION = /sess|sid|token|auth|csrf|xsrf|login|jwt|remember|secret|key|ticket|passport/i;
const TRIVIAL =
  /^(?:true|false|yes|no|on|off|null|none|undefined|light|dark|auto|lax|strict|accepted?|denied|allow|granted|[a-z]{1,5}(?:[-_][A-Za-z]{2,4})?|\d{1,3})$/i;

function cookies(rule: Rule, scan: Scan, end: number): void {
  const { bytes, hi } = scan;
  let i = valueAfter(bytes, bytes[end] === 0x73 ? end + 1 : end, hi);
  if (i < 0) return;
  const limit = Math.min(hi, i + REACH);
  while (i < limit) {
    while (i < limit && (bytes[i] === 0x20 || bytes[i] === 0x3b)) i++;
    const name = i;
    while (i < limit && i - name < 128 && bytes[i] !== 0x27 && COOKIE_NAME[bytes[i] as number] === 1) i++;
    if (i === name) return;
    if (bytes[i] === 0x3d) {
      i++;
      if (bytes[i] === 0x22) i++;
      const start = i;
      while (i < limit && COOKIE_END[bytes[i] as number] === 0) i++;
      // `expires=Thu, 01 Jan 2026` goes on behind its comma and spaces.
      const label = latin1(bytes, name, start - 1);
      if (ATTRIBUTE.test(label.replace("=", ""))) {
        while (
          i < limit &&
          bytes[i] !== 0x3b &&
          bytes[i] !== 0x22 &&
          bytes[i] !== 0x27 &&
          STOP[bytes[i] as number] === 0
        )
          i++;
      } else cookie(rule, scan, label, start, i);
      if (bytes[i] === 0x22 && bytes[start - 1] === 0x22) i++;
    } else if (!ATTRIBUTE.test(latin1(bytes, name, i))) return;
    if (bytes[i] === 0) while (i < limit && bytes[i] === 0) i++;
    if (bytes[i] !== 0x3b) return;
  }
}

function cookie(rule: Rule, scan: Scan, label: string, start: number, end: number): void {
  const { bytes } = scan;
  if (end - start < 3 || isStandIn(bytes, start, end, 0)) return;
  const text = latin1(bytes, start, Math.min(end, start + 32));
  if (TRIVIAL.test(text)) return;
  const l = look(bytes, start, end);
  const confidence = isRandom(l) || SESSION.test(label) ? 0.92 : end - start >= 6 ? 0.7 : 0.4;
  scan.add(rule, start, end, confidence, "none");
}

/** A session cookie on its own: `;jsessionid=…` in a URL, `PHPSESSID=…` in a log. */
function sessionId(rule: Rule, scan: Scan, at: number, end: number): void {
  const { bytes, lo, hi } = scan;
  if (bytes[end] !== 0x3d || end - nameStart(bytes, lo, at + 1) > 24) return;
  let i = end + 1;
  while (i < hi && COOKIE_END[bytes[i] as number] === 0 && bytes[i] !== 0x3f && bytes[i] !== 0x26 && bytes[i] !== 0x29)
    i++;
  if (i - end > 16 && look(bytes, end + 1, i).digits > 1) scan.add(rule, end + 1, i, 0.85, "none");
}

const cookieHeader: Rule = {
  id: "cookie-header",
  kind: "COOKIE",
  description: "values of cookies in Cookie and Set-Cookie headers, and of session cookies anywhere; RFC 6265",
  tier: "context",
  confidence: 0.92,
  remembers: true,
  get anchors() {
    return [
      folded("cookie"),
      folded("jsessionid"),
      folded("phpsessid"),
      folded("asp.net_sessionid"),
      literal("connect.sid"),
    ];
  },
  find(scan, at, end) {
    if (end - at === 6) cookies(cookieHeader, scan, end);
    else sessionId(cookieHeader, scan, at, end);
  },
  get examples() {
    return {
      yes: [
        `Cookie: session=«${key}»; theme=dark; uid=«a81f2c99»`,
        `Set-Cookie: sid=«${key}»; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly`,
        `"cookie":"_ga=«GA1.2.1234567.7654321»; token=«${key}»"`,
        `"set-cookie":["auth=«${key}»; Path=/"]`,
        `{\\"cookie\\":\\"sid=«${key}»\\"}`,
        `GET /cart;jsessionid=«${sample(BASE62, 32, 35)}»?x=1`,
        `PHPSESSID=«${sample(LOWER_HEX, 26, 36)}»; path=/`,
        `curl -H 'Cookie: a=«${key}»' https://example.com`,
      ],
      no: [
        { text: "Cookie: consent=true; theme=dark; lang=en-US; n=1", why: "settings" },
        { text: "cookie policy: we use cookies", why: "prose" },
        { text: "Set-Cookie: sid=; Max-Age=0", why: "a removal" },
        { text: "res.cookie = parseCookie(req)", why: "code" },
        { text: "cookie: {{ session }}", why: "a template" },
      ],
    };
  },
};

export const httpHeaderRules: readonly Rule[] = [authHeader, cookieHeader];
