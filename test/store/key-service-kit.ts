// Vault's transit engine and AWS KMS as far as their HTTP APIs go, on loopback: they check tokens and signatures, and really
// encrypt. What they take and answer follows the documentation; the real services were not run.

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { signatureOf } from "../server/sigv4-kit.ts";
import type { Certificate } from "../upstream/tls-kit.ts";

export interface FakeService {
  readonly url: string;
  /** Requests so far. */
  readonly calls: number;
  /** What was asked to be encrypted, in base64. */
  readonly plaintexts: readonly string[];
  /** The next answers, in order: a status, or silence for ever. */
  readonly faults: (number | "hang")[];
}

type Answer = readonly [status: number, body: unknown];

async function startService(
  answer: (request: IncomingMessage, body: Buffer, plaintexts: string[]) => Answer,
  tls: Certificate | null,
): Promise<FakeService> {
  const plaintexts: string[] = [];
  const faults: (number | "hang")[] = [];
  let calls = 0;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      calls++;
      const fault = faults.shift();
      if (fault === "hang") return;
      const [status, body] = fault === undefined ? answer(request, Buffer.concat(pieces), plaintexts) : [fault, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  };
  const server = tls === null ? createPlain(handle) : createSecure(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${port}`,
    get calls() {
      return calls;
    },
    plaintexts,
    faults,
  };
}

function seal(key: Buffer, plain: Buffer, bound: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** Null when the key or what it is bound to is another one. */
function unseal(key: Buffer, text: string, bound: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(bound));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    return null;
  }
}

export interface FakeVault extends FakeService {
  token: string;
  namespace: string | undefined;
  sealed: boolean;
  /** Makes a new version of the key, as `vault write -f transit/keys/<name>/rotate`. */
  rotate(): void;
}

/** https://developer.hashicorp.com/vault/api-docs/secret/transit */
export async function startVault(mount: string, name: string, tls: Certificate | null): Promise<FakeVault> {
  const versions = [randomBytes(32)];
  const state = {
    token: `hvs.${randomBytes(12).toString("hex")}`,
    namespace: undefined as string | undefined,
    sealed: false,
  };
  const fail = (status: number, ...errors: string[]): Answer => [status, { errors }];
  const service = await startService((request, bytes, plaintexts) => {
    const { headers, url = "", method } = request;
    if (state.sealed) return fail(503, "Vault is sealed");
    if (headers["x-vault-token"] !== state.token) return fail(403, "permission denied");
    if (headers["x-vault-namespace"] !== state.namespace) return fail(404, "no handler for route");
    if (method !== "POST" || headers["x-vault-request"] !== "true") return fail(405, "unsupported operation");
    const [, action, key] = new RegExp(`^/v1/${mount}/(encrypt|decrypt)/([^/]+)$`).exec(url) ?? [];
    if (action === undefined) return fail(404, "no handler for route");
    if (key !== name) return fail(400, "encryption key not found");
    const body = JSON.parse(bytes.toString()) as { plaintext: string; ciphertext: string };
    if (action === "encrypt") {
      plaintexts.push(body.plaintext);
      const version = versions.length;
      const sealed = seal(versions.at(-1) as Buffer, Buffer.from(body.plaintext, "base64"), name);
      return [200, { data: { ciphertext: `vault:v${version}:${sealed}`, key_version: version } }];
    }
    const [, version, sealed = ""] = /^vault:v(\d+):(.+)$/.exec(body.ciphertext) ?? [];
    const plain = unseal(versions[Number(version) - 1] ?? Buffer.alloc(32), sealed, name);
    if (plain === null) return fail(400, "cipher: message authentication failed");
    return [200, { data: { plaintext: plain.toString("base64") } }];
  }, tls);
  return Object.defineProperties(Object.assign(state, { rotate: () => void versions.push(randomBytes(32)) }), {
    ...Object.getOwnPropertyDescriptors(service),
  }) as unknown as FakeVault;
}

export interface FakeKms extends FakeService {
  disabled: boolean;
  readonly contexts: readonly unknown[];
}

export interface KmsAccount {
  readonly region: string;
  readonly keyId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/ */
export async function startKms(account: KmsAccount): Promise<FakeKms> {
  const key = randomBytes(32);
  const contexts: unknown[] = [];
  const state = { disabled: false, contexts };
  const fail = (type: string): Answer => [400, { __type: `com.amazonaws.kms#${type}`, message: "no" }];
  const service = await startService((request, bytes, plaintexts) => {
    const { headers } = request;
    const [, id, scope = "", names = "", signature] =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
        headers.authorization ?? "",
      ) ?? [];
    if (id !== account.accessKeyId || headers["x-amz-security-token"] !== account.sessionToken) {
      return fail("UnrecognizedClientException");
    }
    const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
    const signable = { method: "POST", path: "/", query: "", headers: all, body: bytes };
    const due = signatureOf(signable, names.split(";"), account.secretAccessKey, scope);
    const isSigned = names.split(";").includes("x-amz-target") && scope.includes(`/${account.region}/kms/aws4_request`);
    if (signature !== due || !isSigned) return fail("InvalidSignatureException");
    if (headers["content-type"] !== "application/x-amz-json-1.1") return fail("SerializationException");
    const body = JSON.parse(bytes.toString()) as Record<string, string>;
    if (body.KeyId !== account.keyId) return fail("NotFoundException");
    if (state.disabled) return fail("DisabledException");
    contexts.push(body.EncryptionContext);
    const bound = JSON.stringify(body.EncryptionContext);
    if (headers["x-amz-target"] === "TrentService.Encrypt") {
      plaintexts.push(body.Plaintext as string);
      return [
        200,
        { CiphertextBlob: seal(key, Buffer.from(body.Plaintext as string, "base64"), bound), KeyId: body.KeyId },
      ];
    }
    const plain = unseal(key, body.CiphertextBlob as string, bound);
    return plain === null ? fail("InvalidCiphertextException") : [200, { Plaintext: plain.toString("base64") }];
  }, null);
  return Object.defineProperties(state, Object.getOwnPropertyDescriptors(service)) as unknown as FakeKms;
}
