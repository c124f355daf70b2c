// The nouns of the chat. No code.

import type { Kind } from "../types.ts";

/** A stretch of a message in both forms. They differ where a value was masked or restored. */
export interface Segment {
  /** As the user has it. */
  readonly client: string;
  /** As the provider has it. */
  readonly wire: string;
  /** Of the value that it is; null for text that is the same to both, or whose kind is not known. */
  readonly kind: Kind | null;
}

export type Role = "user" | "assistant";

/** A text file, or a long paste, that goes along with a message. */
export interface Attachment {
  readonly name: string;
  readonly text: string;
}

export interface Message {
  readonly id: number;
  readonly role: Role;
  /** What was written or came, in both forms. */
  readonly segments: readonly Segment[];
  /** Names of what went along; their texts stand in front of the segments, `attached` of them. */
  readonly chips: readonly string[];
  /** How many of the segments belong to what went along. */
  readonly attached: number;
  readonly state: "done" | "streaming" | "stopped" | "failed";
}

/** A value that would be masked, in UTF-16 offsets of the text that was looked at. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
  readonly rule: string;
  readonly confidence: number;
}

/** What a provider says it has read and written. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** Values that the user has decided about for one session. */
export interface Lists {
  /** Stay readable in the chat. */
  readonly keep: readonly string[];
  /** Stay readable in every command that works in this session. */
  readonly always: readonly string[];
  /** Are masked though no rule finds them. */
  readonly deny: readonly string[];
  /** Kinds that were asked about; `*` for all. */
  readonly asked: readonly string[];
}
