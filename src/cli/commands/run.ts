// `closemask run -- claude`: a proxy on a free port for one client, which is told where it is and ends with it.

import { type ChildProcess, spawn } from "node:child_process";
import { ClosemaskError } from "../../errors.ts";
import { childEnvironment, endOf, exitCodeOf, forwardSignals, notRun } from "../child.ts";
import { type Setup, withSetup } from "../open.ts";
import { clientCommand, clientEnvironment, providersOf } from "../serve/client-env.ts";
import { createObserver } from "../serve/observe.ts";
import { startProxy } from "../serve/start.ts";
import { RUN } from "../tree/serve.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Nobody else may use it, whatever the configuration says of `serve`. */
const HOST = "127.0.0.1";
/** Milliseconds for what the client left behind. */
const PATIENCE = 1000;

export function run(command: string[], options: ParsedOptions): Promise<number> {
  return withSetup(RUN, options, (setup) => runClient(setup, command, options));
}

async function runClient(setup: Setup, command: readonly string[], options: ParsedOptions): Promise<number> {
  const { say } = setup;
  if (command[0] === undefined || command[0] === "") {
    throw new ClosemaskError("usage", "run needs a command", { hint: "closemask run -- claude" });
  }
  const observer = createObserver({ say, debug: false, showValues: false, capture: undefined });
  const providers = providersOf(process.env);
  const proxy = await startProxy(withoutToken(setup), { options, host: HOST, port: 0, observer, providers });
  try {
    const [file = "", ...args] = clientCommand(command, proxy.url);
    say.debug(`listening on ${proxy.url}`);
    let child: ChildProcess;
    try {
      child = spawn(file, args, { stdio: "inherit", env: clientEnvironment(childEnvironment(), proxy.url) });
    } catch (error) {
      return notRun(file, error, say);
    }
    const ended = endOf(child);
    const forget = forwardSignals(child);
    const end = await ended;
    forget();
    return end.error === undefined ? exitCodeOf(end) : notRun(file, end.error, say);
  } finally {
    await proxy.close(PATIENCE);
  }
}

/** On loopback and for one client; which could not be told a token in a way that all of them know. */
function withoutToken(setup: Setup): Setup {
  const { authToken: _, authTokens: __, tlsCert: ___, tlsKey: ____, ...serve } = setup.config.serve;
  return { ...setup, config: { ...setup.config, serve } };
}
