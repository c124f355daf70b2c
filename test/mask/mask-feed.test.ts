// The masking machine: what leaves, when, and what happens when the session fails.

import { describe, expect, test } from "vitest";
import { encodedForms } from "../../src/detect/encoded-forms.ts";
import { createLiterals } from "../../src/detect/literal-table.ts";
import { ClosemaskError } from "../../src/errors.ts";
import { createMaskFeed, type MaskEvent, type MaskFeedOptions } from "../../src/mask/mask-feed.ts";
import { createPolicy } from "../../src/mask/policy.ts";
import { createSession, type Session } from "../../src/mask/session.ts";
import { createUnmaskFeed } from "../../src/mask/unmask-feed.ts";
import { detector, drive, everyByte, KEY, mask, maskFeed, memoryStore, newSession, STYLES, unmask } from "./kit.ts";

const LINE = "mail bob@acme.com now\n";

/** A session whose store fails from its `n`-th call on. */
async function failing(n: number): Promise<Session> {
  const store = await memoryStore();
  let calls = 0;
  const fail = (): void => {
    if (++calls > n) throw new ClosemaskError("store-full", "the disk is full", { hint: "free some space" });
  };
  return createSession({
    store: {
      ...store,
      put(entries) {
        fail();
        return store.put(entries);
      },
    },
    idKey: KEY,
    style: "dollar",
  });
}

const values = (count: number): string => Array.from({ length: count }, (_, i) => `user${i}@acme.com x\n`).join("");

describe("every split point of 4 KB", () => {
  // All kinds of neighbourhoods: labels, Chinese, a key of several lines, JSON, CRLF, look-alikes.
  const pem = [
    `-----BEGIN RSA PRIVATE ${"KEY"}-----`,
    ...Array.from({ length: 12 }, (_, i) => `${"MIIEow".repeat(10)}${String(i).padStart(4, "A")}`),
    `-----END RSA PRIVATE ${"KEY"}-----`,
  ].join("\n");
  const paragraph = [
    "2026-11-21 INFO user bob@acme.com logged in from 203.0.113.77\r\n",
    '{"password":"hunterTwo99x","note":"call +1 415 555 0132","id":"a1b2c3"}\n',
    "我的身份证号是 110101199003077777,手机号 13812345678。密码：abc123XYZ\n",
    `${pem}\n`,
    `token ghp_${"aB3dE6gH9jK2".repeat(3)} and ${"$"}{EMAIL_a1b2c3} EMAILX004271935\n`,
    "DATABASE_URL=postgres://admin:secret123@db.example.com:5432/mydb\n",
  ].join("");
  const sample = Buffer.from(paragraph.repeat(3).slice(0, 3300) + paragraph).subarray(0, 4096);

  test("in two pieces, masked and restored", { timeout: 120_000 }, async () => {
    const whole = await drive(maskFeed(await newSession()), sample);
    expect(whole.includes("bob@acme.com")).toBe(false);
    const session = await newSession();
    await drive(maskFeed(session), sample);
    for (let cut = 0; cut <= sample.length; cut++) {
      const masked = await drive(maskFeed(session), sample, [cut]);
      if (!masked.equals(whole)) expect(`cut ${cut}: ${masked}`).toBe(`cut ${cut}: ${whole}`);
      if (cut % 16 === 0) {
        const back = await drive(createUnmaskFeed({ session }), whole, [Math.min(cut, whole.length)]);
        expect(back.equals(sample), `cut ${cut}`).toBe(true);
      }
    }
  });

  test.each(STYLES)("byte by byte, %s", async (style) => {
    const whole = await drive(maskFeed(await newSession(style)), sample);
    const session = await newSession(style);
    const masked = await drive(maskFeed(session), sample, everyByte(sample));
    expect(masked.toString()).toBe(whole.toString());
    const back = await drive(createUnmaskFeed({ session }), masked, everyByte(masked));
    expect(back.equals(sample)).toBe(true);
  });
});

test("a line comes out when it is complete, not before and not later", async () => {
  const feed = maskFeed(undefined);
  expect((await feed.feed(Buffer.from("mail bob@ac"))).toString()).toBe("");
  expect((await feed.feed(Buffer.from("me.com now\nnext"))).toString()).toBe("mail [EMAIL] now\n");
  expect(feed.decided).toBe(22);
  expect((await feed.end()).toString()).toBe("next");
  expect(feed.decided).toBe(26);
  expect(feed.counts).toEqual(new Map([["EMAIL", 1]]));
});

test("a value that is not stored never leaves: put comes before the output", async () => {
  const store = await memoryStore();
  let stored = 0;
  const session = createSession({
    store: {
      ...store,
      put(entries) {
        stored += entries.length;
        return store.put(entries);
      },
    },
    idKey: KEY,
    style: "dollar",
  });
  const feed = maskFeed(session);
  const out = await feed.feed(Buffer.from(values(100)));
  expect(out.toString().match(/\$\{EMAIL/g)).toHaveLength(100);
  expect(stored).toBe(100);
});

test("new values of one region are stored in one call, each once", async () => {
  const store = await memoryStore();
  const batches: number[] = [];
  const session = createSession({
    store: {
      ...store,
      put(entries) {
        batches.push(entries.length);
        return store.put(entries);
      },
    },
    idKey: KEY,
    style: "dollar",
  });
  await drive(maskFeed(session), Buffer.from(values(50) + values(50)));
  expect(batches).toEqual([50]);
});

describe("a session that fails", () => {
  const text = Buffer.from(values(10));
  const cuts = Array.from({ length: 10 }, (_, i) => Math.floor((i * text.length) / 10));

  async function run(options: Partial<MaskFeedOptions>): Promise<{ out: string; decided: number; error: unknown }> {
    const feed = maskFeed(await failing(3), options);
    let out = "";
    let at = 0;
    try {
      for (const cut of [...cuts, text.length]) {
        out += (await feed.feed(text.subarray(at, cut))).toString();
        at = cut;
      }
      out += (await feed.end()).toString();
      return { out, decided: feed.decided, error: undefined };
    } catch (error) {
      return { out, decided: feed.decided, error };
    }
  }

  test("block: stops, and says how far it came", async () => {
    const { out, decided, error } = await run({});
    expect(error).toMatchObject({ code: "store-full" });
    const lines = out.split("\n").length - 1;
    expect(lines).toBe(3);
    expect(decided).toBe(values(3).length);
    expect(out).not.toContain("@acme.com");
  });

  test("redact: goes on one way and says so once", async () => {
    const faults: string[] = [];
    const { out, error } = await run({ onError: "redact", onFault: (fault) => faults.push(fault.code) });
    expect(error).toBeUndefined();
    expect(faults).toEqual(["store-full"]);
    expect(out).toMatch(/^(\$\{EMAIL_\w{6}\} x\n){3}(\[EMAIL\] x\n){7}$/);
  });

  test("pass: goes on with the text as it is, from the failed region on", async () => {
    const { out, error } = await run({ onError: "pass" });
    expect(error).toBeUndefined();
    expect(out).toMatch(/^(\$\{EMAIL_\w{6}\} x\n){3}(user\d@acme\.com x\n){7}$/);
  });

  test("a defect is no fault: it is thrown whatever onError says", async () => {
    const store = await memoryStore();
    const session = createSession({
      store: {
        ...store,
        put() {
          throw new TypeError("a defect");
        },
      },
      idKey: KEY,
      style: "dollar",
    });
    for (const onError of ["block", "redact", "pass"] as const) {
      await expect(drive(maskFeed(session, { onError }), Buffer.from(LINE))).rejects.toThrow(TypeError);
    }
  });
});

describe("policy", () => {
  const feed = (options: Parameters<typeof createPolicy>[0]): Promise<Buffer> =>
    newSession().then((session) =>
      drive(maskFeed(session, { policy: createPolicy(options) }), Buffer.from("bob@acme.com info@acme.com\n")),
    );

  test("redact is one way although there is a session", async () => {
    expect((await feed({ actions: { EMAIL: "redact" } })).toString()).toBe("[EMAIL] [EMAIL]\n");
  });

  test("keep and the allow list leave values", async () => {
    expect((await feed({ actions: { EMAIL: "keep" } })).toString()).toBe("bob@acme.com info@acme.com\n");
    expect((await feed({ allow: ["INFO@*"] })).toString()).toMatch(/^\$\{EMAIL_\w{6}\} info@acme\.com\n$/);
  });

  test("block stops before anything of the region leaves", async () => {
    await expect(feed({ actions: { EMAIL: "block" } })).rejects.toMatchObject({ code: "blocked" });
  });
});

test("events have offsets and lines of the whole input, however it was cut", async () => {
  const text = Buffer.from(`一\n${values(3)}\nlast bob@acme.com`);
  const run = async (cuts: number[]): Promise<MaskEvent[]> => {
    const events: MaskEvent[] = [];
    await drive(maskFeed(undefined, { onMask: (event) => events.push(event) }), text, cuts);
    return events;
  };
  const events = await run([]);
  expect(events.map(({ start, end, line }) => `${line} ${text.toString("utf8", start, end)}`)).toEqual([
    "2 user0@acme.com",
    "3 user1@acme.com",
    "4 user2@acme.com",
    "6 bob@acme.com",
  ]);
  expect(await run(everyByte(text))).toEqual(events);
});

test("own secrets and learned values are found without their label", async () => {
  const secrets = createLiterals(10);
  secrets.add({ value: Buffer.from("Nightjar-7"), kind: "CUSTOM" });
  const session = await newSession();
  const out = await drive(
    createMaskFeed({ detector, policy: createPolicy(), secrets, literals: createLiterals(10), session }),
    Buffer.from("password: hunterTwo99x\nit was hunterTwo99x for Nightjar-7\n"),
  );
  const [, id] = /password: (\$\{\w+\})\n/.exec(out.toString()) ?? [];
  expect(out.toString()).toMatch(/it was \$\{PASSWORD_\w{6}\} for \$\{CUSTOM_\w{6}\}\n$/);
  expect(out.toString()).toContain(`it was ${id} for`);
});

test("an issued placeholder passes unchanged, what only looks like one is text", async () => {
  const session = await newSession();
  const once = await drive(maskFeed(session), Buffer.from(LINE));
  const [placeholder = ""] = /\$\{\w+\}/.exec(once.toString()) ?? [];
  const other = `${"$"}{EMAIL_zz0000}`;
  const again = `password: ${placeholder}\npassword: ${other}\n`;
  const out = (await drive(maskFeed(session), Buffer.from(again))).toString();
  expect(out.startsWith(`password: ${placeholder}\n`)).toBe(true);
  const back = await drive(createUnmaskFeed({ session }), Buffer.from(out));
  expect(back.toString()).toBe(`password: bob@acme.com\npassword: ${other}\n`);
});

test("an issued placeholder stays what it is inside of a value of several lines", async () => {
  const session = await newSession();
  for (const text of ['password: "\n\n\nEMAIL_A1B2C3', 'password: "first line\nbob@acme.com\nlast" and more\n']) {
    const once = await mask(session, Buffer.from(text));
    expect((await mask(session, once)).toString()).toBe(once.toString());
    // Issued before, it stands between two values of the block.
    const issued = (await mask(session, Buffer.from("bob@acme.com"))).toString();
    const around = Buffer.from(`password: "Fir5t-line\n${issued}\nLa5t" and more\n`);
    const masked = (await mask(session, around)).toString();
    expect(masked).toContain(issued);
    expect(masked).not.toMatch(/Fir5t|La5t/);
    expect((await unmask(session, Buffer.from(masked))).toString()).toContain("Fir5t-line\nbob@acme.com\nLa5t");
  }
});

test("a number that an address cut short is found at once, not by a second pass", async () => {
  const session = await newSession();
  const once = await mask(session, Buffer.from("Tel: 0850 222 1 833tkn-abc123@email.com"));
  expect(once.toString()).toMatch(/^Tel: \$\{PHONE_\w+\} \$\{EMAIL_\w+\}$/);
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

test("what a block that waits for more leaves of its line is looked at by every rule", async () => {
  const session = await newSession();
  const begin = `-----BEGIN RSA PRIVATE ${"KEY"}-----`;
  const text = `localhost:5432:main:root:s3cretTOKEN=${"aB3dE6gH9jK2".repeat(11)}${begin}\n>x\n`;
  const once = await mask(session, Buffer.from(text));
  expect(once.toString()).not.toContain("s3cret");
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

test("a phrase that an address beside it made too long is found at once", async () => {
  const session = await newSession();
  const words = "letter advice cage absurd amount doctor acoustic avoid letter advice cage abovearp";
  const once = await mask(session, Buffer.from(`助记词：${words} aabb.ccdd.eeff Gi0/1`));
  expect(once.toString()).toMatch(/^助记词：\$\{SEED_PHRASE_\w+\} \$\{MAC_\w+\} Gi0\/1$/);
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

test("an own secret of several lines is masked line by line, whatever is there of it at once", async () => {
  const secrets = createLiterals(100);
  const value = "alpha-secret-1\nbravo-secret-2";
  for (const form of encodedForms(Buffer.from(value))) secrets.add({ ...form, kind: "API_KEY" });
  const text = Buffer.from(
    `a\n${value}\n"${JSON.stringify(value).slice(1, -1)}"\n  ${value.replace("\n", "\n  ")}\nb\n`,
  );
  const whole = await drive(maskFeed(undefined, { secrets }), text);
  const token = "[API_TOKEN]";
  expect(whole.toString()).toBe(`a\n${token}\n${token}\n"${token}"\n  ${token}\n  ${token}\nb\n`);
  expect((await drive(maskFeed(undefined, { secrets }), text, everyByte(text))).equals(whole)).toBe(true);
});
