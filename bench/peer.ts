// One other way to do it, over the first bytes of a corpus in chunks of 64 KiB: `node bench/peer.ts NAME FILE BYTES` prints
// the seconds it took, without start-up. A process for each run, so that none inherits another's warm caches.

import { closeSync, openSync, readSync } from "node:fs";
import { RULES } from "../src/detect/rules/index.ts";
import { regexesOf } from "./regexes.ts";

const CHUNK = 64 * 1024;

/** Masks one chunk; what it returns is thrown away. */
type Peer = (chunk: Buffer) => unknown;

/** Name → how it is set up, outside the clock. Defaults of each package; comments where a choice was needed. */
const PEERS: Readonly<Record<string, () => Promise<Peer>>> = {
  regexes: async () => {
    const list = regexesOf(RULES);
    return (chunk) => {
      let text = chunk.toString("latin1");
      for (const { pattern, text: replacement } of list) text = text.replace(pattern, replacement);
      return Buffer.from(text, "latin1");
    };
  },
  secretlint: async () => {
    // Its recommended preset, with masking of what is found.
    const { lintSource } = await load<{ lintSource: (input: object) => Promise<unknown> }>("@secretlint/core");
    const { creator } = await load<{ creator: object }>("@secretlint/secretlint-rule-preset-recommend");
    const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };
    return (chunk) =>
      lintSource({
        source: { filePath: "input.txt", content: chunk.toString(), contentType: "text" },
        options: { config, maskSecrets: true },
      });
  },
  "redact-pii": async () => {
    const module = await load<{ default: { SyncRedactor: new () => { redact(text: string): string } } }>("redact-pii");
    const redactor = new module.default.SyncRedactor();
    return (chunk) => redactor.redact(chunk.toString());
  },
  openredaction: async () => {
    const { OpenRedaction } = await load<{
      OpenRedaction: new (options: object) => { detect(text: string): Promise<unknown> };
    }>("openredaction");
    const redactor = new OpenRedaction({ redactionMode: "placeholder" });
    return (chunk) => redactor.detect(chunk.toString());
  },
};

/** A package of bench/package.json, which is not there before the first run; only what is called above is typed. */
async function load<T>(name: string): Promise<T> {
  return (await import(name)) as T;
}

async function time(peer: Peer, file: string, bytes: number): Promise<number> {
  const fd = openSync(file, "r");
  const text = Buffer.alloc(bytes);
  const length = readSync(fd, text, 0, bytes, 0);
  closeSync(fd);
  const began = performance.now();
  for (let at = 0; at < length; at += CHUNK) await peer(text.subarray(at, Math.min(length, at + CHUNK)));
  return (performance.now() - began) / 1000;
}

const [name = "", file = "", bytes = "0"] = process.argv.slice(2);
const create = PEERS[name];
if (create === undefined) throw new TypeError(`usage: node bench/peer.ts ${Object.keys(PEERS).join("|")} FILE BYTES`);
process.stdout.write(JSON.stringify({ seconds: await time(await create(), file, Number(bytes)) }));
