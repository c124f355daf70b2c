// Passwords among the options of well-known commands: curl -u, mysql -p, docker login -p, redis-cli -a. The command must
// stand to the left on the same line, since a bare `-p` means anything. Long options are assignment.ts's.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { charset, STOP, WORD } from "../charset.ts";
import { isCommonWord, isName, isStandIn, look } from "../check/secrecy.ts";
import type { Rule, Scan } from "../rule.ts";
import { passwordOptions } from "./command-options.ts";

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
    let quote = bytes[name - 1] as number;
    let quoted = quote === 0x22 || quote === 0x27;
    if (bytes[i] !== 0x3a || i >= hi) {
      if (quoted) keyAlone(scan, at, name, i, quote);
      return;
    }
    let start = i + 1;
    if (quoted && bytes[start] === quote) {
      keyAlone(scan, at, name, i, quote);
      return;
    }
    // `bob:'…'`: only the password is in quotes.
    if (!quoted && (bytes[start] === 0x22 || bytes[start] === 0x27)) {
      quote = bytes[start++] as number;
      quoted = true;
    }
    for (
      i = start;
      i < hi &&
      i - start < 256 &&
      (quoted ? bytes[i] !== quote && IN_QUOTES[bytes[i] as number] === 1 : END[bytes[i] as number] === 0);
    )
      i++;
    if (i - start < 3 || isStandIn(bytes, start, i, 0)) return;
    if (!followsCommand(bytes, lo, at)) return;
    // `username:password` shows where they go.
    const shown = isCommonWord(bytes, start, i) && /^user(?:_?name)?$/i.test(latin1(bytes, name, start - 1));
    scan.add(curlUser, start, i, shown ? 0.4 : 0.85, "none");
  },
  get examples() {
    return {
      yes: [
        "curl -u bob:«s3cr3t» https://example.com",
        "curl -s --user 'bob:«hunter2»' https://example.com",
        "curl -ubob:«p4ss!» -X POST https://example.com",
        "curl https://example.com --proxy-user bob@example.com:«pa55»",
        'curl -u "bob:«hunter 2»" https://example.com',
        "curl --user bob:'«hunter 2»' -i https://example.com",
        'curl -u "«k3yOnly!42x»:" https://example.com',
      ],
      no: [
        { text: "docker run -u 1000:1000 img", why: "user and group ids" },
        { text: "curl -u bob https://example.com:8080", why: "a user only" },
        { text: "curl -u bob:$PASS https://example.com", why: "a reference" },
        { text: "sort -u a:b | uniq", why: "another command" },
        { text: "curl -u username:password https://example.com", why: "it shows where they go" },
        { text: "curl -u 'bob.smith42:' https://example.com", why: "a user only" },
      ],
    };
  },
};

/** The command may stand far to the left, so it is looked for last. */
function followsCommand(bytes: Buffer, lo: number, at: number): boolean {
  return /\b(?:curl|http|https|wget|ab|siege|hey)\b/.test(
    latin1(bytes, lineStart(bytes, Math.max(lo, at - 512), at), at),
  );
}

/** `-u "KEY:"`: services that know a key and no user take it as one, with an empty password. */
function keyAlone(scan: Scan, at: number, name: number, from: number, quote: number): void {
  const { bytes, lo, hi } = scan;
  let i = from;
  while (i < hi && i - name < 128 && bytes[i] !== quote && bytes[i] !== 0x3a && END[bytes[i] as number] === 0) i++;
  if (bytes[i] !== 0x3a || bytes[i + 1] !== quote || isStandIn(bytes, name, i, 0) || isName(bytes, name, i)) return;
  const l = look(bytes, name, i);
  if (l.length < 10 || l.digits < 2 || l.letters < 2 || l.classes < 3) return;
  if (followsCommand(bytes, lo, at)) scan.add(curlUser, name, i, 0.7, "none");
}

const USER = charset("@.%+\\-");
/** What a value in quotes may hold. */
const IN_QUOTES: Uint8Array = STOP.map((stop, byte) => (stop === 1 || byte === 0x5c || byte === 0x0d ? 0 : 1));

function lineStart(bytes: Uint8Array, least: number, at: number): number {
  let i = at;
  while (i > least && bytes[i - 1] !== 10) i--;
  return i;
}

/** Reads the word at `from`, in quotes or bare; returns its start and end, or null. */
function readWord(bytes: Uint8Array, from: number, hi: number): { start: number; end: number } | null {
  let start = from;
  let slashes = 0;
  while (start < hi && bytes[start] === 0x5c && slashes < 3) {
    start++;
    slashes++;
  }
  const quote = bytes[start];
  if (quote === 0x22 || quote === 0x27) {
    let end = start + 1;
    const limit = Math.min(hi, end + 128);
    while (end < limit && bytes[end] !== quote && STOP[bytes[end] as number] === 0) end++;
    if (end >= limit || bytes[end] !== quote) return null;
    return { start: start + 1, end: end - (slashes > 0 && bytes[end - 1] === 0x5c ? 1 : 0) };
  }
  if (slashes > 0) return null;
  let end = start;
  while (end < hi && end - start < 128 && END[bytes[end] as number] === 0) end++;
  return { start, end };
}

/** `mysql -pSecret`, `sshpass -p secret`, `docker login -p secret`, `redis-cli -a secret`. */
const commandPassword: Rule = {
  id: "command-password",
  kind: "PASSWORD",
  description: "password option of mysql, sshpass, docker login, redis-cli, sqlcmd, ldapsearch, zip and their kin",
  tier: "context",
  confidence: 0.85,
  remembers: true,
  get anchors() {
    return [...[" -p", " -hp", " -P", " -a ", " -w ", " -k ", " -A ", " -X ", " -s ", " /p:"].map(literal)];
  },
  find(scan, at, end) {
    const { bytes, hi } = scan;
    // Which option it is, and whether a space follows.
    let i = at + 1;
    while (i < hi && i < at + 4 && bytes[i] !== 0x20 && i < end) i++;
    const flag = latin1(bytes, at + 1, i);
    const attached = bytes[i] !== 0x20;
    while (i < hi && i < end + 3 && bytes[i] === 0x20) i++;
    const word = readWord(bytes, i, hi);
    // Ports and paths are what these letters mean to most commands.
    if (word === null || word.end - word.start < 3 || bytes[word.start] === 0x2d) return;
    const options = passwordOptions(bytes, scan.lo, at);
    if (!options?.some((option) => option.flag === flag && (option.attached ?? attached) === attached)) return;
    if (isStandIn(bytes, word.start, word.end, 0)) return;
    scan.add(commandPassword, word.start, word.end, 0.8, "none");
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
        "docker login -u bob -p «hunter2» registry.example.com",
        "echo x | podman login -p '«hunt er2»' -u bob registry.example.com",
        "/opt/mssql-tools/bin/sqlcmd -S db -U sa -P «Str0ng!Pw» -Q 'select 1'",
        "ldapsearch -x -D cn=admin -w «s3cret» -b dc=example",
        "zip -P «s3cret» out.zip a b && unzip -P «s3cret» out.zip",
        "7z x -p«s3cret» archive.7z",
        "xfreerdp /u:bob /p:«s3cret» /v:host",
        "mongosh -u bob -p «s3cret» --authenticationDatabase admin",
        "openssl enc -aes-256-cbc -k «s3cret» -in a",
        "az login -u bob@example.com -p «s3cret»",
      ],
      no: [
        { text: "mysql -u root -p main", why: "asks for the password; main is the database" },
        { text: "mkdir -p build/out && docker run -p 8080:80 img", why: "other commands" },
        { text: "sshpass -p $PASS ssh bob@host", why: "a reference" },
        { text: "redis-cli -p 6379 ping", why: "a port" },
        { text: "sshpass -f pw ssh bob@host mysql -u root -p main", why: "the option is that of mysql" },
        { text: "docker compose -p project1 up", why: "another subcommand" },
        { text: "mysql -P 3306 -h db1", why: "a port" },
        { text: "openssl dgst -k key12 a", why: "another subcommand" },
        { text: "gzip -k file1 && tar -w archive2", why: "other commands" },
        { text: "az vm create -p plan42", why: "another subcommand" },
      ],
    };
  },
};

/** What stands on the line to the left, within reach. */
function commandLine(scan: Scan, at: number): string {
  return latin1(scan.bytes, lineStart(scan.bytes, Math.max(scan.lo, at - 512), at), at + 1);
}

const PAIR = charset("A-Za-z0-9_.@\\\\-");

/** `sqlplus bob/secret@db`, `jdbc:oracle:thin:bob/secret@host`, `smbclient -U bob%secret`. */
const userPair: Rule = {
  id: "user-pair",
  kind: "PASSWORD",
  description: "password behind a user and a slash or percent sign: sqlplus, Oracle's thin driver, Samba's -U",
  tier: "context",
  confidence: 0.85,
  remembers: true,
  get anchors() {
    return [...["sqlplus ", ":thin:", ":oci:", "expdp ", "impdp ", "sqlldr ", " -U "].map(literal), literal("--user=")];
  },
  find(scan, at, end) {
    const { bytes, hi } = scan;
    const samba = bytes[at] === 0x20 || bytes[at] === 0x2d;
    let i = end;
    // Options of sqlplus: `-s`, `-L`.
    while (!samba && bytes[i] === 0x2d && i < hi && i < end + 24) {
      while (i < hi && (bytes[i] as number) > 0x20) i++;
      while (bytes[i] === 0x20) i++;
    }
    if (bytes[i] === 0x22 || bytes[i] === 0x27) i++;
    const name = i;
    while (i < hi && i - name < 64 && PAIR[bytes[i] as number] === 1) i++;
    if (i === name || bytes[name] === 0x40 || i >= hi || bytes[i] !== (samba ? 0x25 : 0x2f)) return;
    const start = i + 1;
    let stop = start;
    while (stop < hi && stop - start < 128 && END[bytes[stop] as number] === 0 && (samba || bytes[stop] !== 0x40))
      stop++;
    if (stop - start < 3 || isStandIn(bytes, start, stop, 0)) return;
    // A path is no pair: the host must follow, or the line end.
    if (!samba && bytes[stop] !== 0x40 && !(stop >= hi || (bytes[stop] as number) <= 0x20)) return;
    if (samba && !/\b(?:smbclient|smbmap|rpcclient|smbget|mount|net|winexe|wmic)\b/.test(commandLine(scan, at))) return;
    scan.add(userPair, start, stop, 0.85, "none");
  },
  get examples() {
    return {
      yes: [
        "sqlplus bob/«s3cret»@orcl",
        "sqlplus -s bob/«s3cret»@//db:1521/x",
        "jdbc:oracle:thin:bob/«s3cret»@//db:1521/x",
        "smbclient //host/share -U bob%«s3cret»",
        "expdp system/«s3cret»@orcl full=y",
      ],
      no: [
        { text: "jdbc:oracle:thin:@//db:1521/service", why: "no user" },
        { text: "sqlplus / as sysdba", why: "no password" },
        { text: "psql -U bob main", why: "a user only" },
        { text: "sqlplus $USER/$PASS@orcl", why: "references" },
        { text: "sqlplus bob@orcl @scripts/run", why: "a script" },
      ],
    };
  },
};

/** `echo secret | sudo -S …`, `echo bob:secret | chpasswd`, `net user bob secret /add`. */
const pipedPassword: Rule = {
  id: "piped-password",
  kind: "PASSWORD",
  description: "password that a command gets from echo, or behind a user: sudo -S, chpasswd, passwd --stdin, net user",
  tier: "context",
  confidence: 0.8,
  remembers: true,
  get anchors() {
    return ["sudo -S", "chpasswd", "passwd --stdin", "--password-stdin", "net user ", "net use ", "htpasswd -"].map(
      literal,
    );
  },
  find(scan, at) {
    const { bytes, lo, hi } = scan;
    const from = lineStart(bytes, Math.max(lo, at - 256), at);
    let to = at;
    while (to < hi && to < at + 256 && STOP[bytes[to] as number] === 0) to++;
    // A value that was blanked out was the last word.
    if (bytes[at] === 0x68 && to < hi && bytes[to] === 0) return;
    const text = latin1(bytes, from, to);
    const match = (bytes[at] === 0x6e ? NET : bytes[at] === 0x68 ? HTPASSWD : PIPED).exec(text);
    const range = match?.indices?.groups?.value;
    if (range === undefined) return;
    const [start, end] = [from + range[0], from + range[1]];
    if (!isStandIn(bytes, start, end, 0)) scan.add(pipedPassword, start, end, 0.8, "none");
  },
  get examples() {
    return {
      yes: [
        'echo "«s3cret»" | sudo -S apt update',
        "echo 'bob:«s3cret»' | chpasswd",
        "echo «s3cret» | passwd --stdin bob",
        "net user bob «S3cret!» /add",
        "net use x: \\\\host\\share /user:bob «S3cret!»",
        "htpasswd -b file bob «s3cret»",
        "printf '%s' '«s3cret»' | docker login -u bob --password-stdin",
      ],
      no: [
        { text: 'echo "$PASS" | sudo -S apt update', why: "a reference" },
        { text: "net user bob /delete", why: "no password" },
        { text: "cat users.txt | chpasswd", why: "a file" },
        { text: "htpasswd -c /etc/nginx/file bob", why: "asks for the password" },
        { text: "net use", why: "a list" },
      ],
    };
  },
};

const ECHO = String.raw`\b(?:echo|printf)\s+(?:-\w+\s+)?(?:["']?%s(?:\\n)?["']?\s+)?`;
const PIPED = new RegExp(
  String.raw`${ECHO}["']?(?:[\w.-]{1,64}:)?(?<value>[^\s"'\0|$\x60]{3,128})["']?\s*\|\s*(?:sudo\s+-S|(?:sudo\s+)?chpasswd|(?:sudo\s+)?passwd --stdin|[^|]{0,120}--password-stdin)`,
  "d",
);
const NET =
  /\bnet user\s+[\w.-]{1,64}\s+(?<value>[^\s"'\0/*][^\s"'\0]{2,64})|\bnet use\s[^\0]{0,120}\/user:\S{1,64}\s+(?<value>[^\s"'\0/*][^\s"'\0]{2,64})/d;
const HTPASSWD =
  /\bhtpasswd\s+(?:-\w+\s+)*-\w*b\w*\s+(?:-\w+\s+)*(?:\S{1,128}\s+)?[\w.@-]{1,64}\s+["']?(?<value>[^\s"'\0]{3,128})["']?\s*$/d;

export const commandLineRules: readonly Rule[] = [curlUser, commandPassword, userPair, pipedPassword];
