// Cuts a byte stream into lines of bounded length. A longer line is not kept: only its beginning and its end are, which say
// whose message it was.

/** A line without its newline, or what is left of one that was too long. */
export type Line =
  | { readonly whole: Buffer; readonly newline: boolean }
  | { readonly head: Buffer; readonly tail: Buffer; readonly newline: boolean };

/** Bytes of both ends of a line that is too long. */
const END = 4096;
const NEWLINE = 0x0a;

export interface Lines {
  /** What is complete with this chunk. */
  feed(chunk: Buffer): Line[];
  /** What stood behind the last newline. */
  end(): Line[];
}

export function createLines(limit: number): Lines {
  let parts: Buffer[] = [];
  let size = 0;
  let head: Buffer | null = null;
  let tail: Buffer = Buffer.alloc(0);

  function add(part: Buffer): void {
    size += part.length;
    if (head === null) {
      parts.push(part);
      if (size <= limit) return;
      const whole = Buffer.concat(parts);
      head = Buffer.from(whole.subarray(0, END));
      tail = Buffer.from(whole.subarray(-END));
      parts = [];
    } else tail = Buffer.concat([tail, part.subarray(-END)]).subarray(-END);
  }

  function take(newline: boolean): Line {
    const line =
      head === null
        ? { whole: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), newline }
        : { head, tail: Buffer.from(tail), newline };
    parts = [];
    size = 0;
    head = null;
    tail = Buffer.alloc(0);
    return line;
  }

  return {
    feed(chunk) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
        add(chunk.subarray(from, at));
        lines.push(take(true));
        from = at + 1;
      }
      if (from < chunk.length) add(chunk.subarray(from));
      return lines;
    },
    end: () => (size === 0 ? [] : [take(false)]),
  };
}
