// Names that say "what follows is a secret": DB_PASSWORD_PROD, clientSecret, spring.datasource.password, "API key". Reads
// the whole name around a stem and judges it by its words; it does not look at the value.

import { charset, STOP } from "../charset.ts";
import { skipEscape } from "./boundary.ts";
import { latin1 } from "./context.ts";

/** What a name promises: who would want it masked as what, and how sure the name alone makes us (0 to 1). */
export interface Label {
  readonly sort: "password" | "key" | "aws";
  readonly strength: number;
  /** The stem that decided: `pass`, `token`, `key` … */
  readonly stem: string;
  /** Nothing follows the stem in the name, or only a method that compares or assigns: `password.equals`. */
  readonly last: boolean;
  /** The name has more words than the stem: `WIFI_PASS`. */
  readonly compound: boolean;
  /** The name ends with its stem, or with a stage such as `PROD`: other words may make something else of it. */
  readonly sure: boolean;
  /** The first word of the name. */
  readonly lead: string;
  /** A word of the name says whose the secret is: `STRIPE_KEY`, not `API_KEY`. */
  readonly owned: boolean;
}

/** Longest name that is read; the rest of a longer one is ignored. */
const NAME_MAX = 64;
/** Bytes of a name. */
export const NAME = charset("A-Za-z0-9_.$-");
const LETTERS = charset("A-Za-z");
const HYPHEN = 0x2d;
const SPACE = 0x20;

/** Start of the name that holds the byte before `at`. */
export function nameStart(bytes: Uint8Array, lo: number, at: number): number {
  const least = Math.max(lo, at - NAME_MAX);
  let i = at;
  while (i > least && NAME[bytes[i - 1] as number] === 1) i--;
  i = skipEscape(bytes, lo, i);
  while (i < at && (bytes[i] === HYPHEN || bytes[i] === 0x2e)) i++;
  return Math.min(i, at);
}

/** End of the name that goes on at `at`. */
export function nameEnd(bytes: Uint8Array, at: number, hi: number): number {
  const most = Math.min(hi, at + NAME_MAX);
  let i = at;
  while (i < most && NAME[bytes[i] as number] === 1) i++;
  while (i > at && (bytes[i - 1] === 0x2e || bytes[i - 1] === HYPHEN)) i--;
  return i;
}

/** Start of the word before a name, as in `API key` or `mot de passe`; the start of the name where there is none. */
function wordStart(bytes: Uint8Array, lo: number, start: number): number {
  if (start - 2 < lo || bytes[start - 1] !== SPACE) return start;
  let i = start - 1;
  const least = Math.max(lo, start - 20);
  while (i > least && LETTERS[bytes[i - 1] as number] === 1) i--;
  return i < start - 1 ? i : start;
}

/** Judges the name `[start, end)`; null when it names no secret. */
export function readLabel(bytes: Buffer, lo: number, start: number, end: number): Label | null {
  const from = wordStart(bytes, lo, start);
  const slot = hash(bytes, from, end) & (MEMO_SLOTS - 1);
  const known = judged[slot];
  if (known !== undefined && isSame(known.text, bytes, from, end)) return known.label;
  const word = from < start ? latin1(bytes, from, start - 1) : "";
  const label = judge(latin1(bytes, start, end), word.toLowerCase());
  judged[slot] = { text: Uint8Array.from(bytes.subarray(from, end)), label };
  return label;
}

/** Names repeat in any text; judging one costs two microseconds. A power of two; the later of two names keeps a slot. */
const MEMO_SLOTS = 1024;
const judged: ({ readonly text: Uint8Array; readonly label: Label | null } | undefined)[] = new Array(MEMO_SLOTS).fill(
  undefined,
);

function hash(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0;
  return sum ^ (sum >>> 10);
}

function isSame(text: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let i = 0; i < text.length; i++) if (text[i] !== bytes[from + i]) return false;
  return true;
}

/** Files of source code: a line number follows, or a line. */
const SOURCE_FILE =
  /\.(?:tsx?|jsx?|[cm]js|[cm]ts|go|py|rs|java|kts?|rb|php|cc?|cpp|cxx|hh?|hpp|cs|swift|scala|vue|svelte|dart|lua|exs?|erl|clj)$/;

function judge(name: string, wordAhead: string): Label | null {
  if (SOURCE_FILE.test(name)) return null;
  const words = splitWords(name);
  for (let i = words.length - 1; i >= 0; i--) {
    const found = stemOf(words[i] as string);
    if (found === null) continue;
    const tail = words[i + 1];
    const method = tail !== undefined && METHODS.has(tail);
    if (tail !== undefined && !method && (NOT_AFTER.has(tail) || NOT_AFTER.has(words[words.length - 1] as string)))
      return null;
    const before = i > 0 ? (words[i - 1] as string) : wordAhead;
    const sure = tail === undefined || method || STAGES.test(tail);
    // `pass_fds`, `passOn`: a verb with its object.
    if (found === "pass" && !sure) return null;
    const label = qualify(found, before, words, i, sure);
    return label === null
      ? null
      : {
          ...label,
          last: tail === undefined || method,
          compound: i > 0 || tail !== undefined,
          sure: sure && words.slice(i + 2).every((word) => STAGES.test(word)),
          lead: words[0] as string,
          owned: !ANYBODYS.test(wordAhead) || words.some((word) => !ANYBODYS.test(word)),
        };
  }
  return null;
}

/** Words that any name of a secret may have. */
const ANYBODYS =
  /^(?:(?:api|access|auth|oauth2?|authentication|bearer|client|app|application|user|account|admin|service|server|secret|private|master|root|session|refresh|security|encryption|signing|webhook|sdk|rest|http|web|x|my|your|our|the|a|new|old|test|testing|dev|prod|production|staging|live|sandbox|default|example|sample|demo|config|settings?|env|id|value|val|string|str|raw|data|public|matching|non)|(?:api|access|auth|client|secret|private|x)*(?:key|token|secret|cred|credential)s?)?\d*$/;

/** Methods of a string that take another one like it. */
const METHODS: ReadonlySet<string> = new Set(["equals", "equal", "eq", "assign", "compare", "matches"]);

/** What may follow the key of an unknown owner: `FOO_KEY_PROD`, not `FOO_KEY_NODE`. */
const STAGES = /^(?:prod|production|dev|test|staging|live|base64|b64|hex|value|val|string|str|text|raw|data|\d+)$/;

function qualify(
  stem: string,
  before: string,
  words: readonly string[],
  index: number,
  sure: boolean,
): Omit<Label, "last" | "compound" | "sure" | "lead" | "owned"> | null {
  const last = words[index] as string;
  const aws = words.some((word) => word.startsWith("aws"));
  switch (stem) {
    case "password":
      return NOT_BEFORE_PASSWORD.has(before) ? null : { sort: "password", strength: 0.9, stem };
    case "pass":
      // The end of an address is none of its words: `bob@acme.com pass: …`, not `comPass`.
      return NOT_BEFORE_PASS.has(before) && (before !== "com" || index > 0)
        ? null
        : { sort: "password", strength: 0.7, stem };
    case "pw":
      return { sort: "password", strength: 0.6, stem };
    case "clave":
      return { sort: "password", strength: 0.6, stem };
    case "secret":
      return { sort: aws ? "aws" : "key", strength: 0.85, stem };
    case "token":
      if (NOT_BEFORE_TOKEN.has(before) || words.includes("public")) return null;
      if (before === "session" && (aws || words.length === 2)) return { sort: "aws", strength: 0.8, stem };
      return {
        sort: "key",
        strength: last.endsWith("s") || !sure ? 0.4 : before === "csrf" || before === "xsrf" ? 0.35 : 0.8,
        stem,
      };
    case "key": {
      if (last !== "key" && last !== "keys")
        return { sort: /secret/.test(last) && aws ? "aws" : "key", strength: 0.9, stem };
      if (before === "" || NOT_BEFORE_KEY.has(before)) return null;
      const secret = words.includes("secret");
      if (secret && (aws || (before === "access" && words[index - 2] === "secret")))
        return { sort: "aws", strength: 0.9, stem };
      const known = KEY_OF.has(before) || secret;
      return known || sure ? { sort: "key", strength: known ? 0.85 : 0.45, stem } : null;
    }
    case "credential":
      return { sort: "key", strength: 0.6, stem };
    default:
      return { sort: "key", strength: 0.5, stem };
  }
}

/** Splits at separators and where lower case meets upper case; `DBPassword` gives db, password. */
function splitWords(name: string): string[] {
  return name
    .replace(/key[_-]?material/i, "keymaterial")
    .replace(/secret[_-]?key[_-]?base/i, "secretkey")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const PASSWORDS =
  /(?:passw(?:or)?[dt]|password|passwrd|pas?swd|paswrd|pswd|passphrase|passcode|psk|kennwort|wachtwoord|contrasena|contrase|motdepasse|mdp|senha|pwd)(?:s|hash|prod|dev|test|confirm(?:ation)?)?$/;
const KEYS =
  /^(?:api|access|secret|private|auth|signing|sign|encryption|encrypt|master|app|client|shared|account|license|session|secretaccess|openai|symm|symmetric)keys?$|apikey$|secretkey$/;

/** The stem in one lower-case word. */
function stemOf(raw: string): string | null {
  const word = raw.replace(/\d+$/, "");
  if (PASSWORDS.test(word)) return word.startsWith("no") ? null : "password";
  if (word === "passe" || word === "masterauth") return "password";
  if (PASS_WORDS.has(word)) return "pass";
  if (PW_WORDS.has(word)) return "pw";
  if (word === "clave") return "clave";
  if (word === "keymaterial") return "secret";
  if (/secrete?s?$/.test(word)) return "secret";
  if (/tokens?$/.test(word)) return "token";
  if (word === "key" || word === "keys" || KEYS.test(word)) return "key";
  if (/^cred(?:ential)?s?$/.test(word)) return "credential";
  if (word === "auth" || word === "bearer") return "auth";
  if (word === "salt") return "salt";
  return null;
}

const PW_WORDS = set("pw psw userpw dbpw bindpw rootpw adminpw sudopw wifipw");

function set(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

const PASS_WORDS = set(`pass dbpass mypass rootpass userpass adminpass smtppass mailpass ftppass httppass ldappass
  loginpass proxypass redispass requirepass mysqlpass pgpass sshpass keypass storepass sudopass masterpass authpass`);

/** A name that ends so speaks about the secret: where, how long, of what sort. */
const NOT_AFTER =
  set(`url uri urls endpoint type types id ids name names length len size count counts limit limits expiry
  expires expire expiration expired expiring ttl age path paths file files filename dir directory folder field fields
  reset policy hint label labels placeholder error errors message messages msg regex regexp pattern format required
  enabled disabled header headers min max strength input prompt prefix suffix version status state time timestamp date
  created updated changed valid invalid validation validator validity provider manager service issuer audience scope
  scopes usage used idx index page rotation algorithm alg method mode class handler callback function func helper
  generator gen cmd command factory store stores storage ref arn title description desc link form screen view button btn icon visible show
  hide toggle strategy rule rules check checker attempts attempt retries bits bytes usages ring board press down up
  dialog window required ops spec schema param params parameter selector column tablename bucket budget per rate
  at seconds minutes hours days ms in interval duration lifetime encryption hashing hasher cost arg args system namespace option options opts on close open`);

const NOT_BEFORE_PASSWORD = set(
  "no forgot forgotten lost reset change changed incorrect wrong invalid missing bad strong weak",
);
const NOT_BEFORE_PASS = set(
  "first second third two multi single one by com tres sur render build shader boarding to must debug opt",
);
const NOT_BEFORE_TOKEN =
  set(`max min total prompt completion input output num next page nextpage cached reasoning cursor
  continuation cancellation cancel sync resume paging pagination start end special eos bos pad unk mask sep cls stop
  change action idempotency correlation invalid expired missing bad unexpected current last first prev previous each per this lookahead`);
/** Words before a key that is no secret. */
export const NOT_BEFORE_KEY =
  set(`public pub primary foreign partition sort cache hot short map object index unique composite row
  column range lookup translation message registry dictionary json idempotency dedupe routing event answer arrow enter
  escape press any each the this that a of by no duplicate invalid missing unknown parent group order filter feature
  context locale i18n storagekey react data item list metric label config cfg setting settings property prop env
  header query hash s3 bucket tag record lock job queue topic natural surrogate candidate alternate turn major minor
  from input restore socket websocket new old same first last next correct wrong cmd ctrl alt shift meta option command tab space return delete home end
  recv receive function fn home host known authorized authorised`);
const KEY_OF =
  set(`api access secret private auth client signing sign signature encryption encrypt enc decrypt decryption
  master session shared account subscription license licence activation app application service admin aws hmac
  jwt crypto cipher aes rsa ecdsa ed25519 ssh gpg pgp deploy webhook consumer personal root server instrumentation write
  read vendor openai anthropic dashscope zhipu deepseek qianfan moonshot minimax hunyuan gemini google azure stripe twilio
  sendgrid mailgun algolia datadog dd newrelic mapbox token rest sdk security symmetric wallet seed recovery bot
  merchant payment pay alipay wechat tencent aliyun oss cos qiniu huawei volc ark kimi glm qwen`);

/** True when only white space, list marks or a shell keyword stand before the name on its line. */
export function atLineStart(bytes: Buffer, lo: number, start: number): boolean {
  let i = start;
  const least = Math.max(lo, start - 48);
  while (i > least && STOP[bytes[i - 1] as number] === 0) i--;
  // A NUL is no line start: the value blanked out there would have ruled this out in the pass before.
  if (i > lo && bytes[i - 1] !== 10) return false;
  return (
    i === start ||
    /^[\s"'#/+>*-]*(?:(?:export|set|setx|env|declare -x|local|readonly|const|let|var)\s+)?["']?$/i.test(
      latin1(bytes, i, start),
    )
  );
}
