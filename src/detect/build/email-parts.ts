// What e-mail addresses consist of, for the rule and for the pass, which finds the usual ones by itself.

import { type Charset, charset } from "../charset.ts";

/** Bytes of a local part (RFC 5321 allows 64), less those that quote, assign or separate around addresses. */
export const EMAIL_LOCAL: Charset = charset("A-Za-z0-9._+&~^-");
export const EMAIL_LABEL: Charset = charset("A-Za-z0-9-");
/** Bytes that end a look-back for the `://` of a URL whose userinfo this would be. */
export const NOT_USERINFO: Charset = charset(" \t\n\0\"'`<>/?#,;(){}[]|");
/** Local parts of repository URLs and of code (`this@Outer.field`). */
export const NOT_LOCAL: readonly string[] = ["git", "hg", "svn", "this", "super", "return", "break", "continue"];
/** Last labels that name files and units (`icon@2x.png`, `getty@tty1.service`) and are no top-level domains. */
export const NOT_TLD: readonly string[] = (
  "png jpg jpeg gif svg webp ico avif css scss js mjs cjs jsx ts tsx json html htm xml yaml yml toml txt log " +
  "tgz gz jar whl exe dll lock conf service socket timer target slice scope mount device automount swap"
).split(" ");
