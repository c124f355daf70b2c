// `npm run bench:ner`: what the engines for names find in the gold set, what they take for a name in ordinary text, and how
// fast they are. Each part is a function of its own.

import { parseArgs } from "node:util";
import { printAlarms, printQuality, printSpeed } from "./ner-lexicon.ts";
import { printMask } from "./ner-mask.ts";
import { printSidecar } from "./ner-sidecar.ts";

const USAGE = `usage: npm run bench:ner -- [options]

  --show PART    also list misses and wrong finds of a part of the gold set: dev
  --cases DIR    also score PERSON, ORG, LOCATION and ADDRESS in DIR/*.jsonl: text, spans, span_canonicals
  --check        exit 1 when a bar is missed`;

/** Runs it; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      show: { type: "string" },
      cases: { type: "string" },
      check: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  let good = printQuality(values.show, values.cases);
  good = printAlarms(values.show !== undefined) && good;
  good = printSpeed() && good;
  printMask();
  good = (await printSidecar()) && good;
  return values.check && !good ? 1 : 0;
}
