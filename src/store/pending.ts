// The handles of one put and the numbers of their new entries: a hash table that serves from put to put, so that nothing is
// made for a value.

export interface Pending {
  /** The number of the entry that is to have the handle, -1 when none is. */
  find(handle: number): number;
  /** Adds a handle that is not in the table. */
  add(handle: number, number: number): void;
  clear(): void;
}

const FIRST_CAPACITY = 256;

export function createPending(): Pending {
  let handles = new Float64Array(FIRST_CAPACITY);
  /** One more than the number; 0 where no handle is. */
  let numbers = new Int32Array(FIRST_CAPACITY);
  let count = 0;

  function place(handle: number): number {
    const mask = numbers.length - 1;
    let at = (Math.imul(handle | 0, 0x9e3779b1) >>> 8) & mask;
    while (numbers[at] !== 0 && handles[at] !== handle) at = (at + 1) & mask;
    return at;
  }

  function put(handle: number, number: number): void {
    const at = place(handle);
    handles[at] = handle;
    numbers[at] = number + 1;
  }

  function grow(): void {
    const [oldHandles, oldNumbers] = [handles, numbers];
    handles = new Float64Array(2 * oldHandles.length);
    numbers = new Int32Array(2 * oldNumbers.length);
    for (let i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] !== 0) put(oldHandles[i] as number, (oldNumbers[i] as number) - 1);
    }
  }

  return {
    find: (handle) => (numbers[place(handle)] as number) - 1,
    add(handle, number) {
      if (++count * 2 > numbers.length) grow();
      put(handle, number);
    },
    clear() {
      if (count > 0) numbers.fill(0);
      count = 0;
    },
  };
}
