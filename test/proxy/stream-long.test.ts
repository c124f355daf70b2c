// Long streams: what is kept does not grow with them.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { askRestored } from "../../src/proxy/ask.ts";
import type { Restoring } from "../../src/proxy/types.ts";
import { know, restorerFor, restoringOf } from "./stream-kit.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heap(): number {
  // Buffers that a collection frees are counted until the next one has swept them.
  collect();
  collect();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

test("I07 memory does not grow over a stream of 10 MB, nor with texts that are never ended", async () => {
  const known = await know();
  const { find, hold, counts } = restoringOf(known.session);
  // One that keeps nothing itself.
  const restoring: Restoring = {
    find,
    hold,
    counts,
    documents: [],
    resolve: async (found, bytes) => await askRestored(known.session, found, bytes),
    echo: () => ({ add() {}, end() {} }),
    echoJson() {},
  };
  const restorer = restorerFor("anthropic", "messages", restoring);
  const event = (data: object): string => `event: content_block_delta\ndata: ${JSON.stringify(data)}\n\n`;
  const chunk = (index: number): Buffer =>
    Buffer.from(
      Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0
          ? event({
              type: "content_block_delta",
              index,
              delta: { type: "text_delta", text: known.wire(`word ${i} {mail} EMA`) },
            })
          : event({
              type: "content_block_delta",
              index: index + 1,
              delta: { type: "input_json_delta", partial_json: known.wire(`"x {key}\\n" EMA`) },
            }),
      ).join(""),
    );
  let bytes = 0;
  const run = async (until: number): Promise<void> => {
    for (let i = 0; bytes < until; i++) {
      const piece = chunk(2 * (i % 1500));
      bytes += piece.length;
      await restorer.feed(piece);
    }
  };
  await run(5_000_000);
  const before = heap();
  await run(15_000_000);
  expect(heap() - before).toBeLessThan(3_000_000);
  expect((await restorer.end()).length).toBeLessThan(2_000_000);
});
