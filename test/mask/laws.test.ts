// The laws of masking, over all rules and all styles.

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { createDetector } from "../../src/detect/detector.ts";
import { readExample } from "../../src/detect/examples.ts";
import { RULES } from "../../src/detect/rules/index.ts";
import { placeholderMarks } from "../../src/mask/placeholder.ts";
import type { Session } from "../../src/mask/session.ts";
import type { Style } from "../../src/types.ts";
import {
  cutsOf,
  drive,
  everyByte,
  issue,
  mask,
  maskFeed,
  newSession,
  RUNS,
  restore,
  STYLES,
  texts,
  unmask,
} from "./kit.ts";

// Long runs of five thousand texts take minutes.
vi.setConfig({ testTimeout: 30_000 + RUNS * 60 });

/** The round trip is promised for texts without placeholders that the session has issued, by the time they are restored. */
async function holdsIssued(session: Session, x: Buffer): Promise<boolean> {
  return (await restore(session, x)).some((known) => known !== null);
}

describe.each(STYLES)("style %s", (style) => {
  test("round trip: unmask(mask(x)) = x, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (x) => {
        const session = await newSession(style);
        const masked = await mask(session, x);
        fc.pre(!(await holdsIssued(session, x)));
        expect((await unmask(session, masked)).toString("latin1")).toBe(x.toString("latin1"));
      }),
      { numRuns: RUNS },
    );
  });

  test("chunk invariance: any cuts give the same masked bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        texts.chain((x) => fc.tuple(fc.constant(x), cutsOf(x))),
        async ([x, cuts]) => {
          const whole = await mask(await newSession(style), x);
          const cut = await mask(await newSession(style), x, cuts);
          expect(cut.toString("latin1")).toBe(whole.toString("latin1"));
          const bytewise = await mask(await newSession(style), x, everyByte(x));
          expect(bytewise.toString("latin1")).toBe(whole.toString("latin1"));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("chunk invariance of unmask: any cuts give the same restored bytes", async () => {
    await fc.assert(
      fc.asyncProperty(
        texts.chain((x) => fc.tuple(fc.constant(x), cutsOf(x))),
        async ([x, cuts]) => {
          const session = await newSession(style);
          const masked = await mask(session, x);
          fc.pre(!(await holdsIssued(session, x)));
          expect((await unmask(session, masked, cuts)).toString("latin1")).toBe(x.toString("latin1"));
          expect((await unmask(session, masked, everyByte(masked))).toString("latin1")).toBe(x.toString("latin1"));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("idempotence: a second pass changes nothing that rules found, and one unmask returns x", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (x) => {
        const session = await newSession(style);
        const once = await mask(session, x);
        const twice = await mask(session, once);
        expect(twice.toString("latin1")).toBe(once.toString("latin1"));
      }),
      { numRuns: RUNS },
    );
  });
});

test("a label whose quoted value begins before a token, and goes on behind a comma, is masked at once", async () => {
  const token = ["AQ.AbC-3PmfHawk4dsgLmolX6", "y639Qf015cPIsA0yFPuWRI7P"].join("");
  const session = await newSession();
  const once = await mask(session, Buffer.from(`password: \\"It is ${token}, as of today.\n`));
  expect(once.toString()).not.toContain("It is");
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

test.each([
  [
    "a name that belongs to a value",
    `TOKEN=IQoJb3JpZ2lu${"x".repeat(60)}TOKEN=s-s4t2ud-${"a49C478ce0Ff5FdC".repeat(4)}`,
  ],
  ["a quotation mark that opens", `x.SNIPCART_API_KEY=${"tDk4K68HxOKNje8pJW".repeat(4)}{"password":"%40https://`],
  [
    "an object behind a value",
    `clickup_secret = ${"12RrumNpaVoASvjZNx".repeat(5)}{"to":"first.last@mail.example.co.uk"} `,
  ],
])("%s is no boundary of a value", async (_, text) => {
  const session = await newSession();
  const once = await mask(session, Buffer.from(text));
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

test.each<[string, Style, string]>([
  [
    "a value before escapes is no beginning of their line",
    "word",
    [
      "paystack_client_secret: 2HuT8K_rbgjRiqS0VOdput",
      'GsUdoFBd5_Q9e-0zKX token=\\u0040{"region":"eu","nexmo_token":"z0n9xcSQ0EeymBJlx2Ig',
      'yahxfRLHJBgEAY3q4N_m","retries":3}',
    ].join(""),
  ],
  [
    "nor of a router's statement behind it",
    "angle",
    [
      "write to eve: ",
      '<add key="zonka_access_token" value="Qr5obWLlIrqQWeN4IL',
      'dOLgJ1eJn1HqrPb8oT" />router(config)# enable secret 0 hunter2%40',
    ].join(""),
  ],
  [
    "a value behind escapes is no end of their line",
    "dollar",
    ["localhost:5432:main:root:s3cret%40x密钥是cosmo_D4152dB45cd7c34B", "ec43c3196Fa501e7。{:}"].join(""),
  ],
  [
    "nor of a list of passwords",
    "format",
    ["localhost:5432:main:root:s3cret密钥是cosmo_D4152dB45cd7c34B", "ec43c3196Fa501e7。{:}"].join(""),
  ],
  [
    "a key without material is none either when a value in it takes its end along",
    "dollar",
    "-----BEGIN RSA PRIVATE KEY-----\nTOKEN=dvc_client_94nreLb3-----END RSA PRIVATE KEY-----\n",
  ],
  [
    "a value is no beginning of an entry",
    "angle",
    "write to zhang@company.com.default login anonymous password user@site",
  ],
  ["nor of a command", "word", "bob@acme.com ENV PASS hunter2x9"],
  ["nor of a clause", "word", "rows of bob@acme.com identified by Tiger42"],
  ["nor the end of one", "word", "a1 LOGIN bob hunter2\tbob@acme.com x"],
  ["nor of a list", "word", "to bob@acme.com BH3375791, BH1903574"],
  ["a sign for the day ends a date whatever follows", "word", "出生日期：1985年3月14日bob@acme.com x"],
  ["the end of an address is no word of a label", "word", "to bob@acme.com pass: 123"],
  ["a number that an at sign joins to a value is none", "word", "to bob@acme.com@09171234567"],
  ["a bracket that joins digits is no boundary", "word", "pay (4111 1111 1111 1111)09171234567 now"],
  ["nor is it behind a blank", "word", "pay 09171234567) 4111 1111 1111 1111 now"],
  ["the first groups of a card are none of a plate", "word", "Number plate: ABC 123 GP 4111 1111 1111 1111"],
  ["nor do they use up the tries for a house number", "word", "4111 1111 1111 1111 Flat 7, 31 Harcourt Terrace"],
  ["a name before a value is no password", "bare", `password: TOKEN=sk_live_a2V5X${"x".repeat(47)}`],
])("%s", async (_, style, text) => {
  const session = await newSession(style);
  const once = await mask(session, Buffer.from(text));
  expect(once.toString()).not.toBe(text);
  expect((await mask(session, once)).toString()).toBe(once.toString());
});

const blocks = [...RULES].filter((rule) => "line" in rule);

test.each(blocks.map((rule) => [rule.id, rule] as const))(
  "a block of %s comes line by line as well",
  async (_, rule) => {
    const options = { detector: createDetector({ rules: [rule], marks: placeholderMarks() }) };
    for (const example of rule.examples.yes) {
      const { text } = readExample(example);
      const [whole, cut] = await Promise.all(
        [[], linesOf(text)].map(async (cuts) => drive(maskFeed(await newSession(), options), text, cuts)),
      );
      expect(cut?.toString("latin1")).toBe(whole?.toString("latin1"));
      expect(whole?.equals(text)).toBe(false);
    }
  },
);

/** Offsets behind line ends. */
function linesOf(text: Buffer): number[] {
  return [...text.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []));
}

test("what a line counts is said in it, not in the next one", async () => {
  const text = Buffer.from("pass: 1234\nfail: 3\n");
  const whole = await mask(await newSession("word"), text);
  expect((await mask(await newSession("word"), text, everyByte(text))).equals(whole)).toBe(true);
  const line = Buffer.from("pass: 1234, fail: 3\n");
  expect((await mask(await newSession("word"), line)).equals(line)).toBe(true);
});

test("the user and the host may have been blanked out", async () => {
  const session = await newSession("word");
  const [user, host] = await Promise.all([
    issue(session, Buffer.from("bob"), "PERSON"),
    issue(session, Buffer.from("db7"), "HOST"),
  ]);
  const lines = [`CREATE USER ${user} IDENTIFIED BY Tiger42;`, `machine ${host} login eve password hunter2x9`];
  expect((await mask(session, Buffer.from(lines.join("\n")))).toString()).toMatch(
    /IDENTIFIED BY PASSWORDX\d{9};\nmachine \w+ login eve password PASSWORDX\d{9}$/,
  );
});

test("a block without a value bounds what stands before it, whether that is known or not", async () => {
  const text = Buffer.from("bob@acme.com-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n");
  const session = await newSession("word");
  const whole = await mask(session, text);
  expect(whole.toString()).toMatch(/^EMAILX\d{9}-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n$/);
  expect((await mask(await newSession("word"), text, everyByte(text))).toString()).toBe(whole.toString());
  expect((await mask(session, whole)).toString()).toBe(whole.toString());
});

test("what a learned value hid from the rules is found with it, whatever else is in the region", async () => {
  const value = ["hunter", "Two", "99x"].join("");
  const card = `4${"1".repeat(15)}`;
  const mails = Array.from({ length: 200 }, (_, i) => `write to eve${i}@acme.com or 8.8.4.${i}\n`);
  const text = Buffer.from(
    [`password: ${value}\n`, ...mails, `call ${card}${value}, eve@acme.com ${value}\n`, ...mails].join(""),
  );
  const session = await newSession("word");
  const whole = await mask(session, text);
  expect(whole.toString()).toMatch(/\ncall CARDX\d{9}PASSWORDX\d{9}, EMAILX\d{9} PASSWORDX\d{9}\nwrite to EMAIL/);
  expect(whole.toString()).not.toContain("acme");
  expect((await mask(session, whole)).equals(whole)).toBe(true);
  expect((await mask(await newSession("word"), text, everyByte(text))).equals(whole)).toBe(true);
  expect((await unmask(session, whole)).equals(text)).toBe(true);
});

test("a block that may begin right behind a placeholder does not change how that is written", async () => {
  const text = Buffer.from(
    `PUSHBULLET_API_KEY=${"EvjBjwVYOfqaLNjo89F671".repeat(2)}-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----\n`,
  );
  const whole = await mask(await newSession("bare"), text);
  expect((await mask(await newSession("bare"), text, everyByte(text))).toString()).toBe(whole.toString());
});

test("the same value has the same placeholder whatever was masked before it", async () => {
  const value = Buffer.from("write to carol@example.org now");
  const [one, two] = [await newSession(), await newSession()];
  await fc.assert(
    fc.asyncProperty(texts, texts, async (a, b) => {
      await mask(one, a);
      await mask(two, b);
      expect((await mask(one, value)).toString()).toBe((await mask(two, value)).toString());
      expect((await mask(one, value)).toString()).toMatch(/^write to \$\{EMAIL_\w{6}\} now$/);
    }),
    { numRuns: RUNS },
  );
});
