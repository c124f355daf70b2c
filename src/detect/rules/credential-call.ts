// Passwords among the arguments of calls that take a user and a password by position: NetworkCredential, HTTPBasicAuth,
// getConnection, mysqli and their kin. Reads one line; what has a name is assignment.ts's.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { EQUALS, isQuote, isSpace } from "../build/value.ts";
import { STOP } from "../charset.ts";
import { isCommonWord, isProse, isStandIn, look } from "../check/secrecy.ts";
import type { Rule } from "../rule.ts";

/** Names with the parenthesis that opens the arguments, and which of these is the password, from 1. */
const CALLS: readonly (readonly [string, number])[] = [
  ["NetworkCredential(", 2],
  ["PasswordCredentials(", 2],
  ["PasswordCredential(", 2],
  ["PasswordAuthentication(", 2],
  ["PasswordAuthenticationToken(", 2],
  ["BasicAuth(", 2],
  ["basicAuth(", 2],
  ["basic_auth(", 2],
  ["auth=(", 2],
  ["auth = (", 2],
  [".login(", 2],
  [".auth(", 2],
  ["getConnection(", 3],
  ["Credentials(", 4],
  ["AWSCredentials(", 2],
  ["jwt.sign(", 2],
  ["jwt.verify(", 2],
  ["jwt.encode(", 2],
  ["jwt.decode(", 2],
  ["DirectoryEntry(", 3],
  ["mysql_connect(", 3],
  ["mysqli_connect(", 3],
  ["mysqli(", 3],
  ["PDO(", 3],
  ["ftp_login(", 3],
  ["ldap_bind(", 3],
  ["imap_open(", 3],
  ["ssh2_auth_password(", 3],
];

/** Bytes of the arguments that are looked at. */
const REACH = 512;
const CLOSE = 0x29;
const COMMA = 0x2c;

/** The argument `index` of a call whose arguments begin at `at`; null when it is no string, or the call goes on elsewhere. */
function argument(bytes: Uint8Array, at: number, hi: number, index: number): { start: number; end: number } | null {
  const limit = Math.min(hi, at + REACH);
  let depth = 0;
  let count = 1;
  let start = -1;
  let end = -1;
  for (let i = at; i < limit && STOP[bytes[i] as number] === 0; i++) {
    const byte = bytes[i] as number;
    if (isQuote(byte)) {
      let k = i + 1;
      while (k < limit && bytes[k] !== byte && STOP[bytes[k] as number] === 0) k += bytes[k] === 0x5c ? 2 : 1;
      if (k >= limit || bytes[k] !== byte) return null;
      if (depth === 0 && count === index) {
        if (start >= 0) return null;
        start = i + 1;
        end = k;
      }
      i = k;
    } else if (byte === 0x28 || byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === CLOSE || byte === 0x5d || byte === 0x7d) {
      if (depth === 0) return start >= 0 ? { start, end } : null;
      depth--;
    } else if (depth === 0 && byte === COMMA) {
      if (start >= 0) return { start, end };
      count++;
    } else if (depth === 0 && count === index && !isSpace(byte) && byte !== 0x40 && (byte | 0x20) !== 0x62) {
      // A variable, or strings that are joined.
      return null;
    }
  }
  return null;
}

const callPassword: Rule = {
  id: "call-password",
  kind: "PASSWORD",
  description:
    "password among the arguments of a call that logs in: NetworkCredential, HTTPBasicAuth, mysqli, getConnection",
  tier: "context",
  confidence: 0.8,
  remembers: true,
  get anchors() {
    return CALLS.map(([name]) => literal(name));
  },
  find(scan, at, end) {
    const { bytes, hi } = scan;
    const name = latin1(bytes, at, end);
    const call = CALLS.find(([known]) => known === name);
    if (call === undefined) return;
    const value = argument(bytes, end, hi, call[1]);
    // Two arguments of a method that many have: the user must be a string as well.
    if (value === null || (name.startsWith(".") && argument(bytes, end, hi, 1) === null)) return;
    const { start, end: stop } = value;
    const l = look(bytes, start, stop);
    if (l.length < 3 || isStandIn(bytes, start, stop, bytes[start - 1] as number)) return;
    const plain =
      // `jwt.encode(signer, "iatexp")`
      (name.startsWith("jwt") && l.length < 8 && l.digits === 0) ||
      isCommonWord(bytes, start, stop) ||
      /^pass(?:wd)?$|\.(?:pem|key|pub|crt)$/i.test(latin1(bytes, start, stop)) ||
      (l.spaces > 0 && isProse(bytes, start, stop));
    scan.add(callPassword, start, stop, plain ? 0.3 : 0.8, "none");
  },
  get examples() {
    return {
      yes: [
        'new NetworkCredential("bob", "«hunter2»")',
        "requests.get(url, auth=HTTPBasicAuth('bob', '«hunter2»'))",
        "requests.get(url, auth=('bob', '«hunter2»'))",
        'DriverManager.getConnection(url, "bob", "«hunter2»");',
        '$db = mysqli_connect("localhost", "root", "«hunter2»", "main");',
        "new PDO($dsn, 'bob', '«hunter2»')",
        'ftp.login("bob", "«hunter2»")',
        'req.SetBasicAuth("bob", "«hunter2»")',
        'credentials += Credentials("Realm", "repo.example.org", "bob", "«hunter2»")',
        "jwt.sign(payload, '«hunter2secret»')",
        'new DirectoryEntry("LDAP://dc", @"acme\\bob", "«hunter2»")',
      ],
      no: [
        { text: "HTTPBasicAuth(user, password)", why: "variables" },
        { text: 'new PDO("mysql:host=db1", $user, $pass)', why: "variables" },
        { text: 'client.login(token, "callback1")', why: "the user is a variable" },
        { text: 'getConnection("jdbc:postgresql://db/x")', why: "it has no password" },
        { text: 'auth=("user", "password")', why: "a placeholder" },
        { text: "client.login('user', 'pass')", why: "a placeholder" },
        { text: "jwt.verify(token, 'public.pem')", why: "a file" },
        { text: 'mysqli("localhost", "root", "")', why: "an empty password" },
        { text: "basic_auth('bob', os.environ['PASS'])", why: "a reference" },
      ],
    };
  },
};

const secureString: Rule = {
  id: "secure-string-password",
  kind: "PASSWORD",
  description: "plain text that PowerShell turns to a secure string: ConvertTo-SecureString",
  tier: "context",
  confidence: 0.85,
  remembers: true,
  get anchors() {
    return [literal("ConvertTo-SecureString "), literal("convertto-securestring ")];
  },
  find(scan, _at, end) {
    const { bytes, hi } = scan;
    let i = end;
    // Parameters before the string: `-String`, `-AsPlainText -Force`.
    while (i < hi && i < end + 64 && (bytes[i] === 0x2d || isSpace(bytes[i])))
      if (isSpace(bytes[i])) i++;
      else while (i < hi && !isSpace(bytes[i]) && bytes[i] !== EQUALS && STOP[bytes[i] as number] === 0) i++;
    const quote = bytes[i];
    if (quote !== 0x22 && quote !== 0x27) return;
    const start = i + 1;
    let stop = start;
    while (stop < hi && stop - start < 256 && bytes[stop] !== quote && STOP[bytes[stop] as number] === 0) stop++;
    if (stop >= hi || bytes[stop] !== quote || stop - start < 3 || isStandIn(bytes, start, stop, quote)) return;
    scan.add(secureString, start, stop, 0.85, "none");
  },
  get examples() {
    return {
      yes: [
        '$p = ConvertTo-SecureString "«hunter2»" -AsPlainText -Force',
        "ConvertTo-SecureString -String '«hunter2»' -AsPlainText -Force",
        'ConvertTo-SecureString -AsPlainText -Force "«S3cret!»"',
      ],
      no: [
        { text: "ConvertTo-SecureString $env:PASSWORD -AsPlainText -Force", why: "a variable" },
        { text: 'ConvertTo-SecureString "$Password" -AsPlainText -Force', why: "a variable in quotes" },
        { text: "ConvertTo-SecureString (Get-Content pw.txt)", why: "a file" },
      ],
    };
  },
};

export const credentialCallRules: readonly Rule[] = [callPassword, secureString];
