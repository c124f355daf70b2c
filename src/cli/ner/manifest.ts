// What was pulled: a model's files with their sizes and hashes, in a file beside them.

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";

export interface ModelFile {
  /** Below the model's folder, with `/`. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly model: string;
  /** Commit on the hub, or where it came from. */
  readonly revision: string;
  readonly files: readonly ModelFile[];
}

const NAME = "closemask.json";

/** Null when there is none that can be read. */
export function readManifest(folder: string): Manifest | null {
  try {
    const { model, revision, files } = JSON.parse(readFileSync(join(folder, NAME), "utf8"));
    const sound = Array.isArray(files) && files.every(isFile);
    return sound && typeof model === "string" && typeof revision === "string" ? { model, revision, files } : null;
  } catch {
    return null;
  }
}

export function writeManifest(folder: string, manifest: Manifest): void {
  const draft = join(folder, `${NAME}.${process.pid}`);
  writeFileSync(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, NAME));
}

/** All models below a folder. */
export function listManifests(folder: string): { folder: string; manifest: Manifest }[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(`${sep}${NAME}`))
    .sort()
    .flatMap((name) => {
      const place = join(folder, name.slice(0, -NAME.length - 1));
      const manifest = readManifest(place);
      return manifest === null ? [] : [{ folder: place, manifest }];
    });
}

/** Paths of files that are missing or not as they were pulled. Reads them whole when `contents` is true. */
export async function findDamage(folder: string, { files }: Manifest, contents: boolean): Promise<string[]> {
  const damaged: string[] = [];
  for (const { path, size, sha256 } of files) {
    const file = join(folder, path);
    const there = statSync(file, { throwIfNoEntry: false })?.size === size;
    if (!there || (contents && (await hashFile(file)) !== sha256)) damaged.push(path);
  }
  return damaged;
}

/** SHA-256 in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** A path below a folder, as manifests write it. */
export function pathIn(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}

function isFile(value: unknown): value is ModelFile {
  if (typeof value !== "object" || value === null) return false;
  const { path, size, sha256 } = value as Partial<ModelFile>;
  return typeof path === "string" && typeof size === "number" && /^[0-9a-f]{64}$/.test(String(sha256));
}
