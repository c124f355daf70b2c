// A user and a password side by side, as people write them to each other: `creds: bob / hunter2`. A word before must say that
// credentials follow; the password must look chosen.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in other languages are what these cases are about

import { folded, literal } from "../build/anchor.ts";
import { utf8 } from "../build/context.ts";
import { pattern } from "../build/pattern.ts";
import { DIGIT } from "../charset.ts";
import { isCommonWord, isName, isStandIn, look } from "../check/secrecy.ts";
import type { Rule } from "../rule.ts";

const CJK = ["账号密码", "帐号密码", "账户密码", "用户名密码", "帳號密碼"];

export const credentialPairRules: readonly Rule[] = [
  pattern({
    id: "credential-pair",
    kind: "PASSWORD",
    description: "password behind a user and a slash or colon, after a word that announces both",
    tier: "context",
    remembers: true,
    get anchors() {
      return [
        ...["creds: ", "creds are ", "creds = ", "credentials: ", "credentials are ", "login: ", "logins: "].map(
          folded,
        ),
        ...CJK.map(literal),
      ];
    },
    needs: DIGIT,
    get pattern() {
      return new RegExp(
        `(?<![\\w/.:-])(?:(?:creds(?::| are| =)|credentials(?::| are)|logins?:) |(?:${CJK.map(utf8).join("|")})(?:${utf8("：")}|${utf8("是")}|[:=])?)\\s{0,4}["'\`]?[\\w.@+-]{1,64}["'\`]?(?: / | \\| |:|/(?=[^/\\s]{6,64}(?:$|\\s)))["'\`]?(?<value>[^\\s"'\`\\0,;:()<>][^\\s"'\`\\0,;()<>]{5,63})`,
        "iy",
      );
    },
    ahead: 200,
    judge(_, { bytes }, start, end) {
      if (isStandIn(bytes, start, end, 0) || isCommonWord(bytes, start, end) || isName(bytes, start, end)) return null;
      const l = look(bytes, start, end);
      return l.digits === 0 || l.letters < 2 ? null : { confidence: 0.7, check: "none" };
    },
    examples: {
      yes: [
        "creds: bob / «hunter22»",
        "The credentials are `admin` / `«Passw0rd!»`",
        "login: bob:«hunter22»",
        "账号密码：admin/«Abc12345»",
      ],
      no: [
        { text: "Last login: Tue Mar 3 10:22:33", why: "a time" },
        { text: "login: src/auth/login2.ts", why: "a path" },
        { text: "credentials: include / same-origin", why: "a choice" },
        { text: "creds: $USER / $PASS1", why: "references" },
        { text: "login: bob:1000", why: "a number" },
        { text: "x/login:16.34.53@sha256:295a05be49, login::docs::h553a417f82b0", why: "an image, a symbol" },
      ],
    },
  }),
];
