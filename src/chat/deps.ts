// What the chat needs from outside of it. No code.

import type { Memory } from "../proxy/memory.ts";
import type { Recorder } from "../server/record.ts";
import type { OpenSession } from "../server/serving.ts";
import type { Archive } from "./archive.ts";
import type { ChatStore } from "./store.ts";
import type { Talking } from "./talk.ts";
import type { Attachment, Lists } from "./types.ts";

/** What the chat needs of the machine and of the configuration. */
export interface ChatDeps {
  readonly store: ChatStore;
  /** Rules, policy and providers with the user's lists for this session. */
  talking(lists: Lists): Promise<Talking>;
  openSession(name: string): OpenSession | Promise<OpenSession>;
  /** A memory that knows nothing. */
  freshMemory(): Memory;
  /** What authenticates at a provider; undefined where none is needed. @throws ClosemaskError `usage` */
  keyOf(provider: string): Promise<string | undefined>;
  readonly archive: Archive;
  /** Absent where nothing is logged. */
  readonly recorder?: Recorder | undefined;
  readonly machine: Machine;
  /** Milliseconds from any start. */
  now(): number;
}

/** What commands do outside of the chat. All may throw ClosemaskError. */
export interface Machine {
  /** A text file, at most some MB of it. */
  readText(path: string): Promise<Attachment>;
  /** Makes a file that only the user can read; never overwrites. */
  writeText(path: string, text: string): Promise<void>;
  copy(text: string): void;
  sessions(): Promise<readonly { readonly name: string; readonly entries: number }[]>;
  /** Paths that go on with what is written, folders with a slash behind; a bounded number. */
  paths(begun: string): Promise<readonly string[]>;
  /** Values of a session by kind, newest first, a bounded number. */
  vault(session: string): Promise<readonly { readonly kind: string; readonly value: string }[]>;
}
