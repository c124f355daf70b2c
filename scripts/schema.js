// Writes src/cli/config/schema.gen.ts from the zod schema. Run by `npm run generate`; a test compares.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { z } from "zod";
import { configSchema } from "../src/cli/config/schema.ts";

const target = fileURLToPath(new URL("../src/cli/config/schema.gen.ts", import.meta.url));

/** The text of the generated file. */
export function generateSchema() {
  const { $schema: _, ...schema } = z.toJSONSchema(configSchema, { io: "input" });
  const defaults = configSchema.parse({});
  return `// Generated from schema.ts by scripts/schema.js; do not edit.

import type { Shape } from "./check.ts";
import type { Config } from "./schema.ts";

export const SHAPE: Shape = ${JSON.stringify(schema)};

export const DEFAULTS: Config = ${JSON.stringify(defaults)};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = generateSchema();
  if (readFileSync(target, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(target, text);
}
