// Which placeholders an answer may bring back: those that its request contained (DESIGN 6). Text of a stranger's that names
// another id stays as it is.

import { findLookAlikes, type LookAlike } from "../mask/placeholder.ts";
import type { Handle } from "../mask/store.ts";
import type { Scope } from "./types.ts";

export interface OpenScope extends Scope {
  /** Whatever looks like a placeholder in it is in scope; whether it is one, the session decides. */
  addText(bytes: Buffer, from: number, to: number): void;
  addFound(found: readonly LookAlike[]): void;
  addHandle(handle: Handle): void;
}

export function createScope(whole: boolean): OpenScope {
  const handles = new Set<Handle>();
  const numbers = new Set<string>();
  const addFound = (found: readonly LookAlike[]): void => {
    for (const { handle, counter, number } of found) {
      if (handle !== null) handles.add(handle);
      else if (counter !== null) numbers.add(`${counter} ${number}`);
    }
  };
  return {
    whole,
    get size() {
      return handles.size + numbers.size;
    },
    has: ({ handle, counter, number }) =>
      whole || (handle !== null ? handles.has(handle) : counter !== null && numbers.has(`${counter} ${number}`)),
    addText: (bytes, from, to) => addFound(findLookAlikes(bytes, from, to)),
    addFound,
    addHandle: (handle) => void handles.add(handle),
  };
}
