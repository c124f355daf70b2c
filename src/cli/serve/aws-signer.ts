// Signs for AWS with credentials from where AWS's own tools have theirs: variables, profiles, single sign-on, a process,
// containers and machines. Half a megabyte of code, loaded when the first request is to be signed.

import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { type AwsSigner, createAwsSigner } from "../../upstream/sign-aws.ts";

/** Milliseconds for the address of a machine in AWS, which no other machine has. */
const MACHINE_TIMEOUT = 1000;

const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;

export const signAws: AwsSigner = createAwsSigner({
  // Asks again when they expire.
  credentials: defaultProvider({ timeout: MACHINE_TIMEOUT, maxRetries: 0 }),
  region: AWS_REGION ?? AWS_DEFAULT_REGION,
  now: Date.now,
});
