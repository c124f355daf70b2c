// Asks for an answer to what has been said so far, and shows it as it comes.

import type { Memory } from "../proxy/memory.ts";
import type { OpenSession } from "../server/serving.ts";
import { align, clientOf, splitAt, wireOf } from "./align.ts";
import type { ChatDeps } from "./deps.ts";
import { createLive } from "./live.ts";
import { spoken } from "./state.ts";
import type { ChatStore } from "./store.ts";
import { ask, type Talking } from "./talk.ts";
import type { Message } from "./types.ts";

export interface AnsweringOptions {
  readonly store: ChatStore;
  readonly deps: Pick<ChatDeps, "keyOf" | "now" | "recorder">;
  /** What is worked with at the time. */
  readonly now: () => { readonly talking: Talking; readonly memory: Memory; readonly opened: OpenSession };
  /** Says a known error; throws another one. */
  report(error: unknown): void;
  /** After each answer, also one that failed. */
  done(): Promise<void>;
}

export interface Answering {
  answer(): Promise<void>;
  interrupt(): void;
}

/** Milliseconds between two looks at an answer that is coming. */
const LOOK = 40;

export function createAnswering({ store, deps, now, report, done }: AnsweringOptions): Answering {
  const { dispatch } = store;
  let under: AbortController | null = null;

  async function answer(): Promise<void> {
    const { talking, memory, opened } = now();
    const { provider, model, system, session } = store.state;
    const said = spoken(store.state);
    const controller = new AbortController();
    under = controller;
    dispatch({ type: "busy", busy: true });
    dispatch({
      type: "message",
      message: { role: "assistant", segments: [], chips: [], attached: 0, state: "streaming" },
    });
    const id = store.state.entries.at(-1)?.id ?? 0;
    const live = createLive(opened.session);
    const started = deps.now();
    let isFirst = true;
    let looking: Promise<void> | null = null;
    let masked: Promise<void> = Promise.resolve();

    async function show(): Promise<void> {
      dispatch({ type: "segments", id, segments: await live.segments() });
    }
    function showSoon(): void {
      looking ??= new Promise<void>((resolve) => setTimeout(resolve, LOOK)).then(show).finally(() => {
        looking = null;
      });
    }

    try {
      const key = await deps.keyOf(provider);
      const { usage, stopped } = await ask({
        talking,
        memory,
        open: () => opened,
        session,
        provider,
        model,
        system,
        key,
        messages: said.map(({ role, segments }) => ({ role, text: clientOf(segments) })),
        signal: controller.signal,
        recorder: deps.recorder,
        onMasked(texts, kinds) {
          dispatch({ type: "kinds", kinds });
          masked = showMasked(opened, said, texts);
        },
        onText(wire, client) {
          if (isFirst) dispatch({ type: "latency", latency: deps.now() - started });
          isFirst = false;
          live.add(wire, client);
          showSoon();
        },
      });
      await looking;
      await show();
      if (usage !== null) dispatch({ type: "usage", usage });
      dispatch({ type: "finished", id, state: stopped ? "stopped" : "done" });
    } catch (error) {
      await looking;
      await show();
      dispatch({ type: "finished", id, state: "failed" });
      report(error);
    } finally {
      await masked;
      under = null;
      dispatch({ type: "busy", busy: false });
    }
    await done();
  }

  /** What left, in place of what was thought would leave. */
  async function showMasked(opened: OpenSession, said: readonly Message[], texts: readonly string[]): Promise<void> {
    for (const [i, message] of said.entries()) {
      const wire = texts[i];
      if (wire === undefined || wire === wireOf(message.segments)) continue;
      const client = clientOf(message.segments);
      const attached = clientOf(message.segments.slice(0, message.attached)).length;
      const { segments, count } = splitAt(await align(opened.session, wire, client), attached);
      dispatch({ type: "segments", id: message.id, segments, attached: count });
    }
  }

  return { answer, interrupt: () => under?.abort() };
}
