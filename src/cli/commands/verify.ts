// `closemask verify`: canaries of every kind at every position of every API, through a real proxy with the configuration that
// counts here, to a provider on this machine that keeps what it was told.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { THRESHOLD } from "../../detect/rule.ts";
import { RULES } from "../../detect/rules/index.ts";
import { EXIT } from "../../errors.ts";
import { createPolicy } from "../../mask/policy.ts";
import { checkBaseUrl } from "../../server/providers.ts";
import { type Setup, withSetup } from "../open.ts";
import { ruleFilter } from "../open-detection.ts";
import { print, printJson, table } from "../print.ts";
import { createObserver } from "../serve/observe.ts";
import { startProxy } from "../serve/start.ts";
import { VERIFY } from "../tree/serve.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { checkKinds, checkPositions, type Outcome } from "../verify/check.ts";
import { startEcho } from "../verify/echo.ts";

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(VERIFY, options, (setup) => verify(setup, options));
}

async function verify(setup: Setup, options: ParsedOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "closemask-verify-"));
  const to = typeof options.upstream === "string" ? checkBaseUrl(options.upstream, "--upstream") : undefined;
  const echo = await startEcho(to);
  try {
    const all = await outcomesOf(scratch(setup, folder), options, echo);
    // Another provider answers as it likes.
    const outcomes = to === undefined ? all : all.map((each) => ({ ...each, lost: [] }));
    if (options.json === true) await printJson(outcomes);
    else await print(report(outcomes));
    const leaks = outcomes.reduce((sum, { leaked }) => sum + leaked.length, 0);
    const lost = outcomes.reduce((sum, each) => sum + each.lost.length, 0);
    const planted = outcomes.reduce((sum, each) => sum + each.planted, 0);
    setup.say.info(`${planted} canaries in ${outcomes.length} requests: ${leaks} got out, ${lost} did not come back`);
    return leaks + lost === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    await echo.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function outcomesOf(
  setup: Setup,
  options: ParsedOptions,
  echo: Awaited<ReturnType<typeof startEcho>>,
): Promise<Outcome[]> {
  const { config, say } = setup;
  const names = ["anthropic", "openai", "gemini", "ollama", "azure", "mistral", "cohere", "bedrock"];
  const providers = Object.fromEntries(
    names.map((name) => [name, { baseUrl: echo.url, dialect: name === "azure" ? "openai" : name }]),
  );
  const observer = createObserver({ say, debug: false, showValues: false, capture: undefined });
  const proxy = await startProxy(setup, { options, host: "127.0.0.1", port: 0, observer, providers });
  try {
    const policy = createPolicy({
      actions: Object.fromEntries(
        Object.entries(config.policies).flatMap(([name, { action }]) => (action === undefined ? [] : [[name, action]])),
      ),
    });
    const enabled = ruleFilter(config);
    const least = THRESHOLD[config.level];
    const counts = (rule: (typeof RULES)[number]): boolean =>
      enabled(rule) && rule.confidence >= least && policy.action(rule.kind) === "mask";
    return [
      ...(await checkPositions(proxy.url, echo)),
      ...(await checkKinds(proxy.url, echo, RULES, counts, options.everywhere === true)),
    ];
  } finally {
    await proxy.close(1000);
  }
}

/** What finds and judges values is the user's; key, store and session are of this run, and the provider is the echo. */
function scratch(setup: Setup, folder: string): Setup {
  const { authToken: _, authTokens: __, tlsCert: ___, tlsKey: ____, llmUrl: _____, ...serve } = setup.config.serve;
  // The variable comes before every other source, so that none of them is asked or made.
  process.env.CLOSEMASK_KEY = randomBytes(32).toString("base64");
  const store = { ...setup.config.store, type: "sqlite" as const, path: join(folder, "sessions.db") };
  const { providers: ______, ...config } = setup.config;
  return { ...setup, config: { ...config, serve: { ...serve, enabled: true }, store, session: "verify" } };
}

function report(outcomes: readonly Outcome[]): string {
  const byPlace = outcomes.filter(({ kind }) => kind === "EMAIL" || outcomes.length < 10);
  const rows = byPlace.map(({ provider, name, planted, leaked, lost, status }) => [
    provider,
    name,
    String(planted),
    leaked.length === 0 ? "none" : `LEAKED ${leaked.join(", ")}`,
    lost.length === 0 ? "all" : `not ${lost.join(", ")}`,
    String(status),
  ]);
  const kinds = outcomes.filter(({ kind, leaked, lost }) => kind !== "EMAIL" && leaked.length + lost.length > 0);
  const others = kinds.map(({ provider, name, kind, leaked, lost }) => {
    const what = leaked.length > 0 ? `LEAKED ${leaked.join(", ")}` : `did not come back: ${lost.join(", ")}`;
    return [kind, `${provider} ${name}`, what];
  });
  const head = ["PROVIDER", "REQUEST", "PLANTED", "GOT OUT", "CAME BACK", "STATUS"];
  return table([head, ...rows]) + (others.length === 0 ? "" : `\n${table(others)}`);
}
