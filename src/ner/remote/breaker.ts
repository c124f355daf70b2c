// A circuit breaker: after failures in a row nobody waits for a service that is down. When its time is over one call may try
// again, and what becomes of it decides.

export interface Breaker {
  /** Whether a call may be made now; where it may only be the trial, the next ones wait for what becomes of it. */
  allows(): boolean;
  succeeded(): void;
  failed(): void;
  /** A call that ended without a word on the service: its caller went away. */
  dropped(): void;
  readonly open: boolean;
}

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds for which it stays open. */
  readonly pause: number;
  /** Milliseconds, from any start. */
  readonly now: () => number;
}

export function createBreaker({ failures, pause, now }: BreakerOptions): Breaker {
  let inRow = 0;
  let since = 0;
  let trying = false;
  const isOpen = (): boolean => inRow >= failures;
  return {
    get open() {
      return isOpen();
    },
    allows() {
      if (!isOpen()) return true;
      if (trying || now() - since < pause) return false;
      trying = true;
      return true;
    },
    succeeded() {
      inRow = 0;
      trying = false;
    },
    failed() {
      inRow++;
      trying = false;
      if (isOpen()) since = now();
    },
    dropped() {
      trying = false;
    },
  };
}
