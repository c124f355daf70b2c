// What the user decided in the chat about values of a session, as entries of the configuration: for the chat, and for every other
// command that masks in that session. They hold for this session alone.

import { readLists } from "../chat/lists.ts";
import type { Lists } from "../chat/types.ts";
import { LITERAL_MIN } from "../detect/literals.ts";
import type { Store } from "../mask/store.ts";
import type { Setup } from "./open.ts";

/** What counts outside of the chat: what is to be masked, and what is to stay readable always. */
export type OutsideLists = Pick<Lists, "always" | "deny">;

/** Null when nothing was decided that counts outside of the chat. @throws ClosemaskError of the store */
export async function outsideLists(store: Store, session: string): Promise<OutsideLists | null> {
  const texts = store.texts?.(session);
  if (texts === undefined) return null;
  const { always, deny } = await readLists(texts);
  return always.length === 0 && deny.length === 0 ? null : { always, deny };
}

/** The values are values, not patterns, so that marks in them mean themselves. */
export function withLists(setup: Setup, readable: readonly string[], deny: readonly string[]): Setup {
  const { config } = setup;
  const exactly = (value: string): string => value.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  return {
    ...setup,
    config: {
      ...config,
      allow: [...config.allow, ...readable.map((value) => ({ pattern: exactly(value) }))],
      deny: [
        ...config.deny,
        ...deny.map((value) => (Buffer.byteLength(value) < LITERAL_MIN ? { pattern: exactly(value) } : { value })),
      ],
    },
  };
}
