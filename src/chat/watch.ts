// Looks at the prompt a moment after it changed, so that fast typing is not looked at key by key.

import type { ChatStore } from "./store.ts";

/** Milliseconds; with the look itself, less than fifty. */
const PAUSE = 25;

/** Returns what ends it. */
export function watchPrompt(store: ChatStore, look: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let seen = store.state.editor.text;
  let timer: NodeJS.Timeout | null = null;
  const stop = store.subscribe(() => {
    const { text } = store.state.editor;
    if (text === seen) return;
    seen = text;
    timer ??= setTimeout(() => {
      timer = null;
      look().catch(failed);
    }, PAUSE);
  });
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}
