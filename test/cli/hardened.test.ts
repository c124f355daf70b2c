// The hardened profile: each thing that it refuses, by commands that open a store, and what doctor says of it.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DEFAULTS } from "../../src/cli/config/schema.gen.ts";
import type { Config } from "../../src/cli/config/schema.ts";
import { hardenedRefusals } from "../../src/cli/hardened.ts";
import { isInstalled, named, startRedis } from "../store/servers.ts";
import { type Home, makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

/** A configuration with a token, so that only what a case changes is refused. */
function homeWith(settings: string, options: { key?: boolean } = {}): Home {
  const home = makeHome(options);
  home.write("config/closemask/config.yaml", `profile: hardened\n${settings}\n`);
  return home;
}

const TOKEN = "authToken: token-of-the-test";

const REFUSED: readonly (readonly [what: string, settings: string, says: string])[] = [
  ["onError pass", `onError: pass\nserve: { ${TOKEN} }`, "onError is pass"],
  ["names that let pass", `ner: { onFailure: pass }\nserve: { ${TOKEN} }`, "ner.onFailure is pass"],
  ["a proxy that is off", `serve: { ${TOKEN}, enabled: false }`, "serve.enabled is false"],
  ["media that pass", `serve: { ${TOKEN}, blobs: allow }`, "serve.blobs is allow"],
  ["media that pass with a warning", `serve: { ${TOKEN}, blobs: warn }`, "serve.blobs is warn"],
  [
    "a tool that is not masked",
    `serve: { ${TOKEN}, tools: { Bash: { mask: false } } }`,
    "serve.tools leaves Bash unmasked",
  ],
  [
    "redis without TLS",
    `store: { type: redis, url: "redis://10.0.0.1" }\nserve: { ${TOKEN} }`,
    "store.url is without TLS",
  ],
  [
    "a cluster without TLS, though it begins on loopback",
    `store: { type: redis, url: "redis://127.0.0.1", redis: { mode: cluster } }\nserve: { ${TOKEN} }`,
    "store.url is without TLS",
  ],
  [
    "memcached on another machine",
    `store: { type: memcached, url: "memcached://10.0.0.1" }\nserve: { ${TOKEN} }`,
    "memcached has no TLS",
  ],
  [
    "a further memcached on another machine",
    `store: { type: memcached, url: "memcached://127.0.0.1", memcached: { servers: ["10.0.0.1:11211"] } }\nserve: { ${TOKEN} }`,
    "memcached has no TLS",
  ],
  [
    "an endpoint of dynamodb without TLS, behind layers",
    `store: { type: layered, layered: { back: dynamodb }, dynamodb: { endpoint: "http://10.0.0.1:8000", region: eu-west-1 } }\nserve: { ${TOKEN} }`,
    "store.dynamodb.endpoint is without TLS",
  ],
  ["a collector of events without TLS", `audit: { http: "http://10.0.0.1/log" }\nserve: { ${TOKEN} }`, "audit.http is"],
  ["syslog without TLS", `audit: { syslog: "udp://10.0.0.1" }\nserve: { ${TOKEN} }`, "audit.syslog is without TLS"],
  ["a service for names without TLS", `ner: { engine: "http://10.0.0.1:8847" }\nserve: { ${TOKEN} }`, "without TLS"],
];

describe.each(REFUSED)("%s", (_, settings, says) => {
  test("is refused by mask, unmask and sessions, with exit 2; doctor says so", async () => {
    const home = homeWith(settings);
    const commands = [["mask"], ["sessions", "import", "-"]];
    // Restoring and listing look for their store only when there is one.
    if (settings.includes("redis")) commands.push(["unmask"], ["sessions", "list"]);
    for (const args of commands) {
      const { code, stdout, stderr } = await home.run(args, { input: "bob@acme.com\n" });
      expect([args, code, stdout]).toEqual([args, 2, ""]);
      expect(stderr).toMatch(/^closemask: the hardened profile refuses: .*\n {2}hint: \S/);
      expect(stderr).toContain(says);
    }
    const { code, stdout } = await home.run(["doctor"]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(new RegExp(`^fault +hardened +.*${says}`, "m"))]);
    // Without its store, which would be looked for on another machine.
    const usual = await home.run(["doctor"], { env: { CLOSEMASK_PROFILE: "default", CLOSEMASK_STORE_TYPE: "sqlite" } });
    expect(usual.stdout).not.toContain("hardened profile");
  });
});

describe("keys", () => {
  test("no key file is made unasked, and the default one is refused", async () => {
    const home = homeWith(`serve: { ${TOKEN} }`, { key: false });
    const none = await home.run(["mask"], { input: "bob@acme.com\n" });
    expect([none.code, none.stdout, none.stderr]).toEqual([
      3,
      "",
      expect.stringContaining("makes no key file unasked"),
    ]);
    expect(existsSync(join(home.config, "key"))).toBe(false);

    await home.run(["keys", "init"], { env: { CLOSEMASK_PROFILE: "default" } });
    expect(existsSync(join(home.config, "key"))).toBe(true);
    for (const args of [["mask"], ["keys", "status"], ["sessions", "import", "-"]]) {
      const { code, stderr } = await home.run(args, { input: "bob@acme.com\n" });
      expect([code, stderr]).toEqual([3, expect.stringContaining("the hardened profile refuses the default key file")]);
    }
    const doctor = await home.run(["doctor"]);
    expect(doctor.stdout).toMatch(/^fault +key +the hardened profile refuses the default key file/m);
  });

  test("a key file that was asked for, and other sources, count", async () => {
    const home = homeWith(`serve: { ${TOKEN} }`, { key: false });
    const named = await home.run(["mask"], { input: "bob@acme.com\n", env: { CLOSEMASK_KEY_SOURCE: "file" } });
    expect([named.code, named.stdout]).toEqual([0, expect.stringContaining("EMAIL")]);
    const given = homeWith(`serve: { ${TOKEN} }`);
    expect((await given.run(["mask"], { input: "bob@acme.com\n" })).code).toBe(0);
    expect((await given.run(["doctor"])).stdout).toMatch(/^ok +hardened +nothing that the profile refuses$/m);
  });
});

describe("binds", () => {
  test("serve without a token is refused on loopback too, and works with one", async () => {
    const home = homeWith("");
    const refused = await home.run(["serve", "--port", "0"]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("serve asks clients for no token")]);
    expect((await home.run(["doctor"])).stdout).toMatch(/^fault +hardened +.*asks clients for no token/m);
    const proxy = await serve(home, [], { CLOSEMASK_SERVE_AUTH_TOKEN: "token-of-the-test" });
    proxy.child.kill("SIGTERM");
    expect((await proxy.ended).code).toBe(0);
  });

  test("run, whose client sends none, is refused", async () => {
    const { code, stderr } = await homeWith("").run(["run", "--", process.execPath, "-e", ""]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("the proxy of run asks its client for no token")]);
  });
});

test("binary input is refused, where it passes with a warning otherwise", async () => {
  const input = Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4]);
  const home = homeWith("");
  expect((await home.run(["mask"], { input, env: { CLOSEMASK_PROFILE: "default" } })).code).toBe(0);
  expect((await home.run(["mask"], { input })).code).toBe(2);
});

describe.skipIf(!isInstalled("redis-server"))(named("a redis on loopback", "redis-server"), () => {
  test("may be without TLS", async () => {
    const server = await startRedis();
    try {
      const home = homeWith(`store: { type: redis, url: "redis://127.0.0.1:${server.port}" }`);
      const masked = await home.run(["mask"], { input: "bob@acme.com\n" });
      expect([masked.code, masked.stdout]).toEqual([0, expect.stringContaining("EMAIL")]);
    } finally {
      await server.end();
    }
  });
});

test.each(["redis://localhost", "redis://[::1]:7000", "rediss://10.0.0.1", "valkeys://db.example.com"])(
  "%s is no refusal",
  (url) => {
    const config: Config = structuredClone(DEFAULTS);
    Object.assign(config, { profile: "hardened", store: { ...config.store, type: "redis", url } });
    expect(hardenedRefusals(config, "mask")).toEqual([]);
  },
);
