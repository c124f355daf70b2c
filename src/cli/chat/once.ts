// One question and its answer, for scripts: the answer goes to stdout as it comes.

import { harmless } from "../../chat/cells.ts";
import { contentOf } from "../../chat/chat.ts";
import type { ChatDeps } from "../../chat/deps.ts";
import { ask } from "../../chat/talk.ts";
import type { Attachment } from "../../chat/types.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { isTerminal } from "../terminal.ts";

export interface OnceOptions {
  readonly deps: Omit<ChatDeps, "store" | "machine">;
  readonly session: string;
  readonly provider: string;
  readonly model: string;
  readonly system: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** Print the answer as the provider wrote it. */
  readonly wire: boolean;
  /** Told what was masked, when there is somebody to tell. */
  readonly onMasked: (summary: string) => void;
  readonly write: (text: string) => Promise<void>;
}

/** @throws ClosemaskError */
export async function once(options: OnceOptions): Promise<number> {
  const { deps, session, provider, model, system, text, attachments, write, onMasked } = options;
  if (text.trim() === "" && attachments.length === 0) {
    throw new ClosemaskError("usage", "there is nothing to send", { hint: 'closemask chat --once "text"' });
  }
  const talking = await deps.talking(await deps.archive.lists(session));
  const opened = await deps.openSession(session);
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on("SIGINT", interrupt);
  // Bytes of an answer that a terminal would take for commands are no text.
  const shown = isTerminal(1) ? harmless : (text: string): string => text;
  let last = "";
  let under = Promise.resolve();
  try {
    const { stopped } = await ask({
      talking,
      memory: deps.freshMemory(),
      open: () => opened,
      session,
      provider,
      model,
      system,
      key: await deps.keyOf(provider),
      messages: [{ role: "user", text: contentOf(text, attachments) }],
      signal: controller.signal,
      prompts: false,
      recorder: deps.recorder,
      onMasked(_, kinds) {
        const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`);
        if (counts.length > 0) onMasked(counts.join(", "));
      },
      onText(wire, client) {
        const text = options.wire ? wire : client;
        last = text === "" ? last : text;
        under = under.then(() => write(shown(text)));
      },
    });
    await under;
    if (last !== "" && !last.endsWith("\n")) await write("\n");
    return stopped ? 130 : EXIT.ok;
  } finally {
    process.off("SIGINT", interrupt);
  }
}
