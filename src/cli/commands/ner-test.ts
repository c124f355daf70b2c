// `closemask ner test`: what the engine in use, or each that can be had, finds in a text, and how long it takes. Opens no store
// and asks no rule.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { createPolicy } from "../../mask/policy.ts";
import { namesSettingsOf, nerSettings } from "../names.ts";
import { type Setup, withSetup } from "../open.ts";
import { openRecognizer } from "../open-ner.ts";
import { print, printJson, readStdin, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

const MAX_BYTES = 1024 * 1024;

interface FoundName {
  readonly start: number;
  readonly end: number;
  readonly kind: string;
  readonly label: string;
  readonly score: number;
  readonly value: string;
}

interface Outcome {
  readonly engine: string;
  readonly milliseconds: number;
  readonly entities: readonly FoundName[];
  /** Why it could not say; empty when it could. */
  readonly fault: string;
}

export function run(args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner test"), options, (setup) => testText(setup, args, options));
}

async function testText(setup: Setup, [given = "-"]: readonly string[], options: ParsedOptions): Promise<number> {
  if (given !== "-") {
    setup.say.warn("arguments are visible to other processes", "give real data on stdin: closemask ner test -");
  }
  const text = given === "-" ? (await readStdin(MAX_BYTES))?.toString("utf8") : given;
  if (text === undefined) {
    throw new ClosemaskError("input", "the text is longer than 1 MiB", { hint: "test a few lines at a time" });
  }
  const compare = options.compare === true;
  const engine = nerSettings(setup.config, setup.command)?.engine ?? "lexicon";
  const outcomes: Outcome[] = [];
  for (const name of compare ? enginesOf(setup, engine) : [engine])
    outcomes.push(await look(setup, name, text, compare));
  if (options.json === true) await printJson(compare ? outcomes : outcomes[0]);
  else await print(compare ? sideBySide(outcomes) : listed(outcomes[0] as Outcome));
  return EXIT.ok;
}

/** All that a configuration speaks of, and the one that needs nothing. */
function enginesOf({ config }: Setup, used: string): string[] {
  return [...new Set(["lexicon", "sidecar", used, ...(config.ner.url === undefined ? [] : ["remote"])])];
}

/** @throws ClosemaskError of an engine that cannot say, unless others are compared with it */
async function look(setup: Setup, name: string, text: string, compare: boolean): Promise<Outcome> {
  try {
    const settings = { engine: name, onFailure: "block" } as const;
    const { recognizer } = await openRecognizer(setup, settings, namesSettingsOf(setup.config, createPolicy()));
    try {
      // What is made or loaded at the first text is no part of the time.
      await recognizer.check();
      const started = performance.now();
      const { entities } = await recognizer.find([text]);
      const milliseconds = Math.round((performance.now() - started) * 100) / 100;
      const found = (entities[0] ?? []).map((entity) => ({ ...entity, value: text.slice(entity.start, entity.end) }));
      return { engine: name, milliseconds, entities: found, fault: "" };
    } finally {
      await recognizer.close();
    }
  } catch (error) {
    if (!compare || !(error instanceof ClosemaskError)) throw error;
    return { engine: name, milliseconds: 0, entities: [], fault: error.message };
  }
}

function listed({ engine, milliseconds, entities }: Outcome): string {
  const rows = entities.map(({ start, end, kind, label, score, value }) => [
    `${start}-${end}`,
    kind,
    value,
    score.toFixed(2),
    label,
  ]);
  const count = entities.length === 1 ? "1 entity" : `${entities.length} entities`;
  return `${table(rows)}${count} by ${engine} in ${milliseconds} ms\n`;
}

/** A line for each place where any of them found something, a column for each that could say. */
function sideBySide(outcomes: readonly Outcome[]): string {
  const able = outcomes.filter(({ fault }) => fault === "");
  const places = new Map(
    able
      .flatMap(({ entities }) => entities)
      .sort((a, b) => a.start - b.start || a.end - b.end)
      .map(({ start, end, value }) => [`${start}-${end}`, value]),
  );
  const rows = [...places].map(([place, value]) => [
    place,
    value,
    ...able.map(({ entities }) => {
      const found = entities.find(({ start, end }) => `${start}-${end}` === place);
      return found === undefined ? "-" : `${found.kind} ${found.score.toFixed(2)}`;
    }),
  ]);
  const head = ["", "", ...able.map(({ engine, milliseconds }) => `${engine} (${milliseconds} ms)`)];
  const without = outcomes.filter(({ fault }) => fault !== "").map(({ engine, fault }) => `${engine}: ${fault}\n`);
  return `${table([head, ...rows])}${without.join("")}`;
}
