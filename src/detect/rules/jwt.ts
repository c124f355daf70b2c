// JSON web tokens: signed (three parts) and encrypted (five). The header decides how sure we are: one that decodes to JSON
// with an algorithm is certain, one that does not may be mistyped or cut off and is masked at `balanced`.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { sample } from "../build/sample.ts";
import { BASE64URL, runEnd } from "../charset.ts";
import { base64Json } from "../check/base64-json.ts";
import type { Rule, Scan } from "../rule.ts";

const DOT = 0x2e;
const PAD = 0x3d;
/** Longest token that is followed; its parts are claims, which can be many. */
const MOST = 32 * 1024;

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = (alg: string) => part({ alg, typ: "JWT" });
const claims = (seed: number) => part({ sub: `user-${seed}`, iat: 1700000000 + seed });

/** RFC 7515 and RFC 7516, compact serialisation. */
const jwt: Rule = {
  id: "jwt",
  kind: "JWT",
  description: "JSON web token: header, claims and signature, or the five parts of an encrypted one",
  tier: "proof",
  confidence: 0.95,
  anchors: ["eyJ", "eyAi", "ewog", "ewoJ", "ew0K"].map(literal),
  get examples() {
    const signature = (seed: number) => sample(BASE64URL, 43, seed);
    return {
      yes: [
        `token=«${header("HS256")}.${claims(1)}.${signature(1)}»`,
        `{"jwt":"«${header("none")}.${claims(2)}.»"}`,
        `It is «${part({ alg: "dir", enc: "A256GCM" })}..${sample(BASE64URL, 16, 3)}.${sample(BASE64URL, 40, 3)}.${sample(BASE64URL, 22, 3)}».`,
        `a\\n«${header("RS256")}.${claims(4)}.${sample(BASE64URL, 342, 4)}»\\n`,
        `mistyped «eyJ${sample(BASE64URL, 33, 5)}.eyJ${sample(BASE64URL, 40, 5)}.${signature(5)}»`,
        `cut off «${header("ES256")}.${claims(6)}»`,
      ],
      no: [
        { text: `x${header("HS256")}.${claims(7)}.${signature(7)}`, why: "it is glued to a word" },
        { text: part({ name: "a page state", page: 2 }), why: "it is JSON in base64 of one part" },
        { text: `eyJ${sample(BASE64URL, 12, 8)}.html`, why: "it is the name of a file" },
        {
          text: `eyJ${sample(BASE64URL, 30, 8)}.${sample(BASE64URL, 30, 9)}`,
          why: "two parts, and the first decodes to nothing",
        },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes } = scan;
    if (!startsAt(bytes, scan.lo, at, BASE64URL)) return;
    const hi = Math.min(scan.hi, at + MOST);
    const headerEnd = runEnd(bytes, at, hi, BASE64URL);
    if (headerEnd - at < 16 || bytes[headerEnd] !== DOT || headerEnd >= hi) return;
    let end = headerEnd;
    let parts = 1;
    let shortest = headerEnd - at;
    while (parts < 5 && end < hi && bytes[end] === DOT) {
      const from = end + 1;
      const to = runEnd(bytes, from, hi, BASE64URL);
      // Only the key of an encrypted token and the signature of an unsigned one may be empty.
      if (to === from && parts !== 1 && parts !== 2) break;
      shortest = Math.min(shortest, to - from);
      end = to;
      parts++;
    }
    if (parts < 2) return;
    const head = base64Json(bytes, at, headerEnd);
    const known = head !== null && ["alg", "typ", "enc", "kid"].some((name) => name in head);
    if (known) {
      // Behind a token that was cut off, a dot closes the sentence.
      if (bytes[end - 1] === DOT && parts === 2) return;
      while (end < hi && bytes[end] === PAD) end++;
      scan.add(jwt, at, end, parts === 3 || parts === 5 ? 0.99 : 0.9, "passed");
    } else if (parts >= 3 && shortest >= 8) scan.add(jwt, at, end, 0.6, "failed");
  },
};

export const jwtRules: readonly Rule[] = [jwt];
