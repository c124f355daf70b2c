// Calls of a service on another machine: tried again while what goes wrong may pass, for as long as the store's timeout says.
// Every call must be one that may be made twice. Knows no engine.

/** A connection that may break. */
export interface Breakable {
  /** Ends it at once. What waits for an answer on it is refused. */
  destroy(): void;
}

export interface Retrying<C extends Breakable> {
  /** Runs `step` on a connection, a new one where the last one broke. @throws what `translate` makes of the last error. */
  run<T>(step: (connection: C) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RetryingOptions<C extends Breakable> {
  connect(): Promise<C>;
  /** A quiet end. */
  disconnect(connection: C): Promise<void>;
  /**
   * `lasting`: trying again changes nothing. `passing`: the service said so itself, the connection is sound. `broken`: the
   * connection is not to be used any more.
   */
  judge(error: unknown): "lasting" | "passing" | "broken";
  /** `late`: the time was up. */
  translate(error: unknown, late: boolean): unknown;
  /** Milliseconds. */
  readonly timeout: number;
}

const FIRST_WAIT = 20;
const LONGEST_WAIT = 1000;

/** What a call that had no answer in time ends with. */
class NoAnswer extends Error {
  constructor() {
    super("no answer in time");
    this.name = "NoAnswer";
  }
}

export function createRetrying<C extends Breakable>(options: RetryingOptions<C>): Retrying<C> {
  const { timeout, translate } = options;
  let current: Promise<C> | null = null;
  let closed = false;

  function connection(): Promise<C> {
    if (current === null) {
      const made = options.connect();
      made.catch(() => {
        if (current === made) current = null;
      });
      current = made;
    }
    return current;
  }

  async function drop(broken: Promise<C> | null): Promise<void> {
    if (broken === null) return;
    if (current === broken) current = null;
    await broken.then(
      (opened) => opened.destroy(),
      () => {},
    );
  }

  async function run<T>(step: (connection: C) => Promise<T>): Promise<T> {
    const until = performance.now() + timeout;
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      if (closed) throw new TypeError("the store is closed");
      const used = connection();
      try {
        return await within(used.then(step), until - performance.now());
      } catch (error) {
        const kind = error instanceof NoAnswer ? "broken" : options.judge(error);
        // One that is still being made is left to end by itself.
        if (kind === "broken") void drop(used);
        if (kind === "lasting") throw translate(error, false);
        if (performance.now() + wait >= until) throw translate(error, true);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  return {
    run,
    async close() {
      closed = true;
      const last = current;
      current = null;
      if (last === null) return;
      try {
        await within(last.then(options.disconnect), timeout);
      } catch {
        void drop(last);
      }
    },
  };
}

function within<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoAnswer()), Math.max(1, milliseconds));
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
