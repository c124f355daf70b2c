import { describe, expect, test } from "vitest";
import { clientName, sessionOf, withoutTenants } from "../../src/server/client-session.ts";
import { createGuard, type GuardOptions, isLoopback } from "../../src/server/guard.ts";

const ON_LOOPBACK: GuardOptions = { loopback: true, hosts: [], origins: [], tokens: new Map() };

function check(headers: Record<string, string>, options: Partial<GuardOptions> = {}) {
  const verdict = createGuard({ ...ON_LOOPBACK, ...options }).check((name) => headers[name]);
  return verdict.ok ? (verdict.client ?? "ok") : verdict.refusal.kind;
}

describe("J21 Host and Origin", () => {
  test.each([
    "localhost",
    "localhost:8846",
    "127.0.0.1:8846",
    "127.9.9.9",
    "[::1]:8846",
    "app.localhost:1",
    "LOCALHOST",
  ])("%s is this machine", (host) => expect(check({ host })).toBe("ok"));

  test.each([
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "",
    "localhost@evil.example",
    "[::2]",
    "1.27.0.0.1",
  ])("%s is not", (host) => expect(check({ host })).toBe("origin"));

  test("names can be added", () => {
    expect(check({ host: "Host.Docker.Internal:8846" }, { hosts: ["host.docker.internal"] })).toBe("ok");
  });

  test("beyond loopback the name is anybody's", () => {
    expect(check({ host: "proxy.corp.example" }, { loopback: false })).toBe("ok");
  });

  test("pages may use it only when their origin is named", () => {
    const host = "localhost";
    expect(check({ host, origin: "http://localhost:8846" })).toBe("origin");
    expect(check({ host, origin: "null" })).toBe("origin");
    expect(check({ host, "sec-fetch-site": "cross-site" })).toBe("origin");
    expect(check({ host, origin: "https://app.example" }, { origins: ["https://app.example"] })).toBe("ok");
    expect(check({ host, origin: "https://app.example.evil" }, { origins: ["https://app.example"] })).toBe("origin");
  });
});

describe("tokens", () => {
  const tokens = new Map([
    ["alice", "alice-token"],
    ["bob", "bob-token"],
  ]);

  test("tell who it is, and who may not", () => {
    const options = { loopback: false, tokens };
    expect(check({ "x-closemask-token": "alice-token" }, options)).toBe("alice");
    expect(check({ "x-closemask-token": "bob-token" }, options)).toBe("bob");
    expect(check({ "x-closemask-token": "alice-toke" }, options)).toBe("auth");
    expect(check({ "x-closemask-token": "" }, options)).toBe("auth");
    expect(check({ authorization: "Bearer alice-token" }, options)).toBe("auth");
    expect(check({}, options)).toBe("auth");
  });

  test("have a name that does not give them away", () => {
    expect(clientName("a-token")).toMatch(/^client-[0-9a-f]{12}$/);
    expect(clientName("a-token")).not.toBe(clientName("b-token"));
  });
});

describe("sessions", () => {
  const options = {
    fallback: "default",
    rules: [
      // SHA-256 of `key-one`.
      { apiKey: "E45C6C0E".toLowerCase(), session: "never" },
      { claudeSession: "*", path: "/anthropic", session: "claude-{}" },
      { apiKey: "*", path: "/zai", session: "zai-{}" },
    ],
  };
  const of = (headers: Record<string, string>, path = "/openai/v1/x", client?: string): string | null => {
    const found = sessionOf((name) => headers[name], path, client, options);
    return "name" in found ? found.name : null;
  };

  test("K10 a header names it, else the configuration does, else it is the usual one", () => {
    expect(of({})).toBe("default");
    expect(of({ "x-closemask-session": "case-7" })).toBe("case-7");
    const claude = { "x-claude-code-session-id": "0b6a" };
    expect(of(claude, "/anthropic/v1/messages")).toBe("claude-0b6a");
    expect(of(claude, "/anthropical/v1/messages")).toBe("default");
    expect(of(claude)).toBe("default");
    const key = { authorization: "Bearer key-two" };
    expect(of(key, "/zai/x")).toMatch(/^zai-[0-9a-f]{16}$/);
    expect(of({ "x-api-key": "key-two" }, "/zai/x")).toBe(of(key, "/zai/x"));
    expect(of({ "x-api-key": "key-three" }, "/zai/x")).not.toBe(of(key, "/zai/x"));
  });

  test("K10 clients with tokens keep to their own, whatever they ask for", () => {
    expect(of({}, "/x", "alice")).toBe("alice");
    expect(of({ "x-closemask-session": "bob" }, "/x", "alice")).toBe("alice.bob");
    expect(of({ "x-closemask-session": "default" }, "/x", "alice")).toBe("alice.default");
  });

  test("a name that is none is refused", () => {
    expect(of({ "x-closemask-session": "../x" })).toBeNull();
    expect(of({ "x-closemask-session": "" })).toBeNull();
    expect(of({ "x-closemask-session": "a".repeat(60) }, "/x", "alice-of-accounting")).toBeNull();
  });
});

describe("tenants", () => {
  const rules = [
    { client: "alice", tenant: "acme" },
    { client: "*", apiKey: "*", tenant: "key-{}" },
    { header: "X-Tenant", tenant: "{}" },
  ];
  const of = (headers: Record<string, string>, client?: string, fallback?: string): string => {
    const options = { rules: [], fallback: "default", tenants: { rules, fallback } };
    const found = sessionOf((name) => headers[name], "/x", client, options);
    return "name" in found ? found.name : `none: ${found.none}`;
  };

  test("a token, an API key or a gateway's header says whose the session is", () => {
    expect(of({}, "alice")).toBe("acme/alice");
    expect(of({ "x-closemask-session": "case-7" }, "alice")).toBe("acme/alice.case-7");
    expect(of({ "x-api-key": "key-two" }, "bob")).toMatch(/^key-[0-9a-f]{16}\/bob$/);
    expect(of({ "x-tenant": "globex" })).toBe("globex/default");
  });

  test("who is of no tenant is refused, unless there is one for all others", () => {
    expect(of({})).toBe("none: tenant");
    expect(of({}, "bob")).toBe("none: tenant");
    expect(of({}, undefined, "rest")).toBe("rest/default");
  });

  test.each(["", "a/b", "../x", "acme/default"])("a header that says %j is of no tenant", (named) => {
    expect(of({ "x-tenant": named }, undefined, "rest")).toBe("none: tenant");
  });

  test("a client cannot name another tenant's session", () => {
    expect(of({ "x-tenant": "globex", "x-closemask-session": "acme/alice" })).toBe("none: name");
  });

  test("the header stays behind", () => {
    const raw = ["X-Tenant", "globex", "accept", "X-Tenant"];
    expect(withoutTenants(raw, { rules: [], fallback: "default", tenants: { rules, fallback: undefined } })).toEqual([
      "accept",
      "X-Tenant",
    ]);
    expect(withoutTenants(raw, { rules: [], fallback: "default" })).toEqual(raw);
  });
});

test("loopback is what it is", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1"])
    expect(isLoopback(host), host).toBe(true);
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.com", "::ffff:10.0.0.1", "fe80::1", ""]) {
    expect(isLoopback(host), host).toBe(false);
  }
});
