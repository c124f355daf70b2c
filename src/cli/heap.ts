// Keeps the heap of a long run small. A short one is left alone: setting flags loads a module and drops the code that V8
// made under other flags.

let small = false;
let smaller = false;

/**
 * Resident bytes from which memory counts for more than speed: a filter promises to stay below 120 MiB. From 90 on already takes
 * another two off dense prompts, but logs some percent more processor time for nothing.
 */
const TIGHT = 100 * 1024 * 1024;

/**
 * From here on the young generation no longer grows and the old one is collected early. A filter drops nearly all it
 * allocates, and by default V8 lets hundreds of megabytes of that stand before it looks.
 */
export function keepHeapSmall(): void {
  if (small) return;
  small = true;
  // The middle one of V8's three compilers makes code that the last one soon replaces: on two cores it takes more time from a
  // filter than it saves, and ten megabytes.
  // Measured and left alone: compiling sooner and inlining more take about a tenth more processor time; feedback from the
  // first call on, collecting on one thread and a freer old generation change nothing that can be told from noise.
  setFlags(
    "--semi-space-growth-factor=1",
    "--heap-growing-percent=30",
    "--no-maglev",
    "--max-inlined-bytecode-size-cumulative=300",
  );
}

/** Whether the heap is kept small. */
export function isHeapSmall(): boolean {
  return small;
}

/**
 * To be called now and then in a run that has become long. Once the process has grown, V8 is told to prefer memory to speed
 * (about a third of it).
 */
export function watchHeap(): void {
  keepHeapSmall();
  if (process.memoryUsage.rss() >= TIGHT) preferMemory();
}

/** The same at once, for who knows that it will become tight. */
export function preferMemory(): void {
  if (smaller) return;
  smaller = true;
  setFlags("--optimize-for-size");
}

/**
 * For a process that answers: V8 counts buffers as old memory, and by default looks through all of it every thirty requests of 50 KB,
 * which one in a hundred waits for. To be called behind what may have asked for a small heap.
 */
export function collectSeldom(): void {
  setFlags("--heap-growing-percent=300");
}

function setFlags(...flags: string[]): void {
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of flags) setFlagsFromString(flag);
}
