// Lets into a cache only what comes again: a stream of values that are all different would fill it for nothing, and the
// memory with what it dropped.

const DOORS = 1 << 15;

/** Tells whether a number, spread evenly, was asked about among the last some 10,000 ones. */
export function createDoorkeeper(): (number: number) => boolean {
  // One more than the number, so that the zeros it is made of mean nobody. Made when it is asked: who masks asks it nothing.
  let last: Float64Array | null = null;
  return (number) => {
    last ??= new Float64Array(DOORS);
    const door = number & (DOORS - 1);
    const again = last[door] === number + 1;
    last[door] = number + 1;
    return again;
  };
}
