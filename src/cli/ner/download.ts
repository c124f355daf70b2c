// One file from the hub onto the disk: goes on where it broke off, in this run or the next, and keeps nothing that is not what
// the hub says it is.

import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ClosemaskError } from "../../errors.ts";
import { faultOf } from "../../upstream/client.ts";
import { ownFolder } from "../own-folder.ts";
import { codeOf, reasonOf } from "../stdio.ts";
import { type Check, type Hub, type HubAnswer, type HubFile, notReached, refused } from "./hub.ts";

export interface DownloadOptions {
  readonly hub: Hub;
  readonly model: string;
  readonly revision: string;
  readonly file: HubFile;
  /** Where it goes; `.part` is added until it is whole. */
  readonly target: string;
  /** Called with the bytes that are there. */
  readonly onBytes: (bytes: number) => void;
  readonly signal: AbortSignal;
}

export interface Downloaded {
  readonly size: number;
  readonly sha256: string;
  /** False when the hub did not say what it must hash to. */
  readonly checked: boolean;
}

/** Tries in a row that bring nothing; each waits twice as long as the one before. */
const TRIES = 5;
const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 8000;
/** No model's file is larger. */
const SIZE_MAX = 64 * 1024 ** 3;

/** Null when the hub has no such file. @throws ClosemaskError `ner`, `output` */
export async function download(options: DownloadOptions): Promise<Downloaded | null> {
  const { hub, file, target, signal } = options;
  const part = `${target}.part`;
  ownFolder(dirname(part));
  let fresh = false;
  for (let tries = 0; ; ) {
    const before = sizeOf(part);
    const step = await attempt(options, part).catch((error: unknown) => {
      if (error instanceof ClosemaskError || signal.aborted) throw error;
      if (/^E(?:NOSPC|ACCES|ROFS|IO|PERM|DQUOT)$/.test(codeOf(error))) throw notWritten(error);
      return { again: notReached(hub, error), fault: faultOf(error) };
    });
    if (step === null) return null;
    if (!("again" in step)) {
      renameSync(part, target);
      rmSync(etagPath(part), { force: true });
      return step;
    }
    // A wrong hash may come of a part of an older version: once from the start.
    if (step.fault === "damaged") {
      forget(part);
      if (fresh) throw step.again;
      fresh = true;
      continue;
    }
    if (step.fault === "unknown-host" || step.fault === "tls") throw step.again;
    tries = sizeOf(part) > before ? 0 : tries + 1;
    if (tries >= TRIES) throw step.again;
    await wait(Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries), undefined, { signal });
  }

  function notWritten(error: unknown): ClosemaskError {
    return new ClosemaskError("output", `cannot write ${file.path}: ${reasonOf(codeOf(error))}`, {
      hint: "free some space and run it again; what has come is kept",
      cause: error,
    });
  }
}

interface Again {
  readonly again: ClosemaskError;
  readonly fault: string;
}

async function attempt(options: DownloadOptions, part: string): Promise<Downloaded | Again | null> {
  const { hub, model, revision, file, onBytes } = options;
  const have = sizeOf(part);
  const etag = have > 0 ? readEtag(part) : undefined;
  // Without its etag nobody knows whether what is there belongs to what comes, unless its hash is known.
  const from = etag === undefined && file.check === undefined ? 0 : have;
  const answer = await hub.open(model, revision, file.path, from, etag);
  const { status, body } = answer;
  if (status !== 200 && status !== 206 && status !== 416) {
    body.destroy();
    body.on("error", () => {});
    if (status === 404) return null;
    const passing = status === 429 || status >= 500;
    if (passing) return { again: refused(status, hub), fault: "busy" };
    throw refused(status, hub);
  }
  if (status === 416) {
    // Nothing is missing, or what is there is of something longer.
    body.destroy();
    body.on("error", () => {});
    return await judge(options, part, answer, sizeOf(part), undefined);
  }
  const goesOn = status === 206 && rangeStart(answer) === from;
  if (status === 206 && !goesOn) {
    body.destroy();
    body.on("error", () => {});
    forget(part);
    return { again: new ClosemaskError("ner", "the hub sends another part of a file than asked for"), fault: "reset" };
  }
  const start = goesOn ? from : 0;
  const hash = await hashOf(part, start);
  writeEtag(part, answer.headers.get("etag"));
  const total = file.size ?? answer.size ?? totalOf(answer, start);
  if (total !== undefined && total > SIZE_MAX)
    throw new ClosemaskError("ner", `${file.path} is too large for a model's file`);
  let at = start;
  const out = openSync(part, start > 0 ? "r+" : "w", 0o600);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (at + chunk.length > (total ?? SIZE_MAX))
        throw new ClosemaskError("ner", `${file.path} is longer than the hub says`);
      for (let n = 0; n < chunk.length; ) n += writeSync(out, chunk, n, chunk.length - n, at + n);
      hash.update(chunk);
      at += chunk.length;
      onBytes(at);
    }
  } finally {
    closeSync(out);
  }
  if (total !== undefined && at < total) {
    return { again: new ClosemaskError("ner", `${hub.host} broke off in ${file.path}`), fault: "reset" };
  }
  return await judge(options, part, answer, at, hash);
}

/** Whether what is there is what the hub says it is. */
async function judge(
  { hub, file }: DownloadOptions,
  part: string,
  answer: HubAnswer,
  size: number,
  hashed: Hash | undefined,
): Promise<Downloaded | Again> {
  const check = file.check ?? answer.check;
  const sha256 = (hashed ?? (await hashOf(part, size))).digest("hex");
  const whole = file.size === undefined || file.size === size;
  if (whole && (check === undefined || (await matches(check, part, size, sha256)))) {
    return { size, sha256, checked: check !== undefined };
  }
  return {
    again: new ClosemaskError("ner", `${file.path} is not what ${hub.host} says it is: its checksum differs`, {
      hint: "try again; if it stays so, something on the way changes files",
    }),
    fault: "damaged",
  };
}

async function matches({ kind, hex }: Check, part: string, size: number, sha256: string): Promise<boolean> {
  if (kind === "sha256") return hex === sha256;
  const hash = createHash("sha1").update(`blob ${size}\0`);
  for await (const chunk of createReadStream(part) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest("hex") === hex;
}

/** A hash that has seen the first bytes of a file. */
async function hashOf(path: string, bytes: number): Promise<Hash> {
  const hash = createHash("sha256");
  if (bytes > 0) {
    for await (const chunk of createReadStream(path, { end: bytes - 1 }) as AsyncIterable<Buffer>) hash.update(chunk);
  }
  return hash;
}

function rangeStart({ headers }: HubAnswer): number {
  const start = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1];
  return start === undefined ? -1 : Number(start);
}

function totalOf({ headers }: HubAnswer, start: number): number | undefined {
  const length = headers.get("content-length");
  return length === undefined || !/^\d{1,15}$/.test(length) ? undefined : start + Number(length);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function forget(part: string): void {
  rmSync(part, { force: true });
  rmSync(etagPath(part), { force: true });
}

function etagPath(part: string): string {
  return `${part}.etag`;
}

function readEtag(part: string): string | undefined {
  return existsSync(etagPath(part)) ? readFileSync(etagPath(part), "utf8") : undefined;
}

/** Weak ones do not say that the bytes are the same. */
function writeEtag(part: string, etag: string | undefined): void {
  if (etag === undefined || etag.startsWith("W/")) rmSync(etagPath(part), { force: true });
  else writeFileSync(etagPath(part), etag, { mode: 0o600 });
}
