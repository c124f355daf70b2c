// Passwords among the options of well-known commands: curl -u, mysql -p, sshpass -p, redis-cli -a. The command must stand
// to the left on the same line, since a bare `-p` means anything. Long options are assignment.ts's.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { charset, WORD } from "../charset.ts";
import { isStandIn } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";

const END = charset("; \t\r\n\0\"'\\`<>|,");

/** `curl -u user:password` and `--user`, `--proxy-user`. */
const curlUser: Rule = {
  id: "curl-user",
  kind: "PASSWORD",
  description: "password of curl's -u, --user and --proxy-user options",
  tier: "context",
  confidence: 0.9,
  remembers: true,
  get anchors() {
    return [literal(" -u"), literal("-user "), literal("-user=")];
  },
  find(scan, at, end) {
    const { bytes, lo, hi } = scan;
    let i = end;
    while (i < hi && i < end + 4 && (bytes[i] === 0x20 || bytes[i] === 0x22 || bytes[i] === 0x27 || bytes[i] === 0x3d))
      i++;
    const name = i;
    while (i < hi && i - name < 128 && (WORD[bytes[i] as number] === 1 || USER[bytes[i] as number] === 1)) i++;
    if (bytes[i] !== 0x3a || i >= hi) return;
    const start = i + 1;
    for (i = start; i < hi && i - start < 256 && END[bytes[i] as number] === 0; ) i++;
    if (i - start < 3 || isStandIn(bytes, start, i, 0)) return;
    // The command may stand far to the left; only now is it worth looking for.
    if (
      !/\b(?:curl|http|https|wget|ab|siege|hey)\b/.test(latin1(bytes, lineStart(bytes, Math.max(lo, at - 512), at), at))
    )
      return;
    scan.add(curlUser, start, i, 0.85, "none");
  },
  get examples() {
    return {
      yes: [
        "curl -u bob:«s3cr3t» https://example.com",
        "curl -s --user 'bob:«hunter2»' https://example.com",
        "curl -ubob:«p4ss!» -X POST https://example.com",
        "curl https://example.com --proxy-user bob@example.com:«pa55»",
      ],
      no: [
        { text: "docker run -u 1000:1000 img", why: "user and group ids" },
        { text: "curl -u bob https://example.com:8080", why: "a user only" },
        { text: "curl -u bob:$PASS https://example.com", why: "a reference" },
        { text: "sort -u a:b | uniq", why: "another command" },
      ],
    };
  },
};

const USER = charset("@.%+\\-");

function lineStart(bytes: Uint8Array, least: number, at: number): number {
  let i = at;
  while (i > least && bytes[i - 1] !== 10) i--;
  return i;
}

/** `mysql -pSecret`, `sshpass -p secret`, `psexec … -p secret`, `redis-cli -a secret`. */
const commandPassword: Rule = {
  id: "command-password",
  kind: "PASSWORD",
  description: "password option of mysql, sshpass, psexec, redis-cli and their kin",
  tier: "context",
  confidence: 0.85,
  remembers: true,
  get anchors() {
    return [literal(" -p"), literal(" -a ")];
  },
  find(scan, at, end) {
    const { bytes, hi } = scan;
    const attached = bytes[end] !== 0x20;
    let start = end;
    while (start < hi && start < end + 3 && (bytes[start] === 0x20 || bytes[start] === 0x22 || bytes[start] === 0x27))
      start++;
    let stop = start;
    while (stop < hi && stop - start < 128 && END[bytes[stop] as number] === 0) stop++;
    if (stop - start < 3 || bytes[start] === 0x2d) return;
    const command = COMMAND.exec(commandLine(scan, at))?.[1];
    if (command === undefined) return;
    // mysql takes the word behind a bare -p for the database.
    const wants =
      end - at === 4
        ? /^redis/
        : /^(?:mysql|mariadb)/.test(command) && end - at === 3
          ? attached
            ? /./
            : /$^/
          : /^[^r]/;
    if (!wants.test(command) || isStandIn(bytes, start, stop, 0)) return;
    scan.add(commandPassword, start, stop, 0.8, "none");
  },
  get examples() {
    return {
      yes: [
        "mysql -u root -p«s3cret» -h db main",
        "mysqldump -uroot -p'«hunter2»' main",
        "sshpass -p «s3cret» ssh bob@host",
        "psexec \\\\host -u Administrator -p «braksha» cmd",
        "redis-cli -h cache -a «s3cret» ping",
        "psexec \\\\host -u mysql -p «braksha» cmd",
      ],
      no: [
        { text: "mysql -u root -p main", why: "asks for the password; main is the database" },
        { text: "mkdir -p build/out && docker run -p 8080:80 img", why: "other commands" },
        { text: "sshpass -p $PASS ssh bob@host", why: "a reference" },
        { text: "redis-cli -p 6379 ping", why: "a port" },
        { text: "sshpass -f pw ssh bob@host mysql -u root -p main", why: "the option is that of mysql" },
      ],
    };
  },
};

/** The nearest command: with several on a line an option belongs to the last. `-u mysql` is a user. */
const COMMAND = /^[\s\S]*\b(?<!-u )(mysql\w*|mariadb[\w-]*|sshpass|psexec(?:64)?|redis-cli)(?:\.exe)?["']?\s[^|;&]*$/i;

/** What stands on the line to the left, within reach. */
function commandLine(scan: Scan, at: number): string {
  return latin1(scan.bytes, lineStart(scan.bytes, Math.max(scan.lo, at - 512), at), at + 1);
}

export const commandLineRules: readonly Rule[] = [curlUser, commandPassword];
