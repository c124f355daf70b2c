// `closemask chat`: opens what a conversation needs and hands it to the screen, to plain lines, or to one question.

import { createChat } from "../../chat/chat.ts";
import { initialState } from "../../chat/chat-state.ts";
import { createChatStore } from "../../chat/store.ts";
import type { Attachment } from "../../chat/types.ts";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { login } from "../chat/login.ts";
import { createMachine } from "../chat/machine.ts";
import { once } from "../chat/once.ts";
import { type OpenChat, openChat } from "../chat/open.ts";
import { type Setup, withSetup } from "../open.ts";
import { print, readStdin } from "../print.ts";
import { isTerminal } from "../terminal.ts";
import { CHAT } from "../tree/chat.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Bytes of stdin that are sent. */
const STDIN_MAX = 8 * 1024 * 1024;

// The screen writes to the stream: without a listener the event would end the process.
process.stdout.on("error", () => {});

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(CHAT, options, (setup) => chat(setup, options));
}

async function chat(setup: Setup, options: ParsedOptions): Promise<number> {
  if (typeof options.login === "string") {
    await login(options.login, setup.say);
    return EXIT.ok;
  }
  const text = await textOf(options);
  if (options.wire === true && text === null) {
    throw new ClosemaskError("usage", "--wire is for --once", { hint: "Ctrl-T shows what the provider sees" });
  }
  if (text === null && !isTerminal(1)) {
    throw new ClosemaskError("usage", "a chat needs a terminal", { hint: "give --once, or the text on stdin" });
  }
  const opened = await openChat(setup, options);
  try {
    const machine = createMachine(opened.stored, (text) => void process.stdout.write(text));
    const attachments: Attachment[] = [];
    for (const path of Array.isArray(options.attach) ? options.attach : []) {
      attachments.push(await machine.readText(path));
    }
    const { provider, model } = opened;
    const { config, say } = setup;
    const system = config.chat.system ?? "";
    if (text !== null) {
      const { session } = config;
      const onMasked = (summary: string): void => say.info(`masked: ${summary}`);
      const said = { session, provider, model, system, text, attachments };
      return await once({ ...said, deps: opened, wire: options.wire === true, onMasked, write: print });
    }
    return await talk(setup, options, opened, { machine, attachments, system });
  } finally {
    await opened.close();
  }
}

async function talk(
  { config }: Setup,
  options: ParsedOptions,
  opened: OpenChat,
  given: {
    readonly machine: ReturnType<typeof createMachine>;
    readonly attachments: readonly Attachment[];
    readonly system: string;
  },
): Promise<number> {
  const { provider, model } = opened;
  // What is missing is better known before the first message is written.
  const { machine, attachments, system } = given;
  const { columns = 80, rows = 24 } = process.stdout;
  const ephemeral = options.ephemeral === true;
  if (!ephemeral && !opened.archive.keeps) {
    throw new ClosemaskError("usage", `a store of type ${opened.stored.type} keeps no conversations`, {
      hint: "closemask chat --ephemeral, or set store.type to sqlite or redis",
    });
  }
  const store = createChatStore(
    initialState({ columns, rows, provider, model, session: config.session, ephemeral, system }),
  );
  const made = await createChat({ ...opened, store, machine }, options.resume === true);
  await opened.keyOf(provider);
  for (const attachment of attachments) store.dispatch({ type: "attach", attachment });
  const { TERM, NO_COLOR } = process.env;
  if (options.screenReader === true || TERM === "dumb") {
    const { runPlain } = await import("../chat/plain.ts");
    return runPlain(made);
  }
  const { runScreen } = await import("../chat/run-screen.ts");
  return runScreen(made, NO_COLOR === undefined || NO_COLOR === "");
}

/** What is sent at once; null for a conversation. */
async function textOf(options: ParsedOptions): Promise<string | null> {
  const { once } = options;
  if (typeof once === "string" && once !== "-") return once;
  if (once === undefined && (isTerminal(0) || options.screenReader === true)) return null;
  const bytes = await readStdin(STDIN_MAX);
  if (bytes === null) throw new ClosemaskError("input", "there is too much on stdin", { hint: "at most 8 MB" });
  return bytes.toString("utf8");
}
