// The chat on the whole screen. Loads Ink and React, so nobody else may import it. However it ends, the terminal is as it was
// before: also when it is told to end, and when something in it breaks.

import { writeSync } from "node:fs";
import { render } from "ink";
import { createElement } from "react";
import { App } from "../../chat/app.ts";
import type { Chat } from "../../chat/chat.ts";
import type { Task } from "../../chat/keys.ts";
import { watchPrompt } from "../../chat/watch.ts";
import { EXIT } from "../../errors.ts";

/** Signals that end a program, by their numbers. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Cursor shown, bracketed paste off, colours reset, the screen from before. */
const RESTORE = "\u001b[?25h\u001b[?2004l\u001b[0m\u001b[?1049l";

/** Resolves to the exit code. @throws what broke while it was shown */
export async function runScreen(chat: Chat, colors: boolean): Promise<number> {
  const { store } = chat;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let restored = false;

  function restore(): void {
    if (restored) return;
    restored = true;
    instance.unmount();
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
    process.stdin.pause();
    try {
      writeSync(1, RESTORE);
    } catch {
      // The terminal is gone.
    }
  }

  async function perform(task: Task): Promise<void> {
    if (!(await chat.perform(task)) && task.task === "redraw") instance.clear();
  }

  // Before the first frame: what is typed at once would else be taken as lines, with Enter as a new line.
  if (process.stdin.isTTY) process.stdin.setRawMode(true);
  const instance = render(
    createElement(App, { store, colors, onTask: (task: Task) => void perform(task).catch(reject) }),
    { exitOnCtrlC: false, patchConsole: false, interactive: true, alternateScreen: true, incrementalRendering: true },
  );
  // Ink ends by itself when a part of the screen throws.
  instance.waitUntilExit().then(
    () => resolve(EXIT.ok),
    (error: unknown) => reject(error),
  );
  const endings = Object.entries(SIGNALS).map(([signal, number]) => {
    const end = (): void => resolve(128 + number);
    process.on(signal, end);
    return () => process.off(signal, end);
  });
  process.on("exit", restore);
  process.on("uncaughtException", reject);
  process.on("unhandledRejection", reject);
  const stopWatching = watchPrompt(store, () => chat.look(), reject);
  const stopListening = store.subscribe(() => {
    if (chat.quitting) resolve(EXIT.ok);
  });
  try {
    return await promise;
  } finally {
    stopWatching();
    stopListening();
    chat.interrupt();
    restore();
    for (const off of endings) off();
    process.off("exit", restore);
    process.off("uncaughtException", reject);
    process.off("unhandledRejection", reject);
  }
}
