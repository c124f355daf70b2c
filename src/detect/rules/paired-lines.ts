// Secrets whose name stands on one line and whose value on the next: variables of Kubernetes, of pipelines and of tasks,
// property lists, sites of Hadoop, variables of Terraform. What stands on one line is assignment.ts's.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references in other languages are what these cases are about

import { folded } from "../build/anchor.ts";
import { block, type LineVerdict } from "../build/block.ts";
import { latin1 } from "../build/context.ts";
import { type Label, nameStart, readLabel } from "../build/label.ts";
import { sample } from "../build/sample.ts";
import { createValue, readValue, type Value } from "../build/value.ts";
import { BASE62, STOP } from "../charset.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { weigh } from "./assignment-weight.ts";

/** What the label said, and which lines may follow, in a block's mark. */
const COMPOUND = 0x100;
const VARIABLE = 0x200;
const STRENGTH = 0xff;

/** Bytes of a line that are looked at before a name, and in a line behind it. */
const REACH = 160;
const LINE_MOST = 2048;

/** Before the name: a key that says so, a tag, or the head of a variable of Terraform. */
const BEFORE =
  /^[\s>#*"'-]*(?:name|key|variable_?name)["']?\s{0,4}[:=]\s{0,4}["']?$|<(?:name|key)>$|^(variable\s{1,4}")$/i;
/** From the end of the name to that of its line. */
const BEHIND = /^(?:["']?,?|<\/(?:name|key)>|("\s?\{))[ \t]*\r?$/i;

/** Where the line of the name ends, when the anchor's stem `[at, …)` ends one that a value can follow. */
function opens(sort: "password" | "key", scan: Scan, at: number, stem: number): ReturnType<BlockOpen> {
  const { bytes, lo, hi } = scan;
  const end = at + stem;
  let newline = end;
  while (newline < hi && newline - end < 24 && bytes[newline] !== 10) newline++;
  if (newline >= hi || bytes[newline] !== 10) return null;
  const behind = BEHIND.exec(latin1(bytes, end, newline));
  if (behind === null) return null;
  const start = nameStart(bytes, lo, at);
  let line = start;
  while (line > lo && start - line < REACH && STOP[bytes[line - 1] as number] === 0) line--;
  // A NUL, where a placeholder was blanked out, is no line start.
  if (line > lo && bytes[line - 1] !== 10) return null;
  const before = BEFORE.exec(latin1(bytes, line, start));
  if (before === null || (before[1] === undefined) !== (behind[1] === undefined)) return null;
  const label = readLabel(bytes, lo, start, end);
  if (label === null || (label.sort === "password") !== (sort === "password") || !label.sure) return null;
  const mark =
    Math.round(label.strength * 100) | (label.compound ? COMPOUND : 0) | (before[1] === undefined ? 0 : VARIABLE);
  return { start: newline, next: newline + 1, mark };
}

type BlockOpen = Parameters<typeof block>[0]["open"];

const VALUE_LINE = /^\s*(?:(["']?)(?:value|string_?value)\1\s{0,4}[:=]\s{0,8}|<(?:value|string)>)/i;
const DEFAULT_LINE = /^\s*default\s{0,40}=\s{0,8}/;
/** Lines of a variable that hold nothing that others would want to see. */
const ATTRIBUTE_LINE =
  /^\s*(?:(?:type|sensitive|nullable|ephemeral)\s{0,40}=\s{0,8}\w{1,16}|description\s{0,40}=\s{0,8}"[A-Za-z ,.'/()-]{0,160}")\s*$/;
const ATTRIBUTES_MOST = 6;

const value: Value = createValue();

function judge(
  sort: "password" | "key",
  bytes: Buffer,
  from: number,
  to: number,
  mark: number,
  start: number,
): LineVerdict {
  const none = { start, end: start };
  if (to - from > LINE_MOST) return none;
  const text = latin1(bytes, from, to);
  const variable = (mark & VARIABLE) !== 0;
  const head = (variable ? DEFAULT_LINE : VALUE_LINE).exec(text);
  if (head === null)
    return variable && ATTRIBUTE_LINE.test(text) && lines(bytes, start, from) <= ATTRIBUTES_MOST ? "more" : none;
  const label: Label = {
    sort,
    strength: (mark & STRENGTH) / 100,
    stem: sort === "password" ? "password" : "token",
    last: true,
    compound: (mark & COMPOUND) !== 0,
    sure: true,
    lead: "",
    owned: true,
  };
  value.join = "=";
  value.spaced = !label.compound;
  value.named = false;
  value.listed = false;
  const at = from + head[0].length;
  if (head[0].endsWith(">")) {
    if (!readText(bytes, at, to)) return none;
  } else if (!readValue(bytes, at, to, true, false, value)) return none;
  // A reference, an anchor of YAML, a block of its own.
  if (value.quote === 0 && /^[|>&*!{[]/.test(text.slice(head[0].length))) return none;
  if (value.end < to && bytes[value.end] === 0) return none;
  return weigh(bytes, to, label, true, value) < 0.5 ? none : { start: value.start, end: value.end };
}

/** The text of an element up to the tag that ends it. */
function readText(bytes: Uint8Array, at: number, to: number): boolean {
  let end = at;
  while (end < to && bytes[end] !== 0x3c) end++;
  value.start = at;
  value.end = end;
  value.quote = 0;
  value.closed = true;
  value.triple = false;
  return end < to && end > at;
}

function lines(bytes: Uint8Array, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) if (bytes[i] === 10) n++;
  return n;
}

/** How the line of a name goes on behind it. */
const ENDS = ["\n", "\r", '"\n', '"\r', '",', '" {', "</"];

function paired(
  id: string,
  kind: string,
  sort: "password" | "key",
  stems: readonly string[],
  example: () => Examples,
): Rule {
  return block({
    id,
    kind,
    description: "value on the line behind its name: variables of Kubernetes, pipelines and Terraform, property lists",
    tier: "context",
    confidence: 0.8,
    awaits: true,
    get anchors(): Anchor[] {
      return stems.flatMap((stem) => ENDS.map((end) => folded(stem + end)));
    },
    open(scan, at) {
      const stem = stems.find((text) => latin1(scan.bytes, at, at + text.length).toLowerCase() === text);
      return stem === undefined ? null : opens(sort, scan, at, stem.length);
    },
    line: (bytes, from, to, mark, start) => judge(sort, bytes, from, to, mark, start),
    get examples() {
      return example();
    },
  });
}

const key = sample(BASE62, 32, 47);

export const pairedLineRules: readonly Rule[] = [
  paired("paired-lines-password", "PASSWORD", "password", ["password", "passwd", "pass", "pwd"], () => ({
    yes: [
      "        - name: POSTGRES_PASSWORD\n          value: «hunter22»\n",
      '  - name: "DB_PASSWORD"\r\n    value: "«hunter2!»"\r\n',
      '      "name": "SMTP_PASS",\n      "value": "«hunter2!»"\n',
      "\t<key>password</key>\n\t<string>«hunter2!»</string>\n",
      "<name>javax.jdo.option.ConnectionPassword</name>\n    <value>«hunter2!»</value>\n",
      'variable "db_password" {\n  type        = string\n  description = "of the main database"\n  default     = "«hunter2!»"\n}',
    ],
    no: [
      { text: "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:", why: "a reference" },
      { text: "- name: DB_PASSWORD\n  value: $(OTHER)\n", why: "a reference" },
      { text: "- key: password\n  value: Kennwort\n", why: "a caption in another language" },
      { text: '{\n "name": "password",\n "type": "string"\n}', why: "a field" },
      { text: 'variable "db_password" {\n  type = string\n  default = ""\n}', why: "it is empty" },
      { text: 'variable "db_password" {\n  type = string\n}\nvalue = "hunter2!"', why: "it has no default" },
      { text: 'variable "db_password" {\n  type = string\n', why: "it is cut off" },
      { text: "Enter your password\nvalue: hunter22", why: "prose" },
    ],
  })),
  paired("paired-lines-secret", "API_KEY", "key", ["token", "secret", "key"], () => ({
    yes: [
      `        - name: STRIPE_API_KEY\n          value: "«${key}»"\n`,
      `      "name": "SESSION_SECRET",\n      "value": "«${key}»"\n`,
      `<key>apiToken</key>\n<string>«${key}»</string>`,
      `<property>\n  <name>fs.s3a.secret.key</name>\n  <value>«${key}»</value>\n</property>`,
      `variable "corp_api_token" {\n  default = "«${key}»"\n}\n`,
    ],
    no: [
      { text: `- name: PUBLIC_KEY\n  value: ${key}`, why: "public keys are no secret" },
      { text: "- name: API_TOKEN\n  value: ${TOKEN}", why: "a reference" },
      { text: `<key>CFBundleKey</key>\n<array>\n<string>${key}</string>`, why: "something else stands between" },
      { text: `"name": "API_TOKEN",\n"type": "secret",\n"value": "${key}"`, why: "another line stands between" },
      { text: 'variable "api_token" {\n  default = "changed"\n}', why: "a word" },
    ],
  })),
];
