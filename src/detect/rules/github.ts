// GitHub. Tokens issued since 2021 end in a CRC-32; a token whose check digits are wrong is still masked, since the prefix
// says enough and a mistyped key is nearly a key.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, charset, DIGIT, WORD } from "../charset.ts";
import { base62Tail, crc32, endsInBase62Crc } from "../check/crc32.ts";
import type { Rule } from "../rule.ts";

const JWT = charset("A-Za-z0-9_.-");

/** Docs: GitHub blog, "Behind GitHub's new authentication token formats" (2021). */
export const githubRules: readonly Rule[] = provider("GITHUB_TOKEN", [
  {
    id: "github-token",
    description: "GitHub token: ghp_, gho_, ghu_, ghs_ or ghr_, 30 characters and a CRC-32 in base 62",
    prefixes: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    parts: [run(BASE62, 30, 255)],
    check: (bytes, start, end) => endsInBase62Crc(bytes, start + 4, end),
    body: (_, seed) => {
      const text = sample(BASE62, 30, seed);
      // Every second example has wrong check digits.
      return text + base62Tail(crc32(Buffer.from(text)) ^ (seed & 1));
    },
  },
  {
    id: "github-app-token",
    description: "GitHub App installation token of the long form: ghs_, the app's number and a JSON web token",
    prefixes: ["ghs_"],
    parts: [run(DIGIT, 1, 20), "_eyJ", run(JWT, 60, 4096)],
    // The fixed letters and the number bring a few.
    distinct: 14,
  },
  {
    id: "github-fine-grained-token",
    description: "GitHub fine-grained personal access token: github_pat_, 22 and 59 characters",
    prefixes: ["github_pat_"],
    parts: [run(WORD, 35, 255)],
    distinct: 8,
  },
]);
