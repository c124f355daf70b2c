// `closemask serve`: starts the proxy and runs until a signal ends it; `serve status` and `serve stop` look after those that run.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { parseDuration } from "../config/units.ts";
import { type Setup, withSetup } from "../open.ts";
import { formatAge, print, printJson, table } from "../print.ts";
import type { Say } from "../say.ts";
import { detach, tellParent } from "../serve/detach.ts";
import { createObserver } from "../serve/observe.ts";
import { type RunningProxy, startProxy } from "../serve/start.ts";
import { isAlive, running, writeState } from "../serve/state.ts";
import { isTerminal } from "../terminal.ts";
import { SERVE } from "../tree/serve.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Milliseconds between two looks whether a process has ended. */
const LOOK = 50;

export function run([action]: string[], options: ParsedOptions): Promise<number> {
  return withSetup(SERVE, options, (setup) => {
    switch (action) {
      case undefined:
        return options.detach === true ? inBackground(setup) : serve(setup, options);
      case "status":
        return status(setup, options);
      case "stop":
        return stop(setup);
      default:
        throw new ClosemaskError("usage", "serve knows no such action", {
          hint: "closemask serve, closemask serve status or closemask serve stop",
        });
    }
  });
}

async function serve(setup: Setup, options: ParsedOptions): Promise<number> {
  const { config, paths, say } = setup;
  const { host, port } = config.serve;
  const voice = createVoice(say);
  if (options.showValues === true && !isTerminal(2)) {
    throw new ClosemaskError("usage", "--show-values is for a terminal", { hint: "leave it out" });
  }
  const observer = createObserver({
    say: voice.say,
    debug: options.debug === true,
    showValues: options.showValues === true,
    capture: typeof options.capture === "string" ? options.capture : undefined,
  });
  const proxy = await startProxy(setup, { options, host, port, observer, dryRun: options.dryRun === true });
  const forget = writeState(paths.data, proxy.port, {
    pid: process.pid,
    url: reachable(proxy),
    instance: proxy.instance,
    started: proxy.started,
  });
  say.info(`listening on ${proxy.url}`);
  if (!config.serve.enabled) {
    say.warn("serve.enabled is false: nothing is masked, everything passes as it is", "closemask config show");
  }
  tellParent({ url: reachable(proxy), pid: process.pid });
  let reloaded = Promise.resolve();
  // One after the other: the last one is to count.
  const reload = (): void => {
    reloaded = reloaded.then(() => reloadFrom(proxy, options, voice));
  };
  process.on("SIGHUP", reload);
  await ended(proxy, voice.say);
  process.off("SIGHUP", reload);
  forget();
  return EXIT.ok;
}

/** A wildcard address is reached on loopback. */
function reachable({ url }: RunningProxy): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

/** Until a signal has ended it. */
async function ended(proxy: RunningProxy, say: Say): Promise<void> {
  let stopping = false;
  await new Promise<void>((resolve, reject) => {
    const onSignal = (): void => {
      if (stopping) {
        say.warn("ended at once; streams under way are cut");
        proxy.close(0).then(resolve, reject);
        return;
      }
      stopping = true;
      say.info("ending once the streams under way have ended; once more ends at once");
      proxy.close(proxy.patience).then(resolve, reject);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}

interface Voice {
  /** Speaks as the configuration of the time says. */
  readonly say: Say;
  use(say: Say): void;
}

function createVoice(first: Say): Voice {
  let now = first;
  return {
    say: {
      get level() {
        return now.level;
      },
      error: (message, hint) => now.error(message, hint),
      warn: (message, hint) => now.warn(message, hint),
      info: (message) => now.info(message),
      debug: (message) => now.debug(message),
    },
    use(say) {
      now = say;
    },
  };
}

async function reloadFrom(proxy: RunningProxy, options: ParsedOptions, voice: Voice): Promise<void> {
  try {
    await withSetup(SERVE, options, (setup) => reloadWith(proxy, setup, voice));
  } catch (error) {
    sayItStays(error, proxy, voice);
  }
}

async function reloadWith(proxy: RunningProxy, setup: Setup, voice: Voice): Promise<number> {
  try {
    await proxy.reload(setup);
    voice.use(setup.say);
    voice.say.info("the configuration was read again; address, store and key stay as they were");
  } catch (error) {
    sayItStays(error, proxy, voice);
  }
  return EXIT.ok;
}

function sayItStays(error: unknown, proxy: RunningProxy, { say }: Voice): void {
  const known = error instanceof ClosemaskError;
  proxy.refusedConfig(known ? error.code : "internal");
  say.error(known ? error.message : "the configuration could not be read again", "the one before stays");
}

function inBackground({ paths, say }: Setup): Promise<number> {
  const [, script = "", ...argv] = process.argv;
  return detach({ argv: argv.filter((word) => word !== "--detach"), script, folder: paths.data, say });
}

async function status({ paths, say }: Setup, options: ParsedOptions): Promise<number> {
  const found = await running(paths.data);
  if (options.json === true) {
    await printJson(found.map(({ state, health }) => ({ ...state, ...health })));
  } else if (found.length === 0) say.info("no proxy runs");
  else {
    const rows = found.map(({ state, health }) => [
      state.url,
      String(health.status),
      `process ${state.pid}`,
      `up ${formatAge(Date.now() - state.started)}`,
    ]);
    await print(table(rows));
  }
  return found.length === 0 ? EXIT.findings : EXIT.ok;
}

async function stop({ config, origins, paths, say }: Setup): Promise<number> {
  const all = await running(paths.data);
  const asked = origins.get("serve.port")?.some((origin) => origin.startsWith("flag")) === true;
  const found = all.filter(({ state }) => !asked || new URL(state.url).port === String(config.serve.port));
  if (found.length === 0) {
    say.info("no proxy runs");
    return EXIT.findings;
  }
  for (const { state } of found) process.kill(state.pid, "SIGTERM");
  const deadline = Date.now() + parseDuration(config.serve.shutdownTimeout) + 5000;
  for (const { state } of found) {
    while (isAlive(state.pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (isAlive(state.pid)) throw new ClosemaskError("upstream", `process ${state.pid} has not ended yet`);
    say.info(`ended ${state.url}`);
  }
  return EXIT.ok;
}
