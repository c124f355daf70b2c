// How much text is under way at once: each letter costs memory for tokens and scores until its text is done. Who comes first is
// let in first, so that a long text is not passed over for ever.

export interface Admission {
  /**
   * Resolves when there is room for a text of this size, to what gives it free again. One that is larger than all room comes
   * in alone. Rejects with the signal's reason when it ends first.
   */
  enter(size: number, signal?: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly size: number;
  readonly admit: () => void;
}

export function createAdmission(room: number): Admission {
  const waiting: Waiting[] = [];
  let used = 0;

  function next(): void {
    for (let first = waiting[0]; first !== undefined && fits(first.size); first = waiting[0]) {
      waiting.shift();
      first.admit();
    }
  }

  const fits = (size: number): boolean => used === 0 || used + size <= room;

  return {
    enter(size, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const leave = (): void => {
          used -= size;
          next();
        };
        const one: Waiting = {
          size,
          admit() {
            signal?.removeEventListener("abort", giveUp);
            used += size;
            resolve(leave);
          },
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(one), 1);
          reject(signal?.reason);
          next();
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(one);
        next();
      });
    },
  };
}
