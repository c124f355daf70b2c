// Does a labelled value look like a secret, or like a reference, a type, a template, a path or prose? Judges the bytes
// alone; what the label promises is weighed by the caller.

import { latin1 } from "../build/context.ts";

/** What a value looks like. */
export interface Look {
  readonly length: number;
  readonly letters: number;
  readonly digits: number;
  readonly spaces: number;
  /** Of lower case, upper case, digits and other visible bytes, how many occur. */
  readonly classes: number;
  /** Changes between classes from byte to byte. */
  readonly changes: number;
  readonly distinct: number;
}

/** Which bytes this call has seen: those stamped with its number. */
const seen = new Float64Array(256);
let stamp = 0;

export function look(bytes: Uint8Array, start: number, end: number): Look {
  stamp++;
  let lower = 0;
  let upper = 0;
  let digits = 0;
  let spaces = 0;
  let other = 0;
  let distinct = 0;
  let changes = 0;
  let last = -1;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (seen[byte] !== stamp) distinct++;
    seen[byte] = stamp;
    let sort = 3;
    if (byte >= 0x61 && byte <= 0x7a) sort = 0;
    else if (byte >= 0x41 && byte <= 0x5a) sort = 1;
    else if (byte >= 0x30 && byte <= 0x39) sort = 2;
    if (sort === 0) lower++;
    else if (sort === 1) upper++;
    else if (sort === 2) digits++;
    else if (byte === 0x20) spaces++;
    else other++;
    if (last >= 0 && sort !== last) changes++;
    last = sort;
  }
  const classes = Number(lower > 0) + Number(upper > 0) + Number(digits > 0) + Number(other > 0);
  return { length: end - start, letters: lower + upper, digits, spaces, classes, changes, distinct };
}

/** True for values no person would choose: long, of several classes, and these well mixed. */
export function isRandom(l: Look): boolean {
  if (l.length < 16 || l.spaces > 0 || l.distinct < 8) return false;
  // Letters alone change case at random in a key, and at word beginnings in a name.
  if (l.digits === 0) return l.length >= 20 && l.letters === l.length && l.changes * 5 >= l.length * 2;
  return l.digits >= 2 && l.letters >= 2 && l.changes * 5 >= l.length && l.distinct * 4 >= Math.min(l.length, 40);
}

/** A reference, template, placeholder, mask or path: text that stands where a secret would, and is none. */
export function isStandIn(bytes: Buffer, start: number, end: number, quote: number): boolean {
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  const length = end - start;
  if (allSame(bytes, start, end)) return length > 1;
  if (isPlain(bytes, start, end)) return false;
  const text = latin1(bytes, start, Math.min(end, start + 200));
  switch (first) {
    case 0x24: // $X ${X} $(x) $env:X $x->y
      if (/^\$(?:\{[^}]*\}|\([^)]*\)|\[[^\]]*\])$/.test(text)) return true;
      if (/^\$\{\{.*\}\}$/.test(text) || /^\$[A-Za-z_]\w*(?:(?:->|\.|::|:)\w+|\[[^\]]*\])*(?:\(\))?$/.test(text))
        return quote !== 0x27 || !/\d/.test(text);
      if (/^\$\{[^}]*\}|^\$\(/.test(text)) return true;
      break;
    case 0x25: // %s %(x)s %X%
      if (/^%(?:\w{1,32}%|\([\w.]+\)[sdr]|[-+0-9.]*[sdvqxr@])$/.test(text)) return true;
      break;
    case 0x7b: // {x} {{x}}
      if (last === 0x7d && /^\{[^{}]*\}$|^\{\{.*\}\}$/.test(text)) return true;
      if (text === "{" || text === "{{") return true;
      break;
    case 0x3c: // <x>, <%= x %>
      if (last === 0x3e || quote === 0) return true;
      break;
    case 0x5b: // [REDACTED] [x]
      if (last === 0x5d || length < 3) return true;
      break;
    case 0x40: // @X@
      if (/^@[\w.-]+@?$/.test(text) && !/\d/.test(text)) return true;
      break;
    case 0x23: // #{x}, #/ref, #id-of-element
      if (/^#(?:\{[^}]*\}|\/[\w/]*|[a-z]+(?:-[a-z]+)*|[\da-f]{3}|[\da-f]{6})$/.test(text)) return true;
      break;
    case 0x2f: // /etc/x
    case 0x2e: // ./x
    case 0x7e: // ~/x
      if (
        /^(?:~|\.{1,2})?\/[\w@.-]{1,80}(?:\/[\w@.-]{1,80}){0,20}\/?$/.test(text) &&
        !isRandom(look(bytes, start, end))
      )
        return true;
      break;
    default:
  }
  if (/\*{3}|\.{3}$|\u00e2\u0080\u00a6|^x{4,}|x{8,}$|^-{2,}$/i.test(text)) return true;
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(text) || /^[A-Za-z]:\\[\w\\ .-]+$/.test(text)) return true;
  if (TEMPLATED.test(text)) return true;
  // The text between two strings: `"Password: " + x + ", "`.
  if (quote !== 0 && /^\s*[+,.)&]\s|^\s*\+/.test(text) && /[+,.(&]\s*$/.test(text)) return true;
  if (
    /^(?:your|my|the|some|insert|enter|replace|put|add|change)[-_ ].*(?:key|token|secret|password|passwd|here|value)/i.test(
      text,
    )
  )
    return true;
  if (
    /^(?:process\.env|os\.environ|os\.getenv|import\.meta|System\.getenv|ENV\[|env\(|secrets\.|vars\.|var\.|local\.|data\.)/.test(
      text,
    )
  )
    return true;
  return /^(?:placeholder|redacted|masked|filtered|removed|hidden|dummy|todo|tbd|fixme|n\/a|none|null|nil|undefined|true|false|void|nan)$/i.test(
    text,
  );
}

/** Code rather than data, for a value without quotes: a call, an attribute, an index, an operator. */
export function isExpression(bytes: Buffer, start: number, end: number): boolean {
  const text = latin1(bytes, start, Math.min(end, start + 200));
  if (/^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*[([]/.test(text)) return true;
  // Dotted or joined names; a token's parts are longer and hold digits.
  if (DOTTED.test(text)) return true;
  if (/^(?:\(|\/[\^[(\\])/.test(text) || /^\$\w+-(?:$|>)/.test(text)) return true;
  return /^(?:[!&|*<>=+\-?,;)\]}]|\.\.|=>)/.test(text) && !/[A-Za-z]\d|\d[A-Za-z]/.test(text);
}

// Each part can be read in one way only, so that a failure costs no more than a match.
const DOTTED =
  /^&?\*?[A-Za-z_$]+(?:\d{1,2}[A-Za-z_$]+)?\d{0,2}(?:(?:\.|->|::|\?\.)[A-Za-z_$]+(?:\d{1,2}[A-Za-z_$]+)?\d{0,2}(?![A-Za-z_$\d]))+(?:[-+*/%(),:;[\]}].*)?$/;

/** Letters in words, joined by `_`, `-` or case: an identifier or a sentence, not a key. */
export function isWordy(bytes: Buffer, start: number, end: number): boolean {
  const text = latin1(bytes, start, Math.min(end, start + 200));
  return /^_*[A-Za-z]+(?:[._-]{1,2}[A-Za-z]+)*\d?_*$/.test(text);
}

/** A sentence or a caption: two words and more without a digit between, or CJK text. */
export function isProse(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString("utf8", start, Math.min(end, start + 200));
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)) return !/[A-Za-z0-9]{6,}/.test(text);
  if (/^[A-Z].*[:?]\s*$/.test(text)) return true;
  return /^[\p{L}'’,.:;!?()-]+(?: [\p{L}'’,.:;!?()\d-]+)+$/u.test(text);
}

/** Words that follow a label in prose and in code without being its value. */
export function isCommonWord(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 24) return false;
  return COMMON.has(
    latin1(bytes, start, end)
      .toLowerCase()
      .replace(/[!?*.)\]]+$/, ""),
  );
}

/** A template with something before it, as in `prefix-${NAME}`. */
const TEMPLATED = /^[\w\s:./-]*(?:\{\{[\s\w.|$-]+\}\}|\$\{[\w.:-]+\}|<%[^%]*%>|%\([a-z_]+\)s)/i;

/** Letters and digits mixed and nothing else: no stand-in is written so, except a row of x. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  let crosses = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x30 && byte <= 0x39) digits++;
    else if ((byte | 0x20) < 0x61 || (byte | 0x20) > 0x7a || byte >= 0x80) return false;
    else if ((byte | 0x20) === 0x78) crosses++;
  }
  return digits > 0 && crosses < 4;
}

function allSame(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) if (bytes[i] !== bytes[start]) return false;
  return true;
}

const COMMON: ReadonlySet<string> = new Set(
  `required optional invalid valid incorrect correct wrong missing expired expire expires failed failure fail success
successful ok okay error errors empty blank null none nil undefined true false yes no on off unknown default string str
text char varchar nvarchar bytes byte bytearray int integer number bool boolean object any array list dict map void const
var let function func return self this super new await async input output hidden redacted masked removed filtered secret
password passwd passwords token tokens key keys value values changed reset updated set unset protected private public
static enabled disabled needed necessary mandatory here not the a an your my our his her its their to and or is was be
been being must should can cannot could will would has have had for from with without in of it too very also that this
these those there then than used stored encrypted hashed generated created provided supplied given sent shown displayed
visible saved found accepted rejected refused denied revoked rotated leaked compromised exposed safe secure insecure weak
strong strength short long same different similar identical unique random plain plaintext cleartext basic bearer digest
oauth oauth2 saml ldap local remote server client user username login admin header query cookie body form field type
name id url uri file path string? number? varchar2 blob buffer uint8array securestring option some result promise optional[str]
usize u8 u32 u64 i32 i64 f32 f64 long double float uuid guid date datetime timestamp rune interface struct class enum
import export default: case if else while do try catch throw as at by on off we you he she they i me us them what which
who whom how when where why because during after before about into only just still already again now soon never always
forgotten forgot lost stolen known guessed cracked broken policy manager requirements rules see below above next previous
either neither both each every all more most less least few many much sensitive confidential unavailable available
unauthorized unauthenticated authenticated authorized pending active inactive disabled. expired. comment keyword operator
literal identifier punctuation variable constant paren numeric entity storage support meta tag passwort kennwort
contrasena mot senha clave requerido obligatorio requise requis erforderlich benotigt falsch ungueltig`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
