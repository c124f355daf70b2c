// The table: megabytes per second of each way to do it, as a ratio to `cat` in the same place, per corpus. Runs alternate,
// so that a noisy minute of the machine meets all rows alike.

import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CorpusName, corpus } from "./corpora.ts";
import { closemask, createSandbox, pipe, type Sandbox } from "./pipeline.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** What a row needs to run once on a corpus; returns MB/s. */
type Row = (name: CorpusName, mb: number) => Promise<number>;

/** Rates of one row on one corpus, one for each run, in MB/s. */
export type Rates = Map<string, Map<CorpusName, number[]>>;

/** Ten common substitutions, as one would write them by hand. */
const SED = [
  "s/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}/[EMAIL]/g",
  "s/([0-9]{1,3}\\.){3}[0-9]{1,3}/[IP]/g",
  "s/[0-9]{3}-[0-9]{2}-[0-9]{4}/[SSN]/g",
  "s/([0-9]{4}[ -]){3}[0-9]{4}/[CARD]/g",
  "s/[A-Z]{2}[0-9]{20}/[IBAN]/g",
  "s/AKIA[A-Z0-9]{16}/[AWS]/g",
  "s/gh[pousr]_[A-Za-z0-9]{36}/[GITHUB]/g",
  "s/eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+/[JWT]/g",
  's/(password|passwd|pwd)[=:] ?[^ ,;"]+/\\1=[PASSWORD]/g',
  "s/1[3-9][0-9]{9}/[PHONE]/g",
];

/** Bytes that the slow ones get of each corpus; their rate does not depend on more. */
const PEER_BYTES = { regexes: 8 << 20, secretlint: 8 << 20, "redact-pii": 2 << 20, openredaction: 128 << 10 } as const;
const SED_MB = 16;

/** Rows in the order of the table. */
export const ROWS = ["cat", "mask", "unmask", "regexes", "sed", ...Object.keys(PEER_BYTES).slice(1)] as const;

export interface ThroughputOptions {
  readonly rows: readonly string[];
  readonly corpora: readonly CorpusName[];
  readonly mb: number;
  readonly runs: number;
  readonly progress: (text: string) => void;
}

/** Measures rows on corpora. `cat` is always among them. */
export async function measureThroughput(options: ThroughputOptions): Promise<Rates> {
  const wanted = ROWS.filter((row) => row === "cat" || options.rows.includes(row));
  if (wanted.some((row) => row in PEER_BYTES && row !== "regexes")) installPeers(options.progress);
  const rates: Rates = new Map(wanted.map((row) => [row, new Map(options.corpora.map((name) => [name, []]))]));
  const masked = createMasked();
  try {
    for (const name of options.corpora) {
      for (let run = 0; run < options.runs; run++) {
        for (const row of wanted) {
          options.progress(`${name}: run ${run + 1} of ${options.runs}, ${row}`);
          const rate = await createRow(row, masked)(name, options.mb);
          rates.get(row)?.get(name)?.push(rate);
        }
      }
      masked.remove();
    }
  } finally {
    masked.remove();
  }
  return rates;
}

function createRow(row: string, masked: Masked): Row {
  const rate = (file: string, seconds: number): number => statSync(file).size / 1e6 / seconds;
  switch (row) {
    case "cat":
      return async (name, mb) => {
        const file = corpus(name, mb);
        return rate(file, (await pipe([file], ["cat"])).seconds);
      };
    case "mask":
      return async (name, mb) => {
        const file = corpus(name, mb);
        const sandbox = createSandbox();
        try {
          return rate(file, (await pipe([file], closemask("mask"), { env: sandbox.env })).seconds);
        } finally {
          sandbox.remove();
        }
      };
    case "unmask":
      return async (name, mb) => {
        const { file, sandbox } = await masked.of(name, mb);
        return rate(file, (await pipe([file], closemask("unmask"), { env: sandbox.env })).seconds);
      };
    case "sed":
      return async (name, mb) => {
        const file = corpus(name, Math.min(mb, SED_MB));
        const env = { ...process.env, LC_ALL: "C" };
        return rate(file, (await pipe([file], ["sed", "-E", ...SED.flatMap((rule) => ["-e", rule])], { env })).seconds);
      };
    default:
      return async (name, mb) => {
        const file = corpus(name, mb);
        const bytes = Math.min(statSync(file).size, PEER_BYTES[row as keyof typeof PEER_BYTES]);
        const out = execFileSync(process.execPath, [join(HERE, "peer.ts"), row, file, String(bytes)], {
          stdio: ["ignore", "pipe", "ignore"],
        });
        return bytes / 1e6 / (JSON.parse(String(out)) as { seconds: number }).seconds;
      };
  }
}

/** The masked form of a corpus with the store that can unmask it, kept until the next corpus. */
interface Masked {
  of(name: CorpusName, mb: number): Promise<{ file: string; sandbox: Sandbox }>;
  remove(): void;
}

function createMasked(): Masked {
  let kept: { name: CorpusName; file: string; sandbox: Sandbox } | undefined;
  return {
    async of(name, mb) {
      if (kept?.name === name) return kept;
      const sandbox = createSandbox();
      const file = join(sandbox.folder, "masked");
      kept = { name, file, sandbox };
      await pipe([corpus(name, mb)], closemask("mask"), { env: sandbox.env, to: file });
      return kept;
    },
    remove() {
      kept?.sandbox.remove();
      kept = undefined;
    },
  };
}

/** The packages to compare with are a project of their own, so that nobody gets them with closemask. */
function installPeers(progress: (text: string) => void): void {
  if (existsSync(join(HERE, "node_modules", "openredaction"))) return;
  progress("installing the packages to compare with");
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: HERE, stdio: "ignore" });
}
