// The names in a batch of texts.

import type { Candidate } from "../detect/resolve.ts";
import { type NameFinder, spansIn, unitsOf } from "./names.ts";
import type { Steps } from "./steps.ts";
import type { Task } from "./text-task.ts";

export interface Named {
  /** Nobody could say, and the texts are to leave as they are. */
  readonly pass: boolean;
  readonly spans: readonly (readonly Candidate[])[];
}

/** One question for all lines of all texts. */
export function* namesIn(names: NameFinder, tasks: readonly Task[]): Steps<Named> {
  const units = tasks.flatMap(({ frame, whole }, task) =>
    whole ? [] : unitsOf(frame).map((unit) => ({ task, unit })),
  );
  const spans: Candidate[][] = tasks.map(() => []);
  if (units.length === 0) return { pass: false, spans };
  let answer = names.find(units.map(({ unit }) => unit.text));
  if (answer instanceof Promise) {
    const asked = answer.then((found) => {
      answer = found;
    });
    yield asked;
  }
  if (answer instanceof Promise) throw new TypeError("the names were not waited for");
  const { state, entities } = answer;
  for (const [i, { task, unit }] of units.entries()) spans[task]?.push(...spansIn(unit, entities[i] ?? []));
  return { pass: state === "pass", spans };
}
