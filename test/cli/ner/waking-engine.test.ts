// A client that gets its sidecar back: real servers over a word list that end and come again.

import { expect, onTestFinished, test } from "vitest";
import { createWakingEngine, type WakingEngine } from "../../../src/cli/ner/waking-engine.ts";
import { ClosemaskError } from "../../../src/errors.ts";
import { createRemoteEngine } from "../../../src/ner/remote/create-remote.ts";
import { type Sidecar, serveSidecar } from "../../../src/ner/sidecar/serve.ts";
import { createWordSource, WORDS } from "../../../src/ner/sidecar/words.ts";

async function start(): Promise<Sidecar> {
  const sidecar = await serveSidecar({
    place: { host: "127.0.0.1", port: 0 },
    source: createWordSource(WORDS),
    dialects: ["closemask"],
    details: () => ({}),
    log: () => {},
  });
  onTestFinished(() => sidecar.close());
  return sidecar;
}

interface Bench {
  readonly engine: WakingEngine;
  /** Addresses with which it was to be woken. */
  readonly asked: string[];
  /** Milliseconds. */
  now: number;
  names(text: string): Promise<string[]>;
}

function bench(url: string, wake: () => Promise<string | null>): Bench {
  const made: Bench = {
    now: 0,
    asked: [],
    engine: createWakingEngine({
      url,
      connect: (at) => createRemoteEngine({ url: at, name: "sidecar", retries: 0 }),
      wake(old) {
        made.asked.push(old);
        return wake();
      },
      now: () => made.now,
    }),
    async names(text) {
      const [found = []] = await made.engine.detect([text]);
      return found.map(({ start, end }) => text.slice(start, end));
    },
  };
  onTestFinished(() => made.engine.close());
  return made;
}

test("one that has ended is woken once for all who wait, and counts go on", async () => {
  const first = await start();
  const { engine, asked, names } = bench(first.url, async () => (await start()).url);
  expect(await names("it is Alice Smith")).toEqual(["Alice Smith"]);
  await first.close();
  const all = await Promise.all([1, 2, 3, 4].map(() => names("it is Alice Smith")));
  expect(all.flat()).toEqual(Array(4).fill("Alice Smith"));
  expect(asked).toEqual([first.url]);
  expect(engine.counts().requests).toBeGreaterThanOrEqual(5);
  expect(engine.counts().failures).toBeGreaterThan(0);
});

test("where nobody can be woken the fault is the one of the call, and nobody tries for half a minute", async () => {
  const first = await start();
  const made = bench(first.url, async () => {
    throw new ClosemaskError("listen", "the port is taken");
  });
  await first.close();
  for (let i = 0; i < 3; i++) {
    await expect(made.names("Alice Smith")).rejects.toMatchObject({ code: "ner" });
  }
  expect(made.asked).toHaveLength(1);
  made.now += 30_001;
  await expect(made.names("Alice Smith")).rejects.toMatchObject({ code: "ner" });
  expect(made.asked).toHaveLength(2);
});

test("with nothing new to be asked the fault stays", async () => {
  const first = await start();
  const made = bench(first.url, async () => null);
  await first.close();
  await expect(made.names("Alice Smith")).rejects.toMatchObject({ code: "ner" });
});

test("a call that its client gave up wakes nobody", async () => {
  const first = await start();
  const made = bench(first.url, async () => first.url);
  const gone = new AbortController();
  gone.abort(new Error("gone"));
  await expect(made.engine.detect(["Alice"], { signal: gone.signal })).rejects.toThrow("gone");
  expect(made.asked).toEqual([]);
});
