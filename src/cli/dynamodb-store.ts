// Opens a DynamoDB table as the configuration says, with credentials from where AWS's own tools have theirs. In a bundle of its
// own: AWS's client is larger than all other stores together.

import { defaultProvider } from "@aws-sdk/credential-provider-node";
import type { Store, StoreLimits } from "../mask/store.ts";
import { openDynamodbStore } from "../store/dynamodb.ts";
import type { KeyRing } from "../store/keys.ts";
import type { Setup } from "./open.ts";

/** Milliseconds for the address of a machine in AWS, which no other machine has. */
const MACHINE_TIMEOUT = 1000;

/** `timeout` in milliseconds. @throws ClosemaskError `config`, `store-*`, `key-wrong` */
export async function openDynamodb(
  { config, say }: Setup,
  ring: KeyRing,
  limits: StoreLimits,
  timeout: number,
): Promise<Store> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const { region = AWS_REGION || AWS_DEFAULT_REGION || undefined, endpoint, ...settings } = config.store.dynamodb;
  return await openDynamodbStore({
    ...settings,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    // Asks again when they expire.
    credentials: defaultProvider({ timeout: MACHINE_TIMEOUT, maxRetries: 0 }),
    timeout,
    ring,
    limits,
    now: Date.now,
    warn: (message, hint) => say.warn(message, hint),
  });
}
