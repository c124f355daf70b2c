// Forms (RFC 7578) as they stand in a body: the parts with their heads and where file names are in them. It changes nothing.

export interface FormPart {
  /** From the boundary to the blank line, that included. */
  readonly head: Buffer;
  /** Ranges of file names in the head. */
  readonly names: readonly { readonly start: number; readonly end: number }[];
  /** Name of the field. */
  readonly name: string;
  readonly content: Buffer;
  /** What stands before the next boundary, and in the last part to the end. */
  readonly tail: Buffer;
}

const BLANK = Buffer.from("\r\n\r\n");
const PARTS_MAX = 1000;

/** Null when the body is no form: the boundary is what its first line says, as readers of it find it too. */
export function readParts(body: Buffer): FormPart[] | null {
  const line = body.indexOf("\r\n");
  if (line < 3 || line > 200 || body[0] !== 0x2d || body[1] !== 0x2d) return null;
  const boundary = Buffer.concat([Buffer.from("\r\n"), body.subarray(0, line)]);
  const parts: FormPart[] = [];
  let from = 0;
  while (parts.length < PARTS_MAX) {
    const blank = body.indexOf(BLANK, from);
    if (blank < 0) return null;
    const start = blank + BLANK.length;
    const end = body.indexOf(boundary, start - 2);
    if (end < 0) return null;
    const head = body.subarray(from, start);
    const after = end + boundary.length;
    const last = body[after] === 0x2d && body[after + 1] === 0x2d;
    const content = body.subarray(start, Math.max(start, end));
    parts.push({
      head,
      ...namesIn(head),
      content,
      tail: last ? body.subarray(Math.max(start, end)) : body.subarray(0, 0),
    });
    if (last) return parts;
    // The line end before the boundary belongs to it.
    from = Math.max(start, end);
  }
  return null;
}

function namesIn(head: Buffer): Pick<FormPart, "name" | "names"> {
  const text = head.toString("latin1");
  const names = [...text.matchAll(/[;\s]filename\*?="?([^"\r\n;]*)"?/gi)].map((match) => {
    const start = match.index + match[0].indexOf("=") + 1 + (/="/.test(match[0]) ? 1 : 0);
    return { start, end: start + (match[1] ?? "").length };
  });
  return { names, name: /[;\s]name="([^"\r\n]*)"/i.exec(text)?.[1] ?? "" };
}
