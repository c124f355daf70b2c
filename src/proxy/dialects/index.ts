// The one table of dialects, by the names that configurations use.

import type { Dialect } from "../types.ts";
import { anthropic } from "./anthropic.ts";
import { bedrock } from "./bedrock.ts";
import { cohere } from "./cohere.ts";
import { gemini } from "./gemini.ts";
import { ollama } from "./ollama.ts";
import { mistral, openai } from "./openai.ts";

/** In this order a path is looked up that the provider's own dialect does not know. */
export const DIALECTS: ReadonlyMap<string, Dialect> = new Map(
  [anthropic, openai, gemini, ollama, mistral, cohere, bedrock].map((dialect) => [dialect.name, dialect]),
);
