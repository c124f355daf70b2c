// The matrix of the stores' contract, engine by case, printed when all tests are through: a global set-up of vitest, since each
// engine is tested in a file of its own.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Variable that names the folder in which engines leave what became of their cases. */
export const MATRIX_FOLDER = "CLOSEMASK_TEST_MATRIX";

export interface Outcome {
  readonly engine: string;
  readonly title: string;
  readonly state: "passed" | "skipped" | "failed";
}

const MARK = { passed: "yes", skipped: "-", failed: "FAILED" } as const;
/** Columns in which all engines are shown as far as they were tested. */
const ORDER = ["memory", "sqlite", "redis", "redis cluster", "memcached", "dynamodb", "layered"];

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "closemask-matrix-"));
  process.env[MATRIX_FOLDER] = folder;
  return () => {
    const text = showMatrix(readOutcomes(folder));
    if (text !== "") console.log(text);
    rmSync(folder, { recursive: true });
  };
}

function readOutcomes(folder: string): Outcome[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .trimEnd()
      .split("\n")
      .map((line): Outcome => JSON.parse(line)),
  );
}

/** Empty when there is nothing to show. */
export function showMatrix(outcomes: readonly Outcome[]): string {
  const place = (engine: string): number => (ORDER.includes(engine) ? ORDER.indexOf(engine) : ORDER.length);
  const engines = [...new Set(outcomes.map(({ engine }) => engine))].sort((a, b) => place(a) - place(b));
  if (engines.length === 0) return "";
  const titles = [...new Set(outcomes.map(({ title }) => title))];
  const states = new Map(outcomes.map(({ engine, title, state }) => [`${engine} ${title}`, state]));
  const first = Math.max(...titles.map(({ length }) => length));
  const row = (head: string, cells: readonly string[]): string =>
    [head.padEnd(first), ...cells.map((cell, i) => cell.padEnd((engines[i] as string).length))].join("  ").trimEnd();
  const rows = titles.map((title) =>
    row(
      title,
      engines.map((engine) => {
        const state = states.get(`${engine} ${title}`);
        return state === undefined ? "" : MARK[state];
      }),
    ),
  );
  const counts = engines.map((engine) => {
    const own = outcomes.filter((outcome) => outcome.engine === engine);
    return `${engine} ${own.filter(({ state }) => state === "passed").length}/${own.length}`;
  });
  return [
    "",
    `the store contract: ${counts.join(", ")}; - is skipped, since the engine says that it cannot`,
    row("", engines),
    ...rows,
    "",
  ].join("\n");
}
