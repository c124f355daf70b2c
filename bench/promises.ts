// What the project promises of its speed and memory; `npm run bench -- --check` fails below it. Changed only on purpose.

import { CORPORA, DENSE } from "./corpora.ts";
import { median } from "./measure.ts";
import { type Figures, ratios } from "./report.ts";

/** Of `cat` in the same place. */
const MASK_RATIO = 0.08;
const MASK_RATIO_DENSE = 0.02;
/** Times the plain loop of regular expressions. */
const OVER_REGEXES = 10;
const DOUBLING_COST = 0.1;
const MEMORY_MIB = 120;
const START_UP_MS = 35;
const LATENCY_P99_MS = 5;
const STORED_PER_SECOND = 40_000;
const UNMASKED_PER_SECOND = 60_000;
const CACHED_PER_SECOND = 1_000_000;

/** One line for each promise that a figure misses; what was not measured is not judged. */
export function checkFigures(figures: Figures): string[] {
  const missed: string[] = [];
  const hold = (title: string, figure: number, bound: number, more: boolean): void => {
    // NaN, a figure that could not be taken, is a miss.
    const kept = more ? figure >= bound : figure <= bound;
    if (!kept)
      missed.push(`${title}: ${Number(figure.toPrecision(3))}, promised ${more ? "at least" : "at most"} ${bound}`);
  };
  const { rates, corpora, doubling, memory, startUp, latency, distinct } = figures;
  for (const name of corpora) {
    const { title } = CORPORA[name];
    const mask = median(ratios(rates, "mask", name));
    if (rates.has("mask"))
      hold(`mask of ${title}, of cat`, mask, DENSE.includes(name) ? MASK_RATIO_DENSE : MASK_RATIO, true);
    if (rates.has("mask") && rates.has("regexes"))
      hold(`mask of ${title}, times the regex loop`, mask / median(ratios(rates, "regexes", name)), OVER_REGEXES, true);
  }
  for (const [name, cost] of doubling?.cost ?? [])
    hold(`cost of twice the rules, ${CORPORA[name].title}`, cost, DOUBLING_COST, false);
  // Zero is what a system without /proc answers: nothing was measured.
  if (memory !== undefined) hold("resident MiB", memory === 0 ? Number.NaN : memory, MEMORY_MIB, false);
  if (startUp !== undefined) hold("start-up over node, ms", startUp.over, START_UP_MS, false);
  if (latency !== undefined) hold("latency p99, ms", latency.p99, LATENCY_P99_MS, false);
  if (distinct !== undefined) {
    hold("values stored per second", distinct.stored, STORED_PER_SECOND, true);
    hold("values unmasked per second", distinct.unmasked, UNMASKED_PER_SECOND, true);
    hold("cached values unmasked per second", distinct.cached, CACHED_PER_SECOND, true);
  }
  return missed;
}
