// Wraps with the transit engine of HashiCorp Vault, over its HTTP API: POST /v1/<mount>/encrypt/<key> and decrypt/<key>.
// https://developer.hashicorp.com/vault/api-docs/secret/transit

import { ClosemaskError } from "../errors.ts";
import { callService, type KeyServiceOptions, type ServiceAnswer, textAt } from "./service-call.ts";
import type { Wrapper } from "./wrapped-ring.ts";

export interface VaultOptions extends Omit<KeyServiceOptions, "name"> {
  readonly address: URL;
  readonly mount: string;
  readonly key: string;
  readonly namespace?: string | undefined;
  /** Asked for each call: agents renew it. @throws ClosemaskError `key-source` */
  readonly token: () => string;
}

export function createVaultWrapper(options: VaultOptions): Wrapper {
  const { address, mount, key, namespace, token } = options;
  const service = { ...options, name: "Vault" };

  async function call(action: "encrypt" | "decrypt", content: object): Promise<ServiceAnswer> {
    const base = address.pathname.replace(/\/+$/, "");
    const path = `${base}/v1/${mount.replace(/^\/+|\/+$/g, "")}/${action}/${encodeURIComponent(key)}`;
    const answer = await callService(service, new URL(path, address), async () => headers(), content);
    if (answer.status !== 200) throw refusedBy(answer, action);
    return answer;
  }

  const headers = (): Record<string, string> => ({
    "x-vault-token": token(),
    "x-vault-request": "true",
    ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
  });

  return {
    service: "vault",
    describe: `Vault at ${address.host}, key ${key}`,
    async wrap(plain) {
      const { body } = await call("encrypt", { plaintext: Buffer.from(plain).toString("base64") });
      const wrapped = textAt(body, "data", "ciphertext");
      if (wrapped === undefined || !/^vault:v\d+:[\w+/=]+$/.test(wrapped)) throw odd();
      return wrapped;
    },
    async unwrap(wrapped) {
      const { body } = await call("decrypt", { ciphertext: wrapped });
      const plain = textAt(body, "data", "plaintext");
      if (plain === undefined) throw odd();
      return Buffer.from(plain, "base64");
    },
  };
}

function refusedBy({ status, body }: ServiceAnswer, action: string): ClosemaskError {
  const said = typeof body === "object" && body !== null ? JSON.stringify(Reflect.get(body, "errors") ?? "") : "";
  if (status === 403) {
    return new ClosemaskError("key-source", `Vault does not let this token ${action} with the key`, {
      hint: "renew VAULT_TOKEN, or give its policy update on the encrypt and decrypt paths of the key",
    });
  }
  if (status === 503 || /\bsealed\b/i.test(said)) {
    return new ClosemaskError("key-source", "Vault is sealed or not ready", { hint: "vault status" });
  }
  if (status === 404 || /\bnot found\b|no handler/i.test(said)) {
    return new ClosemaskError("key-source", "Vault has no such key or transit engine", {
      hint: "check key.vault.mount, key.vault.key and key.vault.namespace",
    });
  }
  if (status === 400 && action === "decrypt") {
    return new ClosemaskError("key-wrong", "Vault does not open the wrapped key ring: another key has wrapped it", {
      hint: "check key.vault.key, and that its min_decryption_version still allows the version that was used",
    });
  }
  return new ClosemaskError("key-source", `Vault refused to ${action} with status ${status}`, {
    hint: "its audit log says why",
  });
}

function odd(): ClosemaskError {
  return new ClosemaskError("key-source", "what answers is no Vault", { hint: "check key.vault.address" });
}
