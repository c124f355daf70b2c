// Credentials for signing, from where AWS's own tools have theirs: variables, profiles, single sign-on, a process, containers
// and machines. Looked for when the first request is to be signed, and again when they expire.

import type { AwsCredentials } from "../../upstream/sign-aws.ts";

/** Milliseconds for the address of a machine in AWS, which no other machine has. */
const MACHINE_TIMEOUT = 1000;

/** @throws when there are none */
export function awsCredentials(): () => Promise<AwsCredentials> {
  let find: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    if (find === undefined) {
      const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
      find = defaultProvider({ timeout: MACHINE_TIMEOUT, maxRetries: 0 });
    }
    return find();
  };
}

export function awsRegion(): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return AWS_REGION ?? AWS_DEFAULT_REGION;
}
