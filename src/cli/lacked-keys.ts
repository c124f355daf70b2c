// Sealing keys that a store needs and the key ring lacks: after an older copy of the ring was put back.

import { ClosemaskError } from "../errors.ts";
import type { Store } from "../mask/store.ts";
import type { KeyRing } from "../store/keys.ts";

/** Their numbers, rising; none where the store does not know. Walks through all of the store. */
export async function lackedKeys(store: Store, ring: KeyRing): Promise<number[]> {
  return lackedOf((await store.sealedBy?.()) ?? new Map(), (await store.newestKey?.()) ?? 0, ring);
}

/** The same of what the store has said: how much each key has sealed, and which is the newest that ever wrote. */
export function lackedOf(sealed: ReadonlyMap<number, number>, newest: number, ring: KeyRing): number[] {
  const had = new Set(ring.sealing.map(({ no }) => no));
  const needed = new Set([...sealed].flatMap(([no, count]) => (count > 0 ? [no] : [])));
  // One before the newest may have been retired; the newest itself must be there, also where it has sealed nothing yet.
  if (newest > newestIn(ring)) needed.add(newest);
  return [...needed].filter((no) => !had.has(no)).sort((a, b) => a - b);
}

/** Those of them from which on this ring is an older copy: its next key would have a number that is taken. */
export function newerThan(ring: KeyRing, lacked: readonly number[]): number[] {
  return lacked.filter((no) => no > newestIn(ring));
}

export function lacks(lacked: readonly number[]): ClosemaskError {
  const keys = `sealing ${lacked.length === 1 ? "key" : "keys"} ${lacked.join(", ")}`;
  return new ClosemaskError("key-wrong", `the store is written with ${keys}, which this key ring lacks`, {
    hint: "closemask keys import FILE, with what keys export printed after the rotation; or put back a newer copy of the key",
  });
}

function newestIn({ sealing }: KeyRing): number {
  return sealing.at(-1)?.no ?? 0;
}
