// Passwords in SQL statements that create or alter users, where no name stands directly before the value. `PASSWORD '…'` is
// assignment.ts's.

import { folded } from "../build/anchor.ts";
import { pattern } from "../build/pattern.ts";
import type { Rule } from "../rule.ts";

export const sqlPasswordRules: readonly Rule[] = [
  pattern({
    id: "sql-identified-by",
    kind: "PASSWORD",
    description: "password or hash of IDENTIFIED BY and IDENTIFIED WITH … BY or AS; MySQL, MariaDB, Oracle",
    tier: "context",
    anchors: [folded("identified by "), folded("identified with ")],
    pattern:
      /identified (?:with ["'`]?\w{1,40}["'`]? )?(?:by|as) (?:password |values )?\\*["'`]?(?<value>(?<=["'`])[^"'`\\\n\0]{3,128}(?=\\*["'`])|[^\s"'`;,()\\\0<{%:@?]{3,128})/iy,
    judge: () => ({ confidence: 0.9, check: "none" }),
    examples: {
      yes: [
        "CREATE USER 'bob'@'%' IDENTIFIED BY '«s3cr3t»';",
        "alter user bob identified with mysql_native_password by '«s3cr3t»'",
        "ALTER USER bob IDENTIFIED BY «Tiger42»;",
        `ALTER USER bob IDENTIFIED BY "«Tiger 42»" REPLACE x`,
      ],
      no: [
        { text: "a user is identified by an id", why: "prose" },
        { text: "CREATE USER bob IDENTIFIED BY ?", why: "a parameter" },
        { text: "CREATE USER bob IDENTIFIED EXTERNALLY", why: "no password" },
        { text: "rows are identified with the key", why: "prose" },
      ],
    },
  }),
];
