// Which placeholders an answer may bring back: those that its request contained. Text of a stranger's that names
// another id stays as it is.

import { KINDS, labelOf } from "../detect/kinds.ts";
import { fromHandle } from "../mask/identity.ts";
import { findLookAlikes, type LookAlike } from "../mask/placeholder.ts";
import type { Handle } from "../mask/store.ts";
import type { Kind } from "../types.ts";
import type { Scope } from "./types.ts";

export interface OpenScope extends Scope {
  /** Whatever looks like a placeholder in it is in scope; whether it is one, the session decides. */
  addText(bytes: Buffer, from: number, to: number): void;
  addFound(found: readonly LookAlike[], kind: Kind): void;
  addHandle(handle: Handle, kind: Kind): void;
  /** True once something left for a number. */
  hasNumbers: boolean;
}

/** The labels of the table as the word style has them. */
const LABELS = KINDS.map(({ label }) => [label.replaceAll("_", ""), label] as const);

export function createScope(whole: boolean): OpenScope {
  const handles = new Set<Handle>();
  const numbers = new Set<string>();
  const labels = new Set<string>();
  let someUnknown = whole;

  function add({ handle, counter, number }: LookAlike): void {
    if (handle !== null) handles.add(handle);
    else if (counter !== null) numbers.add(`${counter} ${number}`);
  }

  /** Letters of a text may stand before the label. */
  function addLabelOf({ style, handle, start, end }: LookAlike, bytes: Buffer): void {
    if (style !== "word" || handle === null) {
      someUnknown = true;
      return;
    }
    const letters = bytes.toString("latin1", start, end - fromHandle(handle).width - 1);
    for (const [word, label] of LABELS) if (letters.endsWith(word)) labels.add(label);
  }

  return {
    whole,
    hasNumbers: false,
    get size() {
      return handles.size + numbers.size;
    },
    get labels() {
      return someUnknown ? null : labels;
    },
    has: ({ handle, counter, number }) =>
      whole || (handle !== null ? handles.has(handle) : counter !== null && numbers.has(`${counter} ${number}`)),
    addText(bytes, from, to) {
      for (const hit of findLookAlikes(bytes, from, to)) {
        add(hit);
        addLabelOf(hit, bytes);
      }
    },
    addFound(found, kind) {
      for (const hit of found) add(hit);
      labels.add(labelOf(kind));
    },
    addHandle(handle, kind) {
      handles.add(handle);
      labels.add(labelOf(kind));
    },
  };
}
