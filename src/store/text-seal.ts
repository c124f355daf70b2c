// A text sealed on its own: AES-256-GCM, bound to its session, its name and the sealing key, so that texts cannot be swapped.

import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { NONCE_BYTES, TAG_BYTES, takeNonce } from "./nonce.ts";

export interface TextBinding {
  readonly key: KeyObject;
  /** Number of the sealing key that `key` comes from. */
  readonly keyNo: number;
  readonly session: string;
  readonly name: string;
}

export function sealText(bytes: Uint8Array, binding: TextBinding): Buffer {
  const nonce = takeNonce();
  const cipher = createCipheriv("aes-256-gcm", binding.key, nonce);
  cipher.setAAD(associated(binding));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** @throws ClosemaskError `store-corrupt` */
export function openText(sealed: Uint8Array, binding: TextBinding): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw textCorrupt();
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", binding.key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(associated(binding));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch (cause) {
    throw textCorrupt(cause);
  }
}

function associated({ session, name, keyNo }: TextBinding): Buffer {
  return Buffer.from(`closemask text 1 ${session} ${keyNo} ${name}`);
}

export function textCorrupt(cause?: unknown): ClosemaskError {
  return new ClosemaskError("store-corrupt", "a conversation does not open: it was altered or sealed by another key", {
    hint: "restore the store from a backup, or remove the session with `closemask sessions purge <name>`",
    ...(cause === undefined ? {} : { cause }),
  });
}
