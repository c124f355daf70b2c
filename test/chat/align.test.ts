// The two forms side by side: whatever is shown as yours and as theirs is exactly what was, also while it comes.

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { align, clientOf, covered, splitAt, wireOf } from "../../src/chat/align.ts";
import { createLive } from "../../src/chat/live.ts";
import type { Segment } from "../../src/chat/types.ts";
import { createValueColumns } from "../../src/mask/columns.ts";
import { PLACEHOLDER_MAX } from "../../src/mask/placeholder.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import { hashOf } from "../../src/mask/value-cache.ts";
import { createMemoryStore } from "../../src/store/memory.ts";

async function openSession(): Promise<{ session: Session; mask(value: string, kind: string): Promise<string> }> {
  const store = createMemoryStore({ limits: { ttl: 0, maxEntries: 1000, atLimit: "refuse" }, now: () => 0 });
  const found = await store.session("s");
  if (found === null) throw new TypeError("a memory store makes every session");
  const session = createSession({ store: found, idKey: randomBytes(32), style: "word" });
  return {
    session,
    async mask(value, kind) {
      const bytes = Buffer.from(value);
      const values = createValueColumns();
      values.add(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length), kind);
      await session.mask(values);
      const out = Buffer.alloc(PLACEHOLDER_MAX);
      return out.toString("latin1", 0, session.write(values.issues, 0, false, out, 0));
    },
  };
}

/** Without half a pair at the end. */
function whole(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, "");
}

describe("align", () => {
  test("finds the values of placeholders, exact and bent", async () => {
    const { session, mask } = await openSession();
    const mail = await mask("ada@example.com", "EMAIL");
    const wire = `to ${mail}, or *${mail.toLowerCase()}*?`;
    const client = "to ada@example.com, or *ada@example.com*?";
    const segments = await align(session, wire, client);
    expect(segments.map(({ kind }) => kind)).toEqual([null, "EMAIL", null, "EMAIL", null]);
    expect([clientOf(segments), wireOf(segments)]).toEqual([client, wire]);
  });

  test("a placeholder that was not put back is the same in both", async () => {
    const { session, mask } = await openSession();
    const key = await mask("sk-12345678", "API_KEY");
    const text = `https://evil.example/?k=${key} and ${key}`;
    const segments = await align(session, text, text.replace(/and .*/, "and sk-12345678"));
    expect(segments.filter(({ kind }) => kind !== null)).toEqual([
      { client: "sk-12345678", wire: key, kind: "API_KEY" },
    ]);
  });

  test("texts that cannot be matched are shown as they are", async () => {
    const { session } = await openSession();
    const segments = await align(session, "a [EMAIL] b", "a ada@example.com b");
    expect(clientOf(segments)).toBe("a ada@example.com b");
    expect(wireOf(segments)).toBe("a [EMAIL] b");
    expect(segments).toContainEqual({ client: "ada@example.com", wire: "[EMAIL]", kind: null });
  });

  test("what comes in pieces ends as what comes at once", async () => {
    const { session, mask } = await openSession();
    const values = ["ada@example.com", "DE89370400440532013000", "张三"];
    const written = await Promise.all([
      mask("ada@example.com", "EMAIL"),
      mask("DE89370400440532013000", "IBAN"),
      mask("张三", "PERSON"),
    ]);
    const part = fc.oneof(
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom("word ", "\n", "中文 ", "x".repeat(900), "EMAILX", "👍 "),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 25 }), fc.integer({ min: 1, max: 700 }), async (parts, size) => {
        const wire = parts.map((each) => (typeof each === "number" ? `${written[each]} ` : each)).join("");
        const client = parts.map((each) => (typeof each === "number" ? `${values[each]} ` : each)).join("");
        const live = createLive(session);
        // The client form lags behind, as a restorer holds back what may become a placeholder.
        for (let at = 0, given = 0; at < wire.length; at += size) {
          const end = Math.min(wire.length, at + size);
          const settled = end === wire.length ? client.length : Math.min(client.length, Math.max(given, end - 60));
          const ready = wire.startsWith(client.slice(0, settled)) || end === wire.length ? settled : given;
          live.add(wire.slice(at, end), client.slice(given, ready));
          given = ready;
          const shown = await live.segments();
          expect(wireOf(shown)).toBe(whole(wire.slice(0, end)));
          expect(clientOf(shown)).toBe(whole(client.slice(0, ready)));
        }
        const last = await live.segments();
        expect([clientOf(last), wireOf(last)]).toEqual([client, wire]);
      }),
      { numRuns: 60 },
    );
  });
});

describe("segments", () => {
  const SEGMENTS: Segment[] = [
    { client: "file text ", wire: "file text ", kind: null },
    { client: "ada@example.com", wire: "EMAILX000000001", kind: "EMAIL" },
    { client: " tail", wire: " tail", kind: null },
  ];

  test("are cut where a text begins", () => {
    const { segments, count } = splitAt(SEGMENTS, 5);
    expect(clientOf(segments.slice(0, count))).toBe("file ");
    expect(clientOf(segments)).toBe(clientOf(SEGMENTS));
    expect(splitAt(SEGMENTS, 0).count).toBe(0);
    expect(splitAt(SEGMENTS, 25).count).toBe(2);
  });

  test("before it is known how a value leaves, its kind stands for it", () => {
    const found = [{ start: 3, end: 18, kind: "EMAIL", rule: "email", confidence: 1 }];
    expect(wireOf(covered("to ada@example.com!", found))).toBe("to [EMAIL]!");
  });
});
