// The core of all hooks: one request and its answer, which says the same however its texts are cut.

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { openHook, type Tables } from "../../src/integrations/hook.ts";
import type { PieceOf } from "../../src/integrations/pieces.ts";
import { createCloseMask } from "../../src/library/create-close-mask.ts";
import type { CloseMaskOptions } from "../../src/library/options.ts";
import type { CloseMaskSession } from "../../src/library/session-types.ts";

const EMAIL = "jane.roe@corp.example";
const OTHER = 'a"b\\c@corp.example';
const TABLES: Tables = {
  name: "test",
  request: [
    ["role", "K"],
    ["args", "MO"],
  ],
  response: [
    ["role", "L"],
    ["args", "RO"],
  ],
};
const TEXT: PieceOf = { channel: "text" };
const ARGUMENTS: PieceOf = { channel: "tools", json: true };

async function open(options: CloseMaskOptions = {}): Promise<CloseMaskSession> {
  const closemask = createCloseMask({ deny: [{ value: OTHER, kind: "CODENAME" }], ...options });
  onTestFinished(() => closemask.close());
  return closemask.open();
}

/** A call whose request held both values, and their placeholders. */
async function begin(session: CloseMaskSession) {
  const call = openHook(session, TABLES).call();
  const { texts } = await call.mask({ texts: [EMAIL, OTHER] });
  return { call, mail: texts[0] as string, name: texts[1] as string };
}

describe("pieces", () => {
  test("however they are cut, texts say the same", async () => {
    const session = await open();
    const { call, mail, name } = await begin(session);
    const parts = fc.constantFrom(
      mail,
      name,
      "EMAILX",
      "X12",
      " ",
      "a",
      mail.slice(0, 9),
      "\n",
      "é",
      "👍",
      "{",
      "}",
      '"',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(parts, { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (words, cuts) => {
          const text = words.join("");
          const { answer } = await call.restore({ answer: text });
          const pieces = call.pieces();
          let said = "";
          let from = 0;
          for (const cut of [...cuts.map((at) => at % (text.length + 1)).sort((a, b) => a - b), text.length]) {
            said += await pieces.feed("a", text.slice(from, cut), TEXT);
            from = cut;
          }
          expect(said + (await pieces.end("a"))).toBe(answer);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("arguments stay JSON, and several texts do not mix", async () => {
    const { call, mail, name } = await begin(await open());
    const args = JSON.stringify({ to: mail, about: [name], quote: `"${name}"` });
    for (let length = 1; length < 8; length++) {
      const pieces = call.pieces();
      const said: Record<string, string> = { a: "", b: "" };
      for (let at = 0; at < args.length; at += length) {
        said.a += await pieces.feed("a", args.slice(at, at + length), ARGUMENTS);
        said.b += await pieces.feed("b", args.slice(at, at + length), TEXT);
      }
      for (const [key, rest] of await pieces.endAll()) said[key] += rest;
      expect(JSON.parse(said.a as string)).toEqual({ to: EMAIL, about: [OTHER], quote: JSON.stringify(OTHER) });
      expect(said.b).toBe(args.replaceAll(mail, EMAIL).replaceAll(name, OTHER));
      expect(await pieces.endAll()).toEqual([]);
    }
  });
});

describe("a call", () => {
  test("structure stays, everything else is looked at", async () => {
    const session = await open();
    const hook = openHook(session, TABLES);
    const { role, args, more } = await hook
      .call()
      .mask({ role: EMAIL, args: { phone: 13800138000 }, more: { [EMAIL]: EMAIL } });
    expect(role).toBe(EMAIL);
    expect(args.phone).toMatch(/^PHONEX\d{9}$/);
    expect(JSON.stringify(more)).not.toContain(EMAIL);
  });

  test("restores what its own request held, and no more", async () => {
    const session = await open();
    const { mail } = await begin(session);
    const other = openHook(session, TABLES).call();
    await other.mask({ texts: ["nothing"] });
    expect(await other.restore({ text: mail })).toEqual({ text: mail });
    const stored = openHook(session, TABLES).call({ stored: true });
    expect(await stored.restore({ text: mail })).toEqual({ text: EMAIL });
  });

  test("the policy of the instance and the hook's own both have a say", async () => {
    const session = await open({ restore: { EMAIL: ["text"] } });
    const asked: unknown[] = [];
    const call = openHook(session, TABLES, {
      allows(kind, place) {
        asked.push([kind, place]);
        return kind !== "CODENAME";
      },
    }).call();
    const { texts } = await call.mask({ texts: [EMAIL, OTHER] });
    const [mail = "", name = ""] = texts;
    const answer = await call.restore({ name: "send", args: { mail }, text: `${mail} ${name}` });
    expect(answer).toEqual({ name: "send", args: { mail }, text: `${EMAIL} ${name}` });
    expect(asked).toEqual([
      ["EMAIL", { channel: "text" }],
      ["CODENAME", { channel: "text" }],
    ]);
  });

  test("a closed session does nothing any more", async () => {
    const session = await open();
    const hook = openHook(session, TABLES);
    await session.close();
    expect(() => hook.call()).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
