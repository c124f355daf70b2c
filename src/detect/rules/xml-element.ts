// Secrets in elements of XML whose text stands on a line of its own: `<apiToken>`, the value on the next line, `</apiToken>`.
// On one line they are the assignment rules'. Only the line right behind the element is looked at.

import { folded } from "../build/anchor.ts";
import { block, type LineVerdict } from "../build/block.ts";
import { type Label, nameStart, readLabel } from "../build/label.ts";
import { sample } from "../build/sample.ts";
import { BASE62, charset, runEnd } from "../charset.ts";
import { isCommonWord, isRandom, isStandIn, isWordy, look } from "../check/secrecy.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";

type Sort = Label["sort"];

const LESS = 0x3c;
const BLANK = charset(" \t\r");
/** What the text of an element may consist of here; markup, prose and NUL end it. */
const VISIBLE = charset("!-;=?-~");

/** Where the element's text begins when the anchor `key>` ends a tag that opens, and the line. */
function opens(sort: Sort, { bytes, lo, hi }: Scan, at: number, end: number): { start: number; next: number } | null {
  const newline = runEnd(bytes, end, Math.min(hi, end + 2), BLANK);
  if (newline >= hi || bytes[newline] !== 10) return null;
  const start = nameStart(bytes, lo, at);
  if (start <= lo || bytes[start - 1] !== LESS) return null;
  const label = readLabel(bytes, lo, start, end - 1);
  return label === null || label.sort !== sort || label.strength < 0.6 ? null : { start: newline, next: newline + 1 };
}

/** Takes the first line, when it is one value and looks like a secret. */
function judge(sort: Sort, bytes: Buffer, from: number, to: number): LineVerdict {
  const start = runEnd(bytes, from, to, BLANK);
  const end = runEnd(bytes, start, to, VISIBLE);
  if (runEnd(bytes, end, to, BLANK) < to || isStandIn(bytes, start, end, 0)) return "not";
  const l = look(bytes, start, end);
  if (sort === "password") return l.length >= 4 && !isCommonWord(bytes, start, end) ? { end } : "not";
  const chosen = l.length >= 12 && l.digits > 0 && l.letters > 0 && !isWordy(bytes, start, end);
  return chosen || isRandom(l) ? { end } : "not";
}

function element(id: string, kind: string, sort: Sort, stems: readonly string[], example: () => Examples): Rule {
  return block({
    id,
    kind,
    description: "text of an XML element named after a secret, on a line of its own",
    tier: "context",
    confidence: 0.8,
    get anchors(): Anchor[] {
      return stems.flatMap((stem) => ["\n", "\r"].map((end) => folded(`${stem}>${end}`)));
    },
    open: (scan, at, end) => opens(sort, scan, at, end - 1),
    line: (bytes, from, to, _mark, start) =>
      // The block begins at the end of its first line.
      bytes.indexOf(10, start) === from - 1 ? judge(sort, bytes, from, to) : "not",
    get examples() {
      return example();
    },
  });
}

const value = (length: number): string => sample(BASE62, length, 41);

export const xmlElementRules: readonly Rule[] = [
  element("xml-secret-element", "API_KEY", "key", ["key", "token", "secret"], () => ({
    yes: [
      `<config>\n  <apiToken>\n    «${value(32)}»\n  </apiToken>\n</config>`,
      `<client-secret>\r\n\t«${value(32)}»\r\n</client-secret>`,
      `<datadog_api_key>\n«${value(32)}»\n</datadog_api_key>`,
    ],
    no: [
      { text: "<token>\n  <value/>\n</token>", why: "the element holds another" },
      { text: `<token>\n\n${value(32)}`, why: "the next line is empty" },
      { text: `</token>\n${value(32)}`, why: "the element ends there" },
      { text: `<publicKey>\n  ${value(32)}\n</publicKey>`, why: "public keys are no secret" },
      { text: "<apiKey>\n  %API_KEY%\n</apiKey>", why: "it is a reference" },
      { text: "<secret>\n  see the wiki\n</secret>", why: "it is prose" },
    ],
  })),
  element("xml-aws-element", "AWS_SECRET_KEY", "aws", ["key", "token", "secret"], () => ({
    yes: [
      `<aws_secret_access_key>\n  «${value(40)}»\n</aws_secret_access_key>`,
      `<AwsSecretKey>\r\n«${value(40)}»\r\n</AwsSecretKey>`,
      `<aws.session.token>\n\t«${value(120)}»\n</aws.session.token>`,
    ],
    no: [
      { text: `<awsKeyId>\n  ${value(40)}\n</awsKeyId>`, why: "ids are no secret" },
      { text: "<aws_secret_access_key>\n  %AWS_KEY%\n</aws_secret_access_key>", why: "it is a reference" },
      { text: `<aws_secret_access_key>\n  <x>${value(40)}</x>\n`, why: "the element holds another" },
    ],
  })),
  element("xml-password-element", "PASSWORD", "password", ["password", "passwd", "passphrase", "pwd"], () => {
    const password = `${value(9)}!`;
    return {
      yes: [
        `<server>\n <password>\n  «${password}»\n </password>\n</server>`,
        `<db.password>\n«${password}»\n</db.password>`,
        `<Passphrase>\r\n  «${password}»\r\n</Passphrase>`,
      ],
      no: [
        { text: "<password>\n  required\n</password>", why: "it is a word of a schema" },
        { text: "<password>\n  Your password again\n</password>", why: "it is prose" },
        { text: "<password>\n</password>", why: "it is empty" },
      ],
    };
  }),
];
