// What the sidecar's worker and the process that watches it say to each other.

import type { ModelSettings } from "../../ner/onnx/model.ts";
import type { ModelPlace } from "../../ner/onnx/pool.ts";
import type { Place } from "../../ner/sidecar/serve.ts";

/** All that a worker needs to know. */
export interface WorkerOrder {
  readonly instance: string;
  readonly place: Place;
  readonly runtime: string;
  readonly models: readonly (readonly [language: string, place: ModelPlace])[];
  /** Languages whose models are loaded before it counts as ready. */
  readonly first: readonly string[];
  readonly settings: ModelSettings;
  readonly canary: string | undefined;
  /** Milliseconds of silence of a model after which the worker gives up; 0 for never. */
  readonly hang: number;
}

export type ToWorker = { readonly order: WorkerOrder } | { readonly ping: number } | { readonly stop: true };

export interface WorkerFault {
  readonly code: "ner" | "listen" | "input" | "internal";
  readonly message: string;
  readonly hint: string;
}

export type FromWorker =
  | { readonly listening: string }
  | { readonly ready: true }
  | { readonly failed: WorkerFault }
  /** Milliseconds since 1970 of the last request. */
  | { readonly pong: number; readonly used: number }
  | { readonly log: string };
