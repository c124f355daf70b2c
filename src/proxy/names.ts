// Names in the texts of a request, asked for in one question before anything is planned: whoever knows them may have to be
// waited for. A text that was looked at before is not asked about.

import type { Candidate } from "../detect/resolve.ts";
import { type NameFinder, spansIn, type TextUnit, textOf } from "../mask/names.ts";
import { blanked, type Range } from "./issued.ts";
import type { Seek } from "./seek.ts";
import type { Text } from "./texts.ts";

export interface Names {
  /** `rules`: nobody could say, rules alone count. `pass`: nobody could say, and texts leave as they are. */
  readonly state: "whole" | "rules" | "pass";
  /** Texts that were not looked at; empty with `whole`. */
  readonly missed: ReadonlySet<Text>;
  of(text: Text): readonly Candidate[];
}

const NO_NAMES: Names = { state: "whole", missed: new Set(), of: () => [] };

/**
 * Names in each text; placeholders in it, the ranges of the same place, are hidden.
 * @throws what the finder throws: then nothing may be sent
 */
export async function namesIn(
  texts: readonly Text[],
  ranges: readonly (readonly Range[])[],
  seek: Seek,
  finder: NameFinder | undefined,
): Promise<Names> {
  if (finder === undefined) return NO_NAMES;
  const units: { readonly of: Text; readonly unit: TextUnit }[] = [];
  for (const [i, text] of texts.entries()) {
    if (text.coding === "number") continue;
    const unit = blanked(text, ranges[i] ?? [], () =>
      seek.knows(text) ? null : textOf(text.bytes, text.start, text.end),
    );
    if (unit !== null) units.push({ of: text, unit });
  }
  if (units.length === 0) return NO_NAMES;
  const { state, entities } = await finder.find(units.map(({ unit }) => unit.text));
  const found = new Map(units.map(({ of, unit }, i) => [of, spansIn(unit, entities[i] ?? [])]));
  return {
    state,
    missed: state === "whole" ? NO_NAMES.missed : new Set(units.map(({ of }) => of)),
    of: (text) => found.get(text) ?? [],
  };
}
