// Reads one input into the machine: looks at its first bytes, decodes other encodings, leaves binary files and archives. Takes
// a bounded piece at a time, whatever the size.

import type { ScanFeed } from "../../mask/scan-feed.ts";
import { SNIFF_LENGTH, type Suspect, sniff } from "../../text/sniff.ts";
import { createTranscoder, type Transcoder } from "../../text/transcode.ts";
import { watchHeap } from "../heap.ts";
import { READ_SIZE, readFirst, type Source } from "../stdio.ts";

/** As what an input was left out; null when it was read. */
export type Skipped = "binary" | "archives" | null;

const ARCHIVES: readonly Suspect[] = ["gzip", "zip", "zstd", "xz", "bzip2", "7z"];
/** Bytes between two looks at the memory in use. */
const WATCH = 1024 * 1024;

/** One for all inputs: the machine copies what it needs of a piece. */
const buffer = Buffer.allocUnsafe(READ_SIZE);
let watched = 0;

/** @param step is called when a piece has gone through, with its bytes. @throws ClosemaskError `input`, `usage` */
export async function readInput(
  source: Source,
  feed: ScanFeed,
  encoding: string | undefined,
  step: (bytes: number) => void,
): Promise<Skipped> {
  const first = await readFirst(source, buffer);
  const { encoding: marked, suspect } = sniff(buffer.subarray(0, Math.min(first, SNIFF_LENGTH)));
  // Nothing is written back, so that a guess does no harm.
  const guessed = suspect === "utf-16le" || suspect === "utf-16be" ? suspect : undefined;
  const wanted = encoding ?? marked ?? guessed;
  if (wanted === undefined && suspect !== undefined) return ARCHIVES.includes(suspect) ? "archives" : "binary";
  const decode = wanted === undefined ? null : decoderOf(createTranscoder(wanted));
  try {
    for (let n = first; n > 0; n = await source.read(buffer)) {
      const bytes = buffer.subarray(0, n);
      await feed.feed(decode === null ? bytes : decode.feed(bytes));
      watch(n);
      step(n);
    }
    if (decode !== null) await feed.feed(decode.end());
  } finally {
    // Also of a file that broke off: the next one begins anew.
    await feed.end();
  }
  step(0);
  return null;
}

function decoderOf({ encoding, decode }: Transcoder): Transcoder["decode"] | null {
  return encoding === "utf-8" ? null : decode;
}

function watch(bytes: number): void {
  watched += bytes;
  if (watched < WATCH) return;
  watched = 0;
  watchHeap();
}
