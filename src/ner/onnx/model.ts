// One model in one thread: texts in, entities out. Windows of all texts that wait are computed together. Blocks its thread
// while it computes, so it has one of its own (thread.ts).

import { availableParallelism } from "node:os";
import { ClosemaskError } from "../../errors.ts";
import { createAdmission } from "./admission.ts";
import { createDecode } from "./decode.ts";
import { type Found, toEntities } from "./entities.ts";
import { type Dtype, type ModelFiles, readModelFiles } from "./model-files.ts";
import type { Onnx, Runtime, Session, Tokenizer } from "./runtime.ts";
import { createScorer, type Scorer } from "./scorer.ts";
import { createSurface } from "./surface.ts";
import { createTokenize, type Tokens } from "./tokens.ts";
import { planWindows, type Window } from "./windows.ts";

/** Where the model computes. */
export type Provider = "cpu" | "cuda" | "coreml" | "dml";

export interface ModelSettings {
  readonly dtype: Dtype | "auto";
  readonly provider: Provider;
  /** Tokens that the model sees at once, and how many of them two neighbouring windows share. */
  readonly window: number;
  readonly overlap: number;
  /** Threads for one computation; 0 for half of the processors, 4 at most. */
  readonly threads: number;
}

export interface Model {
  /** What the model calls its types. */
  readonly types: readonly string[];
  readonly dtype: Dtype;
  /** Tokens in a window, special ones counted. */
  readonly window: number;
  /** Rejects with the signal's reason when it ends first. */
  detect(text: string, signal?: AbortSignal): Promise<Found[]>;
}

/** A text under way. */
interface Job {
  readonly text: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (found: Found[]) => void;
  readonly reject: (error: unknown) => void;
  readonly tokens: Tokens;
  readonly windows: Window[];
  /** Windows that are not begun, and that are not done. */
  next: number;
  left: number;
  readonly scores: Float32Array;
}

/** Tokens that are computed at once, padding counted: more make small texts wait for large ones. */
const BATCH_TOKENS = 4096;
const BATCH_ROWS = 32;
/** UTF-16 units of the texts under way. With a token for each and 33 labels that is 170 MB. */
const ROOM = 1024 * 1024;
/** UTF-16 units from which on a text is read in several steps. */
const LONG = 8192;

/**
 * `onStep` is called after each step of a computation, as a sign of life.
 * @throws ClosemaskError `ner` when folder, files or provider do not fit
 */
export async function openModel(
  folder: string,
  runtime: Runtime,
  settings: ModelSettings,
  onStep: () => void = () => {},
): Promise<Model> {
  const files = readModelFiles(folder, settings.dtype);
  const tokenizer = openTokenizer(runtime, files);
  const session = await openSession(runtime.onnx, files, settings);
  const scorer = createScorer(runtime.onnx, session, files.scheme.labels.length, padOf(files, tokenizer));
  return createModel(files, tokenizer, scorer, settings, onStep);
}

function createModel(
  files: ModelFiles,
  tokenizer: Tokenizer,
  scorer: Scorer,
  settings: ModelSettings,
  onStep: () => void,
): Model {
  const { labels, types } = files.scheme;
  const surface = createSurface(files.tokenizer);
  const tokenize = createTokenize(tokenizer, surface);
  const decode = createDecode(files.scheme);
  const around = specialTokens(tokenizer);
  const special = around.before.length + around.after.length;
  const longest = Math.min(settings.window, files.longest, scorer.longest);
  const size = Math.max(longest - special, 1);
  const width = labels.length;
  const admission = createAdmission(ROOM);
  const jobs: Job[] = [];
  let working = false;

  /** Lets go of the thread between two steps, so that new texts come in and others can be given up. */
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  async function tokensOf(text: string, signal: AbortSignal | undefined): Promise<Tokens> {
    const all = { ids: [] as number[], starts: [] as number[], ends: [] as number[], firsts: [] as number[] };
    for (const { ids, starts, ends, firsts } of tokenize(text)) {
      for (const id of ids) all.ids.push(id);
      for (const start of starts) all.starts.push(start);
      for (const end of ends) all.ends.push(end);
      for (const first of firsts) all.firsts.push(first);
      if (text.length > LONG) {
        onStep();
        await pause();
      }
      signal?.throwIfAborted();
    }
    return all;
  }

  /** One window of each text in turn, so that a long text does not hold up the short ones. */
  function nextBatch(): { job: Job; window: Window }[] {
    const batch: { job: Job; window: Window }[] = [];
    let widest = 0;
    const rows = Math.min(BATCH_ROWS, scorer.rows);
    for (;;) {
      let taken = false;
      for (const job of jobs) {
        const window = job.windows[job.next];
        if (window === undefined) continue;
        const longer = Math.max(widest, window.to - window.from + special);
        if (batch.length > 0 && (batch.length >= rows || longer * (batch.length + 1) > BATCH_TOKENS)) return batch;
        widest = longer;
        job.next++;
        batch.push({ job, window });
        taken = true;
      }
      if (!taken) return batch;
    }
  }

  async function work(): Promise<void> {
    working = true;
    while (jobs.length > 0) {
      // What came in while the last batch was computed is in this one.
      await pause();
      dropAborted();
      const batch = nextBatch();
      if (batch.length === 0) continue;
      try {
        await compute(batch);
      } catch (error) {
        for (const job of new Set(batch.map(({ job }) => job))) end(job, () => job.reject(error));
      }
    }
    working = false;
  }

  function dropAborted(): void {
    for (const job of jobs.filter(({ signal }) => signal?.aborted)) end(job, () => job.reject(job.signal?.reason));
  }

  function end(job: Job, tell: () => void): void {
    const at = jobs.indexOf(job);
    if (at < 0) return;
    jobs.splice(at, 1);
    tell();
  }

  async function compute(batch: readonly { job: Job; window: Window }[]): Promise<void> {
    const rows = batch.map(({ job, window: { from, to } }) => [
      ...around.before,
      ...job.tokens.ids.slice(from, to),
      ...around.after,
    ]);
    const { scores, length } = await scorer.score(rows);
    onStep();
    for (const [row, { job, window }] of batch.entries()) {
      const { from, keepFrom, keepTo } = window;
      const at = (row * length + around.before.length + keepFrom - from) * width;
      job.scores.set(scores.subarray(at, at + (keepTo - keepFrom) * width), keepFrom * width);
      job.left--;
      if (job.left === 0) end(job, () => finish(job));
    }
  }

  function finish({ text, tokens, scores, resolve, reject }: Job): void {
    try {
      if (!surface.byWord) resolve(toEntities(text, tokens, decode(scores), types));
      else {
        const words = wordsOf(tokens);
        resolve(toEntities(text, words.tokens, decode(pick(scores, words.rows, width)), types));
      }
    } catch (error) {
      reject(error);
    }
  }

  return {
    types,
    dtype: files.dtype,
    window: size + special,
    async detect(text, signal) {
      const leave = await admission.enter(text.length, signal);
      try {
        const tokens = await tokensOf(text, signal);
        if (tokens.ids.length === 0) return [];
        const windows = planWindows(tokens.firsts, { size, overlap: settings.overlap });
        return await new Promise((resolve, reject) => {
          const scores = new Float32Array(tokens.ids.length * width);
          jobs.push({ text, signal, resolve, reject, tokens, windows, next: 0, left: windows.length, scores });
          if (!working) void work();
        });
      } finally {
        leave();
      }
    },
  };
}

/** Each word as one token, with the rows of their first pieces. */
function wordsOf({ ids, starts, ends, firsts }: Tokens): { tokens: Tokens; rows: number[] } {
  const rows = firsts.flatMap((first, i) => (first === 1 ? [i] : []));
  const last = rows.map((_, i) => (rows[i + 1] ?? firsts.length) - 1);
  return {
    rows,
    tokens: {
      ids: rows.map((row) => ids[row] as number),
      starts: rows.map((row) => starts[row] as number),
      ends: last.map((row) => ends[row] as number),
      firsts: rows.map(() => 1),
    },
  };
}

function pick(scores: Float32Array, rows: readonly number[], width: number): Float32Array {
  const picked = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) picked.set(scores.subarray(row * width, (row + 1) * width), i * width);
  return picked;
}

function openTokenizer({ Tokenizer: Kind }: Runtime, files: ModelFiles): Tokenizer {
  try {
    // The library asks for these, and files that others write need not have them.
    return new Kind({ added_tokens: [], decoder: null, ...files.tokenizer }, files.tokenizerConfig);
  } catch (cause) {
    throw new ClosemaskError("ner", "the model's tokenizer.json is of a kind that is not known", { cause });
  }
}

async function openSession(onnx: Onnx, files: ModelFiles, { provider, threads }: ModelSettings): Promise<Session> {
  const known = onnx.listSupportedBackends().map(({ name }) => name);
  if (!known.includes(provider)) {
    throw new ClosemaskError(
      "ner",
      `the runtime has no provider ${provider} on this machine; it has ${known.join(", ")}`,
      {
        hint: "set ner.sidecar.provider to cpu",
      },
    );
  }
  try {
    return await onnx.InferenceSession.create(files.weights, {
      executionProviders: [provider],
      intraOpNumThreads: threads === 0 ? Math.max(1, Math.min(4, availableParallelism() >> 1)) : threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  } catch (cause) {
    throw new ClosemaskError(
      "ner",
      `the runtime cannot load the model's file of type ${files.dtype} with ${provider}`,
      {
        hint: "closemask ner pull gets it again, --dtype another type",
        cause,
      },
    );
  }
}

/** What the tokenizer puts before and behind a text. */
function specialTokens(tokenizer: Tokenizer): { before: number[]; after: number[] } {
  const bare = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const full = tokenizer.encode("a", { add_special_tokens: true }).ids;
  for (let at = 0; at + bare.length <= full.length; at++) {
    if (!bare.every((id, i) => full[at + i] === id)) continue;
    return { before: full.slice(0, at), after: full.slice(at + bare.length) };
  }
  return { before: [], after: [] };
}

function padOf({ tokenizerConfig }: ModelFiles, tokenizer: Tokenizer): number {
  const pad = "pad_token" in tokenizerConfig ? tokenizerConfig.pad_token : undefined;
  const name = typeof pad === "object" && pad !== null && "content" in pad ? pad.content : pad;
  return (typeof name === "string" ? tokenizer.token_to_id(name) : undefined) ?? 0;
}
