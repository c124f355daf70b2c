// The key service that the configuration names, with what only the command line knows: environment and files. In a bundle of its
// own, which only those load who have such a service.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClosemaskError } from "../errors.ts";
import { createKmsWrapper } from "../store/aws-kms.ts";
import { checkServiceUrl } from "../store/service-call.ts";
import { createVaultWrapper } from "../store/vault.ts";
import type { KeyServiceName, Wrapper } from "../store/wrapped-ring.ts";
import type { Config } from "./config/schema.ts";
import { parseDuration } from "./config/units.ts";
import { expandPath } from "./open.ts";
import { userHome } from "./paths.ts";

/** The longest that a timer of Node can wait. */
const FOREVER = 2 ** 31 - 1;
const MAX_TOKEN = 8192;

/** @throws ClosemaskError `config` when a setting is missing or wrong */
export async function openKeyService(service: KeyServiceName, key: Config["key"]): Promise<Wrapper> {
  const timeout = parseDuration(key.timeout) || FOREVER;
  return service === "vault" ? openVault(key.vault, timeout) : await openKms(key.aws, timeout);
}

function openVault(vault: Config["key"]["vault"], timeout: number): Wrapper {
  const { VAULT_ADDR, VAULT_NAMESPACE, VAULT_CACERT } = process.env;
  const address = vault.address ?? VAULT_ADDR;
  if (!address) throw missing("key.vault.address", "VAULT_ADDR=https://vault.example.com:8200");
  if (vault.key === undefined) throw missing("key.vault.key", "vault write -f transit/keys/closemask makes one");
  const ca = vault.ca ?? VAULT_CACERT;
  return createVaultWrapper({
    address: checkServiceUrl(address, vault.address === undefined ? "VAULT_ADDR" : "key.vault.address"),
    mount: vault.mount,
    key: vault.key,
    namespace: vault.namespace ?? (VAULT_NAMESPACE || undefined),
    ...(ca ? { ca: readText(expandPath(ca), "key.vault.ca") } : {}),
    timeout,
    token: () => vaultToken(vault.tokenFile),
  });
}

function vaultToken(file: string | undefined): string {
  const { VAULT_TOKEN } = process.env;
  const path = file === undefined ? join(userHome(), ".vault-token") : expandPath(file);
  const token = (VAULT_TOKEN || readOrEmpty(path)).trim();
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token;
  throw new ClosemaskError("key-source", "there is no token for Vault", {
    hint: "set VAULT_TOKEN, run `vault login`, or name the file of an agent in key.vault.tokenFile",
  });
}

async function openKms(aws: Config["key"]["aws"], timeout: number): Promise<Wrapper> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  if (aws.keyId === undefined) throw missing("key.aws.keyId", "alias/closemask, an id or an ARN");
  // An ARN says it: arn:aws:kms:eu-central-1:….
  const region =
    aws.region ?? /^arn:[^:]+:kms:([a-z0-9-]+):/.exec(aws.keyId)?.[1] ?? (AWS_REGION || AWS_DEFAULT_REGION);
  if (!region) throw missing("key.aws.region", "AWS_REGION=eu-central-1");
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = checkServiceUrl(aws.endpoint ?? `https://kms.${region}.${domain}/`, "key.aws.endpoint");
  const { createKmsSigner } = await import("./kms-signer.ts");
  return createKmsWrapper({ endpoint, keyId: aws.keyId, timeout, sign: createKmsSigner(region) });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(0, MAX_TOKEN + 1);
  } catch {
    return "";
  }
}

function readText(path: string, setting: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ClosemaskError("config", `the file of ${setting} cannot be read`, {
      hint: "check the path and its permissions",
      cause,
    });
  }
}

function missing(setting: string, hint: string): ClosemaskError {
  return new ClosemaskError("config", `key.source needs ${setting}`, { hint });
}
