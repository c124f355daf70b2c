// The one ordered table of built-in rules. Order decides nothing but ties and listings; families stand as in the docs.

import type { Rule } from "../rule.ts";

export const RULES: readonly Rule[] = [];
