// Passwords in SQL statements that create or alter users, where no name stands directly before the value. `PASSWORD '…'` is
// assignment.ts's.

import { folded } from "../build/anchor.ts";
import { latin1 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import type { Rule } from "../rule.ts";

const STATEMENT =
  /\b(?:create|alter|replace)\s+(?:or\s+replace\s+)?(?:user|role)\b|\bgrant\s|\baccount\s+unlock\b|^\s*identified\b/i;

export const sqlPasswordRules: readonly Rule[] = [
  pattern({
    id: "sql-identified-by",
    kind: "PASSWORD",
    description: "password or hash of IDENTIFIED BY and IDENTIFIED WITH … BY or AS; MySQL, MariaDB, Oracle",
    tier: "context",
    get anchors() {
      return [folded("identified by "), folded("identified with ")];
    },
    pattern:
      /identified (?:with ["'`]?\w{1,40}["'`]? )?(?:by|as) (?:password |values )?\\*["']?(?<value>(?<=["'])[^"'`\\\n\0]{3,128}(?=\\*["'])|[^\s"'`;,()\\\0<{%:@?]{3,128})/iy,
    // Prose identifies things too; the statement says so some words before, or the clause has a line of its own.
    judge: (value, { bytes, lo }, start) => {
      let from = start;
      const least = Math.max(lo, start - 256);
      // A user that was blanked out is no line start, and the statement stands before it.
      while (from > least && bytes[from - 1] !== 10) from--;
      const ahead = latin1(bytes, from, start);
      if (/^\s*identified\b/i.test(ahead) && bytes[start - 1] === 0x20 && /^(?:[A-Za-z_]+\.?$|\[)/.test(value))
        return null;
      if (/^[A-Za-z]\[/.test(value)) return null;
      return STATEMENT.test(ahead) ? { confidence: 0.9, check: "none" } : null;
    },
    get examples() {
      return {
        yes: [
          "CREATE USER 'bob'@'%' IDENTIFIED BY '«s3cr3t»';",
          "CREATE USER bob\n  IDENTIFIED BY '«s3cr3t»';",
          "alter user bob identified with mysql_native_password by '«s3cr3t»'",
          "ALTER USER bob IDENTIFIED BY «Tiger42»;",
          `ALTER USER bob IDENTIFIED BY "«Tiger 42»" REPLACE x`,
        ],
        no: [
          { text: "a user is identified by an id", why: "prose" },
          { text: "CREATE USER bob IDENTIFIED BY ?", why: "a parameter" },
          { text: "CREATE USER bob IDENTIFIED EXTERNALLY", why: "no password" },
          { text: "a file identified by `name42` is current", why: "prose with a name in quotes" },
          { text: "rows are identified with the key", why: "prose" },
        ],
      };
    },
  }),
];
