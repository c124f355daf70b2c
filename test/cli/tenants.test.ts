// Tenants by the command line and the proxy: what one masked, no other sees, lists, restores or deletes.

import { describe, expect, test } from "vitest";
import { send } from "../server/client.ts";
import { chatAnswer, placeholderIn, sendJson, startUpstream } from "../server/fake-upstream.ts";
import { makeHome } from "./run.ts";
import { serve } from "./serve/kit.ts";

const INPUT = "bob@acme.com\n";

describe("commands", () => {
  test("the same session of two tenants and of none: other ids, and nothing restored across", async () => {
    const home = makeHome();
    const whose = [["--tenant", "acme"], ["--tenant", "globex"], []];
    const masked: string[] = [];
    for (const tenant of whose) masked.push((await home.run(["mask", ...tenant], { input: INPUT })).stdout);
    expect(new Set(masked).size).toBe(3);
    for (const [i, tenant] of whose.entries()) {
      for (const [j, input] of masked.entries()) {
        const { stdout } = await home.run(["unmask", ...tenant], { input });
        expect(stdout).toBe(i === j ? INPUT : input);
      }
    }
    const env = { CLOSEMASK_TENANT: "acme" };
    expect((await home.run(["mask"], { input: INPUT, env })).stdout).toBe(masked[0]);
  });

  test("list, show, purge and --all reach the tenant's own", async () => {
    const home = makeHome();
    for (const args of [["--tenant", "acme"], ["--tenant", "acme", "-s", "two"], ["--tenant", "globex"], []]) {
      await home.run(["mask", ...args], { input: INPUT });
    }
    const list = async (...args: string[]): Promise<string[]> => {
      const sessions = JSON.parse((await home.run(["sessions", "list", "--json", ...args])).stdout) as {
        name: string;
        tenant: string | null;
      }[];
      return sessions.map(({ name, tenant }) => (tenant === undefined ? name : `${tenant} ${name}`));
    };
    expect(await list("--tenant", "acme")).toEqual(["default", "two"]);
    expect(await list()).toEqual(["default"]);
    expect((await list("--all-tenants")).sort()).toEqual([
      "acme default",
      "acme two",
      "globex default",
      "null default",
    ]);
    expect((await home.run(["sessions", "show", "two"])).code).toBe(3);
    expect((await home.run(["sessions", "show", "acme/two"])).code).toBe(3);
    expect((await home.run(["sessions", "purge", "two", "--yes"])).code).toBe(3);
    const purged = await home.run(["sessions", "purge", "--all", "--yes", "--tenant", "acme"]);
    expect(purged.stderr).toContain("deleted 2 sessions of tenant acme");
    expect((await list("--all-tenants")).sort()).toEqual(["globex default", "null default"]);
    for (const args of [["purge"], ["purge", "x", "--all"]]) {
      expect((await home.run(["sessions", ...args, "--yes"])).code).toBe(2);
    }
  });

  test("an export opens for its tenant only, on any machine with the key", async () => {
    const [here, there] = [makeHome(), makeHome()];
    const masked = await here.run(["mask", "--tenant", "acme"], { input: INPUT });
    const { bytes } = await here.run(["sessions", "export", "default", "--tenant", "acme"]);
    for (const args of [["--tenant", "globex"], []]) {
      // Nothing here says which tenant it is.
      const { code, stderr } = await there.run(["sessions", "import", "-", ...args], { input: bytes });
      expect([code, stderr]).toEqual([3, expect.stringContaining("another key, or for another tenant")]);
    }
    // Where its tenant is known, and where it has none, it can be told.
    const known = await here.run(["sessions", "import", "-", "--tenant", "globex"], { input: bytes });
    expect([known.code, known.stderr]).toEqual([
      3,
      expect.stringMatching(/key is right.*of tenant acme\n.*--tenant acme/),
    ]);
    await here.run(["mask"], { input: INPUT });
    const own = await here.run(["sessions", "export", "default"]);
    const given = await there.run(["sessions", "import", "-", "--tenant", "acme"], { input: own.bytes });
    expect([given.code, given.stderr]).toEqual([3, expect.stringContaining("the export is of no tenant")]);
    expect((await there.run(["sessions", "import", "-", "--tenant", "acme"], { input: bytes })).code).toBe(0);
    expect((await there.run(["unmask", "--tenant", "acme"], { input: masked.stdout })).stdout).toBe(INPUT);
  });

  test.each(["mask", "unmask"])("%s takes no session of a tenant by its stored name", async (command) => {
    const { code, stderr } = await makeHome().run([command, "-s", "acme/default"], { input: INPUT });
    expect([code, stderr]).toEqual([2, expect.stringContaining("not a session name")]);
  });

  test("a rotation seals those of all tenants anew", async () => {
    const home = makeHome({ key: false });
    const env = { CLOSEMASK_KEY_SOURCE: "file" };
    const masked = await home.run(["mask", "--tenant", "acme"], { input: INPUT, env });
    await home.run(["mask"], { input: INPUT, env });
    expect((await home.run(["keys", "rotate"], { env })).stderr).toContain("sealed 2 entries anew");
    expect((await home.run(["keys", "retire"], { env })).code).toBe(0);
    expect((await home.run(["unmask", "--tenant", "acme"], { input: masked.stdout, env })).stdout).toBe(INPUT);
  });
});

test("the proxy: by token, key or header, each in its own; who is of none is refused", async () => {
  let asked = "";
  const upstream = await startUpstream((request, response) => {
    // The provider sees no header that names a tenant.
    expect(request.headers).not.toHaveProperty("x-tenant");
    sendJson(response, chatAnswer(`it is ${asked === "" ? placeholderIn(request) : asked}`));
  });
  const home = makeHome();
  home.write(
    "config/closemask/config.yaml",
    `serve:
  authTokens: { alice: token-of-alice, bob: token-of-bob-1, eve: token-of-eve-1 }
  tenants:
    - { client: alice, tenant: acme }
    - { client: bob, header: X-Tenant, tenant: 'of-{}' }
`,
  );
  const proxy = await serve(home, ["--upstream", `openai=${upstream.url}/v1`]);
  const ask = async (
    token: string,
    headers: Record<string, string>,
    content: string,
  ): Promise<[number, string, string]> => {
    const reply = await send(`${proxy.url}/v1/chat/completions`, {
      body: { model: "m", messages: [{ role: "user", content }] },
      headers: { "x-closemask-token": token, ...headers },
    });
    const sent = upstream.received.at(-1);
    return [reply.status, reply.text, sent === undefined ? "" : placeholderIn(sent)];
  };
  const [status, text, acme] = await ask("token-of-alice", {}, "mail bob@acme.com");
  expect([status, text]).toEqual([200, expect.stringContaining("bob@acme.com")]);
  const [, , one] = await ask("token-of-bob-1", { "x-tenant": "one" }, "mail bob@acme.com");
  const [, , two] = await ask("token-of-bob-1", { "x-tenant": "two" }, "mail bob@acme.com");
  expect(new Set([acme, one, two]).size).toBe(3);

  // A placeholder of another tenant, in the request and in the answer, stays what it is.
  asked = acme;
  const [, foreign] = await ask("token-of-bob-1", { "x-tenant": "one" }, `who is ${acme}?`);
  expect(foreign).toContain(acme);
  expect(foreign).not.toContain("bob@acme.com");
  const [, own] = await ask("token-of-alice", {}, `who is ${acme}?`);
  expect(own).toContain("bob@acme.com");

  const before = upstream.received.length;
  for (const [token, headers] of [
    ["token-of-eve-1", {}],
    ["token-of-bob-1", {}],
    ["token-of-bob-1", { "x-tenant": "../acme" }],
    ["token-of-eve-1", { "x-tenant": "acme" }],
  ] as const) {
    expect((await ask(token, headers, "mail bob@acme.com"))[0]).toBe(401);
  }
  expect(upstream.received.length).toBe(before);

  const masked = await home.run(["mask", "--tenant", "acme", "-s", "alice", "--style", "word"], { input: INPUT });
  expect(masked.stdout).toBe(`${acme}\n`);
});
