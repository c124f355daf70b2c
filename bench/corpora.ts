// The corpora: seeded, made once into bench/data/ (never committed), named by a hash of the code that makes them so that a
// changed generator cannot be measured with old data. `node bench/corpora.ts [MB]` makes them all.

import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom } from "./random.ts";
import { createRecorders } from "./records.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const DATA = join(HERE, "data");

/** Name of a corpus → the recorder it is made of, and what the table calls it. */
export const CORPORA = {
  access: { recorder: "access", title: "access log" },
  app: { recorder: "app", title: "app log" },
  ndjson: { recorder: "ndjson", title: "JSON lines" },
  english: { recorder: "english", title: "prompts en" },
  chinese: { recorder: "chinese", title: "prompts zh" },
  source: { recorder: "source", title: "source" },
  oneline: { recorder: "object", title: "one-line JSON" },
} as const;

export type CorpusName = keyof typeof CORPORA;
export const CORPUS_NAMES = Object.keys(CORPORA) as CorpusName[];
/** Corpora in which nearly every value is new; they have a threshold of their own. */
export const DENSE: readonly CorpusName[] = ["english", "chinese"];

const VERSION = createHash("sha256")
  .update(
    ["random.ts", "values.ts", "records.ts", "corpora.ts"].map((file) => readFileSync(join(HERE, file))).join("\0"),
  )
  .digest("hex")
  .slice(0, 10);

/** Path of a corpus of `mb` MiB, made when absent. Its last record is cut at the size, as a log that was rotated. */
export function corpus(name: CorpusName, mb: number): string {
  const path = join(DATA, `${name}-${mb}-${VERSION}.txt`);
  if (existsSync(path)) return path;
  mkdirSync(DATA, { recursive: true });
  const seed = createHash("sha256").update(name).digest().readInt32LE(0) | 1;
  const record = createRecorders(createRandom(seed))[CORPORA[name].recorder];
  write(path, mb * 1024 * 1024, record);
  return path;
}

/** Path of a file of `count` lines, made by `line` when absent. `name` must change with `line`. */
export function lines(name: string, count: number, line: (n: number) => string): string {
  const path = join(DATA, `${name}-${count}-${VERSION}.txt`);
  if (existsSync(path)) return path;
  mkdirSync(DATA, { recursive: true });
  let n = 0;
  write(path, Number.POSITIVE_INFINITY, () => (n < count ? line(n++) : null));
  return path;
}

/** Writes records until `size` bytes or null, under another name first: an interrupted run leaves no short corpus. */
function write(path: string, size: number, record: (n: number) => string | null): void {
  const part = `${path}.part`;
  const fd = openSync(part, "w");
  let written = 0;
  let n = 0;
  for (let ended = false; !ended && written < size; ) {
    const pieces: string[] = [];
    for (let length = 0; length < 1 << 20; ) {
      const piece = record(n++);
      if (piece === null) {
        ended = true;
        break;
      }
      pieces.push(piece);
      length += piece.length;
    }
    const bytes = Buffer.from(pieces.join(""));
    const chunk = bytes.subarray(0, Math.min(bytes.length, size - written));
    for (let off = 0; off < chunk.length; ) off += writeSync(fd, chunk, off);
    written += chunk.length;
  }
  closeSync(fd);
  renameSync(part, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mb = Number(process.argv[2] ?? 64);
  for (const name of CORPUS_NAMES) {
    const began = performance.now();
    const path = corpus(name, mb);
    console.log(`${path}  ${Math.round(performance.now() - began)} ms`);
  }
}
