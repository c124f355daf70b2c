// A small file for each proxy that runs, in the data folder: where it listens and which process it is. It says nothing secret,
// and is believed only when the proxy itself answers to it.

import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { join } from "node:path";
import { makeFolder } from "../../folders.ts";

export interface RunState {
  readonly pid: number;
  readonly url: string;
  /** Says that the process is still the one that wrote this. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly started: number;
}

const FILE = /^serve-\d{1,5}\.json$/;
const ANSWER_MAX = 64 * 1024;
const PATIENCE = 3000;

/** Writes the file; returns what removes it again. */
export function writeState(folder: string, port: number, state: RunState): () => void {
  const path = join(folder, `serve-${port}.json`);
  makeFolder(folder);
  writeFileSync(path, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  return () => {
    if (readState(path)?.instance === state.instance) rmSync(path, { force: true });
  };
}

/** All proxies that answer, with what their health says. Files of others are removed. */
export async function running(
  folder: string,
): Promise<{ state: RunState; health: Readonly<Record<string, unknown>> }[]> {
  const found = [];
  for (const name of filesIn(folder)) {
    const path = join(folder, name);
    const state = readState(path);
    const health = state === null ? null : await askHealth(state.url);
    if (state !== null && health?.instance === state.instance) found.push({ state, health });
    else if (state === null || !isAlive(state.pid)) rmSync(path, { force: true });
  }
  return found;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => FILE.test(name));
  } catch {
    return [];
  }
}

function readState(path: string): RunState | null {
  try {
    const { pid, url, instance, started } = JSON.parse(readFileSync(path, "utf8"));
    const sound = Number.isSafeInteger(pid) && pid > 1 && typeof started === "number";
    return sound && typeof url === "string" && typeof instance === "string" ? { pid, url, instance, started } : null;
  } catch {
    return null;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** What the proxy or sidecar at a URL says of itself; null when nobody answers so. `unix:` and a path is a socket. */
export function askHealth(url: string): Promise<Readonly<Record<string, unknown>> | null> {
  return new Promise((resolve) => {
    const target = `${url}/health`;
    const options = { timeout: PATIENCE };
    const socketPath = url.startsWith("unix:") ? url.slice("unix:".length) : null;
    // The certificate is for clients: here only a process of this machine is asked for a number that it gave out.
    const request = target.startsWith("https:")
      ? requestHttps(target, { ...options, rejectUnauthorized: false })
      : socketPath !== null
        ? requestHttp({ ...options, socketPath, path: "/health" })
        : requestHttp(target, options);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > ANSWER_MAX) response.destroy();
      });
      response.on("close", () => resolve(parsed(text)));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(null));
    request.end();
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
