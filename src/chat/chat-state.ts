// The nouns of the state: what the chat knows and shows, and how it begins.

import type { Kind } from "../types.ts";
import { type Editor, EMPTY } from "./editor.ts";
import { NO_LISTS } from "./lists.ts";
import type { Attachment, Found, Lists, Message, Usage } from "./types.ts";

export type View = "yours" | "theirs" | "diff";

/** Something that the chat itself says. Holds no value. */
export interface Note {
  readonly id: number;
  readonly role: "note";
  readonly text: string;
  readonly tone: "info" | "error";
}

export type Entry = Message | Note;

/** A row of a panel. Its value is shown only when it was revealed, and never in the view of the provider. */
export interface Row {
  readonly text: string;
  /** What is chosen with it, where that is not its text. */
  readonly name?: string;
  readonly value?: string;
}

/** A line of the transcript: of a part of an entry, as it is laid out now. */
export interface Place {
  readonly id: number;
  readonly part: number;
  readonly line: number;
}

export interface Panel {
  readonly title: string;
  /** What Enter chooses with a row; absent for a panel that is only read. */
  readonly picks?: "model" | "session";
  readonly rows: readonly Row[];
  readonly at: number;
  readonly revealed: ReadonlySet<number>;
}

/** Asked before the first value of a kind leaves. */
export interface Question {
  readonly kind: Kind;
  readonly value: string;
  /** How many values of the kind there are. */
  readonly count: number;
  readonly at: number;
}

export const ANSWERS = ["send masked", "keep this one readable", "always send masked", "cancel"] as const;

export interface ChatState {
  readonly columns: number;
  readonly rows: number;
  readonly provider: string;
  readonly model: string;
  readonly session: string;
  readonly ephemeral: boolean;
  readonly system: string;
  /** The newest part of the conversation, up to its end: what the provider is told. */
  readonly entries: readonly Entry[];
  /** How many messages of the conversation stand before `entries`, and are not in memory. */
  readonly before: number;
  /** These are not in the store either. */
  readonly lost: boolean;
  /** Messages before `entries` that were fetched to be looked at; in a row, but not always up to `entries`. */
  readonly past: readonly Message[];
  /** How many stand before them. */
  readonly pastBefore: number;
  readonly editor: Editor;
  readonly attachments: readonly Attachment[];
  /** The next paste goes along as a text of its own, however short it is. */
  readonly pasteNext: boolean;
  /** What would be masked in the text of `foundIn`. */
  readonly found: readonly Found[];
  readonly foundIn: string;
  readonly blocked: string | null;
  /** What a command could go on with; null for nothing. */
  readonly hint: string | null;
  readonly history: readonly string[];
  /** Place in the history; its length for the text that is new. */
  readonly historyAt: number;
  readonly draft: string;
  readonly view: View;
  /** The first line of the transcript that is shown; null while its end is. */
  readonly place: Place | null;
  readonly busy: boolean;
  /** What stands in the prompt is sent when the answer has come. */
  readonly queued: boolean;
  readonly kinds: ReadonlyMap<Kind, number>;
  readonly usage: Usage;
  /** Milliseconds to the first text of the last answer; null before. */
  readonly latency: number | null;
  readonly question: Question | null;
  readonly panel: Panel | null;
  readonly hideAll: boolean;
  /** Values that are shown otherwise than `hideAll` says. */
  readonly turned: ReadonlySet<string>;
  /** The value that keys act on; null for none. */
  readonly focus: string | null;
  readonly lists: Lists;
}

export function initialState(
  given: Pick<ChatState, "columns" | "rows" | "provider" | "model" | "session" | "ephemeral" | "system">,
): ChatState {
  return {
    ...given,
    entries: [],
    before: 0,
    lost: false,
    past: [],
    pastBefore: 0,
    editor: EMPTY,
    attachments: [],
    pasteNext: false,
    found: [],
    foundIn: "",
    blocked: null,
    hint: null,
    history: [],
    historyAt: 0,
    draft: "",
    view: "yours",
    place: null,
    busy: false,
    queued: false,
    kinds: new Map(),
    usage: { input: 0, output: 0 },
    latency: null,
    question: null,
    panel: null,
    hideAll: false,
    turned: new Set(),
    focus: null,
    lists: NO_LISTS,
  };
}
