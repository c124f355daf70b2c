// The commands of the prompt, one table: what `/help` lists is what there is.

import { clientOf, wireOf } from "./align.ts";
import type { Chat } from "./chat.ts";
import type { ChatState, Row, View } from "./chat-state.ts";
import { spoken } from "./state.ts";

export interface ChatCommand {
  /** What follows the name; empty for nothing. */
  readonly args: string;
  readonly about: string;
  run(chat: Chat, rest: string): void | Promise<void>;
}

const note = ({ store }: Chat, text: string, tone: "info" | "error" = "info"): void =>
  store.dispatch({ type: "note", text, tone });
const panel = ({ store }: Chat, title: string, rows: readonly Row[]): void =>
  store.dispatch({ type: "panel", panel: { title, rows, at: 0, revealed: new Set() } });

export const COMMANDS: ReadonlyMap<string, ChatCommand> = new Map<string, ChatCommand>([
  [
    "model",
    {
      args: "[NAME]",
      about: "use another model; alone, choose one of those that the provider lists",
      async run(chat, rest) {
        const { dispatch } = chat.store;
        if (rest !== "") {
          dispatch({ type: "set", set: { model: rest } });
          return note(chat, `model: ${rest}`);
        }
        const { provider, model } = chat.store.state;
        const names = await chat.models();
        if (names.length === 0) return note(chat, `${provider} lists no models; /model NAME takes any name`);
        const at = Math.max(0, names.indexOf(model));
        const rows = names.map((text) => ({ text }));
        const title = `models of ${provider}; Enter takes one, now ${model || "none"}`;
        dispatch({ type: "panel", panel: { title, picks: "model", rows, at, revealed: new Set() } });
      },
    },
  ],
  [
    "provider",
    {
      args: "[NAME [MODEL]]",
      about: "use another provider, or say which one it is",
      async run(chat, rest) {
        const [provider, model] = rest.split(/\s+/);
        if (provider !== undefined && provider !== "") {
          await chat.deps.keyOf(provider);
          chat.store.dispatch({ type: "set", set: { provider, model: model ?? "" } });
          if (model === undefined) note(chat, `which model of ${provider}? /model NAME`);
        }
        note(chat, `provider: ${chat.store.state.provider}`);
      },
    },
  ],
  [
    "session",
    {
      args: "[NAME]",
      about: "go on in another session, or say which one it is",
      async run(chat, rest) {
        if (rest !== "") await chat.switchTo(rest, true);
        note(chat, `session: ${chat.store.state.session}`);
      },
    },
  ],
  [
    "sessions",
    {
      args: "",
      about: "choose one of the sessions of the store",
      async run(chat) {
        const { session } = chat.store.state;
        const found = await chat.deps.machine.sessions();
        const rows = found.map(({ name, entries }) => ({ name, text: `${name}  ${entries} values` }));
        const at = Math.max(
          0,
          rows.findIndex(({ name }) => name === session),
        );
        const title = "sessions; Enter goes on in one";
        chat.store.dispatch({ type: "panel", panel: { title, picks: "session", rows, at, revealed: new Set() } });
      },
    },
  ],
  [
    "attach",
    {
      args: "FILE",
      about: "send a text file along with the next message, masked",
      async run(chat, rest) {
        if (rest === "") return note(chat, "which file? /attach FILE", "error");
        chat.store.dispatch({ type: "attach", attachment: await chat.deps.machine.readText(rest) });
      },
    },
  ],
  [
    "paste",
    {
      args: "",
      about: "take the next paste as a text of its own, however short it is",
      run(chat) {
        chat.store.dispatch({ type: "set", set: { pasteNext: true } });
        note(chat, "paste now; it goes along with the next message");
      },
    },
  ],
  [
    "system",
    {
      args: "[TEXT]",
      about: "set the system text; without a text there is none",
      run(chat, rest) {
        chat.store.dispatch({ type: "set", set: { system: rest } });
        note(chat, rest === "" ? "no system text" : "the system text is sent with the next message, masked");
      },
    },
  ],
  [
    "mask",
    {
      args: "TEXT",
      about: "mask this text in this session from now on",
      async run(chat, rest) {
        if (rest !== "") await chat.perform({ task: "mask", value: rest });
      },
    },
  ],
  [
    "keep",
    {
      args: "TEXT",
      about: "leave this value readable in this session's chat from now on",
      async run(chat, rest) {
        if (rest !== "") await chat.perform({ task: "keep", value: rest });
      },
    },
  ],
  [
    "always",
    {
      args: "TEXT",
      about: "leave this value readable in this session, also in mask and serve",
      async run(chat, rest) {
        if (rest !== "") await chat.perform({ task: "keep", value: rest, always: true });
      },
    },
  ],
  [
    "view",
    {
      args: "[yours|theirs|diff]",
      about: "show your values, what the provider sees, or both; as Ctrl-T",
      run(chat, rest) {
        const view = (["yours", "theirs", "diff"] as const).find((each: View) => each === rest);
        chat.store.dispatch(view === undefined ? { type: "view" } : { type: "view", view });
      },
    },
  ],
  [
    "export",
    {
      args: "FILE [wire]",
      about: "write the conversation as Markdown, with values, or as the provider saw it",
      async run(chat, rest) {
        const [, file = "", form] = /^(.*?)(?:\s+(wire|yours))?$/s.exec(rest) ?? [];
        if (file === "") return note(chat, "which file? /export FILE", "error");
        await chat.deps.machine.writeText(file, await markdown(chat, form === "wire"));
        note(chat, form === "wire" ? "written as the provider saw it" : "written with your values in it");
      },
    },
  ],
  [
    "vault",
    {
      args: "",
      about: "list the values of this session by kind; Ctrl-R reveals one",
      async run(chat) {
        const entries = await chat.deps.machine.vault(chat.store.state.session);
        const sorted = [...entries].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
        panel(
          chat,
          `values of ${chat.store.state.session}`,
          sorted.map(({ kind, value }) => ({ text: kind, value })),
        );
      },
    },
  ],
  [
    "explain",
    {
      args: "[TEXT]",
      about: "say which rule masks what, in this text or in your last message",
      async run(chat, rest) {
        const text = rest !== "" ? rest : clientOf(lastSegments(chat.store.state, "user"));
        const rows = (await chat.find(text)).map(({ kind, rule, confidence, start, end }) => ({
          text: `${kind}  rule ${rule}  confidence ${confidence.toFixed(2)}`,
          value: text.slice(start, end),
        }));
        panel(chat, "what is masked, and by which rule", rows);
      },
    },
  ],
  ["retry", { args: "", about: "ask for the last answer again", run: (chat) => chat.retry() }],
  [
    "copy",
    {
      args: "[wire]",
      about: "copy the last answer to the terminal's clipboard",
      run(chat, rest) {
        const segments = lastSegments(chat.store.state, "assistant");
        if (segments.length === 0) return note(chat, "there is no answer yet");
        chat.deps.machine.copy(rest === "wire" ? wireOf(segments) : clientOf(segments));
        note(chat, "copied, where the terminal allows it");
      },
    },
  ],
  ["clear", { args: "", about: "begin a new conversation", run: (chat) => chat.clear() }],
  [
    "help",
    {
      args: "",
      about: "list commands and keys",
      run(chat) {
        panel(chat, "commands and keys", helpRows());
      },
    },
  ],
  ["quit", { args: "", about: "leave; as Ctrl-D", run: (chat) => chat.quit() }],
]);

const KEYS: readonly (readonly [string, string])[] = [
  ["Enter", "send; Ctrl-J, or a backslash before Enter, for a new line"],
  ["Ctrl-T", "your values, what the provider sees, both"],
  ["Tab", "go from value to value"],
  ["Ctrl-R", "hide or reveal that value, or all of them"],
  ["Ctrl-X", "leave that value readable in this session's chat"],
  ["Alt-X", "that one, or the last one, also in mask and serve"],
  ["Ctrl-Space, Shift-arrows", "select"],
  ["Ctrl-D", "mask what is selected; leave when there is no text"],
  ["Esc, Ctrl-C", "interrupt the answer"],
  ["Page up, Page down", "scroll; Ctrl-Home, Ctrl-End or Alt-<, Alt->: to the ends"],
  ["Up, Down", "what was written before"],
];

function helpRows(): Row[] {
  const commands = [...COMMANDS].map(([name, { args, about }]) => [`/${name} ${args}`.trim(), about] as const);
  return [...commands, ...KEYS].map(([what, about]) => ({ text: `${what.padEnd(24)}  ${about}` }));
}

function lastSegments(state: ChatState, role: "user" | "assistant") {
  return spoken(state).findLast((message) => message.role === role)?.segments ?? [];
}

async function markdown({ store: { state }, all }: Chat, isWire: boolean): Promise<string> {
  const parts: string[] = [];
  for await (const messages of all()) {
    for (const { role, segments } of messages) {
      const text = isWire ? wireOf(segments) : clientOf(segments);
      parts.push(`## ${role === "user" ? "You" : "Model"}\n\n${text.trimEnd()}\n`);
    }
  }
  return `# Conversation with ${state.model} at ${state.provider}\n\n${parts.join("\n")}`;
}
