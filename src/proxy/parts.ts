// Parts of a request that are known to leave as they came: a tool or message that this provider has been sent before, in the
// same bytes at the same place, need not be read again. A part in which anything was changed or told is none of them.

import type { Parts } from "./collect.ts";
import type { Memory, Prefix } from "./memory.ts";
import type { Splice } from "./texts.ts";
import { type Node, nameOf, type Tree } from "./tree.ts";
import type { Dialect, Endpoint } from "./types.ts";

export interface PartsOptions {
  readonly memory: Memory;
  readonly sessionName: string;
  readonly provider: string;
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  /** Settings that decide what may leave at all: under others a part is read anew. */
  readonly blobs: string;
  readonly hardened: boolean;
  readonly stripLogprobs: boolean;
}

export interface RememberedParts extends Parts {
  /** Notes those of `parts` that no splice touches. */
  remember(tree: Tree, parts: readonly Node[], splices: readonly Splice[]): void;
}

export function createParts(options: PartsOptions): RememberedParts {
  const { memory, sessionName, provider, dialect, endpoint, blobs, hardened, stripLogprobs } = options;
  const settings = `${blobs} ${hardened} ${stripLogprobs}`;
  const prefixes = new Map<string, Prefix>();
  const keyOf = (tree: Tree, part: Node): string => {
    const list = nameOf(tree, tree.parent(part));
    let prefix = prefixes.get(list);
    if (prefix === undefined) {
      prefix = memory.part(sessionName, provider, `${dialect.name} ${endpoint.name} ${settings} ${list}`);
      prefixes.set(list, prefix);
    }
    return memory.keyOf(prefix, tree.bytes, tree.start(part), tree.end(part));
  };
  return {
    isKnown: (tree, part) => memory.sent(keyOf(tree, part)) !== undefined,
    remember(tree, parts, splices) {
      const starts = splices.map(({ start }) => start).sort((a, b) => a - b);
      let next = 0;
      for (const part of parts) {
        while (next < starts.length && (starts[next] as number) < tree.start(part)) next++;
        if (next < starts.length && (starts[next] as number) <= tree.end(part)) continue;
        memory.remember(keyOf(tree, part), []);
      }
    },
  };
}
