// What the user decided about values of one session, as the session's store has it. It holds for that session and never widens
// another one: it is a text of the session, sealed with its keys.

import type { SessionTexts } from "../mask/store.ts";
import type { Lists } from "./types.ts";

/** Name of the text. */
export const LISTS = "lists";
export const NO_LISTS: Lists = { keep: [], always: [], deny: [], asked: [] };

/** @throws ClosemaskError of the store */
export async function readLists(texts: SessionTexts): Promise<Lists> {
  const bytes = await texts.get(LISTS);
  return bytes === null ? NO_LISTS : listsFrom(bytes);
}

export async function writeLists(texts: SessionTexts, lists: Lists): Promise<void> {
  await texts.put(LISTS, listsBytes(lists));
}

/** Sealed by us, so its shape is ours. */
export function listsFrom(bytes: Uint8Array): Lists {
  return { ...NO_LISTS, ...(JSON.parse(Buffer.from(bytes).toString()) as Partial<Lists>) };
}

export function listsBytes(lists: Lists): Buffer {
  return Buffer.from(JSON.stringify(lists));
}

/** Readable in the chat, or in every command; a value is on one list. */
export function keeping(lists: Lists, value: string, where: "keep" | "always"): Lists {
  const { keep, always, deny } = without(lists, value);
  const kept = where === "keep" ? { keep: [...keep, value], always } : { keep, always: [...always, value] };
  return { ...lists, ...kept, deny };
}

export function denying(lists: Lists, value: string): Lists {
  const { keep, always, deny } = without(lists, value);
  return { ...lists, keep, always, deny: [...deny, value] };
}

export function without(lists: Lists, value: string): Lists {
  const others = (values: readonly string[]): string[] => values.filter((each) => each !== value);
  return { ...lists, keep: others(lists.keep), always: others(lists.always), deny: others(lists.deny) };
}

/** Both as one. What is to be masked stays so where one of them keeps it readable. */
export function union(a: Lists, b: Lists): Lists {
  const both = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];
  const deny = both(a.deny, b.deny);
  const always = both(a.always, b.always).filter((value) => !deny.includes(value));
  const keep = both(a.keep, b.keep).filter((value) => !deny.includes(value) && !always.includes(value));
  return { deny, keep, always, asked: both(a.asked, b.asked) };
}
