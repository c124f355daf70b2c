// A key ring in a file that only a key service opens: the ring is sealed with AES-256-GCM under a fresh key of 32 bytes, and that
// key is wrapped by the service. The ring itself never leaves the machine. Who asks the service is vault.ts and aws-kms.ts.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";
import { formatRing, type KeyRing, parseRing } from "./keys.ts";
import { NONCE_BYTES, TAG_BYTES } from "./nonce.ts";

export type KeyServiceName = "aws-kms" | "vault";

/** A service that seals small texts with a key that never leaves it. */
export interface Wrapper {
  readonly service: KeyServiceName;
  /** For people: service and key, no secret. */
  readonly describe: string;
  /** What the service calls the wrapped key, as one line. @throws ClosemaskError `key-source`, `key-wrong` */
  wrap(key: Uint8Array): Promise<string>;
  /** The inverse. @throws ClosemaskError `key-source`, `key-wrong` */
  unwrap(wrapped: string): Promise<Uint8Array>;
}

const FORMAT = "closemask wrapped key ring 1";
const KEY_BYTES = 32;
const MAX_WRAPPED = 4096;

/** The file's text. */
export async function wrapRing(ring: KeyRing, wrapper: Wrapper): Promise<string> {
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(associated(wrapper.service));
  const sealed = Buffer.concat([nonce, cipher.update(formatRing(ring)), cipher.final(), cipher.getAuthTag()]);
  const wrapped = await wrapper.wrap(key);
  key.fill(0);
  const file = { format: FORMAT, service: wrapper.service, wrapped, sealed: sealed.toString("base64") };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * The exact inverse.
 * @throws ClosemaskError `key-invalid` when it is no such file, `key-wrong` when another key or service wrapped it, and what
 * the service throws
 */
export async function unwrapRing(text: string, wrapper: Wrapper): Promise<KeyRing> {
  const { service, wrapped, sealed } = parseFile(text);
  if (service !== wrapper.service) {
    throw new ClosemaskError("key-wrong", "the key ring was wrapped by another service than key.source names", {
      hint: `key.source: ${service}`,
    });
  }
  const key = Buffer.from(await wrapper.unwrap(wrapped));
  if (key.length !== KEY_BYTES || sealed.length < NONCE_BYTES + TAG_BYTES) throw notOurs();
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(associated(service));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    decipher.final();
  } catch (cause) {
    throw notOurs(cause);
  }
  key.fill(0);
  return parseRing(plain.toString("utf8"));
}

function parseFile(text: string): { service: KeyServiceName; wrapped: string; sealed: Buffer } {
  let file: Record<string, unknown>;
  try {
    file = Object(JSON.parse(text));
  } catch (cause) {
    throw notOurs(cause);
  }
  const { format, service, wrapped, sealed } = file;
  if (format !== FORMAT || (service !== "aws-kms" && service !== "vault")) throw notOurs();
  if (typeof wrapped !== "string" || wrapped.length > MAX_WRAPPED || typeof sealed !== "string") throw notOurs();
  return { service, wrapped, sealed: Buffer.from(sealed, "base64") };
}

function associated(service: KeyServiceName): Buffer {
  return Buffer.from(`${FORMAT} ${service}`);
}

function notOurs(cause?: unknown): ClosemaskError {
  return new ClosemaskError("key-invalid", "the file of the wrapped key ring was altered, or is none", {
    hint: "restore it from a backup",
    ...(cause === undefined ? {} : { cause }),
  });
}
