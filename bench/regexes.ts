// The rules as plain global regular expressions: what a straightforward masker would run over each chunk. Made from the rule
// table, one expression a rule, from its anchors and digit shapes, so that both sides of the comparison have as many.

import { isNumberRule } from "../src/detect/build/number.ts";
import type { Anchor, Rule } from "../src/detect/rule.ts";

/** One expression for each rule, with the kind that replaces a match. */
export function regexesOf(rules: readonly Rule[]): { pattern: RegExp; text: string }[] {
  return rules.map((rule) => ({ pattern: new RegExp(sourceOf(rule), "g"), text: `[${rule.kind}]` }));
}

function sourceOf(rule: Rule): string {
  if (isNumberRule(rule)) return `(?<!\\w)(?:${rule.shapes.map(shapeSource).join("|")})(?!\\w)`;
  const sources = [...new Set(rule.anchors.map(anchorSource))];
  const label = rule.tier === "context" || rule.anchors.every(isWord);
  const value = label ? `["']?\\s{0,4}[:=：]?\\s{0,4}["']?[^\\s"',;]{4,128}` : "[\\w+/=.~@:-]{4,512}";
  return `(?:${sources.join("|")})${value}`;
}

/** `4-4-4-4` → groups with an optional separator; `13..19` → one group of that length. */
function shapeSource(shape: string): string {
  const range = /^(\d+)\.\.(\d+)$/.exec(shape);
  if (range !== null) return `\\d{${range[1]},${range[2]}}`;
  return shape
    .split("-")
    .map((length) => `\\d{${length}}`)
    .join("[ .-]");
}

/** True when every byte is a letter, in any case: a label, not a prefix. */
function isWord(anchor: Anchor): boolean {
  return anchor.every((set) => members(set).every((byte) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a));
}

function anchorSource(anchor: Anchor): string {
  return anchor.map((set) => classOf(members(set))).join("");
}

function members(set: Uint8Array): number[] {
  return Array.from(set.keys()).filter((byte) => set[byte] === 1);
}

/** Bytes of non-ASCII text stand for themselves: the loop reads chunks as latin1. */
function classOf(bytes: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const from = bytes[i] as number;
    while (bytes[i + 1] === (bytes[i] as number) + 1) i++;
    const to = bytes[i] as number;
    parts.push(from === to ? hexEscape(from) : `${hexEscape(from)}-${hexEscape(to)}`);
  }
  return bytes.length === 1 ? (parts[0] as string) : `[${parts.join("")}]`;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
