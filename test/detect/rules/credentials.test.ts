// What the examples beside the rules cannot say: which check passed, how sure a rule is, and where a value ends that is cut
// off, too long or without an end.

import { describe, expect, test } from "vitest";
import { sample } from "../../../src/detect/build/sample.ts";
import { BASE62, BASE64, BASE64URL, DIGIT, HEX, LOWER_HEX } from "../../../src/detect/charset.ts";
import { base62Tail, crc32, hexCrc } from "../../../src/detect/check/crc32.ts";
import { createDetector } from "../../../src/detect/detector.ts";
import type { Rule } from "../../../src/detect/rule.ts";
import { chatRules } from "../../../src/detect/rules/chat.ts";
import { cryptoKeyRules } from "../../../src/detect/rules/crypto-keys.ts";
import { devopsRules } from "../../../src/detect/rules/devops.ts";
import { githubRules } from "../../../src/detect/rules/github.ts";
import { jwtRules } from "../../../src/detect/rules/jwt.ts";
import { llmRules } from "../../../src/detect/rules/llm.ts";
import { passwordHashRules } from "../../../src/detect/rules/password-hash.ts";
import { saasRules } from "../../../src/detect/rules/saas.ts";

/** Winners of a text at `balanced`: rule, value and what its check said. */
function find(rules: readonly Rule[], text: string): { rule: string; value: string; check: string }[] {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const { spans } = createDetector({ rules }).scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
  return spans.map((span) => ({
    rule: span.rule.id,
    value: bytes.toString("utf8", span.start, span.end),
    check: span.check,
  }));
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("check digits", () => {
  test("of a GitHub token pass or fail, and the token is masked either way", () => {
    const body = sample(BASE62, 30, 1);
    const right = `ghp_${body}${base62Tail(crc32(Buffer.from(body)))}`;
    const wrong = `ghp_${body}${base62Tail(crc32(Buffer.from(body)) ^ 1)}`;
    expect(find(githubRules, right)).toEqual([{ rule: "github-token", value: right, check: "passed" }]);
    expect(find(githubRules, wrong)).toEqual([{ rule: "github-token", value: wrong, check: "failed" }]);
  });

  test("of a Grafana service account token cover its prefix, last byte first", () => {
    const body = `glsa_${sample(BASE62, 32, 2)}`;
    const bytes = Buffer.from(body);
    const check = (tail: string) => find(devopsRules, `${body}_${tail}`)[0]?.check;
    expect(check(hexCrc(bytes, 0, bytes.length, true))).toBe("passed");
    expect(check(hexCrc(bytes, 0, bytes.length))).toBe("failed");
  });

  test("of an Atlassian token are in hex of either case", () => {
    const body = `ATATT3xFfGF0${sample(BASE64URL, 171, 3)}=`;
    const tail = hexCrc(Buffer.from(body), 0, body.length);
    expect(find(saasRules, body + tail.toUpperCase())[0]?.check).toBe("passed");
    expect(find(saasRules, body + tail)[0]?.check).toBe("passed");
    expect(find(saasRules, `${body}00000000`)[0]?.check).toBe("failed");
  });
});

describe("sk- keys", () => {
  test("belong to the provider that the form names", () => {
    const ant = `sk-ant-api03-${sample(BASE64URL, 93, 4)}AA`;
    const old = `sk-${sample(BASE62, 20, 5)}${["T3Blbk", "FJ"].join("")}${sample(BASE62, 20, 6)}`;
    const kimi = `sk-${sample(BASE62, 48, 7)}`;
    const deepSeek = `sk-${sample(LOWER_HEX, 32, 8)}`;
    const router = `sk-or-v1-${sample(LOWER_HEX, 64, 9)}`;
    const rules = [ant, old, kimi, deepSeek, router].map((key) => find(llmRules, `key: ${key}`).map((hit) => hit.rule));
    expect(rules).toEqual([["anthropic-key"], ["openai-key-old"], ["sk-key"], ["sk-key"], ["openrouter-key"]]);
  });
});

describe("JSON web tokens", () => {
  const head = encode({ alg: "HS256", typ: "JWT" });
  const claims = encode({ sub: "bob" });
  const signature = sample(BASE64URL, 43, 10);

  test("end where their last part does", () => {
    const token = `${head}.${claims}.${signature}`;
    for (const after of ["", " ", '"', ".", ". Then", ",", "。", "\\n", "&x=1"])
      expect(find(jwtRules, token + after).map((hit) => hit.value)).toEqual([token]);
  });

  test("keep the dot of an empty signature, unless it may close a sentence", () => {
    const token = `${head}.${claims}.`;
    expect(find(jwtRules, `"${token}"`)[0]?.value).toBe(token);
    expect(find(jwtRules, `it is ${token} So`)[0]?.value).toBe(token.slice(0, -1));
  });

  test("are certain when their header decodes, and masked when it does not", () => {
    expect(find(jwtRules, `${head}.${claims}.${signature}`)[0]?.check).toBe("passed");
    expect(find(jwtRules, `${head.slice(0, 10)}x${head.slice(10)}.${claims}.${signature}`)[0]?.check).toBe("failed");
    expect(find(jwtRules, `${encode({ page: 2, name: "a state" })}.${claims}.short`)).not.toEqual([]);
    expect(find(jwtRules, `${encode({ page: 2, name: "a state" })}.min.js`)).toEqual([]);
  });

  test("take the padding with them that some libraries write", () => {
    for (const alg of [head, `${head.slice(0, 10)}x${head.slice(10)}`]) {
      const token = `${alg}.${claims}.${signature}=`;
      expect(find(jwtRules, `t=${token}&x=1`).map((hit) => hit.value)).toEqual([token]);
    }
  });

  test("of any length are one value up to 32 KB", () => {
    const token = `${head}.${encode({ roles: "r".repeat(20_000) })}.${signature}`;
    expect(find(jwtRules, `a ${token} b`).map((hit) => hit.value)).toEqual([token]);
  });
});

describe("chat tokens", () => {
  test("of Discord need a number in their first part", () => {
    const tail = `.${sample(BASE64URL, 6, 11)}.${sample(BASE64URL, 38, 12)}`;
    const id = Buffer.from(`1${sample(DIGIT, 18, 13)}`).toString("base64url");
    expect(find(chatRules, id + tail)).toEqual([{ rule: "discord-bot-token", value: id + tail, check: "passed" }]);
    expect(find(chatRules, `${id.slice(0, -2)}_-${tail}`)).toEqual([]);
  });

  test("of Telegram are found in its URLs, without the word bot", () => {
    const token = `${sample(DIGIT, 10, 14)}:AA${sample(BASE62, 33, 15)}`;
    expect(find(chatRules, `https://api.telegram.org/bot${token}/getMe`)[0]?.value).toBe(token);
    expect(find(chatRules, `robot${token}`)[0]?.value).toBe(token);
    expect(find(chatRules, `x${token}`)).toEqual([]);
  });
});

describe("keys of several lines", () => {
  const lines = (head: string, count: number) => [
    head,
    ...Array.from({ length: count }, (_, i) => sample(BASE64, 70, i)),
  ];
  const ssh = Buffer.from("openssh-key-v1\0").toString("base64").slice(0, 20);

  test("end at the first line that is no base64", () => {
    const body = lines(ssh + sample(BASE64, 50, 1), 5).join("\n");
    expect(find(cryptoKeyRules, `key:\n${body}\n-----END\n`).map((hit) => hit.value)).toEqual([body]);
    expect(find(cryptoKeyRules, `key:\n${body}\nshort\nmore text\n`)[0]?.value).toBe(`${body}\nshort`);
  });

  test("of one line end with the line's base64", () => {
    const body = Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${lines("", 20).join("\n")}`).toString("base64");
    expect(find(cryptoKeyRules, `{"key":"${body}","n":1}\n`).map((hit) => hit.value)).toEqual([body]);
  });

  test("are no public keys or certificates", () => {
    for (const what of ["CERTIFICATE", "PUBLIC KEY", "RSA PUBLIC KEY"]) {
      const body = Buffer.from(`-----BEGIN ${what}-----\n${lines("", 5).join("\n")}`).toString("base64");
      expect(find(cryptoKeyRules, `x: ${body}\n`)).toEqual([]);
    }
  });
});

test("hostile repetition of prefixes stays fast", () => {
  const rules = [...llmRules, ...jwtRules, ...chatRules, ...devopsRules, ...saasRules, ...passwordHashRules];
  const detector = createDetector({ rules });
  for (const piece of [
    "sk-",
    "eyJ.",
    "eyJ-",
    "xoxb-",
    "s.",
    ":A1",
    "$1$a",
    "$krb5tgs$23$*",
    "hooks.slack.com/",
    "ZXlK",
  ]) {
    const bytes = Buffer.from(piece.repeat(100_000 / piece.length) + sample(HEX, 40, 1));
    const { length } = bytes;
    const before = process.threadCpuUsage();
    detector.scan({ bytes, lo: 0, from: 0, to: length, hi: length, final: true });
    const { user } = process.threadCpuUsage(before);
    // Time of this thread, since others may be at work. Half a second is far more than it takes; backtracking would take
    // minutes.
    expect({ piece, slow: user > 500_000 }).toEqual({ piece, slow: false });
  }
});
