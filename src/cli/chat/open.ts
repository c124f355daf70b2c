// From the effective configuration to what a chat works with: store, sessions, rules, providers, keys.

import { createHash, randomBytes } from "node:crypto";
import { createArchive } from "../../chat/archive.ts";
import type { ChatDeps } from "../../chat/deps.ts";
import { createEcho, ECHO, ECHO_MODEL } from "../../chat/echo.ts";
import type { Talking } from "../../chat/talk.ts";
import type { Lists } from "../../chat/types.ts";
import { encodedForms } from "../../detect/encoded-forms.ts";
import { LITERAL_MIN } from "../../detect/literals.ts";
import { ClosemaskError } from "../../errors.ts";
import type { SessionTexts } from "../../mask/store.ts";
import { createMemory } from "../../proxy/memory.ts";
import { newRing } from "../../store/keys.ts";
import { createMemoryStore } from "../../store/memory.ts";
import type { Upstream } from "../../upstream/client.ts";
import { audited } from "../audit.ts";
import type { Config } from "../config/schema.ts";
import { parseDuration } from "../config/units.ts";
import type { Setup } from "../open.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import { type OpenServing, openServing } from "../serve/open-serving.ts";
import { hideOwnKey } from "../serve/own-key.ts";
import { createSessions } from "../serve/sessions.ts";
import { withLists } from "../session-lists.ts";
import type { ParsedOptions } from "../tree/spec.ts";
import { findKey, keyInEnvironment, variablesOf } from "./provider-keys.ts";

export interface OpenChat extends Omit<ChatDeps, "store" | "machine"> {
  readonly stored: OpenStore["store"];
  readonly provider: string;
  readonly model: string;
  close(): Promise<void>;
}

/** @throws ClosemaskError */
export async function openChat(setup: Setup, options: ParsedOptions): Promise<OpenChat> {
  const { config, origins } = setup;
  const { env } = process;
  const { provider, model } = chosen(config, options.echo === true, env);
  const isEphemeral = options.ephemeral === true;
  const opened = isEphemeral ? openScratch(setup) : await openStorage(setup);
  const { style, length } = config.placeholder;
  const sessions = createSessions({ ...opened, style: origins.has("placeholder.style") ? style : "word", length });
  const keys = new Map<string, string | undefined>();
  const audit = await audited(setup, isEphemeral ? undefined : opened.all.ring);
  let current: Talking | null = null;
  let upstream: Upstream | null = null;
  let names: OpenServing["names"] = null;

  async function talking(lists: Lists): Promise<Talking> {
    const serving = await openServing(withLists(setup, [...lists.keep, ...lists.always], lists.deny), {
      options,
      host: "127.0.0.1",
      providers: { [ECHO.name]: { baseUrl: ECHO.baseUrl, dialect: ECHO.dialect } },
    });
    if (upstream === null) upstream = withEcho(serving.upstream);
    else await serving.upstream.destroy();
    await names?.close();
    names = serving.names;
    hideOwnKey(serving.detection.secrets, opened.all.ring);
    for (const key of keys.values()) hide(serving, key);
    const version = createHash("sha256").update(serving.detection.version).update(JSON.stringify(lists));
    current = { ...serving, upstream, detection: { ...serving.detection, version: version.digest("base64") } };
    return current;
  }

  return {
    stored: opened.store,
    provider,
    model,
    talking,
    openSession: (name) => sessions.open(name),
    freshMemory: () => createMemory({ key: randomBytes(32) }),
    recorder: audit === null ? undefined : { audit, agent: config.audit.agent },
    archive: createArchive(opened.texts, () => Date.now()),
    now: () => performance.now(),
    async keyOf(name) {
      if (name === ECHO.name) return undefined;
      if (keys.has(name)) return keys.get(name);
      const route = current?.routes.find(`/${name}/`, { anthropic: false, gemini: false });
      if (route === null || route === undefined) {
        throw new ClosemaskError("usage", "there is no such provider, or it is not said where it is", {
          hint: "set providers.<name>.baseUrl, or --upstream",
        });
      }
      const key = await findKey(name, { env, platform: process.platform, config });
      // A server of one's own rarely asks for one.
      if (key === undefined && !isNear(route.url)) {
        throw new ClosemaskError("usage", `there is no key for ${name}`, {
          hint: `set ${variablesOf(name)[0]}, or closemask chat --login ${name}`,
        });
      }
      keys.set(name, key);
      if (current !== null) hide(current, key);
      return key;
    },
    async close() {
      await upstream?.destroy();
      await names?.close();
      await opened.store.close();
      await audit?.close();
    },
  };
}

/** @throws ClosemaskError `usage` when nothing says which they are */
function chosen(config: Config, isEcho: boolean, env: NodeJS.ProcessEnv): { provider: string; model: string } {
  if (isEcho) return { provider: ECHO.name, model: ECHO_MODEL };
  const provider = config.chat.provider ?? KEYED.find((name) => keyInEnvironment(name, env));
  if (provider === undefined) {
    throw new ClosemaskError("usage", "which provider?", {
      hint: "--provider NAME and its key, or closemask chat --echo to see what masking does",
    });
  }
  const model = config.chat.model ?? (provider === ECHO.name ? ECHO_MODEL : undefined);
  if (model === undefined) {
    throw new ClosemaskError("usage", `which model of ${provider}?`, { hint: "--model NAME, or set chat.model" });
  }
  return { provider, model };
}

/** Providers that are chosen by their key alone, in this order. */
const KEYED = ["anthropic", "openai", "gemini"];

/** A key that is typed or pasted by mistake must not leave in a text. */
function hide({ detection }: Pick<Talking, "detection">, key: string | undefined): void {
  if (key === undefined || Buffer.byteLength(key) < LITERAL_MIN) return;
  for (const form of encodedForms(Buffer.from(key))) detection.secrets.add({ ...form, kind: "API_KEY", denied: true });
}

function isNear({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}

function withEcho(upstream: Upstream): Upstream {
  const echo = createEcho();
  const { hostname } = new URL(ECHO.baseUrl);
  return {
    send: (request) => (request.url.hostname === hostname ? echo : upstream).send(request),
    close: () => upstream.close(),
    destroy: () => upstream.destroy(),
  };
}

/** `texts` is null where conversations cannot be kept. */
type ChatStorage = OpenStore & { readonly texts: ((session: string) => SessionTexts) | null };

async function openStorage(setup: Setup): Promise<ChatStorage> {
  const opened = await openStore(setup);
  const { store } = opened;
  const { texts } = store;
  return { ...opened, texts: texts === undefined ? null : (session) => texts(session) };
}

/** A store that ends with the process, under a key that nobody keeps. */
function openScratch({ config }: Setup): ChatStorage {
  const now = (): number => Date.now();
  const { ttl, maxEntries } = config.store;
  const limits = { ttl: parseDuration(ttl), maxEntries, atLimit: "refuse" as const };
  const store = createMemoryStore({ limits, now });
  const ring = newRing();
  return {
    store,
    ring,
    all: { store, ring },
    onRing: () => {},
    refresh: { now, after: Number.POSITIVE_INFINITY },
    keySource: "nothing is kept",
    texts: null,
  };
}
