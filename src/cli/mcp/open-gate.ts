// From the effective configuration to the gate of `closemask mcp`, and to the machine that masks what a server says on stderr.

import { randomBytes } from "node:crypto";
import { createMaskFeed, type MaskFeed } from "../../mask/mask-feed.ts";
import { createSession } from "../../mask/session.ts";
import { mcp } from "../../proxy/dialects/mcp.ts";
import { createMemory } from "../../proxy/memory.ts";
import { createRpcGate, type RpcGate, type Side } from "../../proxy/rpc-gate.ts";
import { sessionKeys } from "../../store/keys.ts";
import { checkSessionName } from "../../store/session-name.ts";
import { namesNote, openNames } from "../names.ts";
import type { Setup } from "../open.ts";
import { openDetection } from "../open-detection.ts";
import { openStore } from "../open-store.ts";
import { hideOwnKey } from "../serve/own-key.ts";
import { restorePolicy } from "../serve/restore-policy.ts";
import { createSessions } from "../serve/sessions.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export interface OpenGate {
  readonly gate: RpcGate;
  /** Masks text that is no message. */
  readonly text: MaskFeed;
  close(): Promise<void>;
}

/** Bytes that are remembered of messages: a server sends few of them twice. */
const MEMORY = 4 * 1024 * 1024;

/** @throws ClosemaskError `config`, `pattern`, `usage`, `ner`, `key-*`, `store-*` */
export async function openGate(setup: Setup, options: ParsedOptions, untrusted: Side): Promise<OpenGate> {
  const { config, origins, say } = setup;
  const { serve, placeholder, session: sessionName } = config;
  checkSessionName(sessionName);
  const detection = await openDetection(setup, options);
  const names = await openNames(setup, detection.policy);
  const opened = await openStore(setup);
  hideOwnKey(detection.secrets, opened.ring);
  // As in the proxy: models copy `word` best.
  const form = { style: origins.has("placeholder.style") ? placeholder.style : "word", length: placeholder.length };
  const { session, literals } = await createSessions({ ...opened, ...form }).open(sessionName);
  const hardened = serve.profile === "hardened";
  const finders = { ...detection, literals };
  const store = await opened.store.session(sessionName);
  if (store === null) throw new TypeError("the session has just been opened");
  const { refresh, ring } = opened;
  return {
    gate: createRpcGate({
      dialect: mcp,
      untrusted,
      detection: { ...detection, names: names?.finder, version: "mcp" },
      session,
      literals,
      memory: createMemory({ key: randomBytes(32), limit: MEMORY }),
      sessionName,
      restore: restorePolicy(config),
      blobs: serve.blobs ?? (hardened ? "block" : "warn"),
      hardened,
    }),
    text: createMaskFeed({
      ...finders,
      ...(names === null ? {} : { names: names.source() }),
      // A feed and an exchange of one session may wait at the same time; each has columns of its own.
      session: createSession({ store, idKey: sessionKeys(ring, sessionName).id, ...form, refresh }),
    }),
    async close() {
      const note = names === null ? null : namesNote(names);
      if (note !== null) say.warn(note);
      await names?.close();
      await opened.store.close();
    },
  };
}
