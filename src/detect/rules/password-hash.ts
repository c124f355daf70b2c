// Password hashes: crypt(3) in its modular forms, Argon2, PBKDF2 and LDAP. A hash is no password, but it is what crackers
// start from.

import { literal } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { sample } from "../build/sample.ts";
import { BASE62, BASE64, charset, LOWER_HEX, runEnd } from "../charset.ts";
import type { Rule, Scan } from "../rule.ts";

const CRYPT = charset("A-Za-z0-9./");
const SALT = "[A-Za-z0-9./]";

const bcrypt = (seed: number) => `$2b$12$${sample(CRYPT, 53, seed)}`;

const KERBEROS_HEAD =
  /^\$krb5(?:asrep\$(?:\d{2}\$)?(?:[^\s"'<>$:]{1,120}:)?|tgs\$\d{2}\$(?:\*[^\s"'<>*]{1,160}\*\$)?)[0-9a-f]{24,32}\$/;

/** Written by hand, since the hash is long and its head is short: only the head is read as a string. */
const kerberos: Rule = {
  id: "kerberos-hash",
  kind: "PASSWORD_HASH",
  description: "Kerberos 5 ticket as crackers take it: AS-REP or TGS-REP",
  tier: "proof",
  confidence: 0.95,
  get anchors() {
    return ["$krb5asrep$", "$krb5tgs$"].map(literal);
  },
  get examples() {
    return {
      yes: [
        `«$krb5asrep$23$${sample(LOWER_HEX, 32, 1)}$${sample(LOWER_HEX, 300, 1)}»`,
        `hash: «$krb5asrep$23$bob@ACME.COM:${sample(LOWER_HEX, 32, 2)}$${sample(LOWER_HEX, 300, 2)}»`,
        `{"h":"«$krb5tgs$23$*svc$ACME.COM$cifs/host*$${sample(LOWER_HEX, 32, 3)}$${sample(LOWER_HEX, 900, 3)}»"}`,
      ],
      no: [
        { text: "$krb5asrep$23$", why: "it is a head without a hash" },
        { text: "the $krb5tgs$ mode of the cracker", why: "it is a name" },
        { text: `$krb5asrep$23$${sample(LOWER_HEX, 32, 4)}$abc`, why: "it is too short" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes, hi } = scan;
    const head = KERBEROS_HEAD.exec(latin1(bytes, at, Math.min(hi, at + 240)));
    // A blanked-out value is no part of a principal.
    if (head === null || head[0].includes("\0")) return;
    const from = at + head[0].length;
    const end = runEnd(bytes, from, Math.min(hi, from + 16_384), LOWER_HEX);
    if (end - from >= 64) scan.add(kerberos, at, end, 0.95, "none");
  },
};

const hashes: readonly Rule[] = [
  pattern({
    id: "bcrypt-hash",
    kind: "PASSWORD_HASH",
    description: "bcrypt hash: $2a$, $2b$, $2x$ or $2y$, the cost, 53 characters",
    get anchors() {
      return ["$2a$", "$2b$", "$2x$", "$2y$"];
    },
    ahead: 64,
    get pattern() {
      return new RegExp(`\\$2[abxy]\\$\\d\\d\\$${SALT}{53}(?!${SALT})`, "y");
    },
    get examples() {
      return {
        yes: [
          `bob:«${bcrypt(1)}»:1000`,
          `{"hash":"«${bcrypt(2)}»"}`,
          `INSERT INTO users VALUES ('bob', '«${bcrypt(3)}»');`,
        ],
        no: [
          { text: bcrypt(4).slice(0, -1), why: "it is one character short" },
          { text: `${bcrypt(5)}x`, why: "it goes on beyond its length" },
          { text: `$2b$xx$${sample(CRYPT, 53, 6)}`, why: "its cost is no number" },
        ],
      };
    },
  }),
  pattern({
    id: "crypt-hash",
    kind: "PASSWORD_HASH",
    description:
      "crypt(3) hash: MD5 ($1$, $apr1$), SHA-256 ($5$), SHA-512 ($6$), yescrypt ($y$), Cisco PBKDF2 ($8$) or scrypt ($9$)",
    get anchors() {
      return ["$1$", "$5$", "$6$", "$8$", "$9$", "$y$", "$apr1$"];
    },
    ahead: 192,
    get pattern() {
      return new RegExp(
        [
          `\\$(?:1|apr1)\\$${SALT}{1,8}\\$${SALT}{22}(?!${SALT})`,
          `\\$5\\$(?:rounds=\\d{1,9}\\$)?${SALT}{1,16}\\$${SALT}{43}(?!${SALT})`,
          `\\$6\\$(?:rounds=\\d{1,9}\\$)?${SALT}{1,16}\\$${SALT}{86}(?!${SALT})`,
          `\\$[89]\\$${SALT}{8,16}\\$${SALT}{43}(?!${SALT})`,
          `\\$y\\$${SALT}{1,16}\\$${SALT}{1,86}\\$${SALT}{43}(?!${SALT})`,
        ].join("|"),
        "y",
      );
    },
    get examples() {
      return {
        yes: [
          `root:«$6$${sample(CRYPT, 16, 1)}$${sample(CRYPT, 86, 1)}»:19000:0:99999:7:::`,
          `{"p":"«$5$rounds=5000$${sample(CRYPT, 8, 2)}$${sample(CRYPT, 43, 2)}»"}`,
          `enable secret 5 «$1$${sample(CRYPT, 8, 3)}$${sample(CRYPT, 22, 3)}»`,
          `enable secret 8 «$8$${sample(CRYPT, 14, 6)}$${sample(CRYPT, 43, 6)}»`,
          `bob:«$apr1$${sample(CRYPT, 8, 4)}$${sample(CRYPT, 22, 4)}»`,
          `bob:«$y$j9T$${sample(CRYPT, 22, 5)}$${sample(CRYPT, 43, 5)}»:19000`,
        ],
        no: [
          { text: "s/(a)(b)/$1$2/ and $6$", why: "these are groups of a replacement" },
          { text: `$6$${sample(CRYPT, 8, 6)}$${sample(CRYPT, 43, 6)}`, why: "it is too short for SHA-512" },
          { text: `$1$${sample(CRYPT, 8, 7)}$${sample(CRYPT, 30, 7)}`, why: "it goes on beyond its length" },
        ],
      };
    },
  }),
  pattern({
    id: "argon2-hash",
    kind: "PASSWORD_HASH",
    description: "Argon2 hash in the PHC string format, with its parameters, salt and hash",
    get anchors() {
      return ["$argon2"];
    },
    pattern:
      /\$argon2(?:id|i|d)(?:\$v=\d{1,3})?\$m=\d{1,10},t=\d{1,6},p=\d{1,4}\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180}={0,2}/y,
    get examples() {
      return {
        yes: [
          `hash: «$argon2id$v=19$m=65536,t=3,p=4$${sample(BASE64, 22, 1)}$${sample(BASE64, 43, 1)}»`,
          `{"p":"«$argon2i$v=19$m=4096,t=3,p=1$${sample(BASE64, 22, 2)}$${sample(BASE64, 43, 2)}»"}`,
          `('«$argon2d$m=1024,t=2,p=2$${sample(BASE64, 11, 3)}$${sample(BASE64, 43, 3)}»')`,
        ],
        no: [
          { text: "$argon2id$v=19$m=65536,t=3,p=4$", why: "these are parameters only" },
          { text: `$argon2id$v=19$${sample(BASE64, 22, 4)}$${sample(BASE64, 43, 4)}`, why: "it has no parameters" },
          {
            text: `$argon2x$v=19$m=65536,t=3,p=4$${sample(BASE64, 22, 5)}$${sample(BASE64, 43, 5)}`,
            why: "there is no argon2x",
          },
        ],
      };
    },
  }),
  pattern({
    id: "pbkdf2-hash",
    kind: "PASSWORD_HASH",
    description: "PBKDF2 or scrypt hash as Django, passlib and others write it",
    get anchors() {
      return ["pbkdf2_sha", "$pbkdf2", "scrypt$", "$scrypt"];
    },
    back: 1,
    pattern:
      /(?<![A-Za-z0-9_])(?:pbkdf2_sha(?:1|256|512)|\$pbkdf2(?:-sha\d{1,3})?)\$\d{1,9}\$[A-Za-z0-9+/.]{4,90}\$[A-Za-z0-9+/.]{20,180}={0,2}|\$scrypt\$ln=\d{1,3},r=\d{1,4},p=\d{1,4}\$[A-Za-z0-9+/.]{8,90}\$[A-Za-z0-9+/.]{20,180}={0,2}/y,
    get examples() {
      return {
        yes: [
          `password = «pbkdf2_sha256$600000$${sample(BASE62, 22, 1)}$${sample(BASE64, 43, 1)}=»`,
          `{"p":"«$pbkdf2-sha512$25000$${sample(BASE62, 22, 2)}$${sample(CRYPT, 86, 2)}»"}`,
          `('«$scrypt$ln=16,r=8,p=1$${sample(BASE62, 22, 3)}$${sample(BASE64, 43, 3)}»')`,
        ],
        no: [
          { text: "hashlib.pbkdf2_sha256(password, salt)", why: "it is a call" },
          { text: "pbkdf2_sha256$600000$", why: "these are parameters only" },
          {
            text: `my_pbkdf2_sha256$600000$${sample(BASE62, 22, 4)}$${sample(BASE64, 43, 4)}`,
            why: "it is glued to a word",
          },
        ],
      };
    },
  }),
  kerberos,
  pattern({
    id: "ldap-hash",
    kind: "PASSWORD_HASH",
    description: "LDAP password hash: {SSHA}, {SHA}, {SMD5}, {MD5}, {SSHA256}, {SSHA512} and base64",
    get anchors() {
      return ["{SSHA", "{SHA", "{SMD5}", "{MD5}"];
    },
    pattern: /\{(?:S?SHA(?:256|384|512)?|S?MD5)\}[A-Za-z0-9+/]{20,140}={0,2}(?![A-Za-z0-9+/=])/y,
    get examples() {
      return {
        yes: [
          `userPassword: «{SSHA}${sample(BASE64, 32, 1)}»`,
          `{"p":"«{SHA}${sample(BASE64, 27, 2)}=»"}`,
          `userPassword: «{SSHA512}${sample(BASE64, 96, 3)}»`,
          `x «{MD5}${sample(BASE64, 22, 4)}==».`,
        ],
        no: [
          { text: "the {SSHA} and {SHA} schemes", why: "these are names" },
          { text: `{SSHA}${sample(BASE64, 12, 5)}`, why: "it is too short" },
          { text: `{SHAKE}${sample(BASE64, 32, 6)}`, why: "there is no such scheme" },
        ],
      };
    },
  }),
];

export const passwordHashRules: readonly Rule[] = hashes;
