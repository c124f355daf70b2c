// From the scores of a model to entities: the likeliest row of labels in which every entity begins, goes on and ends as the
// labels say (Viterbi). Knows tokens by their number only.

import { ClosemaskError } from "../../errors.ts";
import type { Label, Scheme } from "./labels.ts";

/** Tokens `[from, to)` are an entity. */
export interface Run {
  readonly from: number;
  readonly to: number;
  /** Index into the types of the scheme. */
  readonly type: number;
  /** 0 to 1: the mean probability of the type, whatever the part. */
  readonly score: number;
}

/**
 * The share of a type's probability that each of its labels has at least. A model that is sure of the type and not of the part
 * (`I-PER` where an entity begins, which some are trained to say) is believed about the type.
 */
const SHARE = 0.1;
const NEVER = -1e9;

interface Plan {
  readonly labels: readonly Label[];
  readonly starts: readonly boolean[];
  readonly ends: readonly boolean[];
  /** Labels that may stand before a label inside an entity. */
  readonly before: readonly (readonly number[])[];
}

/**
 * Makes the function that decodes rows of scores, `labels.length` for each token. It throws ClosemaskError `ner` at a score
 * that is no number.
 */
export function createDecode({ labels, types }: Scheme): (scores: Float32Array) => Run[] {
  const plan = makePlan(labels, types.length);
  const width = labels.length;
  return (scores) => {
    const count = scores.length / width;
    if (count === 0) return [];
    const { logs, masses } = toLogs(scores, labels, types.length);
    const path = bestPath(plan, logs, count);
    return toRuns(path, plan, masses, types.length);
  };
}

/** What may follow what. A scheme need not have all parts. */
function makePlan(labels: readonly Label[], types: number): Plan {
  const has = Array.from({ length: types }, (_, type) => {
    const parts = new Set(labels.filter((label) => label.type === type).map(({ part }) => part));
    return { b: parts.has("B"), e: parts.has("E"), s: parts.has("S") };
  });
  const partsOf = (type: number): { b: boolean; e: boolean; s: boolean } => has[type] as (typeof has)[number];
  return {
    labels,
    starts: labels.map(({ part, type }) => {
      if (part === "O" || part === "B" || part === "S") return true;
      return !partsOf(type).b && (part === "I" || !partsOf(type).s);
    }),
    ends: labels.map(({ part, type }) => {
      if (part === "O" || part === "E" || part === "S") return true;
      const { e, s } = partsOf(type);
      return part === "B" ? !e || !s : !e;
    }),
    before: labels.map(({ part, type }) => {
      if (part !== "I" && part !== "E") return [];
      return labels.flatMap((label, i) =>
        label.type === type && (label.part === "B" || label.part === "I") ? [i] : [],
      );
    }),
  };
}

/** Logarithms of the probabilities of the labels, and the probability of each type, by token. */
function toLogs(
  scores: Float32Array,
  labels: readonly Label[],
  types: number,
): { logs: Float64Array; masses: Float64Array } {
  const width = labels.length;
  const count = scores.length / width;
  const logs = new Float64Array(scores.length);
  const masses = new Float64Array(count * types);
  const typeOf = Int32Array.from(labels, ({ type }) => type);
  const floors = new Float64Array(types);
  for (let t = 0; t < count; t++) {
    const row = t * width;
    const at = t * types;
    let top = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < width; i++) top = Math.max(top, scores[row + i] as number);
    let sum = 0;
    for (let i = 0; i < width; i++) {
      const power = Math.exp((scores[row + i] as number) - top);
      const type = typeOf[i] as number;
      if (type >= 0) masses[at + type] = (masses[at + type] as number) + power;
      sum += power;
    }
    if (!Number.isFinite(sum)) throw new ClosemaskError("ner", "the model answered what is no number");
    for (let type = 0; type < types; type++) {
      const mass = (masses[at + type] as number) / sum;
      masses[at + type] = mass;
      floors[type] = mass > 1e-12 ? Math.log(SHARE * mass) : NEVER;
    }
    const whole = top + Math.log(sum);
    for (let i = 0; i < width; i++) {
      const type = typeOf[i] as number;
      const log = (scores[row + i] as number) - whole;
      logs[row + i] = type < 0 ? log : Math.max(log, floors[type] as number);
    }
  }
  return { logs, masses };
}

/** Each step looks at the best label that may end an entity once, and at few others: the cost is that of reading the scores. */
function bestPath({ labels, starts, ends, before }: Plan, logs: Float64Array, count: number): Uint16Array {
  const width = labels.length;
  const back = new Uint16Array(count * width);
  let best = Float64Array.from({ length: width }, (_, i) => (starts[i] ? (logs[i] as number) : NEVER));
  let next = new Float64Array(width);
  for (let t = 1; t < count; t++) {
    const ended = likeliest(best, ends);
    for (let i = 0; i < width; i++) {
      let from = starts[i] ? ended : -1;
      for (const j of before[i] as readonly number[]) {
        if (from < 0 || (best[j] as number) > (best[from] as number)) from = j;
      }
      next[i] = from < 0 ? NEVER : (best[from] as number) + (logs[t * width + i] as number);
      back[t * width + i] = Math.max(from, 0);
    }
    [best, next] = [next, best];
  }
  const path = new Uint16Array(count);
  path[count - 1] = likeliest(best, ends);
  for (let t = count - 1; t > 0; t--) path[t - 1] = back[t * width + (path[t] as number)] as number;
  return path;
}

function likeliest(scores: Float64Array, allowed: readonly boolean[]): number {
  let best = -1;
  for (let i = 0; i < scores.length; i++) {
    if (allowed[i] && (best < 0 || (scores[i] as number) > (scores[best] as number))) best = i;
  }
  return best;
}

function toRuns(path: Uint16Array, { labels, starts, before }: Plan, masses: Float64Array, types: number): Run[] {
  const runs: Run[] = [];
  let from = -1;
  const close = (to: number): void => {
    if (from < 0) return;
    const { type } = labels[path[from] as number] as Label;
    let sum = 0;
    for (let t = from; t < to; t++) sum += masses[t * types + type] as number;
    runs.push({ from, to, type, score: Math.min(1, sum / (to - from)) });
    from = -1;
  };
  for (let t = 0; t < path.length; t++) {
    const at = path[t] as number;
    const goesOn = from >= 0 && (before[at] as readonly number[]).includes(path[t - 1] as number);
    if (goesOn) continue;
    close(t);
    if (starts[at] && (labels[at] as Label).type >= 0) from = t;
  }
  close(path.length);
  return runs;
}
