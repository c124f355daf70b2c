// The restoring machine: exact, in one pass, and never more held back than could still change.

import { describe, expect, test } from "vitest";
import { createSession } from "../../src/mask/session.ts";
import { createUnmaskFeed } from "../../src/mask/unmask-feed.ts";
import { drive, everyByte, issue, KEY, mask, memoryStore, newSession, STYLES, unmask } from "./kit.ts";

test.each(STYLES)("%s: text before and behind stays, also byte by byte", async (style) => {
  const session = await newSession(style);
  const text = Buffer.from("x bob@acme.com, carol@acme.com;\0bob@acme.com\r\nend");
  const masked = await mask(session, text);
  expect((await unmask(session, masked)).toString()).toBe(text.toString());
  expect((await unmask(session, masked, everyByte(masked))).toString()).toBe(text.toString());
});

test("what cannot become a placeholder leaves at once", async () => {
  const session = await newSession();
  const feed = createUnmaskFeed({ session });
  expect((await feed.feed(Buffer.from("Continue? "))).toString()).toBe("Continue? ");
  expect((await feed.feed(Buffer.from("a ${EMA"))).toString()).toBe("a ");
  expect((await feed.feed(Buffer.from("IL_ no"))).toString()).toBe(`${"$"}{EMAIL_ `);
  expect((await feed.end()).toString()).toBe("no");
});

test("what was restored is not read again", async () => {
  const session = await newSession();
  const inner = (await mask(session, Buffer.from("bob@acme.com"))).toString();
  // A value that holds the text of a placeholder, as one that was issued.
  const masked = await issue(session, Buffer.from(`pre ${inner} post`), "PASSWORD");
  expect((await unmask(session, masked)).toString()).toBe(`pre ${inner} post`);
  expect((await unmask(session, masked, everyByte(masked))).toString()).toBe(`pre ${inner} post`);
});

test("unknown look-alikes stay and are counted; formats are numbers like any other", async () => {
  const feed = createUnmaskFeed({ session: await newSession() });
  const text = `${"$"}{EMAIL_a1b2c3} EMAILX004271935 <EMAIL_1> EMAIL_A1B2C3 000-00-0001 ${"$"}{HOME}\n`;
  expect((await drive(feed, Buffer.from(text))).toString()).toBe(text);
  expect(feed.unresolved).toBe(4);
  expect(feed.counts.size).toBe(0);
});

test("the count of unknown ones does not depend on the cuts", async () => {
  const text = Buffer.from(
    `x ${"$"}{EMAIL_a1b2c3} EMAILX004271935 ${"$"}{EMAIL_zzzzzz}${"$"}{NO_x}${"$"}{IP_gzzzzz} FOOX123456789EMAILX004271935 y\n`,
  );
  const counts = await Promise.all(
    [[], everyByte(text), [20, 40]].map(async (cuts) => {
      const feed = createUnmaskFeed({ session: await newSession() });
      await drive(feed, text, cuts);
      return feed.unresolved;
    }),
  );
  expect(new Set(counts)).toEqual(new Set([6]));
});

test("tolerant counts a form once that can be read in two ways", async () => {
  const feed = createUnmaskFeed({ session: await newSession(), tolerant: true });
  await drive(feed, Buffer.from("x EMAILX004271935 and {email_123456}\n"));
  expect(feed.unresolved).toBe(2);
});

test("decided says how far the results are, and counts nothing that was lost with an error", async () => {
  const store = await memoryStore();
  const session = createSession({ store, idKey: KEY, style: "dollar" });
  const masked = await mask(session, Buffer.from("bob@acme.com \n"));
  const feed = createUnmaskFeed({ session });
  await feed.feed(masked);
  expect(feed.decided).toBe(masked.length);
  const broken = createSession({
    store: {
      ...store,
      get() {
        throw new Error("gone");
      },
    },
    idKey: KEY,
    style: "dollar",
  });
  const failing = createUnmaskFeed({ session: broken });
  await failing.feed(Buffer.from("plain text\n"));
  // Enough before the placeholder that a first piece of the same call was decided.
  const long = Buffer.concat([Buffer.alloc(100_000, "x "), masked]);
  await expect(failing.feed(long)).rejects.toThrow("gone");
  expect(failing.decided).toBe(11);
});

describe("tolerant", () => {
  const tolerant = { tolerant: true };

  test("bent forms are restored, in lines", async () => {
    const session = await newSession("word");
    const word = (await mask(session, Buffer.from("bob@acme.com"))).toString();
    const text = `**${word.toLowerCase()}** and ${word.slice(0, 6)} ${word.slice(6)}\n`;
    expect((await unmask(session, Buffer.from(text))).toString()).toBe(text);
    expect((await unmask(session, Buffer.from(text), [], tolerant)).toString()).toBe(
      "**bob@acme.com** and bob@acme.com\n",
    );
    expect((await unmask(session, Buffer.from(text), everyByte(Buffer.from(text)), tolerant)).toString()).toBe(
      "**bob@acme.com** and bob@acme.com\n",
    );
  });

  test("a line without end does not grow its buffer", async () => {
    const session = await newSession();
    const placeholder = await mask(session, Buffer.from("bob@acme.com"));
    const text = Buffer.concat(Array.from({ length: 40 }, () => [Buffer.alloc(10_000, "lorem "), placeholder]).flat());
    const back = await unmask(session, text, [1000, 70_000, 200_000], tolerant);
    expect(back.toString().match(/bob@acme\.com/g)).toHaveLength(40);
    expect(back.length).toBe(40 * (10_000 + 12));
  });
});
