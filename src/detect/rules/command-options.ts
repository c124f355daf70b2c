// Which command stands to the left of an option, and which of its options takes a password. Facts of the manuals; finds no
// value itself.

import { latin1 } from "../build/context.ts";
import { charset } from "../charset.ts";

/** How a command takes its password. */
export interface Option {
  /** The option's letter, with its hyphen or slash. */
  readonly flag: string;
  /** Whether the password stands right behind the letter: always, never, or either way. */
  readonly attached: boolean | null;
}

const P: Option = { flag: "-p", attached: null };
const APART: Option = { flag: "-p", attached: false };
const ATTACHED: readonly Option[] = [{ flag: "-p", attached: true }];
const UPPER_P: Option = { flag: "-P", attached: false };

/** Commands by their name, and with the word behind it where the option belongs to a subcommand. */
const COMMANDS: Readonly<Record<string, readonly Option[]>> = {
  // mysql takes the word behind a bare -p for the database.
  mysql: ATTACHED,
  mysqldump: ATTACHED,
  mysqladmin: ATTACHED,
  mysqlimport: ATTACHED,
  mysqlcheck: ATTACHED,
  mysqlshow: ATTACHED,
  mariadb: ATTACHED,
  "mariadb-dump": ATTACHED,
  sshpass: [P],
  psexec: [P],
  psexec64: [P],
  "redis-cli": [{ flag: "-a", attached: false }],
  "docker login": [P],
  "podman login": [P],
  "nerdctl login": [P],
  "buildah login": [P],
  "skopeo login": [P],
  "helm registry": [P],
  "az login": [APART],
  "oc login": [APART],
  "cf login": [APART],
  mongo: [APART],
  mongodump: [APART],
  mongorestore: [APART],
  mongosh: [APART],
  rdesktop: [APART],
  xfreerdp: [{ flag: "/p:", attached: true }],
  wfreerdp: [{ flag: "/p:", attached: true }],
  zip: [UPPER_P],
  unzip: [UPPER_P],
  "7z": ATTACHED,
  "7za": ATTACHED,
  rar: [
    { flag: "-hp", attached: true },
    { flag: "-p", attached: true },
  ],
  sqlcmd: [{ flag: "-P", attached: null }],
  bcp: [{ flag: "-P", attached: null }],
  osql: [{ flag: "-P", attached: null }],
  isql: [UPPER_P],
  ipmitool: [UPPER_P],
  snmpwalk: [
    { flag: "-A", attached: false },
    { flag: "-X", attached: false },
  ],
  ldapsearch: [{ flag: "-w", attached: false }],
  ldapadd: [{ flag: "-w", attached: false }],
  ldapmodify: [{ flag: "-w", attached: false }],
  ldappasswd: [
    { flag: "-w", attached: false },
    { flag: "-s", attached: false },
  ],
  mosquitto_pub: [UPPER_P],
  mosquitto_sub: [UPPER_P],
  mosquitto_rr: [UPPER_P],
  "elasticsearch-users useradd": [APART],
  lftp: [P],
  "openssl enc": [{ flag: "-k", attached: false }],
  hydra: [APART],
  crackmapexec: [APART],
  netexec: [APART],
  winexe: [APART],
  "evil-winrm": [APART],
  xfreerdp3: [{ flag: "/p:", attached: true }],
};

/** What separates the words of a line, and what begins another command. */
const SPACE = charset(" \t\"'\\");
const BREAK = charset("\n\0|;&(`");

/** Names have this many letters at most. */
const NAME_MAX = 16;
/** Bytes to the left of an option that are looked at. */
const REACH = 512;

/**
 * The options with a password of the nearest command to the left of `at`, on its line; undefined where there is none. With
 * several commands on a line an option belongs to the last. `-u mysql` is a user.
 */
export function passwordOptions(bytes: Buffer, lo: number, at: number): readonly Option[] | undefined {
  const least = Math.max(lo, at - REACH);
  let behind = "";
  for (let end = at; end > least; ) {
    while (end > least && SPACE[bytes[end - 1] as number] === 1) end--;
    let start = end;
    while (start > least && SPACE[bytes[start - 1] as number] === 0 && BREAK[bytes[start - 1] as number] === 0) start--;
    let name = start;
    for (let i = start; i < end; i++) if (bytes[i] === SLASH) name = i + 1;
    const word =
      end - name <= NAME_MAX + 4
        ? latin1(bytes, name, end)
            .toLowerCase()
            .replace(/\.exe$/, "")
        : "";
    const options = COMMANDS[word] ?? COMMANDS[`${word} ${behind}`];
    if (options !== undefined && latin1(bytes, Math.max(least, start - 3), start) !== "-u ") return options;
    if (start > least && BREAK[bytes[start - 1] as number] === 1) return undefined;
    behind = word;
    end = start;
  }
  return undefined;
}

const SLASH = 0x2f;
