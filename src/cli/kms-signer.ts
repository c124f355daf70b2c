// Signs for AWS KMS with credentials from where AWS's own tools have theirs. Half a megabyte of code, in a bundle of its own.

import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { ClosemaskError } from "../errors.ts";
import type { KmsOptions } from "../store/aws-kms.ts";
import { createAwsSigner } from "../upstream/sign-aws.ts";

/** Milliseconds for the address of a machine in AWS, which no other machine has. */
const MACHINE_TIMEOUT = 1000;

export function createKmsSigner(region: string): KmsOptions["sign"] {
  const credentials = defaultProvider({ timeout: MACHINE_TIMEOUT, maxRetries: 0 });
  const sign = createAwsSigner({
    service: "kms",
    region,
    now: Date.now,
    async credentials() {
      try {
        return await credentials();
      } catch (cause) {
        throw new ClosemaskError("key-source", "there are no credentials for AWS KMS", {
          hint: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or run `aws sso login`",
          cause,
        });
      }
    },
  });
  return async (url, headers, body) => {
    const flat = Object.entries(headers).flat();
    const signed = await sign({ method: "POST", url: new URL(url), headers: flat, body, authorization: undefined });
    const pairs = Array.from({ length: signed.length / 2 }, (_, i) => [signed[2 * i], signed[2 * i + 1]]);
    return Object.fromEntries(pairs);
  };
}
