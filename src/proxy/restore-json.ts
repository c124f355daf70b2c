// Restores the texts of one JSON document in place: everything outside of what changed stays byte for byte.

import type { RestoreTable } from "./table.ts";
import type { EchoEdit, Restoring } from "./types.ts";

export interface RestoreJsonOptions {
  readonly table: RestoreTable;
  readonly restoring: Restoring;
  /** Rewrites absolute URLs of the provider; absent when they stay. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
  /** False where the caller notes texts itself (streams, whose pieces came before). Default true. */
  readonly echo?: boolean;
}

export interface RestoredJson {
  readonly body: Buffer;
  readonly changed: boolean;
}

/** A text with its values, and what was changed in it. Edits count in client form. */
export interface RestoredText {
  readonly text: Buffer;
  readonly edits: readonly EchoEdit[];
}
