// Values of programs as JSON and back: what is not changed is the same value, what is changed keeps its shape, and what cannot
// be seen is refused.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlain, project } from "../../src/integrations/projection.ts";

class Point {
  x: unknown;
  constructor(x: unknown) {
    this.x = x;
  }
  get twice(): string {
    return `${this.x}${this.x}`;
  }
}

/** The value once its texts have become others. */
function through(value: unknown, change: (text: string) => string): unknown {
  const { json, revive } = project(value);
  return revive(Buffer.from(change(json.toString())));
}

const upper = (text: string): string => text.replaceAll("secret", "HIDDEN");

describe("back again", () => {
  test("an unchanged value is the value itself", () => {
    const value = { a: [1, "secret", new Date(0)], f: () => 1 };
    expect(through(value, (text) => text)).toBe(value);
  });

  test("any JSON value, changed somewhere", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const made = through({ value, mark: "secret" }, upper);
        expect(made).toEqual({ value, mark: "HIDDEN" });
      }),
    );
  });

  test("numbers, dates, functions and the like are those that they were", () => {
    const run = (): number => 1;
    const mark = Symbol("mark");
    const value = {
      nan: Number.NaN,
      zero: -0,
      big: 2n ** 70n,
      none: undefined,
      run,
      mark,
      when: new Date(5),
      mail: "secret",
    };
    const made = through(value, upper) as typeof value;
    expect(made).toEqual({ ...value, mail: "HIDDEN" });
    expect(Object.is(made.zero, -0)).toBe(true);
    expect(made.run).toBe(run);
    expect(made.mark).toBe(mark);
    expect(made.when).toBe(value.when);
    expect("none" in made).toBe(true);
  });

  test("what can be seen of other values is looked at", () => {
    const value = {
      bytes: Buffer.from("a secret\n"),
      map: new Map<string, unknown>([["secret", { a: "secret" }]]),
      set: new Set(["secret"]),
      url: new URL("https://secret.example/"),
      point: new Point("secret"),
      ["__proto__"]: "secret",
    };
    const made = through(value, upper) as typeof value;
    expect(Buffer.from(made.bytes).toString()).toBe("a HIDDEN\n");
    expect([...made.map]).toEqual([["HIDDEN", { a: "HIDDEN" }]]);
    expect([...made.set]).toEqual(["HIDDEN"]);
    expect(made.url).toBeInstanceOf(URL);
    expect(made.url.hostname).toBe("hidden.example");
    expect(made.point).toBeInstanceOf(Point);
    expect(made.point.twice).toBe("HIDDENHIDDEN");
    expect(Object.hasOwn(made, "__proto__")).toBe(Object.hasOwn(value, "__proto__"));
    expect(value.point.x).toBe("secret");
  });

  test("errors keep their class; message, stack, cause and members are looked at", () => {
    const error = Object.assign(new RangeError("a secret", { cause: new TypeError("the secret") }), {
      data: ["secret"],
    });
    const made = through(error, upper) as typeof error;
    expect(made).toBeInstanceOf(RangeError);
    expect(made.message).toBe("a HIDDEN");
    expect(made.stack).not.toContain("secret");
    expect(made.cause).toBeInstanceOf(TypeError);
    expect((made.cause as Error).message).toBe("the HIDDEN");
    expect(made.data).toEqual(["HIDDEN"]);
    expect(error.message).toBe("a secret");
  });

  test("bytes that are no text are counted and stay", () => {
    const bytes = Uint8Array.of(0xff, 0xd8, 0);
    const { json, blobs, revive } = project({ bytes, mail: "secret" });
    expect(blobs).toBe(1);
    const made = revive(Buffer.from(upper(json.toString()))) as { bytes: Uint8Array };
    expect(made.bytes).toBe(bytes);
  });
});

describe("what cannot be seen", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  let deep: unknown = "secret";
  for (let i = 0; i < 300; i++) deep = [deep];
  test.each([
    ["a promise", Promise.resolve("secret")],
    ["a stream", new ReadableStream()],
    ["a blob", new Blob(["secret"])],
    ["a weak map", new WeakMap()],
    ["a cycle", cycle],
    ["a deep value", deep],
  ])("%s is refused", (_, value) => {
    expect(() => project({ value })).toThrow(expect.objectContaining({ code: "input" }));
  });
});

test("plain values", () => {
  expect(isPlain({ a: [1, "b", null, { c: undefined }] })).toBe(true);
  for (const value of [new Date(), { a: () => 1 }, [new Point(1)], Buffer.from("")]) expect(isPlain(value)).toBe(false);
});
