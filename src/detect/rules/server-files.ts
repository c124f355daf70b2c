// Passwords in files and commands of servers that have a syntax of their own: lists of users, access lists, relays, dial-up,
// data source names. Each statement must be one of theirs; names with a value are assignment.ts's.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in other languages are what these cases are about

import { latin1 } from "../build/context.ts";
import { pattern, type Verdict } from "../build/pattern.ts";
import { sample } from "../build/sample.ts";
import { BASE64, DIGIT, LOWER_HEX, STOP } from "../charset.ts";
import { isCommonWord, isName, isProse, isStandIn, look } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";

type Judge = (value: string, scan: Scan, start: number, end: number) => Verdict | null;

/** No reference and no word of prose; `chosen` asks for a digit or a sign as well. */
function secret(scan: Scan, start: number, end: number, chosen: boolean): Verdict | null {
  const { bytes } = scan;
  if (isStandIn(bytes, start, end, 0) || isCommonWord(bytes, start, end)) return null;
  const l = look(bytes, start, end);
  if (chosen && (l.letters === 0 || l.letters === l.length || isName(bytes, start, end))) return null;
  return { confidence: 0.8, check: "none" };
}

const any: Judge = (_, scan, start, end) => secret(scan, start, end, false);
const chosen: Judge = (_, scan, start, end) => secret(scan, start, end, true);

/** A placeholder was blanked out before `at` on its line: what seems to be the line's beginning is none. */
function isTorn({ bytes, lo }: Scan, at: number): boolean {
  let i = at;
  while (i > lo && STOP[bytes[i - 1] as number] === 0) i--;
  return i > lo && bytes[i - 1] === 0;
}

/** The same behind a value that ends at `at`, but for its quote and blanks. */
function isTornBehind({ bytes, hi }: Scan, at: number): boolean {
  let i = at < hi && bytes[at] === 0x22 ? at + 1 : at;
  while (i < hi && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++;
  return i < hi && bytes[i] === 0;
}

const OWN = { kind: "PASSWORD", tier: "context", remembers: true, confidence: 0.8 } as const;

const lists: readonly Rule[] = [
  pattern({
    ...OWN,
    id: "postgres-md5-hash",
    kind: "PASSWORD_HASH",
    description:
      "password hash of PostgreSQL in quotes: md5 and 32 hex digits, in pg_authid, dumps and lists of PgBouncer",
    anchors: ['"md5', "'md5"],
    pattern: /["'](?<value>md5[0-9a-f]{32})["']/y,
    get examples() {
      const hash = sample(LOWER_HEX, 32, 5);
      return {
        yes: [`"bob" "«md5${hash}»"`, `ALTER ROLE bob PASSWORD '«md5${hash}»';`, `("bob", "«md5${hash}»")`],
        no: [
          { text: `"md5:${hash}" md5${hash}`, why: "a digest, and no quotes" },
          { text: `"md5${hash}00"`, why: "too long" },
          { text: `"md5-${hash}"`, why: "another digest" },
        ],
      };
    },
  }),
  pattern({
    ...OWN,
    id: "redis-acl-password",
    description: "password in an access list of Redis: user NAME on >password",
    anchors: [" on >", "SETUSER ", "setuser "],
    back: 80,
    pattern: /(?:\buser|setuser) [\w.-]{1,64}(?: [\w~*&+@%|:-]{1,32}){0,8} >(?<value>[^\s"'\0]{3,128})/iy,
    judge: any,
    examples: {
      yes: [
        "user alice on >«p1pp0» ~cached:* +get",
        "ACL SETUSER bob reset on >«hunter2» allkeys",
        "redis-cli acl setuser bob on +@all >«hunter2»",
      ],
      no: [
        { text: "user alice on nopass ~* +@all", why: "no password" },
        { text: "the user clicks on > next", why: "prose" },
        { text: "user alice on >$PASS ~*", why: "a reference" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "postfix-relay-password",
    description: "password of a relay in Postfix's sasl_passwd: [host]:587 user:password",
    anchors: ["]:587 ", "]:465 ", "]:25 ", "]:2525 ", "]:587\t"],
    back: 80,
    ahead: 256,
    pattern: /\[[\w.-]{3,72}\]:\d{2,5}[ \t]{1,8}[^\s:"'\0]{1,64}:(?<value>[^\s"'\0]{3,128})/y,
    judge: any,
    examples: {
      yes: [
        "[smtp.example.org]:587 bob:«hunter2»",
        "[smtp.example.org]:587\tbob@example.org:«hunter2!»",
        "[10.0.0.1]:25 relay:«s3cr3t»",
      ],
      no: [
        { text: "relayhost = [smtp.example.org]:587", why: "no user" },
        { text: "listening on [::]:587 at: noon", why: "no relay" },
        { text: "[smtp.example.org]:587 bob:${PASS}", why: "a reference" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "plain-scheme-password",
    description: "password behind a scheme that stores it as it is, in lists of Dovecot and LDAP: {PLAIN}, {CLEARTEXT}",
    anchors: ["{PLAIN}", "{CLEARTEXT}", "{CLEAR}", "{plain}", "{cleartext}"],
    pattern: /\{(?:plain|cleartext|clear)\}(?!%\{)(?<value>[^\s:"'\0]{3,128})/iy,
    judge: any,
    examples: {
      yes: ["bob:{PLAIN}«hunter2»:1000:1000::/home", "userPassword: {CLEARTEXT}«hunter2»", "'{plain}«hunter2»'"],
      no: [
        { text: "default_pass_scheme = {PLAIN}", why: "no password" },
        { text: "{PLAIN}%{password}", why: "a variable" },
        { text: "{PLAINTEXT}hunter2", why: "another word" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "chap-secret",
    description: "secret of a dial-up account in chap-secrets and pap-secrets: client, server, secret",
    anchors: [' * "', '\t*\t"'],
    back: 66,
    pattern:
      /(?:"[^"\s\0]{1,64}"|[\w@.-]{1,64})[ \t]{1,8}\*[ \t]{1,8}"?(?<value>[^\s"'\0]{6,64})"?[ \t]{1,8}(?:\*|\d{1,3}\.\d)/y,
    judge: chosen,
    examples: {
      yes: ['"bob" * "«hunter2»" *', 'bob\t*\t"«hunter2»"\t*', 'bob * "«hunter2!»" 10.0.0.5'],
      no: [
        { text: "x = a * bcdefg * c", why: "a product" },
        { text: "0 3 * * * root", why: "a table of cron" },
        { text: '"a" * "b" *', why: "too short" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "ipsec-secret",
    description: "secret of an account in ipsec.secrets: EAP, XAUTH and NTLM",
    anchors: [': EAP "', ': XAUTH "', ': NTLM "', '%any : EAP "'],
    pattern: /(?:%any )?: (?:EAP|XAUTH|NTLM) "(?<value>[^"\s\0]{3,128})"/y,
    judge: any,
    examples: {
      yes: [
        'bob : EAP "«hunter2»"',
        'bob@example.org : XAUTH "«hunter2»"',
        'x : NTLM "«0x00112233445566778899aabbccddeeff»"',
      ],
      no: [
        { text: ": EAP identity", why: "no secret" },
        { text: 'auth : EAP ""', why: "an empty secret" },
        { text: ': EAP "$PASS"', why: "a reference" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "dsn-password",
    description: "password of a data source name of Go and Perl: user:password@tcp(host:port)",
    anchors: ["@tcp(", "@unix("],
    back: 160,
    pattern: /(?<![A-Za-z0-9_.%-])[\w.%-]{1,64}:(?<value>[^\s"'`\0/@]{3,80})@(?:tcp|unix)\(/y,
    judge: any,
    examples: {
      yes: [
        'sql.Open("mysql", "bob:«hunter2»@tcp(db:3306)/x")',
        "DSN=bob:«hunter2»@tcp(10.0.0.1:3306)/x?parseTime=true",
        "root:«s3cr3t!»@unix(/run/mysqld.sock)/x",
      ],
      no: [
        { text: '"%s:%s@tcp(%s)/%s"', why: "a format" },
        { text: '"bob@tcp(db:3306)/x"', why: "no password" },
        { text: '"bob:${PASS}@tcp(db)/x"', why: "a reference" },
      ],
    },
  }),
];

/** Each word stands where the manual of its command says so. */
const commands: readonly Rule[] = [
  pattern({
    ...OWN,
    id: "admin-command-password",
    description: "password among the words of a command: rabbitmqctl add_user, schtasks /rp, gh secret set --body",
    anchors: ["add_user ", "change_password ", "authenticate_user ", " /rp ", " /RP ", "secret set "],
    pattern:
      /(?:(?:add_user|change_password|authenticate_user) ["']?[\w.@-]{1,64}["']? | \/rp |secret set [\w-]{1,64} (?:--?[\w-]{1,16}[ =][\w./-]{1,64} ){0,4}(?:--body|-b)[ =])["']?(?<value>[^\s"'\0|;]{3,128})/iy,
    judge(_, scan, start, end) {
      const verdict = secret(scan, start, end, false);
      if (verdict === null || isProse(scan.bytes, start, end) || scan.bytes[start] === 0x2d) return null;
      const from = Math.max(scan.lo, start - 160);
      return COMMAND.test(latin1(scan.bytes, from, start)) ? verdict : null;
    },
    examples: {
      yes: [
        "rabbitmqctl add_user bob «hunter2»",
        "rabbitmqctl change_password 'bob' '«hunter2!»'",
        "schtasks /create /ru bob /rp «hunter2» /tn x",
        'gh secret set DB_PASSWORD --body "«hunter2»"',
      ],
      no: [
        { text: "def add_user name email", why: "a function" },
        { text: "rabbitmqctl add_user bob", why: "asks for it" },
        { text: "gh secret set DB_PASSWORD --body $PASS", why: "a reference" },
        { text: "copy a /rp b2", why: "another command" },
      ],
    },
  }),
  pattern({
    ...OWN,
    id: "imap-login",
    description: "password of IMAP's LOGIN in a trace: tag LOGIN user password (RFC 9051)",
    anchors: [" LOGIN "],
    back: 10,
    pattern:
      /(?:^|(?<=[\s:>]))[A-Za-z]{0,4}\d{1,6} LOGIN "?[\w.@+-]{1,64}"? "?(?<value>[^\s"'\0]{3,128})"?\s{0,4}(?=$|[\r\n])/y,
    judge: (_, scan, start, end) =>
      isTorn(scan, start) || isTornBehind(scan, end) ? null : secret(scan, start, end, false),
    examples: {
      yes: ["a1 LOGIN bob «hunter2»", 'C: A001 LOGIN "bob" "«hunter2»"', "> 2 LOGIN bob@example.org «hunter2»"],
      no: [
        { text: "a1 OK LOGIN completed", why: "an answer" },
        { text: "step 2 LOGIN page is shown", why: "prose" },
        { text: "a1 LOGIN bob", why: "no password" },
      ],
    },
  }),
];

const COMMAND = /\brabbitmq\w*(?:\.bat)? |\bschtasks\b|\bgh secret set /i;

/** Names of users that stand in base64 before a colon. */
const USERS = ["admin", "root", "user"];

/** What a text begins with in base64, whatever letter, digit or sign follows it. */
function opensBase64(text: string): string[] {
  const heads = ["!", "A", "a"].map((next) => {
    const bits = 8 * text.length + 2;
    return Buffer.from(text + next)
      .toString("base64")
      .slice(0, Math.floor(bits / 6));
  });
  return [...new Set(heads)];
}

/** Tokens of tools in their own files, and signatures that open what they sign. */
const tokens: readonly Rule[] = [
  pattern({
    id: "npm-basic-auth",
    kind: "REGISTRY_TOKEN",
    description: "user and password of a registry in npm's and Yarn's settings: _auth, npmAuthIdent",
    tier: "context",
    remembers: true,
    anchors: ["_auth=", "_auth =", "npmAuthIdent"],
    pattern:
      /(?:_auth|npmAuthIdent:)\s{0,4}=?\s{0,4}["']?(?<value>[A-Za-z0-9+/]{8,}={0,2}|[\w.@-]{1,64}:[^\s"'\0]{3,128})["']?\s*(?=$|[\s#])/y,
    judge: (value, scan, start, end) =>
      value.includes(":") || /^[\x20-\x7e]+:[\x20-\x7e]{3,}$/.test(Buffer.from(value, "base64").toString("latin1"))
        ? secret(scan, start, end, false)
        : null,
    examples: {
      yes: [
        "_auth = «Ym9iOmh1bnRlcjIyMg==»",
        "//npm.example.org/:_auth=«Ym9iOmh1bnRlcjIyMg==»",
        'npmAuthIdent: "«bob:hunter2»"',
      ],
      no: [
        { text: "_auth = ${NPM_AUTH}", why: "a reference" },
        { text: "require_auth = disabled", why: "it decodes to no user" },
        { text: 'npmAuthIdent: "bob"', why: "no password" },
      ],
    },
  }),
  pattern({
    id: "user-password-base64",
    kind: "PASSWORD",
    description:
      "user and password in base64 without a label, as Secrets of Kubernetes hold them: admin:…, root:…, user:…",
    tier: "context",
    remembers: true,
    anchors: USERS.flatMap((user) => opensBase64(`${user}:`)),
    pattern: /(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/]{8,256}={0,2}(?![A-Za-z0-9+/=_-])/y,
    judge: (value) =>
      value.length % 4 === 0 && /^[a-z]+:(?!\d+$)[\x21-\x7e]{4,}$/.test(Buffer.from(value, "base64").toString("latin1"))
        ? { confidence: 0.6, check: "passed" }
        : null,
    examples: {
      yes: ["  extra: «YWRtaW46aHVudGVyMg==»", '{"x":"«cm9vdDpodW50ZXIy»"}', "x «dXNlcjpodW50ZXIyMjIy»"],
      no: [
        { text: "id: dXNlcjo0ODI5", why: "the id of an object: user:4829" },
        { text: "YWRtaW46IHRydWUgb3I=", why: "it decodes to words" },
        { text: "YWRtaW46aHVudGVyMg", why: "not whole" },
      ],
    },
  }),
  pattern({
    id: "composer-github-token",
    kind: "GITHUB_TOKEN",
    description: "OAuth token of GitHub in Composer's auth.json: 40 hex digits",
    tier: "context",
    remembers: true,
    anchors: ['"github.com"'],
    pattern: /"github\.com"\s{0,4}:\s{0,4}"(?<value>[0-9a-f]{40})"/y,
    get examples() {
      const token = sample(LOWER_HEX, 40, 3);
      return {
        yes: [
          `{"github-oauth":{"github.com":"«${token}»"}}`,
          `  "github.com": "«${token}»"`,
          `"github.com" : "«${token}»",`,
        ],
        no: [
          { text: `"github.com/a/b": "${token}"`, why: "a commit" },
          { text: `"github.com": "${token.slice(1)}"`, why: "too short" },
          { text: '"github.com": "octo"', why: "a name" },
        ],
      };
    },
  }),
  pattern({
    id: "jenkins-secret",
    kind: "API_KEY",
    description: "secret that Jenkins keeps in its XML files, encrypted with the key of the instance: {AQAAABAAAA…}",
    anchors: ["{AQAAABAAAA"],
    pattern: /\{AQAAABAAAA[A-Za-z0-9+/]{20,2048}={0,2}\}/y,
    get examples() {
      const body = sample(BASE64, 44, 3);
      return {
        yes: [
          `<secret>«{AQAAABAAAA${body}=}»</secret>`,
          `apiToken = «{AQAAABAAAA${body}}»`,
          `"«{AQAAABAAAA${body}==}»"`,
        ],
        no: [
          { text: "{AQAAABAAAAQ}", why: "too short" },
          { text: `AQAAABAAAA${body}=`, why: "no braces" },
          { text: `{AQAAABAAAA${body}-}`, why: "another alphabet" },
        ],
      };
    },
  }),
  pattern({
    id: "presigned-signature",
    kind: "API_KEY",
    description:
      "signature of a presigned address of S3, Cloud Storage and their kin: whoever has it may read or write",
    anchors: ["X-Amz-Signature=", "X-Goog-Signature=", "x-oss-signature=", "X-Tos-Signature=", "q-signature="],
    pattern: /(?:x-(?:amz|goog|oss|tos)-|q-)signature=(?<value>[0-9a-f]{40,1024})(?![\w-])/iy,
    needs: DIGIT,
    get examples() {
      const signature = sample(LOWER_HEX, 64, 9);
      return {
        yes: [
          `https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=«${signature}»`,
          `https://storage.googleapis.com/b/o?X-Goog-Signature=«${signature}${signature}»&x=1`,
          `?q-sign-algorithm=sha1&q-signature=«${signature.slice(24)}»`,
        ],
        no: [
          { text: "X-Amz-Signature=<signature>", why: "a place for one" },
          { text: `X-Amz-Signature=${signature.slice(40)}`, why: "too short" },
          { text: `signature=${signature.slice(0, 40)} ok`, why: "any signature" },
        ],
      };
    },
  }),
];

export const serverFileRules: readonly Rule[] = [...lists, ...commands, ...tokens];
