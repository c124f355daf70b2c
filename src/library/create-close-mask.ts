// An instance of closemask for a program: options in, sessions out. Everything it holds belongs to it; two instances know
// nothing of each other.

import { createLiterals } from "../detect/literals.ts";
import { isNameKind } from "../detect/name-literal.ts";
import { ClosemaskError } from "../errors.ts";
import { createSession } from "../mask/session.ts";
import { runSteps } from "../mask/steps.ts";
import type { Store } from "../mask/store.ts";
import type { TextLike } from "../mask/text-batch.ts";
import { sessionKeys } from "../store/keys.ts";
import { checkSessionName } from "../store/session-name.ts";
import type { Span, Style } from "../types.ts";
import { openDetection } from "./detection.ts";
import type { Explained } from "./explain.ts";
import { createInspector } from "./inspect.ts";
import { openSession } from "./open-session.ts";
import { type OpenedStore, openStore } from "./open-store.ts";
import type { CloseMaskOptions } from "./options.ts";
import type { CloseMaskSession } from "./session-types.ts";

export interface OpenOptions {
  /** Name of the session: 1 to 64 letters, digits, dots, dashes and underscores. Default `default`. */
  readonly session?: string | undefined;
  /** How its placeholders look. Default that of the instance. */
  readonly style?: Style | undefined;
}

/** An instance. It keeps nothing outside of itself and sets no handler of signals. */
export interface CloseMask extends AsyncDisposable {
  /**
   * Opens a session, which is made where there is none. Sessions of one name are the same one.
   * @throws ClosemaskError `usage`, `key-*`, `store-*`
   */
  open(options?: OpenOptions): Promise<CloseMaskSession>;
  /** What a new session would mask in a text. Needs no key and no store. */
  detect(text: TextLike): Promise<Span[]>;
  /** Every candidate of a text, what becomes of it, and why. */
  explain(text: TextLike): Promise<Explained[]>;
  /** The store, for listing, purging and the like. */
  store(): Promise<Store>;
  /**
   * Closes the instance when one of the signals comes, then sends it to the process again. Returns what takes the handlers
   * away. Handlers are set here and nowhere else.
   */
  closeOn(host: SignalHost, signals: readonly NodeJS.Signals[]): () => void;
  /** Closes sessions, and the store unless it was handed in. Later calls throw `usage`. */
  close(): Promise<void>;
}

/** What is needed of `process`. */
export interface SignalHost {
  readonly pid: number;
  once(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

/** Most learned values that are found again without their label. */
const LITERALS_MAX = 50_000;

/** Makes an instance. @throws ClosemaskError `config`, `pattern` for options that cannot be */
export function createCloseMask(options: CloseMaskOptions = {}): CloseMask {
  const detection = openDetection(options);
  const inspector = createInspector(detection);
  const sessions = new Set<CloseMaskSession>();
  /** Learned values by session, for all who open it. */
  let opened: Promise<OpenedStore> | null = null;
  let closed: Promise<void> | null = null;

  function storeOf(): Promise<OpenedStore> {
    if (closed !== null) throw new ClosemaskError("usage", "the instance is closed", { hint: "make another one" });
    if (opened === null) {
      opened = openStore(options);
      // What failed may be tried again: a key service comes back.
      opened.catch(() => {
        opened = null;
      });
    }
    return opened;
  }

  async function shut(): Promise<void> {
    await Promise.all(Array.from(sessions, (session) => session.close()));
    const held = opened === null ? null : await opened.catch(() => null);
    if (held?.isOwn === true) await held.store.close();
  }

  const close = (): Promise<void> => {
    closed ??= shut();
    return closed;
  };

  return {
    async open({ session: name = "default", style = options.style ?? "word" } = {}) {
      checkSessionName(name);
      const { store, ring, refresh } = await storeOf();
      const kept = await store.session(name);
      if (kept === null) throw new ClosemaskError("session-missing", "the session cannot be made");
      const { length = 6 } = options;
      const session = createSession({ store: kept, idKey: sessionKeys(ring, name).id, style, length, refresh });
      const literals = createLiterals(LITERALS_MAX);
      await session.literals(LITERALS_MAX, ({ value, kind }) => {
        literals.add({ value: Buffer.from(value), kind, bounded: isNameKind(kind) });
      });
      const made = openSession({ name, session, detection, literals, restore: options.restore ?? {} });
      sessions.add(made);
      return made;
    },
    detect: async (text) => runSteps(inspector.detect(text)),
    explain: async (text) => runSteps(inspector.explain(text)),
    store: async () => (await storeOf()).store,
    closeOn(host, signals) {
      const handlers = signals.map((signal) => {
        const listener = (): void => {
          close().finally(() => host.kill(host.pid, signal));
        };
        host.once(signal, listener);
        return { signal, listener };
      });
      return () => {
        for (const { signal, listener } of handlers) host.off(signal, listener);
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
