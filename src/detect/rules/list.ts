// All built-in rules for the command line. The build puts a list in its place that makes rules when they are asked; see
// ../rule-table.ts.

import type { RuleList } from "../rule.ts";
import { RULES } from "./index.ts";

export const RULE_LIST: RuleList = RULES;
