// Verification codes behind (or before) the words that announce them. A code of four to eight digits or capitals is nothing
// by itself, so without such words nothing is reported.

import { folded, literal } from "../build/anchor.ts";
import { latin1, utf8 } from "../build/context.ts";
import { charset, DIGIT, STOP, WORD } from "../charset.ts";
import type { Anchor, Rule, Scan } from "../rule.ts";

/** Bytes behind the label in which the code must begin and end. */
const AHEAD = 96;
const BEHIND = 64;

const ASCII: readonly (readonly [string, string])[] = [
  ["verification", "code"],
  ["verify", "code"],
  ["security", "code"],
  ["authentication", "code"],
  ["authenticator", "code"],
  ["auth", "code"],
  ["login", "code"],
  ["confirmation", "code"],
  ["one-time", "code"],
  ["one-time", "password"],
  ["one-time", "pin"],
  ["one time", "code"],
  ["one time", "password"],
  ["2fa", "code"],
  ["mfa", "code"],
  ["sms", "code"],
  ["pin", "code"],
  ["access", "code"],
  ["your", "code"],
];
const SEPARATOR = charset(" _-");

/** Labels that stand in one piece. Verbs follow in their language. */
const WHOLE = [
  ..."验证码 校验码 验证密码 动态码 动态密码 驗證碼 校驗碼 認証コード 認証番号 確認コード ワンタイムパスワード 인증번호 인증코드 보안코드".split(
    " ",
  ),
  "인증 코드",
  "código de verificación",
  "código de verificação",
  "código de seguridad",
  "code de vérification",
  "code de sécurité",
  "code de confirmation",
  "Bestätigungscode",
  "Sicherheitscode",
  "Verifizierungscode",
];

const anchors = (): readonly Anchor[] => [
  ...ASCII.flatMap(([a, b]) => [[...folded(a), SEPARATOR, ...folded(b)], folded(a.replace(/[- ]/, "") + b)]),
  ...WHOLE.map((label) => (/[A-Za-z]/.test(label) ? folded(label) : literal(label))),
  folded("passcode"),
  [...folded("otp"), charset(":=\"' _)\xe6\xe4\xef")],
  [...folded("pin"), charset(":=")],
  [...folded("pin is")],
];

/** A code has one of these at least; most texts behind a label have none. */
const CODE = charset("0-9A-Z");

const CLOSERS = `["'\`*\\]\\\\]{0,4}`;
const CJK = "(?:[\\xe3-\\xe9][\\x80-\\xbf]{2}){0,8}?";
const JOIN = `(?:${[
  "[:=]>?",
  // The next cell of a table.
  "\\t",
  utf8("："),
  utf8("＝"),
  utf8("是"),
  utf8("为"),
  utf8("為"),
  utf8("は"),
  "is:?(?= )",
  "was(?= )",
  "est(?= )",
  "es(?= )",
  "ist(?= )",
  `${utf8("é")}(?= )`,
].join("|")})`;
const OPENERS = `[ "'\`*\\[\\\\${utf8("【")}${utf8("“")}]{0,8}`;
/** Label, then at most a bracketed remark and some words, then the code. */
const AFTER = new RegExp(
  `^(?:[ _-]?(?:code|number|pin))?${CLOSERS}(?:(?: ?\\(|${utf8("（")})[^()\\n\\0]{0,40}?(?:\\)|${utf8("）")}))?(?: for [\\w.@-]{1,32}| (?:to|for) [\\w ]{1,24})?${CJK} *(${JOIN})?${OPENERS}(?:G-)?(\\d{3}[ -]\\d{3}|\\d{4,8}|[A-Z0-9]{4,8})(?![\\w-]|\\.\\d)`,
  "i",
);
/** `123456 is your login verification code`, 123456是您的验证码 */
const BEFORE = new RegExp(
  `(?:^|[^\\w.-])(?:G-)?(\\d{4,8}|\\d{3}[ -]\\d{3})(?: is (?:your|the)(?: [\\w'-]{1,16}){0,3} ?| ?(?:${utf8("是")}|${utf8("为")})${CJK})$`,
  "i",
);

function find(rule: Rule, scan: Scan, at: number, end: number): void {
  const { bytes, lo, hi } = scan;
  const first = bytes[at] as number;
  if (first < 0x80 && at > lo && WORD[bytes[at - 1] as number] === 1 && bytes[at - 1] !== 0x5f && !camel(bytes, at))
    return;
  // The anchor may have taken the byte behind its label.
  const last = bytes[end - 1] as number;
  const from =
    last < 0x80 && WORD[last] === 1
      ? end
      : last >= 0xe3 && last !== undefined && end - at === 4
        ? end - 1
        : last >= 0x80
          ? end
          : end - 1;
  let to = from;
  let coded = false;
  for (; to < hi && to < from + AHEAD && STOP[bytes[to] as number] === 0; to++)
    coded ||= CODE[bytes[to] as number] === 1;
  const match = coded ? AFTER.exec(latin1(bytes, from, to)) : null;
  const code = match?.[2];
  if (match !== null && code !== undefined) {
    const joined = match[1] !== undefined;
    const digits = /^[\d -]+$/.test(code);
    const stop = from + match[0].length;
    const capital = /^[A-Z0-9]+$/.test(code) || /\d/.test(code);
    // `your code is 3000 lines long`
    const vague = ((bytes[at] as number) | 0x20) === 0x79;
    // Words of prose are no codes: `passcode HELP`, `otp: true`.
    if (
      digits
        ? vague
          ? joined && code.length >= 6
          : joined || code.length >= 6
        : joined && capital && !/^[a-z]+$/i.test(code) === /\d/.test(code) && !isWord(code)
    )
      scan.add(rule, stop - code.length, stop, digits ? (joined ? 0.85 : 0.6) : /\d/.test(code) ? 0.7 : 0.55, "none");
  }
  // Both may stand there: "482913 is your verification code 553201".
  let back = at;
  coded = false;
  for (; back > lo && back > at - BEHIND && STOP[bytes[back - 1] as number] === 0; back--)
    coded ||= DIGIT[bytes[back - 1] as number] === 1;
  if (!coded) return;
  const before = BEFORE.exec(latin1(bytes, back, at));
  if (before?.[1] === undefined) return;
  const start = back + before.index + before[0].indexOf(before[1]);
  scan.add(rule, start, start + before[1].length, 0.8, "none");
}

/** `userOtp`, `smsVerifyCode`: lower case meets upper case. */
function camel(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] as number;
  const before = bytes[at - 1] as number;
  return byte >= 0x41 && byte <= 0x5a && before >= 0x61 && before <= 0x7a;
}

function isWord(code: string): boolean {
  return (
    /^(?:true|false|null|none|error|invalid|expired|sent|send|failed|wrong|required|valid|code|from|with|this|that|your|have|been|will|must|only|input|string|number|type)$/i.test(
      code,
    ) ||
    (code !== code.toUpperCase() && !/\d/.test(code))
  );
}

const otp: Rule = {
  id: "verification-code",
  kind: "OTP",
  description: "one-time or verification code next to the words that announce it",
  tier: "context",
  confidence: 0.85,
  get anchors() {
    return anchors();
  },
  find(scan, at, end) {
    find(otp, scan, at, end);
  },
  get examples() {
    return {
      yes: [
        "验证码是 «123456»",
        "验证码为 «ABC123»，5分钟内有效",
        "【某某】您的验证码：«8841»，请勿泄露",
        "验证码=«567890»",
        "verify code: «ABCD»",
        "otp: «123456»",
        '"otp":"«482913»"',
        "2fa code: «123456»",
        "authentication code: «1234»",
        "Your verification code is «482913».",
        "«482913» is your Acme verification code",
        "«482913» is your Acme verification code «553201»",
        "Your code is «482913».",
        "G-«482913» is your Google verification code",
        "verification_code\t«482913»\tactive",
        "«482913»是您的登录验证码",
        "verification_code=«482913»&phone=1",
        '{"smsCode":"«9321»"}',
        "PIN: «4821»",
        "Your one-time password for login is «553 201»",
        "Su código de verificación es «482913»",
        "Votre code de vérification est : «482913»".replace("est : ", "est "),
        "Ihr Bestätigungscode ist «482913»",
        "認証コードは«482913»です",
        "인증번호: «482913»",
      ],
      no: [
        { text: "your code is 3000 lines long, your code has 482913 bytes", why: "code of a program" },
        { text: "请输入验证码", why: "a prompt" },
        { text: "验证码错误，验证码5分钟内有效", why: "a message and a duration" },
        { text: "otp: true, footprint: 123456", why: "a switch, and otp inside a word" },
        { text: "status code: 123456, error code 40013", why: "another code" },
        { text: "the verification code is required", why: "prose" },
        { text: "pin: 13, spin: 4821", why: "a pin of a board, another word" },
        { text: "verification code expires in 3000 seconds", why: "a duration" },
        { text: "security code review 2024", why: "prose with a year" },
      ],
    };
  },
};

export const otpRules: readonly Rule[] = [otp];
