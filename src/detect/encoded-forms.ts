// The forms in which a secret also travels.

import { LITERAL_MIN } from "./literals.ts";

/** A form of a secret, see Literal. */
export interface EncodedForm {
  readonly value: Buffer;
  readonly spread: boolean;
}

/**
 * Of a value: itself, in base64 at each of the three alignments, URL-encoded, JSON-escaped. One of several lines counts line by line:
 * a text comes in lines, and what is masked must not depend on how many of them are there at once.
 */
export function encodedForms(value: Buffer): EncodedForm[] {
  if (!value.includes(NEWLINE)) return formsOf(value);
  const forms = [...formsOf(value), ...linesOf(value).flatMap(formsOf)].filter((form) => !form.value.includes(NEWLINE));
  return [...new Map(forms.map((form) => [form.value.toString("latin1"), form])).values()];
}

const NEWLINE = 10;
/** Begins and ends a key, and says nothing of it. */
const ARMOUR = /^-----(?:BEGIN|END)[ A-Z0-9]*-----$/;

/** Without what indents them; bytes that are no ASCII may be parts of characters. */
function linesOf(value: Buffer): Buffer[] {
  const lines = value.toString("latin1").split("\n");
  return lines.flatMap((line) => {
    const bare = line.replace(/^[ \t]+|[ \t\r]+$/g, "");
    return ARMOUR.test(bare) ? [] : [Buffer.from(bare, "latin1")];
  });
}

function formsOf(value: Buffer): EncodedForm[] {
  if (value.length < LITERAL_MIN) return [];
  const forms: Buffer[] = [value];
  const spread: Buffer[] = [];
  const text = value.toString("utf8");
  if (Buffer.from(text).equals(value)) {
    for (const form of [...urlForms(text), ...jsonForms(text)]) forms.push(Buffer.from(form));
  }
  for (let lead = 0; lead < 3; lead++) {
    const base64 = Buffer.concat([Buffer.alloc(lead), value])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that also hold bits of the neighbours are left out.
    const whole = base64.slice(lead === 0 ? 0 : lead + 1, (lead + value.length) % 3 === 0 ? undefined : -1);
    spread.push(Buffer.from(whole), Buffer.from(whole.replaceAll("+", "-").replaceAll("/", "_")));
  }
  const unique = new Map<string, { value: Buffer; spread: boolean }>();
  for (const form of forms) unique.set(form.toString("latin1"), { value: form, spread: false });
  for (const form of spread) {
    const key = form.toString("latin1");
    if (!unique.has(key)) unique.set(key, { value: form, spread: true });
  }
  return [...unique.values()].filter((form) => form.value.length >= LITERAL_MIN);
}

/** As JavaScript, RFC 3986 and libraries that leave slashes write it, spaces as plus too, hex digits in both cases. */
function urlForms(text: string): string[] {
  const plain = encodeURIComponent(text);
  const strict = plain.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return [plain, strict, strict.replaceAll("%2F", "/")]
    .flatMap((form) => [form, form.replaceAll("%20", "+")])
    .flatMap((form) => [form, form.replace(/%../g, (byte) => byte.toLowerCase())]);
}

/** As JavaScript writes it, with escaped slashes (PHP), in ASCII alone (Python, PHP), and safe for HTML (Go). */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const slashed = plain.replaceAll("/", "\\/");
  const inUnicode = (form: string, characters: RegExp): string =>
    form.replace(characters, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const beyond = /[^\x20-\x7e]/g;
  return [plain, slashed, inUnicode(plain, beyond), inUnicode(slashed, beyond), inUnicode(plain, /[<>&\u2028\u2029]/g)];
}
