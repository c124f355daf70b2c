// Sealed texts of a session in Redis, in two hashes beside its entries: `t` the texts by the hash of their names, `s` when each was
// written and its name, sealed. Both belong to one life of the session, and expire together when nothing was written for the ttl.

import type { KeyObject } from "node:crypto";
import type { SessionTexts, StoreLimits } from "../mask/store.ts";
import { type KeyRing, pageKey, sessionKeys } from "./keys.ts";
import { isExpiredAt } from "./limits.ts";
import { torn } from "./redis-error.ts";
import type { RedisLink, Reply } from "./redis-link.ts";
import { SCRIPTS } from "./redis-scripts.ts";
import type { RedisSession } from "./redis-session.ts";
import type { Names } from "./shared-seal.ts";
import { openText, sealText, type TextBinding, textCorrupt } from "./text-seal.ts";

export interface RedisTextsOptions {
  readonly link: RedisLink;
  readonly session: RedisSession;
  readonly name: string;
  readonly ring: KeyRing;
  readonly names: Names;
  readonly limits: StoreLimits;
}

export interface RedisTexts extends SessionTexts {
  /** Seals anew what an older key has sealed; returns how many texts. */
  reseal(): Promise<number>;
}

/** Of the session's keys, as redis.ts names them. */
const T = 9;
const S = 10;
/** Bytes in front of a sealed text: the number of the sealing key. */
const KEY_NO = 2;

export function createRedisTexts(options: RedisTextsOptions): RedisTexts {
  const { link, session, name, ring, names, limits } = options;
  const [t = "", s = ""] = session.keys.slice(T, S + 1);
  const { seal: sealing, newest } = sessionKeys(ring, name);
  const tokenOf = (text: string): Buffer => names.token(name, `text ${text}`);

  function bindingOf(salt: Buffer, keyNo: number, text: string): TextBinding {
    const raw = sealing.get(keyNo);
    if (raw === undefined) throw textCorrupt();
    return { key: keyFor(raw, salt), keyNo, session: name, name: text };
  }

  let last: { readonly raw: Uint8Array; readonly salt: Buffer; readonly key: KeyObject } | null = null;
  function keyFor(raw: Uint8Array, salt: Buffer): KeyObject {
    if (last === null || last.raw !== raw || !last.salt.equals(salt)) last = { raw, salt, key: pageKey(raw, salt) };
    return last.key;
  }

  function sealed(salt: Buffer, text: string, bytes: Uint8Array): Buffer {
    const head = Buffer.alloc(KEY_NO);
    head.writeUInt16BE(newest);
    return Buffer.concat([head, sealText(bytes, bindingOf(salt, newest, text))]);
  }

  /** Null where the session is not. */
  async function look(): Promise<{ salt: Buffer; now: number } | null> {
    const answer = await session.run(SCRIPTS.textClock, [session.clock()]);
    if (answer === null) return null;
    return { salt: bufferOf(answer[2]), now: Number(String(answer[3])) };
  }

  async function listed(): Promise<{ salt: Buffer; found: { token: Buffer; text: string }[] } | null> {
    const looked = await look();
    if (looked === null) return null;
    const all = await link.command(s, ["HGETALL", s]);
    if (!Array.isArray(all)) throw torn();
    const found: { token: Buffer; text: string }[] = [];
    for (let at = 0; at + 1 < all.length; at += 2) {
      const { text, written } = openName(names, all[at + 1]);
      if (!isExpiredAt(written, limits, looked.now)) found.push({ token: bufferOf(all[at]), text });
    }
    return { salt: looked.salt, found };
  }

  return {
    async get(text) {
      const looked = await look();
      if (looked === null) return null;
      const token = tokenOf(text);
      const [named, bytes] = [await link.command(s, ["HGET", s, token]), await link.command(t, ["HGET", t, token])];
      if (!Buffer.isBuffer(named) || !Buffer.isBuffer(bytes)) return null;
      if (isExpiredAt(openName(names, named).written, limits, looked.now)) return null;
      if (bytes.length < KEY_NO) throw textCorrupt();
      return openText(bytes.subarray(KEY_NO), bindingOf(looked.salt, bytes.readUInt16BE(0), text));
    },
    async put(text, bytes) {
      await session.within(async ({ salt }) => {
        const looked = await look();
        const now = looked?.now ?? 0;
        const args = [salt, tokenOf(text), sealed(salt, text, bytes), names.seal(`${now} ${text}`), String(limits.ttl)];
        return await session.run(SCRIPTS.textPut, args, true);
      });
    },
    async names(prefix) {
      const all = await listed();
      return (all?.found ?? [])
        .map(({ text }) => text)
        .filter((text) => text.startsWith(prefix))
        .sort();
    },
    async remove(text) {
      await session.run(SCRIPTS.textRemove, [tokenOf(text)], true);
    },
    async reseal() {
      const all = await listed();
      if (all === null) return 0;
      let done = 0;
      for (const { token, text } of all.found) {
        const old = await link.command(t, ["HGET", t, token]);
        if (!Buffer.isBuffer(old) || old.length < KEY_NO || old.readUInt16BE(0) === newest) continue;
        const bytes = openText(old.subarray(KEY_NO), bindingOf(all.salt, old.readUInt16BE(0), text));
        const answer = await session.run(
          SCRIPTS.textReseal,
          [token, old.subarray(0, HEAD), sealed(all.salt, text, bytes)],
          true,
        );
        done += Number(answer?.[2] ?? 0);
      }
      return done;
    },
  };
}

/** Number of the key and nonce: they tell one sealing from another. */
const HEAD = 14;

function openName(names: Names, sealed: Reply | undefined): { written: number; text: string } {
  const [, written, text] = /^(\d+) (.*)$/s.exec(names.open(bufferOf(sealed))) ?? [];
  if (written === undefined || text === undefined) throw textCorrupt();
  return { written: Number(written), text };
}

function bufferOf(reply: Reply | undefined): Buffer {
  if (!Buffer.isBuffer(reply)) throw torn();
  return reply;
}
