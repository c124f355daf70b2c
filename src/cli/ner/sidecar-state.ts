// Which sidecar runs: one for each data folder. The file is believed when its process lives, and the sidecar itself answers.

import { askHealth } from "../serve/state.ts";
import { readClaim } from "./claim.ts";

export interface SidecarState {
  /** The process that watches the worker. */
  readonly pid: number;
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Null until it listens. */
  readonly url: string | null;
  /** The worker's process. */
  readonly worker: number | null;
  /** How often the worker was started anew. */
  readonly restarts: number;
}

export type Health = Readonly<Record<string, unknown>>;

export interface FoundSidecar {
  readonly state: SidecarState;
  /** Null when it does not answer: it starts, or its worker is being started anew. */
  readonly health: Health | null;
}

/** Null when none runs. */
export async function findSidecar(path: string): Promise<FoundSidecar | null> {
  const state = readClaim<SidecarState>(path);
  if (state === null) return null;
  const health = state.url === null ? null : await askHealth(state.url);
  return { state, health: health?.instance === state.instance ? health : null };
}

export function isReady({ health }: FoundSidecar): boolean {
  return health?.status === "ok";
}
