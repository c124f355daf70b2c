// Check values as people compare them: whether two machines have the same key, without showing it.

import { checkValue, type KeyRing, type SealingKey, sealingCheckValue } from "../store/keys.ts";

/** Eight bytes of the check value in four groups, such as `3f2a-91c0-77de-0b12`: enough that no two keys share them. */
export function formatCheck(ring: KeyRing): string {
  return grouped(checkValue(ring).subarray(0, 8));
}

export function formatSealingCheck(key: SealingKey): string {
  return grouped(sealingCheckValue(key).subarray(0, 4));
}

function grouped(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").match(/.{4}/g)?.join("-") ?? "";
}
