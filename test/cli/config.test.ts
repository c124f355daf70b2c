import { mkdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STARTER } from "../../src/cli/commands/config-init.ts";
import { checkShape } from "../../src/cli/config/check.ts";
import { readEnvironment, variableOf } from "../../src/cli/config/environment.ts";
import { DEFAULTS, SHAPE } from "../../src/cli/config/schema.gen.ts";
import { configSchema } from "../../src/cli/config/schema.ts";
import { parseDuration } from "../../src/cli/config/units.ts";
import { userPaths } from "../../src/cli/paths.ts";
import { type Home, makeHome, TEST_KEY } from "./run.ts";

/** Values of settings by path, and where they came from. */
async function show(
  home: Home,
  ...args: Parameters<Home["run"]>[0]
): Promise<Map<string, { value: unknown; from: string[] }>> {
  const { stdout, stderr, code } = await home.run(["config", "show", "--json", ...args]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  const lines: { path: string; value: unknown; from: string[] }[] = JSON.parse(stdout);
  return new Map(lines.map((line) => [line.path, line]));
}

describe("checkShape", () => {
  test("agrees with the schema on any value", () => {
    const leaf = fc.oneof(
      fc.constantFrom("default", "balanced", "word", "30d", "0", "E\\d+", "EMAIL", "mask", "text", "sqlite", "", "x"),
      fc.constantFrom(6, 7, 8, 1, 0, -1, 1.5, 70_000, true, false, null),
      fc.string({ maxLength: 4 }),
    );
    const names = [
      "session",
      "level",
      "placeholder",
      "style",
      "length",
      "rules",
      "disable",
      "patterns",
      "name",
      "kind",
      "pattern",
    ];
    const more = [
      "policies",
      "EMAIL",
      "action",
      "restore",
      "threshold",
      "allow",
      "deny",
      "value",
      "flags",
      "files",
      "imported",
      "store",
      "ttl",
      "maxEntries",
      "commands",
      "mask",
      "serve",
      "port",
      "x",
    ];
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("node"), { maxLength: 3 }), tie("block")),
      block: fc.dictionary(fc.constantFrom(...names, ...more), tie("node"), { maxKeys: 4, noNullPrototype: true }),
    }));
    fc.assert(
      fc.property(tree.block, (value) => {
        expect(checkShape(SHAPE, value).length === 0).toBe(configSchema.safeParse(value).success);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [{}],
    [DEFAULTS],
    [{ placeholder: { style: "word", length: 8 }, store: { ttl: "0", maxEntries: 5 } }],
    [{ patterns: [{ name: "own", kind: "OWN", pattern: "E\\d" }], deny: [{ value: "Project Nightjar" }] }],
    [{ commands: { mask: { level: "strict" } }, policies: { IP: { action: "keep" } } }],
  ])("takes what the schema takes: %j", (value) => {
    expect(checkShape(SHAPE, value)).toEqual([]);
    expect(configSchema.safeParse(value).success).toBe(true);
  });

  test("names the nearest setting for an unknown one, and never the value", () => {
    const [problem] = checkShape(SHAPE, { placeholder: { stlye: "s3cr3t" } });
    expect(problem).toEqual({
      path: "placeholder.stlye",
      message: "is not a setting",
      hint: "did you mean placeholder.style?",
    });
    expect(JSON.stringify(checkShape(SHAPE, { level: "s3cr3t", store: { ttl: "s3cr3t" } }))).not.toContain("s3cr3t");
  });

  test("stops at a tree that is too large", () => {
    let value: unknown = ["x"];
    for (let i = 0; i < 40; i++) value = [value, value];
    expect(checkShape({ items: {}, type: "array" }, value).length).toBeGreaterThanOrEqual(0);
  });
});

test("parseDuration", () => {
  expect([parseDuration("0"), parseDuration("5s"), parseDuration("30d")]).toEqual([0, 5000, 2_592_000_000]);
  expect(() => parseDuration("5 s")).toThrow(expect.objectContaining({ code: "config" }));
});

describe("readEnvironment", () => {
  test("every single-valued setting has a variable", () => {
    expect(variableOf("store.maxEntries")).toBe("CLOSEMASK_STORE_MAX_ENTRIES");
    const { settings, notes } = readEnvironment({ CLOSEMASK_STORE_MAX_ENTRIES: "5", CLOSEMASK_LEVEL: "strict" }, SHAPE);
    expect(settings.map(({ path, value }) => [path, value])).toEqual([
      ["store.maxEntries", 5],
      ["level", "strict"],
    ]);
    expect(notes).toEqual([]);
  });

  test("what Kubernetes injects is ignored with a hint", () => {
    const env = {
      CLOSEMASK_PORT: "tcp://10.0.0.1:8846",
      CLOSEMASK_SERVICE_HOST: "10.0.0.1",
      CLOSEMASK_PORT_8846_TCP_ADDR: "x",
    };
    const { settings, notes } = readEnvironment(env, SHAPE);
    expect(settings).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(readEnvironment({ CLOSEMASK_PORT: "9000" }, SHAPE).settings).toMatchObject([
      { path: "serve.port", value: 9000 },
    ]);
  });

  test("a mistyped variable is named, its value is not", () => {
    const { notes } = readEnvironment({ CLOSEMASK_LEVL: "s3cr3t" }, SHAPE);
    expect(notes).toEqual([
      { message: "CLOSEMASK_LEVL is not a setting; it is ignored", hint: "did you mean CLOSEMASK_LEVEL?" },
    ]);
  });
});

describe("userPaths", () => {
  test("by platform", () => {
    expect(userPaths("linux", {}, "/home/u").config).toBe(join("/home/u", ".config", "closemask"));
    expect(userPaths("linux", { XDG_DATA_HOME: "relative" }, "/home/u").data).toBe(
      join("/home/u", ".local", "share", "closemask"),
    );
    expect(userPaths("darwin", {}, "/Users/u").data).toBe(
      join("/Users/u", "Library", "Application Support", "closemask"),
    );
    expect(userPaths("win32", { APPDATA: "R", LOCALAPPDATA: "L" }, "H").config).toBe(join("R", "closemask"));
  });
});

describe("precedence", () => {
  test("flag over environment over project over user over default", async () => {
    const home = makeHome();
    expect((await show(home)).get("level")).toEqual({ path: "level", value: "balanced", from: ["default"] });
    home.write("config/closemask/config.yaml", "level: strict\nsession: mine\nonError: redact\nlog: { level: info }\n");
    expect((await show(home)).get("level")).toMatchObject({
      value: "strict",
      from: [expect.stringMatching(/^user file/)],
    });
    home.write("work/.closemaskrc.json", '{ "level": "aggressive" }');
    expect((await show(home)).get("level")).toMatchObject({
      value: "aggressive",
      from: [expect.stringMatching(/^project file/)],
    });
    const { stdout } = await home.run(["config", "show", "--json", "--log-level", "quiet"], {
      env: { CLOSEMASK_LEVEL: "strict", CLOSEMASK_LOG_LEVEL: "debug" },
    });
    const lines: { path: string; value: unknown; from: string[] }[] = JSON.parse(stdout);
    expect(lines.find(({ path }) => path === "level")).toMatchObject({
      value: "strict",
      from: ["env CLOSEMASK_LEVEL"],
    });
    expect(lines.find(({ path }) => path === "log.level")).toMatchObject({
      value: "quiet",
      from: ["flag --log-level"],
    });
    expect(lines.find(({ path }) => path === "session")).toMatchObject({ value: "mine" });
  });

  test("what grants access is not shown, whatever it is listed under", async () => {
    const home = makeHome();
    home.write(
      "config/closemask/config.yaml",
      "serve: { authTokens: { build: a-token-of-the-build } }\nchat: { keyCommands: { openai: print a-key } }\n",
    );
    const shown = await show(home);
    expect([...shown.values()].map(({ value }) => JSON.stringify(value)).join()).not.toMatch(/a-token|a-key/);
    expect(shown.get("serve.authTokens.build")?.value).toBe("not shown");
  });

  test("lists add up; commands speak for one command", async () => {
    const home = makeHome();
    home.write(
      "config/closemask/config.yaml",
      "allow: [a]\nrules: { disable: [ipv4] }\ncommands: { explain: { level: aggressive } }\n",
    );
    home.write(
      "work/closemask.config.yaml",
      "deny: [{ value: Project Nightjar, kind: CODENAME }]\nrules: { enable: [ipv4] }\n",
    );
    const shown = await show(home);
    expect(shown.get("rules.disable")?.value).toEqual([]);
    expect(shown.get("rules.enable")?.value).toEqual(["ipv4"]);
    expect(shown.get("deny")?.value).toBe("1 not shown");
    expect(shown.get("level")?.value).toBe("balanced");
  });
});

describe("project files", () => {
  test("may only make closemask mask more, until they are trusted", async () => {
    const home = makeHome();
    const file = home.write("work/.closemaskrc", "level: strict\nkey: { command: touch pwned }\nallow: ['*']\n");
    const refused = await home.run(["config", "check"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("key is not for a project's file");
    expect(refused.stderr).toContain("closemask config trust");
    expect((await home.run(["config", "show"])).code).toBe(2);
    expect((await home.run(["config", "trust"])).stderr).toContain("key, allow");
    expect((await home.run(["config", "check"])).code).toBe(0);
    home.write("work/.closemaskrc", "allow: ['*', b]\n");
    expect((await home.run(["config", "check"])).code).toBe(2);
    expect((await home.run(["config", "trust", file])).code).toBe(0);
    expect((await home.run(["config", "trust", "--revoke"])).code).toBe(0);
    expect((await home.run(["config", "check"])).code).toBe(2);
  });

  test("a source of the key that lacks its setting is a fault of the configuration", async () => {
    const home = makeHome({ key: false });
    home.write("config/closemask/config.yaml", "key: { source: command }\n");
    const { code, stderr } = await home.run(["config", "check"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("key.source command needs key.command")]);
    expect((await home.run(["config", "check"], { env: { CLOSEMASK_KEY_COMMAND: "pass show closemask" } })).code).toBe(
      0,
    );
    expect((await home.run(["config", "check"], { env: { CLOSEMASK_KEY: TEST_KEY } })).code).toBe(0);
  });

  test("cannot lower the level or loosen a policy", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "level: aggressive\npolicies: { CREDENTIAL: { action: block } }\n");
    home.write(
      "work/.closemaskrc",
      "level: strict\npolicies: { AWS_ACCESS_KEY: { action: keep }, EMAIL: { action: redact } }\n",
    );
    const shown = await show(home);
    expect(shown.get("level")?.value).toBe("aggressive");
    expect(shown.get("policies.AWS_ACCESS_KEY.action")?.value).toBe("block");
    expect(shown.get("policies.EMAIL.action")?.value).toBe("redact");
  });

  test("are looked for up to the root of the repository and no further", async () => {
    const home = makeHome();
    home.write(".closemaskrc", "nonsense: true\n");
    home.write("work/package.json", '{ "name": "x", "closemask": { "level": "aggressive" } }');
    mkdirSync(join(home.cwd, ".git"));
    mkdirSync(join(home.cwd, "deep"));
    expect((await show(home)).get("level")?.value).toBe("aggressive");
    const { stdout } = await home.run(["config", "show"], { cwd: join(home.cwd, "deep") });
    expect(stdout).toContain("aggressive");
  });

  test.each([
    ['{"closemask":{"deny":[{"value":"nightjar-x"}]},}', true],
    ['{"name": x, "closemask" : [ ] }', true],
    ['{"closemask": deny }', true],
    ['{"dependencies":{"closemask":"^1.0.0"},}', false],
    ['{"name":"x",}', false],
    ["", false],
  ])("a package.json that is no JSON is an error when it has settings, else a warning: %s", async (text, isOurs) => {
    const home = makeHome();
    const path = home.write("work/package.json", text);
    for (const args of [["mask", "--redact"], ["scan"], ["config", "check"], ["config", "show"]]) {
      const { code, stdout, stderr } = await home.run(args, { input: "nightjar-x\n" });
      expect({ args, code }).toEqual({ args, code: isOurs ? 2 : 0 });
      expect(stderr).toContain(
        isOurs ? `closemask: ${path}` : `closemask: ${path} is not valid JSON: settings in it do`,
      );
      if (isOurs) expect(stdout).toBe("");
      expect(stderr).not.toContain("nightjar");
    }
  });

  test("a package.json with a byte order mark is read; a folder of that name is none", async () => {
    const home = makeHome();
    home.write("work/package.json", '\uFEFF{ "closemask": { "level": "aggressive" } }');
    expect((await show(home)).get("level")?.value).toBe("aggressive");
    mkdirSync(join(home.cwd, "deep", "package.json"), { recursive: true });
    const { code, stderr } = await home.run(["config", "check"], { cwd: join(home.cwd, "deep") });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "closemask: the configuration is right\n" });
  });

  test("code in the folder is never run", async () => {
    const home = makeHome();
    for (const name of ["closemask.config.js", ".closemaskrc.cjs", ".config/config.cjs", ".config/closemaskrc.js"]) {
      home.write(`work/${name}`, 'console.log("EXECUTED"); module.exports = {};');
    }
    home.write("work/.closemaskrc", "level: aggressive\n");
    const { stdout, code } = await home.run(["config", "show"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("EXECUTED");
  });
});

describe("faults", () => {
  test.each([
    ["placeholder: { stlye: word }", "did you mean placeholder.style?"],
    ["level: [", "not valid YAML"],
    ["policies: { EMIAL: { action: block } }", "did you mean EMAIL?"],
    ["rules: { disable: [ipv5] }", "did you mean ipv4?"],
    ["patterns: [{ name: slow, kind: SLOW, pattern: '(a+)+$' }]", "the pattern slow is too slow"],
    ["patterns: [{ name: bad, kind: BAD, pattern: 's3cr3t(' }]", "unterminated group"],
  ])("%s", async (text, says) => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", `${text}\n`);
    const { code, stderr } = await home.run(["config", "check"]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("s3cr3t");
  });

  test("a given file that is missing", async () => {
    const { code, stderr } = await makeHome().run(["config", "check", "--config", "none.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot read");
  });
});

describe("what is not part of this version", () => {
  test("is left out of config show, and said once when it is set", async () => {
    const home = makeHome();
    expect([...(await show(home)).keys()].filter((path) => /^imported/.test(path))).toEqual([]);
    home.write("config/closemask/config.yaml", "serve: { port: 9000 }\nimported: { x: { y: 1 } }\n");
    const { code, stdout, stderr } = await home.run(["config", "show"]);
    expect(code).toBe(0);
    expect(stderr).toBe(
      "closemask: not part of this version and without effect: imported.x.y\n  hint: closemask config show says where each is set\n",
    );
    expect(stdout).toMatch(/^imported\.x\.y +"not shown" +user file .* \(not part of this version\)$/m);
    expect(stdout).toMatch(/^serve\.port +9000 +user file [^(]*$/m);
  });
});

describe("stores that lack a setting", () => {
  test.each([
    ["redis", "redis needs store.url", "CLOSEMASK_STORE_URL=redis://127.0.0.1:6379"],
    ["memcached", "memcached needs store.url", "CLOSEMASK_STORE_URL=memcached://127.0.0.1:11211"],
    ["layered", "redis needs store.url", "CLOSEMASK_STORE_URL=redis://127.0.0.1:6379"],
  ])("store.type %s is refused with what to set", async (type, says, hint) => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", `store: { type: ${type} }\n`);
    for (const command of [["config", "check"], ["mask"]]) {
      const { code, stderr } = await home.run(command, { input: "x" });
      expect([code, stderr]).toEqual([2, `closemask: store.type ${says}\n  hint: ${hint}\n`]);
    }
    expect((await home.run(["doctor"])).code).toBe(1);
  });

  test("memory is for commands that mask and restore in one process", async () => {
    const home = makeHome();
    home.write("config/closemask/config.yaml", "store: { type: memory }\n");
    expect((await home.run(["config", "check"])).code).toBe(0);
    for (const command of [["mask"], ["unmask"], ["sessions", "list"]]) {
      const { code, stdout, stderr } = await home.run(command, { input: "bob@acme.com\n" });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^closemask: store\.type memory ends with the process.*\n {2}hint: .*--no-store/);
    }
  });
});

describe("config init", () => {
  test("writes a file that is right, also with every comment taken away, and never overwrites", async () => {
    const home = makeHome();
    expect((await home.run(["config", "init"])).code).toBe(0);
    expect((await home.run(["config", "check"])).code).toBe(0);
    expect((await home.run(["config", "init"])).code).toBe(2);
    const bare = STARTER.split("\n").map((line) =>
      /^# (?:closemask|Config)/.test(line) ? "" : line.replace(/^# /, ""),
    );
    home.write("config/closemask/config.yaml", bare.join("\n"));
    const { code, stderr } = await home.run(["config", "check"]);
    expect(stderr).toContain("the configuration is right");
    expect(code).toBe(0);
  });
});
