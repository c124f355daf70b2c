// Delivers lines in batches: holds a bounded number of them, tries again with growing pauses, and counts what it cannot keep. Knows
// neither HTTP nor syslog, and reads no clock of its own but for its pauses.

export interface Item {
  readonly line: string;
  readonly grave: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: string;
}

/**
 * What became of a batch: taken; to be tried again, after some milliseconds at least; refused for good; or too much at once.
 */
export type Verdict = "taken" | "refused" | "too-much" | { readonly again: number };

export interface DeliveryOptions {
  /** Never throws. */
  readonly send: (batch: readonly Item[]) => Promise<Verdict>;
  /** Lines that are held. */
  readonly held: number;
  /** Lines and characters of one batch. */
  readonly batch: number;
  readonly size: number;
  /** Milliseconds that a line waits for others. */
  readonly linger: number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly counted: (delivered: number, lost: number) => void;
}

export interface Delivery {
  /** A line for which there is no room is lost. */
  push(item: Item): void;
  /** Resolves when nothing is held, or after `ms` milliseconds. Pauses are short meanwhile. */
  flush(ms: number): Promise<void>;
}

/** Milliseconds of the first pause, and of the longest. */
const PAUSE = 500;
const PAUSE_MAX = 30_000;
/** Longest pause while somebody waits. */
const PAUSE_HURRY = 100;

export function createDelivery(options: DeliveryOptions): Delivery {
  const { send, held, batch, size, linger, random, counted } = options;
  const queue: Item[] = [];
  let limit = batch;
  let failures = 0;
  let running = false;
  let hurry = false;
  let wake = (): void => {};
  const waiting = new Set<() => void>();

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, hurry ? Math.min(ms, PAUSE_HURRY) : ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function next(): Item[] {
    let characters = 0;
    let count = 0;
    for (const { line } of queue) {
      characters += line.length;
      if (count >= limit || (count > 0 && characters > size)) break;
      count++;
    }
    return queue.slice(0, count);
  }

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      if (!hurry && queue.length < limit && linger > 0) await pause(linger);
      const items = next();
      const verdict = await send(items);
      if (typeof verdict === "object") {
        const grown = Math.min(PAUSE_MAX, PAUSE * 2 ** Math.min(failures++, 10));
        // Half of it is chance, so that many senders do not come back at once.
        await pause(Math.max(verdict.again, grown / 2 + (random() * grown) / 2));
        continue;
      }
      failures = 0;
      if (verdict === "too-much" && items.length > 1) {
        limit = Math.ceil(items.length / 2);
        continue;
      }
      limit = batch;
      queue.splice(0, items.length);
      counted(verdict === "taken" ? items.length : 0, verdict === "taken" ? 0 : items.length);
    }
    running = false;
    for (const done of waiting) done();
    waiting.clear();
  }

  return {
    push(item) {
      if (queue.length >= held) {
        counted(0, 1);
        return;
      }
      queue.push(item);
      if (!running) void run();
      else if (queue.length >= limit && failures === 0) wake();
    },
    async flush(ms) {
      if (queue.length === 0) return;
      hurry = true;
      wake();
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([
        new Promise<void>((resolve) => waiting.add(resolve)),
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms);
        }),
      ]);
      clearTimeout(timer);
      hurry = false;
    },
  };
}
