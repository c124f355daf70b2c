// Requests with a signature over their body: a masked body would not match it. For providers that the configuration says so of,
// AWS's signature is made anew over what leaves; every other signed request is refused.

import { refuse } from "../proxy/refusal.ts";
import type { Refusal } from "../proxy/types.ts";
import type { AwsSigner } from "../upstream/sign-aws.ts";
import type { Provider } from "./providers.ts";

type Header = (name: string) => string | undefined;

const MESSAGES = {
  aws: "the request is signed for AWS, so that nothing in it can be masked; use a bearer token, or have the proxy sign: providers.*.sign: aws",
  other: "the request is signed, so that nothing in it can be masked; use a bearer token instead",
  failed:
    "the request could not be signed: no AWS credentials or no region was found; see AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_REGION",
} as const;

/** A signature over the body, or over its digest. */
export function isSigned(header: Header): boolean {
  return isAws(header) || header("signature") !== undefined || header("signature-input") !== undefined;
}

function isAws(header: Header): boolean {
  return /^\s*AWS4-/i.test(header("authorization") ?? "");
}

/** What is to be signed anew: what is signed for AWS, and what brings nothing that authenticates it. */
export function isToSign({ sign }: Provider, header: Header): boolean {
  return sign === "aws" && (isAws(header) || header("authorization") === undefined);
}

/** Why a signed request cannot be sent; null when it can. */
export function refuseSigned(provider: Provider, header: Header): Refusal | null {
  if (!isSigned(header)) return null;
  if (header("signature") !== undefined || header("signature-input") !== undefined)
    return refuse("signed", MESSAGES.other);
  return isToSign(provider, header) ? null : refuse("signed", MESSAGES.aws);
}

/** The headers to send, or why there are none. `url` gets the spelling that was signed. */
export async function signAnew(
  signer: AwsSigner,
  request: Parameters<AwsSigner>[0],
): Promise<{ readonly headers: string[] } | { readonly refusal: Refusal }> {
  try {
    return { headers: await signer(request) };
  } catch {
    // Messages of credential providers name accounts and files.
    return { refusal: refuse("signed", MESSAGES.failed) };
  }
}
