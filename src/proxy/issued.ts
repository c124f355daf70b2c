// Issued placeholders in the texts of a request: nothing may alter them, and rules do not see them. What only looks like one
// is set aside, and looked at like any other text.

import { findLookAlikes, type LookAlike } from "../mask/placeholder.ts";
import type { Range } from "../mask/ranges.ts";
import type { Session } from "../mask/session.ts";
import { askRestored } from "./ask.ts";
import type { OpenScope } from "./scope.ts";
import type { Text } from "./texts.ts";

export { type Range, without } from "../mask/ranges.ts";

/**
 * The issued placeholders in texts, which nothing may alter. What only looks like one is set aside, so that it is never
 * given to a value. One question for all texts.
 */
export async function issuedIn(texts: readonly Text[], session: Session, scope: OpenScope): Promise<Range[][]> {
  const all: { readonly text: number; readonly by: number; readonly hit: LookAlike }[] = [];
  const parts: Buffer[] = [];
  let length = 0;
  for (const [text, { bytes, start, end }] of texts.entries()) {
    const found = findLookAlikes(bytes, start, end);
    if (found.length === 0) continue;
    // The session reads what stands around them: the texts that have any lie in one buffer for it.
    const by = length - start;
    for (const hit of found) all.push({ text, by, hit: { ...hit, start: hit.start + by, end: hit.end + by } });
    parts.push(bytes.subarray(start, end), NEWLINE);
    length += end - start + 1;
  }
  const ranges: Range[][] = texts.map(() => []);
  if (all.length === 0) return ranges;
  const found = all.map(({ hit }) => hit);
  const answers = await askRestored(session, found, Buffer.concat(parts));
  const strange: LookAlike[] = [];
  for (const [i, { text, by, hit }] of all.entries()) {
    const answer = answers[i] ?? null;
    const list = ranges[text] as Range[];
    if (answer === null) {
      if (!session.isReserved(hit)) strange.push(hit);
    } else if (answer.start - by >= (list.at(-1)?.end ?? 0)) {
      list.push({ start: answer.start - by, end: hit.end - by });
      scope.addFound([hit], answer.kind);
    }
  }
  if (strange.length > 0) await session.reserve(strange);
  return ranges;
}

const NEWLINE = Buffer.from("\n");

/** Runs `work` while ranges of the text read as zeros: to rules each is the end of a line. */
export function blanked<T>({ bytes }: Text, ranges: readonly Range[], work: () => T): T {
  const kept = ranges.map(({ start, end }) => Buffer.from(bytes.subarray(start, end)));
  for (const { start, end } of ranges) bytes.fill(0, start, end);
  try {
    return work();
  } finally {
    for (const [i, { start }] of ranges.entries()) kept[i]?.copy(bytes, start);
  }
}
