// An instance of closemask for a program: options in, sessions out. Everything it holds belongs to it; two instances know
// nothing of each other.

import { createLiterals } from "../detect/literal-table.ts";
import type { Literals } from "../detect/literals.ts";
import { ClosemaskError } from "../errors.ts";
import { loadLessons } from "../mask/lessons.ts";
import { checkOptions } from "../mask/option-shape.ts";
import { createSession } from "../mask/session.ts";
import { runSteps } from "../mask/steps.ts";
import type { Store } from "../mask/store.ts";
import type { TextLike } from "../mask/text-batch.ts";
import { sessionKeys } from "../store/keys.ts";
import { checkPlainName } from "../store/session-name.ts";
import { createTenantStore } from "../store/tenants.ts";
import type { Span, Style } from "../types.ts";
import { openDetection } from "./detection.ts";
import type { Explained } from "./explain.ts";
import { createInspector } from "./inspect.ts";
import { openSession } from "./open-session.ts";
import { type OpenedStore, openStore } from "./open-store.ts";
import { OPEN, TENANT } from "./option-shapes.ts";
import type { CloseMaskOptions } from "./options.ts";
import type { CloseMaskSession } from "./session-types.ts";

/** Which session, and whose. */
export interface OpenOptions {
  /** Name of the session: 1 to 64 letters, digits, dots, dashes and underscores. Default `default`. */
  readonly session?: string | undefined;
  /**
   * Whose session it is. Each tenant has keys of its own, derived from the key and its name, and sees its own sessions only: what one
   * masks, no other restores. Named as sessions are. Default no tenant.
   */
  readonly tenant?: string | undefined;
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
  /** The store, for listing, purging and the like: the sessions of one tenant, or those of no tenant. */
  store(options?: { readonly tenant?: string | undefined }): Promise<Store>;
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
  /** Learned values by session, for all who have it open. */
  const learned = new Map<string, { readonly literals: Literals; users: number }>();
  /** What takes handlers of signals away. */
  const handlers = new Set<() => void>();
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

  async function viewOf(tenant: string | null): Promise<Store> {
    const { store } = await storeOf();
    return createTenantStore(store, tenant);
  }

  async function shut(): Promise<void> {
    for (const undo of handlers) undo();
    await Promise.all(Array.from(sessions, (session) => session.close()));
    const held = opened === null ? null : await opened.catch(() => null);
    if (held?.isOwn === true) await held.store.close();
  }

  const close = (): Promise<void> => {
    closed ??= shut();
    return closed;
  };

  return {
    async open(asked = {}) {
      checkOptions(OPEN, asked, "usage");
      const { session: name = "default", tenant = null, style = options.style ?? "word" } = asked;
      checkPlainName(name);
      const { ring, refresh } = await storeOf();
      const store = await viewOf(tenant);
      const kept = await store.session(name);
      if (kept === null) throw new ClosemaskError("session-missing", "the session cannot be made");
      const { length = 6, restore = {} } = options;
      const idKey = sessionKeys(ring, name, tenant).id;
      const session = createSession({ store: kept, idKey, style, length, refresh });
      const key = JSON.stringify([tenant, name]);
      const shared = learned.get(key) ?? { literals: createLiterals(LITERALS_MAX), users: 0 };
      shared.users++;
      learned.set(key, shared);
      const { literals } = shared;
      await loadLessons(session, LITERALS_MAX, literals);
      const onClose = (): void => {
        sessions.delete(made);
        if (--shared.users === 0) learned.delete(key);
      };
      const made = openSession({ name, tenant, session, detection, literals, restore, onClose });
      sessions.add(made);
      return made;
    },
    detect: async (text) => runSteps(inspector.detect(text)),
    explain: async (text) => runSteps(inspector.explain(text)),
    async store(asked = {}) {
      checkOptions(TENANT, asked, "usage");
      return viewOf(asked.tenant ?? null);
    },
    closeOn(host, signals) {
      const listeners = signals.map((signal) => {
        const listener = (): void => {
          const again = (): void => void host.kill(host.pid, signal);
          close().then(again, again);
        };
        host.once(signal, listener);
        return { signal, listener };
      });
      const undo = (): void => {
        handlers.delete(undo);
        for (const { signal, listener } of listeners) host.off(signal, listener);
      };
      handlers.add(undo);
      return undo;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
