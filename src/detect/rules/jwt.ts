// JSON web tokens: signed (three parts) and encrypted (five). The header decides how sure we are: one that decodes to JSON
// with an algorithm is certain, one that does not may be mistyped or cut off and is masked at `balanced`.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { sample } from "../build/sample.ts";
import { BASE64, BASE64URL, runEnd } from "../charset.ts";
import { base64Json } from "../check/base64-json.ts";
import type { Rule, Scan } from "../rule.ts";

const DOT = 0x2e;
const PAD = 0x3d;
const SPACE = 0x20;
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
  get anchors() {
    return ["eyJ", "eyAi", "ewog", "ewoJ", "ew0K"].map(literal);
  },
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
        { text: `assertion=${header("ES256")}.\n  ${claims(8)}.`, why: "a header alone holds nothing" },
        { text: part({ name: "a page state", page: 2 }), why: "it is JSON in base64 of one part" },
        { text: `eyJ${sample(BASE64URL, 12, 8)}.html`, why: "it is the name of a file" },
        {
          text: `eyJ${sample(BASE64URL, 30, 8)}.${sample(BASE64URL, 30, 9)}`,
          why: "two parts, and the first decodes to nothing",
        },
        { text: `${header("HS256")}.payload.signature`, why: "words in the place of claims" },
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
    // An unsigned token ends in a dot; where blank follows, the dot may as well close the sentence.
    if (bytes[end - 1] === DOT && (end >= hi || (bytes[end] as number) <= SPACE)) end--;
    // No token has padding, but some libraries write it.
    while (end < hi && bytes[end] === PAD) end++;
    if (known) {
      if (end <= headerEnd + 1) return;
      // `header.payload.signature`: words in the place of claims, which are encrypted where they are no JSON.
      const claims = runEnd(bytes, headerEnd + 1, end, BASE64URL);
      if (parts === 3 && claims - headerEnd < 12 && base64Json(bytes, headerEnd + 1, claims) === null) return;
      scan.add(jwt, at, end, parts === 3 || parts === 5 ? 0.99 : 0.9, "passed");
    } else if ((parts >= 3 && shortest >= 8) || isObject(bytes, headerEnd + 1, end))
      scan.add(jwt, at, end, 0.6, "failed");
  },
};

/** True when claims follow that begin as a JSON object does, however they go on. */
function isObject(bytes: Buffer, from: number, end: number): boolean {
  return end - from >= 16 && bytes.toString("latin1", from, from + 3) === "eyJ";
}

const wrap = (text: string) => Buffer.from(text).toString("base64");

/** A token in base64 once more, as Kubernetes and CI systems keep their secrets. */
const wrapped: Rule = {
  id: "jwt-base64",
  kind: "JWT",
  description: "JSON web token that was encoded in base64 once more",
  tier: "proof",
  confidence: 0.9,
  get anchors() {
    return [literal("ZXlK")];
  },
  get examples() {
    const token = (alg: string, seed: number) => wrap(`${header(alg)}.${claims(seed)}.${sample(BASE64URL, 43, seed)}`);
    return {
      yes: [`  token: «${token("HS256", 1)}»`, `{"t":"«${token("RS256", 2)}»"}`, `见 «${token("ES256", 3)}»。`],
      no: [
        { text: `x${token("HS256", 4)}`, why: "it is glued to a word" },
        { text: wrap(`eyJ${sample(BASE64URL, 90, 5)}`), why: "it decodes to one part only" },
        { text: wrap("eyJ, as tokens begin, and more text that is none"), why: "it decodes to prose" },
      ],
    };
  },
  find(scan: Scan, at: number): void {
    const { bytes } = scan;
    if (!startsAt(bytes, scan.lo, at, BASE64)) return;
    const hi = Math.min(scan.hi, at + MOST);
    let end = runEnd(bytes, at, hi, BASE64);
    if (end - at < 40) return;
    while (end < hi && bytes[end] === PAD) end++;
    const text = Buffer.from(bytes.toString("latin1", at, end), "base64").toString("latin1");
    const found = /^(eyJ[\w-]{5,})\.[\w-]*\.[\w.-]*$/.exec(text)?.[1];
    if (found === undefined) return;
    const known = base64Json(Buffer.from(found), 0, found.length) !== null;
    scan.add(wrapped, at, end, known ? 0.95 : 0.6, known ? "passed" : "failed");
  },
};

export const jwtRules: readonly Rule[] = [jwt, wrapped];
