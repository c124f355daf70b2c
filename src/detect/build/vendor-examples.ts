// Examples of vendor rules by construction: values of each form in the usual carriers, and what must stay: another
// alphabet, another length, no provider, a blank, a hash beside the provider's name.

import { HEX } from "../charset.ts";
import type { Examples } from "../rule.ts";
import { sample } from "./sample.ts";
import type { Vendor } from "./vendor.ts";
import { type Form, formEnd, OVER, overlongEnd, sampleForm, write } from "./vendor-form.ts";
import type { Word } from "./vendor-word.ts";

type Carrier = (name: string, value: string) => string;

const CARRIERS: readonly Carrier[] = [
  (name, value) => `${name.toUpperCase()}_API_KEY=${value}`,
  (name, value) => `{"region":"eu","${name}_token":"${value}","retries":3}`,
  (name, value) => `service: ${name}_app, ${name}_client_secret: ${value}`,
  (name, value) => `const ${name}Token = '${value}';`,
  (name, value) => `<add key="${name}_access_token" value="${value}" />`,
  (name, value) => `client = new Client("${name}_api_key", "${value}")`,
];

const PLAIN: Carrier = (name, value) => `${name}_secret = ${value}`;

export function vendorExamples({ words, forms, name }: Vendor): Examples {
  const seed = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 11);
  const writtenAs = (i: number) => (words[i % words.length] as Word).text.replaceAll("_", i % 2 === 0 ? "_" : "-");
  const formAt = (i: number) => forms[i % forms.length] as Form;
  const cases = Math.max(CARRIERS.length, words.length, forms.length);
  const yes = Array.from({ length: cases }, (_, i) =>
    CARRIERS[i % CARRIERS.length]?.(writtenAs(i), `«${sampleForm(formAt(i), seed + i)}»`),
  ) as string[];

  const form = formAt(0);
  const value = sampleForm(form, seed);
  const own = writtenAs(0);
  const no = [
    { text: PLAIN("example", value), why: "no provider is named" },
    { text: `${own}_commit = ${value}`, why: "the name says that it is a commit" },
    { text: `${own}_secret_hash = ${value}`, why: "the name says that it is a hash" },
    {
      text: PLAIN(
        own,
        write(form, ({ set, min }) => (set[0x78] === 1 ? "x" : "0").repeat(min)),
      ),
      why: "it is a blank",
    },
  ];
  const misfit = (text: string, why: string) => {
    const bytes = Buffer.from(text);
    const fits = (other: Form) =>
      formEnd(other, bytes, 0, bytes.length) >= 0 || overlongEnd(other, bytes, 0, bytes.length) >= 0;
    if (!forms.some(fits)) no.push({ text: PLAIN(own, text), why });
  };
  misfit(value.slice(0, -1), "it is one character short");
  misfit(
    `${value.slice(0, value.length >> 1)}!${value.slice((value.length >> 1) + 1)}`,
    "it holds a foreign character",
  );
  const last = form.parts.at(-1);
  const room = typeof last === "object" ? last.max - last.min : 0;
  misfit(value + sample(HEX, room + OVER + 1, seed), "it goes on beyond its length");
  return { yes, no };
}
