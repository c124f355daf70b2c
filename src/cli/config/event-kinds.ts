// `--kind` of `audit`. Apart from the other names, which the filters load.

import { EVENT_KINDS } from "../../audit/event.ts";
import { ClosemaskError } from "../../errors.ts";
import { nearest } from "../../text/nearest.ts";
import { listOf, type ParsedOptions } from "../tree/spec.ts";
import { valueKinds } from "./names.ts";
import type { Config } from "./schema.ts";

/** Kinds of events and of values that are named, in any case. @throws ClosemaskError `usage` */
export function eventKinds(given: ParsedOptions[string], config: Config): Set<string> {
  const names = [...EVENT_KINDS, ...valueKinds(config)];
  const words = listOf(given).flatMap((value) => value.split(",").map((word) => word.trim()));
  const known = (word: string): string => {
    const found = names.find((name) => name.toLowerCase() === word.toLowerCase());
    if (found !== undefined) return found;
    const near = nearest(word, names);
    const all = `one of ${EVENT_KINDS.join(", ")}, or a kind of values, which closemask rules list shows`;
    throw new ClosemaskError("usage", "--kind names an unknown kind", {
      hint: near === undefined ? all : `did you mean ${near}? ${all}`,
    });
  };
  return new Set(words.map(known));
}
