// National numbers of persons and companies that consist of digits: one row each. A caption names a number whatever its check
// digits say; without one the odds of a chance hit decide whether it counts.

import type { Examples, Scan } from "../rule.ts";
import { standsAlone } from "./alone.ts";
import { caption } from "./caption.ts";
import { captionAfter } from "./caption-after.ts";
import { type NumberMatch, type NumberRule, number } from "./number.ts";
import { isPartOfName, namedByMachine } from "./surroundings.ts";

/**
 * How often an ordinary number of the shape passes: `rare`, at most once in some thousands, counts anywhere; `alone`, at most once in
 * fifty, counts when nothing else stands on its line; `often` needs a caption.
 */
export type Odds = "rare" | "alone" | "often";

export interface IdNumber {
  id: string;
  kind: string;
  description: string;
  /** As for `number`. */
  shapes: readonly string[];
  /** Captions, separated by commas; written as for `caption`. */
  words: string;
  /** Structure and check digits; without it only a caption counts. */
  check?: (digits: string) => boolean;
  /** What a number of these shapes must have to be named at all, such as its length by region. */
  form?: (match: NumberMatch) => boolean;
  odds?: Odds | ((match: NumberMatch) => Odds);
  /** Groups may be joined by different separators, as in 123.456.789-09. */
  mixed?: boolean;
  examples: () => Examples;
}

/** Makes the rule of a row. */
export function idNumber(row: IdNumber): NumberRule {
  const { check, form, odds = "often", mixed = false } = row;
  const words = row.words.split(",");
  const before = caption(words);
  const after = captionAfter(words);
  return number({
    id: row.id,
    kind: row.kind,
    description: row.description,
    shapes: row.shapes,
    tier: check === undefined ? "context" : "form",
    remembers: odds === "often",
    confidence: check === undefined ? 0.75 : 0.9,
    get examples() {
      return row.examples();
    },
    judge(match: NumberMatch, scan: Scan) {
      const { digits, start, end } = match;
      if ((match.separator < 0 && !mixed) || digits.endsWith("X")) return null;
      if (isJoined(match.joinedBefore) || isJoined(match.joinedAfter)) return null;
      if (form !== undefined && !form(match)) return null;
      const { bytes, lo, hi } = scan;
      const sound = check?.(digits) ?? false;
      const chance = sound ? (typeof odds === "string" ? odds : odds(match)) : "often";
      const named = match.joinedBefore === 0 && (before(bytes, lo, start) || (sound && after(bytes, end, hi)));
      if (named) {
        if (check === undefined) return { confidence: 0.75, check: "none" };
        return sound ? { confidence: 0.95, check: "passed" } : { confidence: 0.55, check: "failed" };
      }
      if (!sound) return null;
      if (chance === "often" || match.joinedBefore !== 0 || isPartOfName(match, bytes, lo, hi))
        return { confidence: 0.1, check: "passed" };
      if (match.groups === 1 && namedByMachine(bytes, lo, start)) return { confidence: 0.15, check: "passed" };
      if (chance === "rare" && !match.listed) return { confidence: 0.85, check: "passed" };
      return { confidence: standsAlone(scan, start, end) ? 0.6 : 0.3, check: "passed" };
    },
  });
}

/** Another group is joined to the number by more than a space. */
function isJoined(separator: number): boolean {
  return separator !== 0 && separator !== 0x20;
}
