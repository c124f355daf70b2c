// The cases of the stores' contract: what an engine says that it lacks is skipped by name, and what became of each case is left for
// the matrix that is printed when all tests are through.

import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import type { Capabilities } from "../../src/mask/store.ts";
import { MATRIX_FOLDER, type Outcome } from "./matrix.ts";

export type Need = keyof Capabilities;

const LACKS: Readonly<Record<Need, string>> = {
  lists: "cannot list sessions",
  counts: "cannot count entries",
  numbers: "cannot number values",
  keeps: "cannot promise to keep entries",
};

type Body = () => void | Promise<void>;

export interface Case {
  (title: string, body: Body): void;
  (title: string, needs: readonly Need[], body: Body): void;
}

/** Call it inside of a `describe`. */
export function createCases(engine: string, capabilities: Capabilities): Case {
  const outcomes: Outcome[] = [];
  afterAll(() => {
    const folder = process.env[MATRIX_FOLDER];
    if (folder === undefined) return;
    const lines = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join("");
    appendFileSync(join(folder, `${engine.replace(/\W/g, "-")}.ndjson`), lines);
  });

  return (title: string, ...rest: [Body] | [readonly Need[], Body]) => {
    const [needs, body] = rest.length === 1 ? [[], rest[0]] : rest;
    const lacked = needs.find((need) => !capabilities[need]);
    if (lacked !== undefined) {
      outcomes.push({ engine, title, state: "skipped" });
      test.skip(`${title} (skipped: ${engine} ${LACKS[lacked]})`, () => {});
      return;
    }
    test(title, async () => {
      const outcome: { -readonly [K in keyof Outcome]: Outcome[K] } = { engine, title, state: "failed" };
      outcomes.push(outcome);
      await body();
      outcome.state = "passed";
    });
  };
}
