// Proxies as processes of their own, in a home of a test.

import { createServer } from "node:net";
import { until } from "../../server/client.ts";
import { type Running, start } from "../filter/kit.ts";
import type { Home } from "../run.ts";

export interface Serving extends Running {
  readonly url: string;
}

/** Starts `closemask serve` on a free port, and waits until it listens. */
export async function serve(
  home: Home,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Serving> {
  const running = start(home, ["serve", "--port", "0", ...args], env);
  let ended = false;
  void running.ended.then(() => {
    ended = true;
  });
  await until(() => ended || /listening on \S+/.test(running.errors()), "the proxy listens", 15_000);
  const url = /listening on (\S+)/.exec(running.errors())?.[1];
  if (url === undefined) throw new Error(`the proxy does not listen: ${running.errors()}`);
  return { ...running, url };
}

/** A port that nobody has right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === "string" ? 0 : address.port));
    });
  });
}
