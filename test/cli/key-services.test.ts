// Vault and AWS KMS as where the key comes from, by the command line: against local services that check what they are sent.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseRing } from "../../src/store/keys.ts";
import { type FakeVault, type KmsAccount, startKms, startVault } from "../store/key-service-kit.ts";
import { makeCertificate } from "../upstream/tls-kit.ts";
import { type Home, makeHome, type Result } from "./run.ts";

const certificate = makeCertificate();

interface World {
  readonly vault: FakeVault;
  readonly home: Home;
  readonly wrapped: string;
  run(args: string[], input?: string): Promise<Result>;
}

async function withVault(more = ""): Promise<World> {
  const vault = await startVault("transit/eu", "closemask", certificate);
  vault.namespace = "team-a";
  const home = makeHome({ key: false });
  const ca = certificate === null ? "" : `, ca: ${JSON.stringify(home.write("ca.pem", certificate.cert))}`;
  const place = `address: ${vault.url}, mount: transit/eu, key: closemask, namespace: team-a${ca}`;
  home.write("config/closemask/config.yaml", `key: { source: vault, timeout: 2s, vault: { ${place} }${more} }\n`);
  return {
    vault,
    home,
    wrapped: join(home.config, "key.wrapped"),
    run: (args, input) =>
      home.run(args, { env: { VAULT_TOKEN: vault.token }, ...(input === undefined ? {} : { input }) }),
  };
}

function rootOf(ring: string): { base64: string; hex: string } {
  const root = Buffer.from(parseRing(ring).root);
  return { base64: root.toString("base64"), hex: root.toString("hex") };
}

describe("vault", () => {
  test("wraps a ring that never leaves the machine; every start unwraps it", async () => {
    const { vault, run, wrapped, home } = await withVault();
    expect((await run(["keys", "init"])).stderr).toMatch(
      /the key comes from .*key\.wrapped, wrapped by Vault at 127\.0\.0\.1:\d+, key closemask\n/,
    );
    expect(statSync(wrapped).mode & 0o777).toBe(0o600);
    expect(existsSync(join(home.config, "key"))).toBe(false);
    const masked = await run(["mask"], "bob@acme.com\n");
    expect(masked.stdout).toMatch(/^\$\{EMAIL_\w+\}\n$/);
    expect((await run(["unmask"], masked.stdout)).stdout).toBe("bob@acme.com\n");
    const ring = (await run(["keys", "export"])).stdout;
    const root = rootOf(ring);
    const file = readFileSync(wrapped, "utf8");
    for (const text of [ring.trim(), root.base64, root.hex]) {
      expect(file).not.toContain(text);
      expect(vault.plaintexts.join()).not.toContain(text);
    }
    expect(vault.plaintexts.map((text) => Buffer.from(text, "base64").length)).toEqual([32]);
    expect(file).toContain('"wrapped": "vault:v1:');
  });

  test("rotation of the ring wraps anew; a new version of Vault's key opens what the old one wrapped", async () => {
    const { vault, run, wrapped } = await withVault();
    const masked = await run(["mask"], "bob@acme.com\n");
    vault.rotate();
    expect((await run(["unmask"], masked.stdout)).stdout).toBe("bob@acme.com\n");
    expect((await run(["keys", "rotate"])).code).toBe(0);
    expect(readFileSync(wrapped, "utf8")).toContain('"wrapped": "vault:v2:');
    expect((await run(["keys", "retire"])).code).toBe(0);
    expect((await run(["unmask"], masked.stdout)).stdout).toBe("bob@acme.com\n");
  });

  test("keys import brings an existing key under Vault", async () => {
    const { run, home } = await withVault();
    const before = await home.run(["mask"], { input: "bob@acme.com\n", env: { CLOSEMASK_KEY_SOURCE: "file" } });
    const ring = await home.run(["keys", "export"], { env: { CLOSEMASK_KEY_SOURCE: "file" } });
    expect((await run(["keys", "import"], ring.stdout)).stderr).toContain("wrapped by Vault");
    expect((await run(["unmask"], before.stdout)).stdout).toBe("bob@acme.com\n");
  });

  test("the token may come from a file, which an agent renews", async () => {
    const { vault, home } = await withVault();
    const file = home.write(".vault-token", `${vault.token}\n`);
    expect((await home.run(["keys", "init"])).code).toBe(0);
    writeFileSync(file, "another\n");
    expect((await home.run(["keys", "status"])).code).toBe(3);
    const none = await makeHome({ key: false }).run(["keys", "init"], {
      env: { CLOSEMASK_KEY_SOURCE: "vault", CLOSEMASK_KEY_VAULT_KEY: "k", VAULT_ADDR: "https://127.0.0.1:1" },
    });
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("there is no token for Vault")]);
  });

  test("what fails for a moment is tried again", async () => {
    const { vault, run } = await withVault();
    vault.faults.push(500, 503);
    expect((await run(["keys", "init"])).code).toBe(0);
    expect(vault.calls).toBe(2 + 2);
  });

  test.each<[string, (vault: FakeVault) => void, string]>([
    [
      "a token that may not",
      (vault) => Object.assign(vault, { token: "other" }),
      "Vault does not let this token decrypt",
    ],
    ["sealed", (vault) => Object.assign(vault, { sealed: true }), "Vault is sealed or not ready"],
    [
      "another namespace",
      (vault) => Object.assign(vault, { namespace: "team-b" }),
      "Vault has no such key or transit engine",
    ],
    ["no answer", (vault) => vault.faults.push("hang", "hang", "hang", "hang"), "Vault cannot be reached in time"],
    ["a status of its own", (vault) => vault.faults.push(418), "Vault refused to decrypt with status 418"],
  ])("%s: exit 3, nothing masked, no secret said", async (_, breaks, says) => {
    const { vault, run, home } = await withVault();
    await run(["mask"], "bob@acme.com\n");
    const { token } = vault;
    breaks(vault);
    const result = await home.run(["mask"], { input: "bob@acme.com\n", env: { VAULT_TOKEN: token } });
    expect([result.code, result.stdout, result.stderr]).toEqual([3, "", expect.stringContaining(says)]);
    expect(result.stderr).not.toContain(token);
    expect(result.stderr).toContain("hint: ");
  });

  test("a file that was altered, and one of another key, do not open", async () => {
    const { run, wrapped } = await withVault();
    await run(["mask"], "bob@acme.com\n");
    const text = readFileSync(wrapped, "utf8");
    const json = JSON.parse(text) as { sealed: string; wrapped: string };
    const flipped = json.sealed.replace(/^./, (c) => (c === "A" ? "B" : "A"));
    writeFileSync(wrapped, text.replace(json.sealed, flipped));
    expect((await run(["unmask"], "x")).stderr).toContain("was altered, or is none");
    writeFileSync(wrapped, text.replace(json.wrapped, `${json.wrapped.slice(0, -8)}AAAAAAA=`));
    const other = await run(["unmask"], "x");
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("another key has wrapped it")]);
    // A store waits for its key: none is made in the place of a file that is gone.
    const { rmSync } = await import("node:fs");
    rmSync(wrapped);
    const gone = await run(["mask"], "eve@acme.com\n");
    expect([gone.code, gone.stdout]).toEqual([3, ""]);
    expect(existsSync(wrapped)).toBe(false);
  });

  test("key material does not travel without TLS, and a certificate that nobody trusts is refused", async () => {
    const { home, vault } = await withVault();
    const plain = await home.run(["keys", "init"], {
      env: { VAULT_TOKEN: vault.token, CLOSEMASK_KEY_VAULT_ADDRESS: "http://vault.example.com:8200" },
    });
    expect([plain.code, plain.stderr]).toEqual([2, expect.stringContaining("would send key material without TLS")]);
    if (certificate === null) return;
    home.write(
      "config/closemask/config.yaml",
      `key: { source: vault, vault: { address: ${vault.url}, key: closemask } }\n`,
    );
    const untrusted = await home.run(["keys", "init"], { env: { VAULT_TOKEN: vault.token } });
    expect([untrusted.code, untrusted.stderr]).toEqual([
      3,
      expect.stringMatching(/Vault cannot be reached \([A-Z_]*CERT[A-Z_]*\)/),
    ]);
    expect(vault.calls).toBe(0);
  });
});

describe("aws-kms", () => {
  // Made up: no real key looks like that.
  const account: KmsAccount = {
    region: "eu-central-1",
    keyId: "alias/closemask",
    accessKeyId: "AKIATESTTESTTESTTEST",
    secretAccessKey: "secret/of+the/test",
    sessionToken: "session-of-the-test",
  };
  const env = {
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    AWS_SESSION_TOKEN: account.sessionToken ?? "",
    AWS_REGION: account.region,
    AWS_EC2_METADATA_DISABLED: "true",
  };

  function homeFor(url: string): Home {
    const home = makeHome({ key: false });
    home.write(
      "config/closemask/config.yaml",
      `key: { source: aws-kms, timeout: 2s, aws: { keyId: alias/closemask, endpoint: "${url}" } }\n`,
    );
    return home;
  }

  test("wraps, signed and bound to its context, and unwraps at every start; rotation works", async () => {
    const kms = await startKms(account);
    const home = homeFor(kms.url);
    const masked = await home.run(["mask"], { input: "bob@acme.com\n", env });
    expect([masked.code, masked.stderr]).toEqual([0, ""]);
    expect((await home.run(["unmask"], { input: masked.stdout, env })).stdout).toBe("bob@acme.com\n");
    expect(kms.contexts.every((context) => JSON.stringify(context) === '{"application":"closemask"}')).toBe(true);
    expect(kms.plaintexts.map((text) => Buffer.from(text, "base64").length)).toEqual([32]);
    expect((await home.run(["keys", "rotate"], { env })).code).toBe(0);
    expect((await home.run(["unmask"], { input: masked.stdout, env })).stdout).toBe("bob@acme.com\n");
    const status = await home.run(["keys", "status"], { env });
    expect(status.stdout).toMatch(
      /^source +\S+key\.wrapped, wrapped by AWS KMS at 127\.0\.0\.1:\d+, key alias\/closemask$/m,
    );
  });

  test.each<[string, Record<string, string>, ((kms: { disabled: boolean }) => void) | null, string]>([
    ["another secret", { AWS_SECRET_ACCESS_KEY: "no" }, null, "AWS does not take these credentials"],
    ["another session", { AWS_SESSION_TOKEN: "no" }, null, "AWS does not take these credentials"],
    ["another key", { CLOSEMASK_KEY_AWS_KEY_ID: "alias/other" }, null, "AWS KMS has no such key"],
    ["disabled", {}, (kms) => Object.assign(kms, { disabled: true }), "the key is disabled at AWS KMS"],
    [
      "no credentials",
      { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" },
      null,
      "there are no credentials for AWS KMS",
    ],
  ])("%s: exit 3 and nothing masked", async (_, changed, breaks, says) => {
    const kms = await startKms(account);
    const home = homeFor(kms.url);
    await home.run(["keys", "init"], { env });
    breaks?.(kms);
    const result = await home.run(["mask"], { input: "bob@acme.com\n", env: { ...env, ...changed } });
    expect([result.code, result.stdout, result.stderr]).toEqual([3, "", expect.stringContaining(says)]);
    for (const secret of [account.secretAccessKey, account.sessionToken ?? ""])
      expect(result.stderr).not.toContain(secret);
  });

  test("settings that are missing are named", async () => {
    const home = makeHome({ key: false });
    const source = { CLOSEMASK_KEY_SOURCE: "aws-kms" };
    expect((await home.run(["keys", "init"], { env: source })).stderr).toContain("key.source needs key.aws.keyId");
    const named = { ...source, CLOSEMASK_KEY_AWS_KEY_ID: "alias/x" };
    expect((await home.run(["keys", "init"], { env: named })).stderr).toContain("key.source needs key.aws.region");
    const vault = { CLOSEMASK_KEY_SOURCE: "vault" };
    expect((await home.run(["keys", "init"], { env: vault })).stderr).toContain("key.source needs key.vault.address");
  });
});
