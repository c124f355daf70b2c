// What the tests of clients share: a proxy in front of the provider, and the same run with nothing between.

import { spawn } from "node:child_process";
import { expect } from "vitest";
import { BIN } from "../cli/filter/kit.ts";
import { makeHome } from "../cli/run.ts";
import { serve } from "../cli/serve/kit.ts";
import { CODENAME, EMAIL, startProvider } from "./provider.js";

export const PROMPT = `write to ${EMAIL} about ${CODENAME}`;
export const VALUES = { to: EMAIL, about: CODENAME };
export const SAID = `I wrote to ${EMAIL} about ${CODENAME}.`;

/** Everything that an API needs, at a proxy and at the provider itself. */
export async function startBoth() {
  const provider = await startProvider();
  const bare = await startProvider();
  const home = makeHome();
  home.write("config/closemask/config.yaml", `deny:\n  - ${JSON.stringify({ value: CODENAME, kind: "CODENAME" })}\n`);
  const upstreams = ["openai", "anthropic", "gemini", "ollama"].flatMap((name) => [
    "--upstream",
    `${name}=${provider.url}${name === "openai" ? "/v1" : ""}`,
  ]);
  const proxy = await serve(home, upstreams);
  return { provider, bare, home, proxy };
}

/** Runs a client with the proxy and without, and expects the same of both; the provider must have seen no value. */
export async function same(client) {
  const { provider, bare, proxy } = await startBoth();
  const through = await client((name) => `${proxy.url}/${name}`);
  const direct = await client(() => bare.url);
  expect(through).toEqual(direct);
  expectUnseen(provider);
  return through;
}

/** Nothing of the two values reached the provider, in whatever form. */
export function expectUnseen(provider) {
  expect(provider.received.length).toBeGreaterThan(0);
  const everything = provider.everything();
  for (const value of [
    EMAIL,
    encodeURIComponent(EMAIL),
    CODENAME,
    JSON.stringify(CODENAME).slice(1, -1),
    'Night \\\\\\"jar',
  ]) {
    expect(everything.includes(value), "a value reached the provider").toBe(false);
  }
}

/** `closemask run -- …` in the home of the test. */
export function runClient(home, env, command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, "run", "--", ...command], {
      cwd: home.cwd,
      env: { ...home.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
