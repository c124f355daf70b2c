// A line on the terminal while a file is worked on: how far, how fast, how long, how much was found. Never a value.

export interface Progress {
  /** `found` only where something is looked for. */
  update(bytes: number, found?: number): void;
  /** Takes the line away. */
  clear(): void;
}

/** `write` gets text for the terminal, `now` gives milliseconds. `total` is the size of the input in bytes. */
export function createProgress(options: { total: number; write: (text: string) => void; now: () => number }): Progress {
  const { total, write, now } = options;
  const begun = now();
  let shown = begun;
  let width = 0;
  return {
    update(bytes, found) {
      const time = now();
      // The first line after half a second: short work shows nothing.
      if (time - shown < (width === 0 ? 500 : 100)) return;
      shown = time;
      const rate = (bytes / (time - begun)) * 1000;
      const share = total > 0 ? Math.min(100, Math.floor((bytes / total) * 100)) : 0;
      const left = rate > 0 ? Math.max(0, total - bytes) / rate : 0;
      const text = `${share}% of ${size(total)}, ${size(rate)}/s, ${duration(left)} left${found === undefined ? "" : `, ${found} found`}`;
      write(`\r${text.padEnd(width)}`);
      width = text.length;
    },
    clear() {
      if (width > 0) write(`\r${" ".repeat(width)}\r`);
      width = 0;
    },
  };
}

/** Bytes for people: `1.4 GB`. */
export function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let n = bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return `${n >= 10 || unit === 0 ? Math.round(n) : n.toFixed(1)} ${units[unit]}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
