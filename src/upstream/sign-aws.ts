// Signs a request for AWS (Signature Version 4) as it really leaves: masked body, provider's host. The signature that came is
// not looked at, since it was made over other bytes. Credentials are asked of the caller and never kept here.

import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AwsSignerOptions {
  /** @throws when there are none */
  readonly credentials: () => Promise<AwsCredentials>;
  /** Where neither the provider's host nor the client's own signature says it. */
  readonly region?: string | undefined;
  /** The same of the service; Bedrock by default. */
  readonly service?: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ToSign {
  readonly method: string;
  /** Its path is written anew, as AWS reads it. */
  readonly url: URL;
  /** Name, value, name, value. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** `Authorization` as the client sent it: it may say region and service. */
  readonly authorization: string | undefined;
}

/** Resolves to the headers to send. @throws what `credentials` throws, and TypeError when no region is known. */
export type AwsSigner = (request: ToSign) => Promise<string[]>;

/** Of the signature that came. */
const DROPPED = new Set(["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]);
/** What hosts of AWS say of themselves. */
const HOST =
  /(?:^|\.)(?:bedrock(?:-agent)?(?:-runtime)?(?:-fips)?|runtime\.(sagemaker))\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?(?:amazonaws\.com|api\.aws)/;
const SCOPE = /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;

export function createAwsSigner({ credentials, region, service = "bedrock", now }: AwsSignerOptions): AwsSigner {
  return async ({ method, url, headers, body, authorization }) => {
    const place = placeOf(url.hostname, authorization, region, service);
    if (place === null) throw new TypeError("no region is known");
    const kept: string[] = [];
    const signed: Record<string, string> = { host: url.host };
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = (headers[i] as string).toLowerCase();
      if (DROPPED.has(name)) continue;
      kept.push(headers[i] as string, headers[i + 1] as string);
      if (name === "content-type" || name.startsWith("x-amz-")) signed[name] = headers[i + 1] as string;
    }
    url.pathname = encodedPath(url.pathname);
    const signer = new SignatureV4({ ...place, credentials: await credentials(), sha256: Sha256 });
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: queryOf(url.searchParams),
      headers: signed,
      body,
    };
    const { headers: made } = await signer.sign(request, { signingDate: new Date(now()) });
    for (const [name, value] of Object.entries(made)) if (DROPPED.has(name)) kept.push(name, value);
    return kept;
  };
}

function placeOf(
  host: string,
  authorization: string | undefined,
  region: string | undefined,
  service: string,
): { region: string; service: string } | null {
  const [, other, named] = HOST.exec(host) ?? [];
  if (named !== undefined) return { region: named, service: other ?? "bedrock" };
  const [, asked, signed] = SCOPE.exec(authorization ?? "") ?? [];
  if (asked !== undefined && signed !== undefined) return { region: asked, service: signed };
  return region === undefined || region === "" ? null : { region, service };
}

/** Clients differ in what they escape (the colon of a model's version), and the signature is over one spelling. */
function encodedPath(path: string): string {
  return path.split("/").map(encodedPart).join("/");
}

function encodedPart(part: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(part);
  } catch {
    plain = part;
  }
  return encodeURIComponent(plain).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function queryOf(params: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}

/** The digest in the form that the library asks for. */
class Sha256 {
  readonly #sum: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#sum = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#sum.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#sum.digest();
  }

  reset(): void {
    // The library makes a new one for each digest.
    throw new TypeError("a digest is used once");
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
