// Configurations of other programs become ones of closemask: what is the same, what is kept for later, what is said.

import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { checkShape } from "../../src/cli/config/check.ts";
import { SHAPE } from "../../src/cli/config/schema.gen.ts";
import { fromPython } from "../../src/cli/import/anon-proxy.ts";
import { durationOf } from "../../src/cli/import/draft.ts";
import { withoutComments } from "../../src/cli/import/read.ts";
import { type Home, makeHome } from "./run.ts";

const HUSH = "hush-hush-1";

interface Outcome {
  readonly config: Record<string, unknown>;
  readonly stdout: string;
  readonly stderr: string;
}

async function imported(home: Home, input: unknown, ...args: string[]): Promise<Outcome> {
  const text = typeof input === "string" ? input : JSON.stringify(input);
  const { stdout, stderr, code } = await home.run(["config", "import", "-", ...args], { input: text });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  const config = (/^\w/m.test(stdout) ? load(stdout) : {}) as Record<string, unknown>;
  expect(checkShape(SHAPE, config)).toEqual([]);
  expect(stderr).not.toContain(HUSH);
  return { config, stdout, stderr };
}

/** Settings that are said to have no counterpart. */
function missing({ stderr }: Outcome): string[] {
  return [...stderr.matchAll(/^closemask: (\S+) has no counterpart/gm)].map(([, name = ""]) => name);
}

function kept({ stderr }: Outcome): string[] {
  return [...stderr.matchAll(/^closemask: (\S+): kept /gm)].map(([, name = ""]) => name);
}

const GO = {
  llm_url: "https://api.openai.com",
  port: 8846,
  storage_type: "redis",
  redis_addr: "localhost:6379",
  redis_password: `${HUSH}/@`,
  data_dir: "./data/sessions",
  message_ttl: "24h",
  session_ttl: "1h30m",
  max_messages_per_session: 100,
  mask_fail_strategy: "passthrough",
  max_placeholders_per_session: 500,
  local_mask_level: "aggressive",
  pii_engine: "auto",
  log_to_file: true,
  placeholder_hash_length: 8,
  placeholder_hmac_key: HUSH,
  log_level: "debug",
  api_key: HUSH,
  pii: {
    level: "minimal",
    ner_enabled: true,
    ner_models: { zh: "a/b", en: "c" },
    ner_remote_endpoint: "http://127.0.0.1:8847",
    ner_remote_timeout: "500ms",
    ner_remote_fallback: true,
    ner_remote_max_retry: 2,
  },
};

describe("CloseMask in Go", () => {
  test("every setting has a counterpart, is kept, or is named", async () => {
    const outcome = await imported(makeHome(), GO);
    expect(outcome.config).toEqual({
      serve: { llmUrl: "https://api.openai.com", port: 8846, authToken: HUSH },
      store: {
        type: "redis",
        url: `redis://:${encodeURIComponent(GO.redis_password)}@localhost:6379`,
        ttl: "90m",
        maxEntries: 500,
        atLimit: "evict",
      },
      onError: "pass",
      policies: { CREDENTIAL: { threshold: 0.25 } },
      placeholder: { length: 8 },
      log: { level: "debug" },
      level: "strict",
      ner: {
        models: { zh: "a/b", en: "c" },
        url: "http://127.0.0.1:8847",
        engine: "remote",
        timeout: "500ms",
        onFailure: "rules",
        retries: 2,
      },
    });
    expect(missing(outcome)).toEqual([
      "data_dir",
      "message_ttl",
      "max_messages_per_session",
      "log_to_file",
      "placeholder_hmac_key",
    ]);
    expect(kept(outcome)).not.toContain("llm_url");
    expect(kept(outcome)).toEqual([]);
    for (const name of [...missing(outcome), ...kept(outcome)]) expect(outcome.stdout).toContain(`#   ${name}: `);
  });

  test("its other words", async () => {
    const home = makeHome();
    const { config } = await imported(home, {
      storage_type: "memory",
      mask_fail_strategy: "redact",
      local_mask_level: "off",
      pii_engine: "builtin",
      pii: { level: "balanced" },
      log_to_file: false,
      placeholder_hmac_key: "",
    });
    expect(config).toEqual({
      onError: "redact",
      policies: { CREDENTIAL: { action: "keep" } },
      ner: { engine: "off" },
      level: "balanced",
    });
    const layered = await imported(home, { storage_type: "layered", redis_addr: "10.0.0.5:6379" });
    expect(layered.config).toEqual({
      store: { type: "layered", url: "redis://10.0.0.5:6379", layered: { sqlite: { enabled: true } } },
    });
    const odd = await imported(
      home,
      { port: 70_000, session_ttl: "soon", local_mask_level: "x", llm_ulr: "y" },
      "--from",
      "closemask-go",
    );
    expect(odd.config).toEqual({});
    expect(missing(odd)).toEqual(["port", "session_ttl", "local_mask_level", "llm_ulr"]);
  });
});

describe("anon-proxy", () => {
  test("patterns, labels, gaps, providers", async () => {
    const home = makeHome();
    const outcome = await imported(home, {
      patterns: {
        SSN: "\\b\\d{3}-\\d{2}-\\d{4}\\b",
        UK_POSTCODE: "(?i)\\b[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}\\b",
        "Badge no.": "(?P<letter>[AB])-\\d{4}-(?P=letter)\\Z",
        BROKEN: `${HUSH}(`,
        POSSESSIVE: "a++b",
        SLOW: "(?:x+x+)+y",
        NUMBER: 7,
      },
      merge_gap: { private_person: " -'.", NOTHING: "-" },
      ignore_labels: ["private_email", "DATE_OF_NOTHING", "PHONE"],
      system_inject: true,
      upstreams: {
        deepseek: { base_url: "https://api.deepseek.com", adapter: "openai", path_prefix: "v1", sse: true },
        plain: { base_url: "http://localhost:1" },
        "odd name": { base_url: "http://localhost:2" },
      },
      nothing_known: HUSH,
    });
    expect(outcome.config).toEqual({
      placeholder: { style: "angle" },
      patterns: [
        { name: "ssn", kind: "US_SSN", pattern: "\\b\\d{3}-\\d{2}-\\d{4}\\b" },
        { name: "uk-postcode", kind: "UK_POSTCODE", pattern: "\\b[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}\\b", flags: "i" },
        { name: "badge-no", kind: "BADGE_NO", pattern: "(?<letter>[AB])-\\d{4}-\\k<letter>$" },
      ],
      ner: { mergeGap: { PERSON: " -'." }, ignoreLabels: ["DATE_OF_NOTHING"] },
      policies: { EMAIL: { action: "keep" }, PHONE: { action: "keep" } },
      serve: { systemNote: true },
      providers: {
        deepseek: { baseUrl: "https://api.deepseek.com", dialect: "openai", pathPrefix: "v1" },
        plain: { baseUrl: "http://localhost:1", dialect: "anthropic" },
      },
    });
    expect(outcome.stderr).toContain("patterns.POSSESSIVE has no counterpart: its pattern uses syntax");
    expect(outcome.stderr).toContain("patterns.SLOW has no counterpart: its pattern is too slow");
    expect(outcome.stderr).toContain("upstreams.(a name that is not shown) has no counterpart");
    expect(missing(outcome)).toEqual([
      "patterns.BROKEN",
      "patterns.POSSESSIVE",
      "patterns.SLOW",
      "patterns.NUMBER",
      "merge_gap.NOTHING",
      "upstreams.deepseek.sse",
      "nothing_known",
    ]);
    // The result is one that the filter works with.
    home.write("config/closemask/config.yaml", outcome.stdout);
    const { stdout } = await home.run(["mask", "--redact"], {
      input: "sw1a 1aa, A-1234-A\nbob@acme.com 123-45-6789\n",
    });
    expect(stdout).toBe("[UK_POSTCODE], [BADGE_NO]\nbob@acme.com [SSN]\n");
  });

  test.each([
    ["\\Aab\\Z", "^ab$", ""],
    ["(?ms)\\Aab$", "(?<![\\s\\S])ab$", "ms"],
    ["(?aiu)a(?#note)b", "ab", "i"],
    ["[]a]\\(?P<x", "[\\]a]\\(?P<x", ""],
    ["[^]\\]]+", "[^\\]\\]]+", ""],
    ["a{2,3}?", "a{2,3}?", ""],
    ["(?x) a", null, ""],
    ["(?>a)", null, ""],
    ["(a)?(?(1)b|c)", null, ""],
    ["[a", null, ""],
  ])("Python's %s", (source, pattern, flags) => {
    expect(fromPython(source)).toEqual(pattern === null ? null : { pattern, flags });
  });
});

describe("Claude Code Router", () => {
  const BLOCK = {
    maxTokens: 10_000,
    ttl: 3_600_000,
    disabledRules: ["password_field", "chinese_id_card", "no_such_rule"],
    customRules: [
      {
        name: "my_custom_rule",
        pattern: "\\b[A-Z]{2}\\d{6}\\b",
        tokenPrefix: "STAFF_",
        enabled: true,
        description: "two letters",
      },
      { name: "my_custom_rule", pattern: "/ab-\\d+/gi", tokenPrefix: "MOBILE_", enabled: false },
      { name: "bad", pattern: "(", tokenPrefix: "X_", enabled: true },
      { name: "none" },
    ],
  };
  const EXPECTED = {
    placeholder: { style: "bare" },
    store: { maxEntries: 10_000, atLimit: "evict", ttl: "1h" },
    rules: { disable: ["password-assignment", "cn-id-card", "cn-id-card-15"] },
    patterns: [
      { name: "my-custom-rule", kind: "STAFF", pattern: "\\b[A-Z]{2}\\d{6}\\b", description: "two letters" },
      { name: "my-custom-rule-2", kind: "PHONE", pattern: "ab-\\d+", flags: "i", enabled: false },
    ],
  };

  test("the block inside the router's file, which may have comments", async () => {
    const home = makeHome();
    const text = `{ // the router
      "HOST": "127.0.0.1", /* and
      more */ "Providers": [{ "api_key": "${HUSH} // not a comment, }" }],
      "enableTokenization": true,
      "tokenization": ${JSON.stringify(BLOCK)},
    }`;
    const outcome = await imported(home, text);
    expect(outcome.config).toEqual(EXPECTED);
    expect(missing(outcome)).toEqual([
      "HOST",
      "Providers",
      "tokenization.disabledRules[2]",
      "tokenization.customRules[2]",
      "tokenization.customRules[3]",
    ]);
    home.write("config/closemask/config.yaml", outcome.stdout);
    const masked = await home.run(["mask", "--redact"], { input: "AB123456 ab-1 password: hunterTwo99x\n" });
    expect(masked.stdout).toBe("[STAFF] ab-1 password: hunterTwo99x\n");
  });

  test("the block alone, with a store elsewhere", async () => {
    const outcome = await imported(makeHome(), {
      ...BLOCK,
      storageType: "redis",
      redisOptions: { host: "cache", port: 7000, password: HUSH },
    });
    expect(outcome.config).toEqual({
      ...EXPECTED,
      store: { ...EXPECTED.store, type: "redis", url: `redis://:${HUSH}@cache:7000` },
    });
    expect(kept(outcome)).toEqual([]);
  });
});

describe("files", () => {
  test("are written once, for the user alone, and replaced on request", async () => {
    const home = makeHome();
    const source = home.write("work/theirs.json", JSON.stringify({ ttl: 1000, customRules: [] }));
    const first = await home.run(["config", "import", source, "-o", "ours.yaml"]);
    const target = join(home.cwd, "ours.yaml");
    expect([first.code, first.stdout]).toEqual([0, `${target}\n`]);
    if (process.platform !== "win32") expect(statSync(target).mode & 0o777).toBe(0o600);
    writeFileSync(target, "session: mine\n");
    const again = await home.run(["config", "import", source, "-o", "ours.yaml"]);
    expect([again.code, again.stderr]).toEqual([
      2,
      `closemask: ${target} exists\n  hint: name another file, or add --force\n`,
    ]);
    expect(readFileSync(target, "utf8")).toBe("session: mine\n");
    expect((await home.run(["config", "import", source, "-o", "ours.yaml", "--force"])).code).toBe(0);
    expect(load(readFileSync(target, "utf8"))).toMatchObject({ store: { ttl: "1s" } });
    expect((await home.run(["config", "check", "--config", target])).code).toBe(0);
    expect((await home.run(["config", "import", source, "-o", "ours.json"])).code).toBe(0);
    expect(JSON.parse(readFileSync(join(home.cwd, "ours.json"), "utf8"))).toMatchObject({ store: { ttl: "1s" } });
    const { stdout } = await home.run(["config", "import", source, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ store: { ttl: "1s" } });
  });

  test.each([
    ["no JSON", `{ "llm_url": ${HUSH} }`, [], /stdin is no block of settings in JSON/],
    ["a list", "[1]", [], /stdin is no block of settings in JSON/],
    ["nobody's", `{ "a": "${HUSH}" }`, [], /no configuration of a program that is known\n {2}hint: say which: --from/],
    [
      "two programs'",
      '{ "llm_url": "http://x", "merge_gap": {} }',
      [],
      /may be a configuration of anon-proxy or closemask-go/,
    ],
    ["of an unknown program", "{}", ["--from", "else"], /allowed choices are closemask-go/i],
  ] as const)("%s are refused", async (_, input, args, message) => {
    const { code, stdout, stderr } = await makeHome().run(["config", "import", "-", ...args], { input });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(HUSH);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("a file that is missing or too large", async () => {
    const home = makeHome();
    home.write("work/large.json", " ".repeat(1024 * 1024 + 1));
    expect((await home.run(["config", "import", "none.json"])).stderr).toContain("cannot read none.json: no such file");
    expect((await home.run(["config", "import", "large.json"])).stderr).toContain("large.json is larger than 1 MiB");
  });

  test("what is kept does not show its values in config show", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", `imported: { anon-proxy: { merge_gap: { PERSON: ${HUSH} } } }\n`);
    const { stdout, stderr } = await home.run(["config", "show"]);
    expect(stdout).toContain("imported.anon-proxy.merge_gap.PERSON");
    expect(stdout + stderr).not.toContain(HUSH);
    expect(stderr).toContain("not part of this version and without effect: imported.anon-proxy.merge_gap.PERSON");
  });
});

test("comments and trailing commas, and none inside of texts", () => {
  expect(JSON.parse(withoutComments('{"a": "x // y", /* b */ "c\\"//": [1, 2, ],}// end'))).toEqual({
    a: "x // y",
    'c"//': [1, 2],
  });
});

test.each([
  [1, "1ms"],
  [1500, "1500ms"],
  [3_600_000, "1h"],
  [86_400_000, "1d"],
  [604_800_000, "1w"],
  [0, undefined],
  [Number.NaN, undefined],
  [123_456_789_012_345, "999999d"],
])("%d milliseconds", (ms, text) => {
  expect(durationOf(ms)).toBe(text);
});
