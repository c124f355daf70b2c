// The runtime by npm, from the registry: the way that users go.

import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { RUNTIME } from "../../../src/ner/onnx/runtime.ts";
import { testRuntime } from "../../ner/runtime.ts";
import { makeHome } from "../run.ts";

/** How this machine reaches the registry, and what it has of it: a test's home has nothing of that. */
const REGISTRY = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    /^(?:npm_config_\w+|NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy)$/i.test(name) && value !== undefined
      ? [[name, value]]
      : [],
  ),
);
const CACHE = { npm_config_cache: join(homedir(), ".npm"), npm_config_prefer_offline: "true" };
const VERSIONS = Object.entries(RUNTIME).map((pair) => pair.join(" "));

test("npm brings it, without the parts for other systems and without what an install script would load", async () => {
  const home = makeHome();
  const { code, stderr } = await home.run(["ner", "install"], { env: { ...REGISTRY, ...CACHE } });
  expect([code, stderr], "this test needs the npm registry").toEqual([
    0,
    expect.stringContaining("next: closemask ner pull"),
  ]);
  const packages = join(home.data, "ner", "runtime", "node_modules");
  const [abi = ""] = readdirSync(join(packages, "onnxruntime-node", "bin"));
  expect(readdirSync(join(packages, "onnxruntime-node", "bin", abi, process.platform))).toEqual([process.arch]);
  expect(readdirSync(join(home.data, "ner"))).toEqual(["runtime"]);
  expect((await home.run(["ner", "models"])).stdout).toContain(`runtime: ${VERSIONS.join(", ")}`);
  expect((await home.run(["ner", "install"])).stderr).toContain("installed already");
});

test("a folder of another machine will do", async () => {
  const home = makeHome();
  const { code, stderr } = await home.run(["ner", "install", "--from", await testRuntime()]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("installed, ")]);
  expect(existsSync(join(home.data, "ner", "runtime", "node_modules", "onnxruntime-node", "package.json"))).toBe(true);
  const empty = await makeHome().run(["ner", "install", "--from", home.cwd]);
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining("npm install onnxruntime-node@")]);
});

test("npm fails, or is not there: said, and nothing is left", async () => {
  const home = makeHome();
  const bin = join(home.path, "bin");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  const env = { PATH: [bin, "/usr/bin", "/bin"].join(delimiter) };
  const registry = {
    npm_config_registry: "http://127.0.0.1:1/",
    npm_config_fetch_retries: "0",
    npm_config_cache: join(home.path, "npm"),
  };
  const failed = await home.run(["ner", "install"], { env: registry });
  expect([failed.code, failed.stderr]).toEqual([
    4,
    expect.stringContaining("npm could not install the runtime: ECONNREFUSED"),
  ]);
  writeFileSync(join(bin, "npm"), "#!/bin/sh\nexit 7\n", { mode: 0o755 });
  expect(await home.run(["ner", "install"], { env })).toMatchObject({ code: 4 });
  const none = await home.run(["ner", "install"], { env: { PATH: join(home.path, "nowhere") } });
  expect([none.code, none.stderr]).toEqual([4, expect.stringContaining("npm cannot be started")]);
  expect(readdirSync(join(home.data, "ner"))).toEqual([]);
});
