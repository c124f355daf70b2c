// Walks a document along a table: each node with the class that holds for it. What is done about it is the visitor's
// business.

import type { State, Table } from "./table.ts";
import { NONE, type Node, type Tree } from "./tree.ts";
import type { FieldNotes } from "./types.ts";

/** What a table says of a place, or of the nearest place above it. */
export interface Found<Class> {
  readonly is: Class;
  readonly notes: FieldNotes;
  /** A model wrote what is here. */
  readonly authored: boolean;
}

/** Told of each node before those in it; `named`: an entry names this very node. False: what is in it is dealt with. */
export type Visit<Class> = (node: Node, found: Found<Class>, named: boolean) => boolean;

const NO_NOTES: FieldNotes = {};

export function walkFields<Class>(tree: Tree, table: Table<Class>, otherwise: Class, visit: Visit<Class>): void {
  const go = (node: Node, state: State<Class>, above: Found<Class>): void => {
    const { entry } = state;
    let found = above;
    if (entry !== null) {
      const [, is, notes = NO_NOTES] = entry;
      found = { is, notes, authored: notes.authored ?? above.authored };
    }
    if (!visit(node, found, entry !== null)) return;
    for (let child = tree.first(node); child !== NONE; child = tree.next(child))
      go(child, table.child(state, tree, child), found);
  };
  go(0, table.root(tree), { is: otherwise, notes: NO_NOTES, authored: false });
}
