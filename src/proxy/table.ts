// Field tables, compiled: which class a place in a JSON document has. All paths are followed at once, as states of one
// automaton that is made as documents need it.

import type { ResponseTable } from "./types.ts";

/** A compiled table of responses. */
export interface RestoreTable {
  readonly source: ResponseTable;
}
