// Makers of the values that corpora contain. Credentials are composed of a prefix and random characters at run time, so
// that no file of the repository holds one that looks real.

import type { Random } from "./random.ts";

export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = LOWER.toUpperCase();
export const DIGITS = "0123456789";
export const HEX = `${DIGITS}abcdef`;
export const BASE62 = DIGITS + LOWER + UPPER;
export const BASE64URL = `${BASE62}-_`;

const FIRST =
  "anna ben chloe david elena farid grace hugo ines jonas kaito lena mei nils omar paula qiang rosa tom vera".split(
    " ",
  );
const LAST =
  "adler brandt costa dubois eriksen fischer gupta huang ito jensen kovacs lopez meyer novak okafor park rossi silva tran weber".split(
    " ",
  );
const HOSTS =
  "example.com acme.io corp.example mail.example.org gmail.com outlook.com qq.com 163.com bank.co.uk uni.example.de".split(
    " ",
  );
export const CHINESE_NAMES = "张伟 王芳 李娜 刘洋 陈静 杨帆 赵磊 黄敏 周杰 吴倩".split(" ");

/** Makers of one value each; every call gives a new one with high probability. */
export function createValues(random: Random) {
  const { int, pick, text } = random;
  const two = (n: number): string => String(n).padStart(2, "0");
  const octets = (): string =>
    `${pick([5, 31, 62, 81, 93, 104, 141, 185, 203, 212])}.${int(1, 254)}.${int(0, 255)}.${int(1, 254)}`;

  const luhn = (prefix: string, length: number): string => {
    const body = prefix + text(DIGITS, length - 1 - prefix.length);
    let sum = 0;
    for (let i = 0; i < body.length; i++) {
      let digit = Number(body[body.length - 1 - i]);
      if (i % 2 === 0) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
      sum += digit;
    }
    return body + ((10 - (sum % 10)) % 10);
  };

  const residentId = (): string => {
    const body =
      pick(["110101", "310104", "440305", "330106", "510107", "420106"]) +
      int(1955, 2005) +
      two(int(1, 12)) +
      two(int(1, 28)) +
      text(DIGITS, 3);
    let sum = 0;
    for (let i = 0; i < 17; i++) sum += Number(body[i]) * (2 ** (17 - i) % 11);
    return body + "10X98765432"[sum % 11];
  };

  const iban = (): string => {
    const account = text(DIGITS, 18);
    let rest = 0;
    for (const digit of `${account}131400`) rest = (rest * 10 + Number(digit)) % 97;
    return `DE${two(98 - rest)}${account}`;
  };

  const jwt = (): string => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: text(DIGITS, 10), iat: int(1.6e9, 1.8e9), jti: text(HEX, 16) })}.${text(BASE64URL, 43)}`;
  };

  const tokens = [
    () => `AKIA${text(`${UPPER}234567`, 16)}`,
    () => `ghp_${text(BASE62, 36)}`,
    () => `glpat-${text(BASE64URL, 20)}`,
    () => `xoxb-${text(DIGITS, 12)}-${text(DIGITS, 12)}-${text(BASE62, 24)}`,
    () => `sk_live_${text(BASE62, 24)}`,
    () => `sk-proj-${text(BASE62, 48)}`,
    () => `AIza${text(BASE64URL, 35)}`,
    () => `npm_${text(BASE62, 36)}`,
    () => `hf_${text(LOWER + UPPER, 34)}`,
    jwt,
  ];

  return {
    two,
    person: () => `${pick(FIRST)} ${pick(LAST)}`,
    email: () => `${pick(FIRST)}.${pick(LAST)}${int(1, 99999)}@${pick(HOSTS)}`,
    ipv4: octets,
    ipv6: () => `2a0${int(1, 9)}:${Array.from({ length: 7 }, () => text(HEX, 4)).join(":")}`,
    mac: () => Array.from({ length: 6 }, () => text(HEX, 2)).join(":"),
    uuid: () => `${text(HEX, 8)}-${text(HEX, 4)}-4${text(HEX, 3)}-a${text(HEX, 3)}-${text(HEX, 12)}`,
    phone: () => `+1 ${int(201, 989)}-${int(201, 989)}-${text(DIGITS, 4)}`,
    ukPhone: () => `+44 20 7${text(DIGITS, 3)} ${text(DIGITS, 4)}`,
    cnMobile: () => `1${pick(["38", "39", "50", "77", "86", "99"])}${text(DIGITS, 8)}`,
    residentId,
    card: () => luhn(pick(["4", "51", "52", "55"]), 16).replace(/.{4}(?=.)/g, "$& "),
    bankCard: () => luhn(pick(["6222", "6217", "6228"]), 19),
    iban,
    ssn: () => `${int(101, 665)}-${two(int(10, 99))}-${int(1000, 9999)}`,
    otp: () => text(DIGITS, 6),
    password: () => `${text(LOWER, 3)}${text(BASE62, int(5, 9))}${pick(["!", "#", "%", "^", "*"])}${text(DIGITS, 2)}`,
    token: () => pick(tokens)(),
    connection: () => `postgres://${pick(FIRST)}:${text(BASE62, 14)}@db-${int(1, 9)}.corp.example:5432/app`,
    privateKey: (newline: string) => {
      const label = `${pick(["RSA ", "EC ", ""])}PRIVATE ${"KEY"}`;
      const lines = Array.from({ length: 25 }, () => text(`${BASE62}+/`, 64));
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join(newline);
    },
  };
}

export type Values = ReturnType<typeof createValues>;
