// A chat in this process with real parts: the configuration, the store, the rules, a provider on loopback. Without a screen.

import { onTestFinished } from "vitest";
import { type Chat, createChat } from "../../../src/chat/chat.ts";
import { initialState } from "../../../src/chat/chat-state.ts";
import { withText } from "../../../src/chat/editor.ts";
import { createChatStore } from "../../../src/chat/store.ts";
import { createMachine } from "../../../src/cli/chat/machine.ts";
import { openChat } from "../../../src/cli/chat/open.ts";
import { loadConfig } from "../../../src/cli/config/load.ts";
import { createSay } from "../../../src/cli/say.ts";
import { CHAT } from "../../../src/cli/tree/chat.ts";
import type { ParsedOptions } from "../../../src/cli/tree/spec.ts";
import { type Home, makeHome, TEST_KEY } from "../run.ts";
import type { Shape } from "./partner.ts";

export interface TestChat extends Chat {
  readonly home: Home;
  /** Writes a text into the prompt and presses Enter; answers questions with "send masked". */
  type(text: string): Promise<void>;
  /** What the terminal was told to put into its clipboard. */
  readonly copied: string[];
  close(): Promise<void>;
}

export interface TestChatOptions {
  readonly url: string;
  readonly shape?: Shape;
  readonly options?: ParsedOptions;
  readonly home?: Home;
  readonly resume?: boolean;
}

/** Ends with the test. */
export async function startChat(given: TestChatOptions): Promise<TestChat> {
  const { url, shape = "openai", home = makeHome(), resume = false } = given;
  process.env.CLOSEMASK_KEY = TEST_KEY;
  const options: ParsedOptions = {
    provider: "near",
    model: "m",
    upstream: [`near=${url};dialect=${shape}${shape.startsWith("openai") ? ";path=/v1" : ""}`],
    ...given.options,
  };
  const paths = { config: home.config, data: home.data, cache: home.data };
  const effective = await loadConfig({ command: CHAT, options, env: {}, cwd: home.cwd, paths });
  const setup = { ...effective, command: CHAT.name, say: createSay({ level: "quiet" }) };
  const opened = await openChat(setup, options);
  const { provider, model } = opened;
  const { session } = setup.config;
  const copied: string[] = [];
  const store = createChatStore(
    initialState({
      columns: 80,
      rows: 24,
      provider,
      model,
      session,
      ephemeral: options.ephemeral === true,
      system: "",
    }),
  );
  const machine = createMachine(opened.stored, (text) => copied.push(text));
  const chat = await createChat({ ...opened, store, machine }, resume);
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await opened.close();
    closed = true;
  };
  onTestFinished(close);
  return Object.assign(Object.create(chat) as Chat, {
    home,
    copied,
    close,
    async type(text: string) {
      store.dispatch({ type: "edit", editor: withText(text) });
      await chat.perform({ task: "submit" });
      while (store.state.question !== null) await chat.perform({ task: "answer", answer: "send masked" });
    },
  });
}
