// The one ordered table of built-in rules. Order decides nothing but ties and listings; families stand as in the docs.

import type { Rule } from "../rule.ts";
import { assignmentRules } from "./assignment.ts";
import { emailRules } from "./email.ts";
import { ipRules } from "./ip.ts";
import { macRules } from "./mac.ts";
import { urlCredentialRules } from "./url-credentials.ts";

export const RULES: readonly Rule[] = [
  ...emailRules,
  ...ipRules,
  ...macRules,
  ...assignmentRules,
  ...urlCredentialRules,
];
