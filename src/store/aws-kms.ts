// Wraps with a symmetric key of AWS KMS, over its JSON protocol: POST / with the target TrentService.Encrypt or .Decrypt.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html; signing is the caller's.

import { ClosemaskError } from "../errors.ts";
import { callService, type KeyServiceOptions, type ServiceAnswer, textAt } from "./service-call.ts";
import type { Wrapper } from "./wrapped-ring.ts";

export interface KmsOptions extends Omit<KeyServiceOptions, "name"> {
  readonly endpoint: URL;
  /** Id, ARN or alias. */
  readonly keyId: string;
  /** The headers of a request with its signature. @throws ClosemaskError `key-source` where there are no credentials */
  readonly sign: (url: URL, headers: Readonly<Record<string, string>>, body: Buffer) => Promise<Record<string, string>>;
}

/** Bound into what the key encrypts, and seen in CloudTrail: policies can ask for it. */
const CONTEXT = { application: "closemask" };

export function createKmsWrapper(options: KmsOptions): Wrapper {
  const { endpoint, keyId, sign } = options;
  const service = { ...options, name: "AWS KMS" };

  async function call(action: "Encrypt" | "Decrypt", content: object): Promise<unknown> {
    const named = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${action}` };
    const body = { KeyId: keyId, EncryptionContext: CONTEXT, ...content };
    const answer = await callService(service, endpoint, (bytes) => sign(endpoint, named, bytes), body);
    if (answer.status !== 200) throw refusedBy(answer, action);
    return answer.body;
  }

  return {
    service: "aws-kms",
    describe: `AWS KMS at ${endpoint.host}, key ${keyId}`,
    async wrap(plain) {
      const wrapped = textAt(
        await call("Encrypt", { Plaintext: Buffer.from(plain).toString("base64") }),
        "CiphertextBlob",
      );
      if (wrapped === undefined) throw odd();
      return wrapped;
    },
    async unwrap(wrapped) {
      const plain = textAt(await call("Decrypt", { CiphertextBlob: wrapped }), "Plaintext");
      if (plain === undefined) throw odd();
      return Buffer.from(plain, "base64");
    },
  };
}

/** By the name of the exception, which is `__type` with or without its name space. */
function refusedBy({ status, body }: ServiceAnswer, action: string): ClosemaskError {
  const type = /([A-Za-z]{1,64})$/.exec(textAt(body, "__type") ?? "")?.[1] ?? `status ${status}`;
  const does = action.toLowerCase();
  switch (type) {
    case "AccessDeniedException":
      return source(`AWS KMS does not let these credentials ${does} with the key`, `allow kms:${action} on the key`);
    case "NotFoundException":
      return source("AWS KMS has no such key", "check key.aws.keyId and key.aws.region");
    case "DisabledException":
    case "KMSInvalidStateException":
      return source("the key is disabled at AWS KMS, or about to be deleted", "enable it, or cancel its deletion");
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "ExpiredTokenException":
    case "IncompleteSignatureException":
      return source("AWS does not take these credentials", "aws sts get-caller-identity says whose they are");
    case "InvalidCiphertextException":
    case "IncorrectKeyException":
      return new ClosemaskError("key-wrong", "AWS KMS does not open the wrapped key ring: another key has wrapped it", {
        hint: "check key.aws.keyId, or restore the file of the wrapped key ring",
      });
    default:
      return source(`AWS KMS refused to ${does}: ${type}`, "CloudTrail says more");
  }
}

function source(message: string, hint: string): ClosemaskError {
  return new ClosemaskError("key-source", message, { hint });
}

function odd(): ClosemaskError {
  return source("what answers is not AWS KMS", "check key.aws.endpoint");
}
