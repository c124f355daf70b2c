// Does a labelled value look like a secret, or like a reference, a type, a template, a path or prose? Judges the bytes
// alone; what the label promises is weighed by the caller.

import { latin1 } from "../build/context.ts";
import { charset, DIGIT, LETTER } from "../charset.ts";

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
  // Letters alone, or nearly so, change case at random in a key, and at word beginnings in a name.
  if (l.digits < 2) return l.length >= 20 && l.letters + l.digits === l.length && l.changes * 5 >= l.length * 2;
  return l.letters >= 2 && l.changes * 5 >= l.length && l.distinct * 4 >= Math.min(l.length, 40);
}

/** What bytes a value holds that some expression below needs: one pass over them spares most values all of these. */
const DIGITS = 1;
const JOINTS = 2;
const BRACKETS = 4;
const BRACES = 8;
const COLONS = 16;
const STARS = 32;
const DOTS = 64;
const ARROWS = 128;
const FOREIGN = 256;
const PIPES = 512;

const TRAITS = traitTable();

function traitTable(): Uint16Array {
  const table = new Uint16Array(256).fill(FOREIGN, 0x80);
  const kinds: readonly (readonly [number, string])[] = [
    [DIGITS, "0123456789"],
    [JOINTS, "-_ "],
    [BRACKETS, "(["],
    [BRACES, "{%"],
    [COLONS, ":"],
    [STARS, "*"],
    [DOTS, "."],
    [ARROWS, ">"],
    [PIPES, "|"],
  ];
  for (const [kind, bytes] of kinds) for (const byte of Buffer.from(bytes)) table[byte] = kind;
  return table;
}

function traitsOf(bytes: Uint8Array, start: number, end: number): number {
  let traits = 0;
  for (let i = start; i < end; i++) traits |= TRAITS[bytes[i] as number] as number;
  return traits;
}

/** Bytes of a value that expressions look at. */
const TEXT_MAX = 200;

/** A reference, template, placeholder, mask or path: text that stands where a secret would, and is none. */
export function isStandIn(bytes: Buffer, start: number, end: number, quote: number): boolean {
  if (allSame(bytes, start, end)) return end - start > 1;
  if (isPlain(bytes, start, end)) return false;
  const first = bytes[start] as number;
  if (SIGIL[first] === 1) {
    if (first === DOLLAR && quote === SINGLE && isVariable(bytes, start, end)) return false;
    if (isReference(bytes, start, end, quote !== 0)) return true;
  }
  const stop = Math.min(end, start + TEXT_MAX);
  const traits = traitsOf(bytes, start, stop);
  const last = bytes[stop - 1] as number;
  return (
    (((traits & (STARS | FOREIGN)) !== 0 || MASKED[first] === 1 || MASKED[last] === 1) &&
      MASK.test(latin1(bytes, start, stop))) ||
    ((traits & COLONS) !== 0 && isLocation(latin1(bytes, start, stop))) ||
    ((traits & BRACES) !== 0 && (quote === TICK ? INTERPOLATED : TEMPLATED).test(latin1(bytes, start, stop))) ||
    // The text between two strings: `"Password: " + x + ", "`.
    (quote !== 0 && BETWEEN_STRINGS[first] === 1 && isBetweenStrings(latin1(bytes, start, stop))) ||
    ((traits & (BRACES | BRACKETS)) !== 0 && isFormat(latin1(bytes, start, stop))) ||
    ((traits & PIPES) !== 0 && VALIDATION.test(latin1(bytes, start, stop))) ||
    ((traits & JOINTS) !== 0 && REQUEST.test(latin1(bytes, start, stop))) ||
    ((traits & (DOTS | BRACKETS)) !== 0 && ENVIRONMENT.test(latin1(bytes, start, stop))) ||
    ((traits & DIGITS) === 0 && stop - start <= 11 && NOTHING.test(latin1(bytes, start, stop)))
  );
}

const SIGIL = charset("$%{<[@#/.~");

const DOLLAR = 0x24;
const TICK = 0x60;
const INTERPOLATED = /\$\{[\w$.]+[}([?]/;
const SINGLE = 0x27;
const VARIABLE = /^\$\{\{.*\}\}$|^\$[A-Za-z_]\w*(?:(?:->|\.|::|:)\w+|\[[^\]]*\])*(?:\(\))?$/;
const WRAPPED = /^\$(?:\{[^}]*\}|\([^)]*\)|\[[^\]]*\])$/;

/** `'$ecret1'`: in single quotes no variable is read, and a name with a digit may be a password. */
function isVariable(bytes: Buffer, start: number, end: number): boolean {
  const text = latin1(bytes, start, Math.min(end, start + TEXT_MAX));
  return /\d/.test(text) && !WRAPPED.test(text) && VARIABLE.test(text);
}

/** A stand-in by the sign that it begins with. */
function isReference(bytes: Buffer, start: number, end: number, quoted: boolean): boolean {
  const last = bytes[end - 1] as number;
  const text = latin1(bytes, start, Math.min(end, start + TEXT_MAX));
  switch (bytes[start]) {
    case DOLLAR: // $X ${X} $(x) $env:X $x->y
      return WRAPPED.test(text) || VARIABLE.test(text) || /^\$\{[^}]*\}|^\$\(|^\$\{\{?$/.test(text);
    case 0x25: // %s %(x)s %X%
      return /^%[-+0-9.]*[sdvqxr@](?:\W+%[-+0-9.]*[sdvqxr@])*$|^%(?:\w{1,32}%|\([\w.]+\)[sdr]|[-+0-9.]*[sdvqxr@])$/.test(
        text,
      );
    case 0x7b: // {x} {{x}}
      if (last === 0x7d && /^\{[^{}]*\}$|^\{\{.*\}\}$/.test(text)) return true;
      // A template with quotes inside is cut at the first of them.
      return !quoted || text === "{" || bytes[start + 1] === 0x7b || /^\{(?:\\|"|\s*\w+\s*:)/.test(text);
    case 0x3c: // <x>, <%= x %>
      return last === 0x3e || !quoted;
    case 0x5b: // [REDACTED] [x]
      return (
        last === 0x5d || end - start < 3 || (!quoted && /^\[[\w"'`]/.test(text) && !isRandom(look(bytes, start, end)))
      );
    case 0x40: // @X@
      return /^@[\w.-]+@?$/.test(text) && !/\d/.test(text);
    case 0x23: // #{x}, #/ref, #id-of-element
      return /^#(?:\{[^}]*\}|\/[\w/]*|[a-z]+(?:-[a-z]+)*|[\da-f]{3}|[\da-f]{6})$/i.test(text);
    default: // /etc/x ./x ~/x
      return (
        /^(?:~|\.{1,2})?\/[\w@.-]{1,80}(?:\/[\w@.-]{1,80}){0,20}\/?$/.test(text) &&
        (/^[~.]*(?:\/[a-z\d@._-]*[a-z]{2}[a-z\d@._-]*){2,}\/?$/.test(text) || !isRandom(look(bytes, start, end)))
      );
  }
}

/** A value that is masked already; without stars or an ellipsis it begins or ends as one does. */
const MASK = /\*{3}|\.{3}$|\u00e2\u0080\u00a6|^x{4,}|x{6,}$|^-{2,}$/i;
const MASKED = charset("xX.-");

function isLocation(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]{1,30}:\/\/|arn:aws)/i.test(text) || /^[A-Za-z]:\\[\w\\ .-]+$/.test(text);
}

/** `user-{id}-{name}`, `[a-z0-9-]+`, `{0}:{1}`: words around variables, or an expression. */
function isFormat(text: string): boolean {
  if (/\[\^|\[a-z|\[A-Z]-|\\[wdsb][+*\]]|\(\?[:=!]/i.test(text)) return true;
  const rest = text.replace(/\{[\w.!:]{0,40}\}/g, "");
  return rest !== text && /^(?:[A-Za-z]*[\s:/._,@#+=-]+)*[A-Za-z]*$/.test(rest);
}

/** Rules of a form: `required|string|min:8`. */
const VALIDATION = /^[a-z_]{2,24}(?::[\w,.]{1,32})?(?:\|[a-z_]{2,24}(?::[\w,.]{1,32})?){1,8}$/;

const BETWEEN_STRINGS = charset(" \t\n\r\v\f\u00a0+,.)&");

function isBetweenStrings(text: string): boolean {
  return /^\s*[+,.)&]\s|^\s*\+/.test(text) && /[+,.(&]\s*$/.test(text);
}

const REQUEST =
  /^(?:your|my|the|some|insert|enter|replace|put|add|change)[-_ ].*(?:key|token|secret|password|passwd|here|value)/i;
const ENVIRONMENT =
  /^(?:process\.env|os\.environ|os\.getenv|import\.meta|System\.getenv|ENV\[|env\(|secrets\.|vars\.|var\.|local\.|data\.)/;
const NOTHING =
  /^(?:placeholder|redacted|masked|filtered|removed|hidden|dummy|todo|tbd|fixme|n\/a|none|null|nil|undefined|true|false|void|nan)$/i;

/** Code rather than data, for a value without quotes: a call, an attribute, an index, an operator. */
export function isExpression(bytes: Buffer, start: number, end: number, hi: number): boolean {
  const first = bytes[start] as number;
  // `ui->x` is cut at its arrow; `:name` is a parameter of SQL, or a symbol of Ruby.
  if (bytes[end - 1] === 0x2d && end < hi && bytes[end] === 0x3e && first > 0x40) return true;
  if (first === 0x3a) return /^:[A-Za-z_:]+\d?[),;]*$/.test(latin1(bytes, start, Math.min(end, start + TEXT_MAX)));
  const stop = Math.min(end, start + TEXT_MAX);
  const traits = traitsOf(bytes, start, stop);
  const names = first === 0x71 || (traits & (BRACKETS | DOTS | ARROWS | COLONS)) !== 0;
  if (!names && OPERATOR[first] === 0) return false;
  const text = latin1(bytes, start, stop);
  if (/^[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[\w$#]+)*(?:\?\.)?[([]/.test(text) && !isUnclosed(bytes, start, hi, text))
    return true;
  // `c-1!=f.token.length?…`: operators of code, not the padding of base64.
  if ((traits & (BRACKETS | DOTS)) !== 0 && /[\w)\]](?:[!=]==?|&&|\|\||=>|\?)[\w(.!]/.test(text)) return true;
  if (first === 0x71 && /^q(?:[qwr]?[{(]|r\/)/.test(text)) return true;
  // `self.…`, a class of a module, a role of reStructuredText.
  if (OWN.test(text) || CLASS.test(text) || /^:?[a-z]{2,12}:`/.test(text)) return true;
  // A list: its items are judged by themselves.
  if (first === 0x5b && /^\[\s*(?:["'`[]|\.\.\.)/.test(text)) return true;
  // Dotted or joined names; a token's parts are longer and hold digits.
  if (DOTTED.test(text)) return true;
  if (/^(?:\(|\/[\^[(\\])/.test(text) || /^\$\w+-(?:$|>)/.test(text)) return true;
  return /^(?:[!&|*<>=+\-?,;)\]}]|\.\.|=>)/.test(text) && !/[A-Za-z]\d|\d[A-Za-z]/.test(text);
}

/**
 * `Hx92kQ(m7a`: a bracket that nothing on the line closes, behind no word, and before no end of a line that goes on. A call or an index
 * has a name of words.
 */
function isUnclosed(bytes: Buffer, start: number, hi: number, text: string): boolean {
  const name = /^[A-Za-z]\w*(?=[([])/.exec(text)?.[0];
  if (name === undefined || !/\d[A-Za-z]/.test(name) || !/[A-Z]/.test(name) || !/[a-z]/.test(name)) return false;
  if (WORDS.test(name) || !/\d/.test(text.slice(name.length))) return false;
  const line = latin1(bytes, start + name.length, Math.min(hi, start + name.length + TEXT_MAX)).split(
    "\n",
    1,
  )[0] as string;
  return !/[)\]}]|[,([{+|&\\]\s*$/.test(line);
}

/** A name of words: `Base64Encode`. */
const WORDS = /^[A-Z]?[a-z]{2,}\d*(?:[A-Z][a-z]+\d*)*$/;

/** What an expression without names and brackets begins with. */
const OPERATOR = charset("!&|*<>=+?,;)]}/$.[-");

const OWN = /^(?:self|this|cls)\.[\w.]+$/;
const CLASS = /^[a-z_]{2,16}\d{0,5}\.(?:[A-Z][a-z]{1,16}\d{0,5}){2,6},?$/;

// Each part can be read in one way only, so that a failure costs no more than a match.
const DOTTED =
  /^&?\*?[A-Za-z_$]+(?:\d{1,5}[A-Za-z_$]+)?\d{0,2}(?:(?:\.|->|::|\?\.)[A-Za-z_$]+(?:\d{1,5}[A-Za-z_$]+)?\d{0,2}(?![A-Za-z_$\d]))+(?:[-+*/%(),:;[\]}=!<].*)?$/;

/**
 * A name of several words, with numbers behind them: `aes128_set_key`, `jackson-core-2.11`, `scram-sha-256`. Parts of a key
 * hold their digits between letters, or more of them.
 */
export function isName(bytes: Uint8Array, start: number, end: number): boolean {
  const stop = Math.min(end, start + TEXT_MAX);
  let joints = 0;
  let words = 0;
  let letters = 0;
  let digits = 0;
  let numbers = 0;
  let all = 0;
  for (let i = start; i <= stop; i++) {
    const byte = i < stop ? (bytes[i] as number) : HYPHEN;
    if (byte >= 0x30 && byte <= 0x39) {
      numbers++;
      if (++digits > NAME_DIGITS) return false;
    } else if (LETTER[byte] === 1) {
      if (digits > 0) return false;
      letters++;
      all++;
    } else if (JOINT[byte] === 1) {
      if (letters >= 3) words++;
      if (i < stop) joints++;
      letters = 0;
      digits = 0;
    } else return false;
  }
  return joints > 0 && words > 0 && stop === end && numbers * 2 <= all;
}

const NAME_DIGITS = 5;
const HYPHEN = 0x2d;
const JOINT = charset("_./-");

/** Letters in words, joined by `_`, `-` or case: an identifier or a sentence, not a key. */
export function isWordy(bytes: Buffer, start: number, end: number): boolean {
  const stop = Math.min(end, start + TEXT_MAX);
  // Cheap first: at most one digit, and nothing else than letters and joints.
  let digits = 0;
  for (let i = start; i < stop; i++) {
    if (WORDY[bytes[i] as number] === 0) return false;
    digits += DIGIT[bytes[i] as number] as number;
  }
  if (digits > 1) return false;
  const text = latin1(bytes, start, stop);
  return /^_*[A-Za-z\x80-\xff]+(?:[._-]{1,2}[A-Za-z\x80-\xff]+)*\d?_*$/.test(text);
}

const WORDY = charset("A-Za-z0-9._\x80-\xff-");

/** A sentence or a caption: two words and more without a digit between, or CJK text. */
export function isProse(bytes: Buffer, start: number, end: number): boolean {
  const text = bytes.toString("utf8", start, Math.min(end, start + TEXT_MAX));
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text)) return !/[A-Za-z0-9]{6,}/.test(text);
  if (/^[A-Z].*[:?]\s*$/.test(text) && !/^\S*\d\S*$/.test(text)) return true;
  return /^[\p{L}'’,.:;!?()-]+(?: [\p{L}'’,.:;!?()\d-]+)+$/u.test(text);
}

/** Words that follow a label in prose and in code without being its value. */
export function isCommonWord(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 24) return false;
  let digits = 0;
  for (let i = start; i < end; i++) {
    if (COMMON_BYTES[bytes[i] as number] === 0) return false;
    digits += DIGIT[bytes[i] as number] as number;
  }
  if (digits > COMMON_DIGITS) return false;
  return COMMON.has(
    latin1(bytes, start, end)
      .toLowerCase()
      .replace(/[!?*.)\]]+$/, ""),
  );
}

/** What the common words consist of, with the marks that may follow one. */
const COMMON_BYTES = charset("A-Za-z0-9?:.[]!*)");
const COMMON_DIGITS = 2;

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
name id url uri file path string? number? varchar2 blob buffer uint8array securestring secretstr secretbytes option some result promise optional[str]
usize u8 u32 u64 i32 i64 f32 f64 long double float uuid guid date datetime timestamp rune interface struct class enum
import export default: case if else while do try catch throw as at by on off we you he she they i me us them what which
who whom how when where why because during after before about into only just still already again now soon never always
option options flag flags argument arguments param params parameter parameters prompt instead
forgotten forgot lost stolen known guessed cracked broken policy manager requirements rules see below above next previous
either neither both each every all more most less least few many much sensitive confidential unavailable available
unauthorized unauthenticated authenticated authorized pending active inactive disabled. expired. comment keyword operator
literal identifier punctuation variable constant paren numeric entity storage support meta tag passwort kennwort
contrasena mot senha clave requerido obligatorio requise requis erforderlich benotigt falsch ungueltig`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
