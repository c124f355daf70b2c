// Passwords that half the world has: those of every list of leaked ones that are spelled as no word of any language is
// (`p@ssw0rd`), and those that are words, with digits behind, where nothing else stands on their line.

import { standsAlone } from "../build/alone.ts";
import { folded } from "../build/anchor.ts";
import { pattern } from "../build/pattern.ts";
import { DIGIT } from "../charset.ts";
import type { Rule } from "../rule.ts";

/** A letter of it is written as a sign or a digit, or it is the word. */
const SPELLED = /^p[a@4][s$5]{2}w[o0]rd/i;
const PLAIN = /^password/i;

export const commonPasswordRules: readonly Rule[] = [
  pattern({
    id: "common-password",
    kind: "PASSWORD",
    description: "password of the lists of leaked ones: the word password in signs and digits; others alone on a line",
    tier: "context",
    get anchors() {
      return [
        ...["p@ss", "pa$$w", "passw0", "pa55w", "p455w", "letmein", "trustno", "correcthorseb"].map(folded),
        [...folded("password"), DIGIT],
        [...folded("qwerty"), DIGIT],
      ];
    },
    pattern:
      /(?<![^\s"'`([{<,;|])(?:p[a@4][s$5]{2}w[o0]rd|letmein|trustno|qwerty|correcthorsebatterystaple)\d{0,6}[!@#$%&*?.]{0,3}(?![^\s"'`)\]}>,;:|.\0])/iy,
    judge(value, scan, start, end) {
      if (SPELLED.test(value) && !PLAIN.test(value)) return { confidence: 0.6, check: "none" };
      // `password1` and `password2` are fields of forms.
      if (/^[a-z]+\d?$/i.test(value) && !/^(?:letmein|trustno|correct)/i.test(value)) return null;
      return standsAlone(scan, start, end) ? { confidence: 0.55, check: "none" } : null;
    },
    get examples() {
      return {
        yes: [
          "«p@ssw0rd99»",
          "mail and «Passw0rd!», as before",
          "try “x” or '«pa$$w0rd»'",
          "«letmein42»\nnext",
          '"«qwerty123»"',
        ],
        no: [
          { text: "password1\npassword2", why: "names of fields" },
          { text: "the password123 column", why: "a name in a sentence" },
          { text: "letmein was the name of a song", why: "prose" },
          { text: "docs/p@ssw0rd.md and p@ssw0rds", why: "a part of a name" },
        ],
      };
    },
  }),
];
