// Holds the one state, and tells who listens that it is another one.

import type { ChatState } from "./chat-state.ts";
import { type Action, reduce } from "./state.ts";

export interface ChatStore {
  readonly state: ChatState;
  dispatch(action: Action): void;
  /** Returns what ends it. */
  subscribe(listener: () => void): () => void;
}

export function createChatStore(initial: ChatState): ChatStore {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
