// Credentials inside URLs and connection strings: the password of `scheme://user:PASS@host`, a token that stands alone
// before the `@`. The user, the host and the rest stay, so that the text still says where it points.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { sample } from "../build/sample.ts";
import { BASE62, charset, LOWER_HEX, STOP } from "../charset.ts";
import { isRandom, isStandIn, look } from "../check/secrecy.ts";
import type { Gate } from "../gate.ts";
import type { Rule, Scan } from "../rule.ts";

/** Bytes behind `://` in which the `@` must come; long passwords are tokens of 1-2 KB at most. */
const REACH = 2048;
const AT = 0x40;
const COLON = 0x3a;
const SLASH = 0x2f;

/** What ends an authority for certain. */
const END = charset(" \t\r\n\0\"'`<>\\|^");
/** What ends it unless an `@` follows in the same word: people do not encode `/`, `?` and `#` in passwords. */
const SOFT = charset("/?#");
const SCHEME = charset("a-zA-Z0-9+.-");

/** Where the userinfo of a URL lies; reused between calls. */
const found = { colon: -1, at: -1 };

/** Finds the userinfo behind `://`; false where there is none, which is nearly always. */
function readUserinfo(scan: Scan, end: number): boolean {
  const { bytes, hi } = scan;
  const limit = Math.min(hi, end + REACH);
  // The common URL: host characters up to a slash or the end, no colon and no at sign.
  let i = end;
  let colon = -1;
  let byte = 0;
  for (; i < limit; i++) {
    byte = bytes[i] as number;
    if (byte === AT || SOFT[byte] === 1 || END[byte] === 1 || byte >= 0x80 || byte === 0x2c || byte === 0x29) break;
    if (byte === COLON && colon < 0) colon = i;
  }
  if (i >= limit) return false;
  if (byte !== AT) {
    // `host:8080/path@x`: a port is no password. `user:pa/ss@host` has something else behind the colon.
    if (colon < 0 || END[byte] === 1 || byte >= 0x80 || isPort(bytes, colon + 1, i)) return false;
    i = lastAt(bytes, i, limit, true);
  } else i = lastAt(bytes, i, limit, false);
  if (i < 0 || end - 4 < scan.lo || SCHEME[bytes[end - 4] as number] === 0) return false;
  for (let k = end; k < i; k++) if (STOP[bytes[k] as number] === 1) return false;
  found.colon = colon < i ? colon : -1;
  found.at = i;
  return true;
}

function isPort(bytes: Uint8Array, from: number, to: number): boolean {
  if (to === from || to - from > 5) return to === from;
  for (let i = from; i < to; i++) if ((bytes[i] as number) < 0x30 || (bytes[i] as number) > 0x39) return false;
  return true;
}

/**
 * The `@` that ends the userinfo: the last one of the authority, since passwords hold unencoded ones. `far`: the first `/`
 * comes before it, so a host must follow for certain.
 */
function lastAt(bytes: Uint8Array, from: number, limit: number, far: boolean): number {
  let last = -1;
  for (let i = from; i < limit; i++) {
    const byte = bytes[i] as number;
    if (END[byte] === 1 || byte === 0x2c) break;
    if (byte === AT) last = i;
    else if (SOFT[byte] === 1 && last >= 0 && isAuthority(bytes, last + 1, i)) break;
    else if (far && (byte === 0x3f || byte === 0x26)) break;
  }
  return last >= 0 && isHost(bytes, last + 1, limit) ? last : -1;
}

/** `host` or `host:5432`, not `ss:w`, which is the rest of a password. */
function isAuthority(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === 0x5b) return true;
  let i = to;
  while (i > from && bytes[i - 1] !== COLON) i--;
  return i === from || isPort(bytes, i, to);
}

/** A host begins: letter, digit, bracket, template or percent; `@` before nothing is no userinfo. */
function isHost(bytes: Uint8Array, at: number, limit: number): boolean {
  const byte = at < limit ? (bytes[at] as number) : 0;
  return (
    HOST[byte] === 1 ||
    byte >= 0x80 ||
    // A placeholder that stands for a masked host.
    (at < limit && byte === 0)
  );
}

const HOST = charset("A-Za-z0-9[(${%<*/_");

function password(scan: Scan, from: number): void {
  const { bytes } = scan;
  const start = found.colon + 1;
  const end = found.at;
  if (start >= end) return;
  const length = end - start;
  // `git@github.com:org/repo@v1`, `user@host:port@…`: an at sign before the colon means that the userinfo is over.
  for (let i = from; i < start; i++) if (bytes[i] === AT) return;
  if (isStandIn(bytes, start, end, 0)) {
    // A path in a password place is still one; stand-ins are not.
    if (bytes[start] !== SLASH) {
      scan.add(passwordRule, start, end, 0.2, "none");
      return;
    }
  }
  const word = latin1(bytes, start, Math.min(end, start + 32)).toLowerCase();
  const usual = PLACEHOLDER.test(word) && length <= 16;
  // `user:password@host`, `username:pass@host`: the user is a stand-in too, so this shows a form.
  const shown =
    (usual &&
      (USERS.test(latin1(bytes, from, Math.min(start - 1, from + 16))) ||
        RESERVED.test(latin1(bytes, end + 1, Math.min(scan.hi, end + 65))))) ||
    VARIABLE.test(latin1(bytes, start, Math.min(end, start + 32)));
  scan.add(passwordRule, start, end, shown ? 0.4 : usual || length < 3 ? 0.6 : 0.95, "none");
}

const USERS = /^(?:(?:db|my|your)?_?user(?:_?name)?|login|name)$/i;
/** A host that RFC 2606 keeps for documentation. */
const RESERVED = /^(?:[\w-]{1,32}\.){0,4}example(?:\.(?:com|net|org))?(?![\w.-])/i;
/** Capitals that name what belongs here: `oauth2:ACCESS_TOKEN@…`. */
const VARIABLE = /^(?:[A-Z]{1,16}_){0,3}(?:TOKEN|PAT|PASSWORD|SECRET|API_?KEY)$/;
const PLACEHOLDER = /^(?:pass(?:word|wd)?|pwd|secret|\[?your[-_ ]?password\]?|<.*>)$/;

/** `https://TOKEN@github.com`: user names stay, tokens go. */
function alone(scan: Scan, start: number): void {
  const { bytes } = scan;
  const end = found.at;
  if (end - start < 16) return;
  if (isStandIn(bytes, start, end, 0)) return;
  const l = look(bytes, start, end);
  if (isRandom(l)) scan.add(tokenRule, start, end, l.length >= 20 ? 0.9 : 0.6, "none");
  else if (l.digits >= 4 && l.letters >= 8 && l.length >= 20) scan.add(tokenRule, start, end, 0.55, "none");
}

/** A colon, or an at sign, comes before the other one and before anything else that ends the host. */
function reaches(sign: number): Gate {
  const over = SOFT.map((soft, byte) =>
    soft === 1 || END[byte] === 1 || byte >= 0x80 || byte === 0x2c || byte === 0x29 || byte === AT || byte === COLON
      ? 0
      : 1,
  );
  return [[{ op: "reach", set: charset(String.fromCharCode(sign)), over, within: REACH }]];
}

const token = sample(BASE62, 36, 21);
const hex = sample(LOWER_HEX, 32, 22);

const passwordRule: Rule = {
  id: "url-password",
  kind: "PASSWORD",
  description: "password in the userinfo of a URL of any scheme; RFC 3986 3.2.1",
  tier: "context",
  confidence: 0.95,
  remembers: true,
  get anchors() {
    return [literal("://")];
  },
  gateFor: () => reaches(COLON),
  find(scan, _at, end) {
    if (readUserinfo(scan, end) && found.colon >= 0) password(scan, end);
  },
  get examples() {
    return {
      yes: [
        "DATABASE_URL=postgres://admin:«secret123»@db.example.com:5432/mydb",
        "redis://:«p4ssw0rd»@cache:6379/0",
        "mongodb+srv://app:«D1ff%40icult»@cluster0.example.net/test?w=majority",
        `https://x-access-token:«${token}»@github.com/acme/repo.git`,
        'amqp://guest:«gu3st»@localhost:5672/", "x"',
        "mysql://root:«p@ss:w/rd!»@127.0.0.1/db",
        "jdbc:postgresql://bob:«s3cret»@host/db",
        "ftp://bob:«sw0rdfish»@ftp.example.com, later",
        "http://bob:«hunter2»@[::1]:8080/",
        "proxy http://u:«pa55»@10.0.0.1:3128 http://other.example/x@y",
      ],
      no: [
        { text: "https://example.com:8443/users/bob@example.com", why: "a port and an address in the path" },
        { text: "http://localhost:3000/@scope/pkg", why: "a port and a path" },
        { text: "https://bob@example.com/x", why: "a user only" },
        { text: "postgres://user:$DB_PASSWORD@db/x", why: "a reference" },
        { text: "https://oauth2:ACCESS_TOKEN@gitlab.com/a postgres://app:DB_PASSWORD@db/x", why: "names of variables" },
        { text: "postgres://user:<password>@db/x", why: "a template" },
        { text: "postgres://user:password@host:5432/db", why: "it shows the form" },
        { text: "postgres://app:password@db.example.com/app", why: "it shows the form, for a host of documentation" },
        { text: "https://cdn.example.com/npm/vue@3.2.1/dist/vue.js", why: "a version" },
        { text: "see https://example.com: mail bob@example.com", why: "a URL and then an address" },
        { text: "https://medium.com/@bob:x", why: "an at sign in a path" },
      ],
    };
  },
};

const tokenRule: Rule = {
  id: "url-token",
  kind: "API_KEY",
  description: "token that stands alone in the userinfo of a URL",
  tier: "context",
  confidence: 0.9,
  remembers: true,
  get anchors() {
    return [literal("://")];
  },
  gateFor: () => reaches(AT),
  find(scan, _at, end) {
    if (readUserinfo(scan, end) && found.colon < 0) alone(scan, end);
  },
  get examples() {
    return {
      yes: [
        `git clone https://«${token}»@github.com/acme/repo`,
        `https://«${hex}»@sentry.example.com/42`,
        `origin\thttps://«${sample(BASE62, 40, 23)}»@git.example.com/a.git (fetch)`,
      ],
      no: [
        { text: "ssh://deploy-user-production@example.com/x", why: "a long user name" },
        { text: "https://example.com/a?x=b@c", why: "an at sign in a query" },
        { text: "https://bob@example.com", why: "a user" },
      ],
    };
  },
};

const pgpass: Rule = pattern({
  id: "pgpass-password",
  kind: "PASSWORD",
  description:
    "password of a .pgpass line, host:port:database:user:password; postgresql.org/docs/current/libpq-pgpass.html",
  tier: "context",
  remembers: true,
  get anchors() {
    return [":5432:", ":5433:", ":6432:", ":*:*:"];
  },
  // An address with more parts is none of theirs: `*:*:*:*:*:*:*:*`.
  pattern:
    /:(?:\d{4}|\*):(?!\*:\*:)[\w*.-]{1,63}:[\w*.@-]{1,63}:(?![*])(?<value>(?:\\[:\\]|[^\s:\\\0]){3,128})(?=\s|$)/y,
  // A NUL is no line end behind Chinese, where a value stands by itself: what was blanked out there went on.
  judge: (_, { bytes, hi }, _start, end) =>
    end < hi && bytes[end] === 0 && (bytes[end - 1] as number) >= 0x80 ? null : { confidence: 0.85, check: "none" },
  get examples() {
    return {
      yes: [
        "localhost:5432:main:root:«s3cret»",
        "*:5432:*:bob:«hunter2»\n",
        "*:*:*:bob:«hunter2»",
        "db.example.com:6432:app:svc@corp:«p4ss\\:word»",
      ],
      no: [
        { text: "fromWildcard('2001:db8:*:*:*:*:*:*').subnet;", why: "an address" },
        { text: "#hostname:5432:database", why: "a comment" },
        { text: "connect localhost:5432: refused", why: "prose" },
        { text: "host:5432:db:user:", why: "no password" },
      ],
    };
  },
});

export const urlCredentialRules: readonly Rule[] = [passwordRule, tokenRule, pgpass];
