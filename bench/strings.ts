// How fast the library masks and restores strings: prompts of 2 KB cut from the corpora, one after the other, in one session that
// knows their values. Prints MB/s, the median of several rounds. `npm run bench:strings -- --kb 2 --rounds 9`

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createCloseMask } from "../src/index.ts";
import { CORPORA, CORPUS_NAMES, corpus } from "./corpora.ts";
import { median } from "./measure.ts";

const { values } = parseArgs({
  options: {
    kb: { type: "string", default: "2" },
    mb: { type: "string", default: "4" },
    rounds: { type: "string", default: "9" },
  },
});
const size = Number(values.kb) * 1024;
const rounds = Number(values.rounds);

/** Cut at line ends, as near to the size as they allow. */
function prompts(text: string): string[] {
  const list: string[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.lastIndexOf("\n", at + size);
    const end = newline > at ? newline + 1 : Math.min(text.length, at + size);
    list.push(text.slice(at, end));
    at = end;
  }
  return list;
}

async function rate(texts: readonly string[], work: (text: string) => unknown): Promise<number> {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = process.hrtime.bigint();
    for (const text of texts) {
      const done = work(text);
      if (done instanceof Promise) await done;
    }
    rates.push(bytes / (Number(process.hrtime.bigint() - before) / 1e3));
  }
  // The first rounds warm up.
  return median(rates.slice(Math.floor(rounds / 3)));
}

const columns = ["maskSync", "mask", "maskJsonSync", "unmaskSync", "unmask"];
console.log(`strings of ${values.kb} KB, MB/s`);
console.log(["", ...columns].join("\t"));
for (const name of CORPUS_NAMES) {
  const texts = prompts(readFileSync(corpus(name, Number(values.mb)), "utf8"));
  const session = await createCloseMask().open();
  const masked = texts.map((text) => session.maskSync(text));
  const rates = [
    await rate(texts, (text) => session.maskSync(text)),
    await rate(texts, (text) => session.mask(text)),
    await rate(texts, (content) => session.maskJsonSync({ role: "user", content })),
    await rate(masked, (text) => session.unmaskSync(text)),
    await rate(masked, (text) => session.unmask(text)),
  ];
  console.log([CORPORA[name].title, ...rates.map((each) => each.toFixed(0))].join("\t"));
}
