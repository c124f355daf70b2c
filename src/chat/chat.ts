// The hands of the chat: sends what was written, takes the answer in, runs commands, and keeps what is to be kept. Draws nothing
// and reads no key; what it does is seen in the state.

import { ClosemaskError } from "../errors.ts";
import type { OpenSession } from "../server/serving.ts";
import { covered, splitAt } from "./align.ts";
import { createAnswering } from "./answering.ts";
import { COMMANDS } from "./commands.ts";
import { completion } from "./complete.ts";
import type { ChatDeps } from "./deps.ts";
import { withText } from "./editor.ts";
import { createKeeping } from "./keeping.ts";
import type { Task } from "./keys.ts";
import { denying, keeping } from "./lists.ts";
import { createModels } from "./models.ts";
import { preview } from "./preview.ts";
import type { ChatStore } from "./store.ts";
import type { Talking } from "./talk.ts";
import type { Attachment, Found, Lists, Message } from "./types.ts";

export interface Chat {
  readonly store: ChatStore;
  readonly deps: ChatDeps;
  /** Does what a key asks for; resolves when it is done. False for what is not the chat's. */
  perform(task: Task): Promise<boolean>;
  /** Looks at the text of the prompt. */
  look(): Promise<void>;
  /** What would be masked in a text. */
  find(text: string): Promise<readonly Found[]>;
  send(text: string, attachments: readonly Attachment[]): Promise<void>;
  retry(): Promise<void>;
  interrupt(): void;
  setLists(lists: Lists): Promise<void>;
  /** Names of the models that the provider lists. @throws ClosemaskError */
  models(): Promise<readonly string[]>;
  switchTo(session: string, resume: boolean): Promise<void>;
  /** A conversation from the beginning; the one before stays in the archive. */
  clear(): void;
  /** The whole conversation, page by page. */
  all(): AsyncGenerator<readonly Message[]>;
  readonly quitting: boolean;
  quit(): void;
}

/** Commands that run while an answer comes. */
const AT_ONCE = new Set(["quit", "help", "view", "vault", "explain", "copy", "attach", "paste"]);

export async function createChat(deps: ChatDeps, resume: boolean): Promise<Chat> {
  const { store, archive } = deps;
  const { dispatch } = store;
  let memory = deps.freshMemory();
  const known = await archive.lists(store.state.session);
  let talking: Talking = await deps.talking(known);
  let opened: OpenSession = await deps.openSession(store.state.session);
  const conversation = createKeeping(store, archive);
  const models = createModels({ talking: () => talking, keyOf: deps.keyOf, now: deps.now });
  let quitting = false;

  async function use(lists: Lists): Promise<void> {
    talking = await deps.talking(lists);
    // What went as it went before would go so again, though it was decided otherwise since.
    memory = deps.freshMemory();
    dispatch({ type: "lists", lists });
  }

  async function setLists(lists: Lists): Promise<void> {
    await use(lists);
    await archive.saveLists(store.state.session, lists);
    await chat.look();
  }

  async function switchTo(session: string, resumes: boolean): Promise<void> {
    opened = await deps.openSession(session);
    dispatch({ type: "set", set: { session } });
    await use(await archive.lists(session));
    await begin(session, resumes);
  }

  async function begin(session: string, resumes: boolean): Promise<void> {
    if (!(await conversation.begin(session, resumes)) && resumes)
      note(`there is no conversation in the session ${session} to go on with`);
    await chat.look();
  }

  const answering = createAnswering({
    store,
    deps,
    now: () => ({ talking, memory, opened }),
    report,
    async done() {
      await conversation.save();
      if (store.state.queued) await submit();
    },
  });

  function note(text: string, tone: "info" | "error" = "info"): void {
    dispatch({ type: "note", text, tone });
  }

  function report(error: unknown): void {
    if (!(error instanceof ClosemaskError)) throw error;
    note(error.hint === "" ? error.message : `${error.message} (${error.hint})`, "error");
  }

  const find = async (text: string): Promise<readonly Found[]> =>
    (await preview(text, talking.detection, opened.literals)).found;

  async function submit(): Promise<void> {
    const { editor, attachments, lists } = store.state;
    const { text } = editor;
    const { busy } = store.state;
    const [, name, rest = ""] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
    // One answer at a time; what only looks at things, or ends the chat, need not wait for it.
    if (busy && !AT_ONCE.has(name ?? "")) return dispatch({ type: "queued", queued: true });
    if (name !== undefined) {
      dispatch({ type: "take", command: true });
      const command = COMMANDS.get(name);
      if (command === undefined) return note(`there is no command /${name}; /help lists them`, "error");
      return command.run(chat, rest.trim());
    }
    if (text.trim() === "" && attachments.length === 0) return;
    if (store.state.model === "") return note(`which model of ${store.state.provider}? /model NAME`, "error");
    const content = contentOf(text, attachments);
    const { found, blocked } = await preview(content, talking.detection, opened.literals);
    if (blocked !== null) return note(blocked, "error");
    const first = lists.asked.includes("*") ? undefined : found.find(({ kind }) => !lists.asked.includes(kind));
    if (first !== undefined) {
      const count = found.filter(({ kind }) => kind === first.kind).length;
      const value = content.slice(first.start, first.end);
      return dispatch({ type: "question", question: { kind: first.kind, value, count, at: 0 } });
    }
    dispatch({ type: "take" });
    await send(text, attachments);
  }

  async function complete(): Promise<void> {
    const { text } = store.state.editor;
    const { text: completed, hint } = await completion(chat, text);
    if (text !== store.state.editor.text) return;
    if (completed !== text) dispatch({ type: "edit", editor: withText(completed) });
    dispatch({ type: "hint", hint });
  }

  async function decide(answer: string): Promise<void> {
    const { question, lists } = store.state;
    dispatch({ type: "question", question: null });
    if (question === null || answer === "cancel") return;
    if (answer === "send masked") await setLists({ ...lists, asked: [...lists.asked, question.kind] });
    else if (answer === "always send masked") await setLists({ ...lists, asked: ["*"] });
    else await setLists(keeping(lists, question.value, "keep"));
    await submit();
  }

  async function send(text: string, attachments: readonly Attachment[]): Promise<void> {
    const content = contentOf(text, attachments);
    const { segments, count } = splitAt(covered(content, await find(content)), content.length - text.length);
    const chips = attachments.map(({ name, text }) => `${name}, ${sizeOf(text)}`);
    dispatch({ type: "message", message: { role: "user", segments, chips, attached: count, state: "done" } });
    await answering.answer();
  }

  const chat: Chat = {
    store,
    deps,
    find,
    send,
    setLists,
    models: () => models(store.state.provider),
    switchTo,
    get quitting() {
      return quitting;
    },
    async look() {
      const { text } = store.state.editor;
      try {
        const { found, blocked } = await preview(text, talking.detection, opened.literals);
        dispatch({ type: "found", text, found, blocked });
      } catch (error) {
        // Who cannot say which names there are says so when the text is sent.
        if (!(error instanceof ClosemaskError)) throw error;
        dispatch({ type: "found", text, found: [], blocked: error.message });
      }
    },
    async perform(task) {
      const { lists } = store.state;
      try {
        switch (task.task) {
          case "submit":
            await submit();
            return true;
          case "answer":
            await decide(task.answer);
            return true;
          case "interrupt":
            chat.interrupt();
            return true;
          case "keep":
            await setLists(keeping(lists, task.value, task.always === true ? "always" : "keep"));
            note(
              task.always === true
                ? "stays readable in this session from the next message on, also in mask and serve"
                : "stays readable in this session's chat from the next message on; Alt-X: also in mask and serve",
            );
            return true;
          case "mask":
            // Who marks a text has been asked enough about it.
            await setLists(denying({ ...lists, asked: [...new Set([...lists.asked, "CUSTOM"])] }, task.value));
            dispatch({ type: "edit", editor: { ...store.state.editor, anchor: null } });
            note(
              "is masked in this session from the next message on, also where it was sent before, and in mask and serve",
            );
            return true;
          case "complete":
            await complete();
            return true;
          case "pick":
            dispatch({ type: "panel", panel: null });
            await COMMANDS.get(task.what)?.run(chat, task.name);
            return true;
          case "fetch":
            await conversation.fetch(task.what);
            return true;
          case "quit":
            chat.quit();
            return true;
          default:
            return false;
        }
      } catch (error) {
        report(error);
        return true;
      }
    },
    async retry() {
      const last = store.state.entries.findLast(({ role }) => role === "user");
      if (last === undefined) return note("nothing was sent yet");
      dispatch({ type: "drop", from: last.id + 1 });
      await answering.answer();
    },
    interrupt: answering.interrupt,
    clear: conversation.clear,
    all: conversation.all,
    quit() {
      quitting = true;
      answering.interrupt();
      // Who listens ends.
      dispatch({ type: "set", set: {} });
    },
  };
  dispatch({ type: "lists", lists: known });
  await begin(store.state.session, resume);
  return chat;
}

/** All of a message as one text: what goes along first. */
export function contentOf(text: string, attachments: readonly Attachment[]): string {
  return attachments.map(({ name, text }) => `${name}:\n\n${text}\n\n`).join("") + text;
}

function sizeOf(text: string): string {
  const bytes = Buffer.byteLength(text);
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024)} KB`;
}
