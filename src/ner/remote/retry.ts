// Asks again what may be asked again: looking at a text changes nothing at the service, so that every failure which may pass is
// worth another try, after a pause that differs from client to client.

export interface RetryOptions {
  /** Tries after the first one. */
  readonly retries: number;
  /** Milliseconds before the second try; each further pause is twice as long. */
  readonly pause: number;
  /** 0 to 1. */
  readonly random: () => number;
  /** Whether another try may help. */
  readonly mayPass: (error: unknown) => boolean;
  readonly onRetry?: () => void;
}

/** @throws the last error, or the reason of the signal */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, pause, random, mayPass, onRetry }: RetryOptions,
  signal?: AbortSignal,
): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried >= retries || signal?.aborted === true || !mayPass(error)) throw error;
    }
    onRetry?.();
    await sleep(pause * 2 ** tried * (0.5 + random()), signal);
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
