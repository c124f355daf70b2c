// Forms (RFC 7578) as they stand in a body: the parts with their heads and where file names are in them. What stands around the
// parts, and is read by nobody, is left out.

export interface FormPart {
  /** The line of the boundary, from where the last part ended. */
  readonly opening: Buffer;
  /** The headers, with the blank line. */
  readonly head: Buffer;
  /** Ranges of file names in the head, in order. */
  readonly names: readonly { readonly start: number; readonly end: number }[];
  /** Name of the field. */
  readonly name: string;
  /** Its bytes are in a coding for mail, which no reader of forms undoes and some do. */
  readonly isCoded: boolean;
  readonly content: Buffer;
  /** Behind the last part: what ends the form. */
  readonly tail: Buffer;
}

const NEWLINE = Buffer.from("\r\n");
const BLANK = Buffer.from("\r\n\r\n");
const DASH = 0x2d;
const PARTS_MAX = 1000;

/** Null when the body is no form: the boundary is what its first line says, as readers of it find it too. */
export function readParts(body: Buffer): FormPart[] | null {
  const line = body.indexOf(NEWLINE);
  if (line < 3 || line > 200 || body[0] !== DASH || body[1] !== DASH) return null;
  const boundary = Buffer.concat([NEWLINE, body.subarray(0, line)]);
  const parts: FormPart[] = [];
  let from = 0;
  let opening = line + NEWLINE.length;
  while (parts.length < PARTS_MAX) {
    // Of a part without headers the blank line is all there is.
    const blank = body.indexOf(BLANK, opening - NEWLINE.length);
    if (blank < 0) return null;
    const start = blank + BLANK.length;
    const end = body.indexOf(boundary, start - NEWLINE.length);
    if (end < 0) return null;
    const head = body.subarray(opening, Math.max(opening, start));
    const after = end + boundary.length;
    const last = body[after] === DASH && body[after + 1] === DASH;
    const at = Math.max(start, end);
    parts.push({
      opening: body.subarray(from, opening),
      head,
      ...namesIn(head),
      isCoded: /^content-transfer-encoding:(?!\s*(?:7bit|8bit|binary)\s*$)/im.test(head.toString("latin1")),
      content: body.subarray(start, at),
      tail: last ? body.subarray(at, endOf(body, after + 2)) : body.subarray(0, 0),
    });
    if (last) return parts;
    // The line end before the boundary belongs to it, and behind it there is nothing but white space.
    from = at;
    const lineEnd = body.indexOf(NEWLINE, after);
    if (lineEnd < 0 || body.toString("latin1", after, lineEnd).trim() !== "") return null;
    opening = lineEnd + NEWLINE.length;
  }
  return null;
}

/** Behind the dashes that end the form, with a line end where there is one. */
function endOf(body: Buffer, at: number): number {
  return body.indexOf(NEWLINE, at) === at ? at + NEWLINE.length : at;
}

const FILE_NAME = /[;\s]filename\*?=(?:"((?:[^"\\\r\n]|\\[^\r\n])*)"|([^;\r\n]*))/gi;

function namesIn(head: Buffer): Pick<FormPart, "name" | "names"> {
  const text = head.toString("latin1");
  const names = [...text.matchAll(FILE_NAME)].map((match) => {
    const start = match.index + match[0].indexOf("=") + (match[1] === undefined ? 1 : 2);
    return { start, end: start + (match[1] ?? match[2] ?? "").length };
  });
  return { names, name: /[;\s]name="([^"\r\n]*)"/i.exec(text)?.[1] ?? "" };
}
