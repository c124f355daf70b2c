// What a model's thread and its process say to each other.

import type { Found } from "./entities.ts";
import type { ModelSettings } from "./model.ts";
import type { Dtype } from "./model-files.ts";

export interface ThreadData {
  /** Folder that holds the runtime's node_modules, and that of the model. */
  readonly runtime: string;
  readonly folder: string;
  readonly settings: ModelSettings;
  /** Languages that the model is for; `*` for all others. */
  readonly languages: readonly string[];
  /** Sentence instead of the usual ones. */
  readonly canary: string | undefined;
}

export type Question = { readonly id: number; readonly text: string } | { readonly cancel: number };

/** What went wrong, without a word of any text. `detail` is what the runtime said of the model's files. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
  readonly detail: string;
}

export interface ModelInfo {
  readonly types: readonly string[];
  readonly dtype: Dtype;
  readonly window: number;
}

export type Answer =
  | { readonly ready: ModelInfo }
  /** It computes. */
  | { readonly alive: true }
  | { readonly failed: Fault }
  | { readonly id: number; readonly found: readonly Found[] }
  | { readonly id: number; readonly fault: Fault };
