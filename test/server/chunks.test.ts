// Reading a stream chunk by chunk: all of it, its end, and its failure, whenever that comes.

import { PassThrough, Readable } from "node:stream";
import { expect, test } from "vitest";
import { createChunks } from "../../src/server/chunks.ts";
import { pause } from "./client.ts";

async function all(source: Readable): Promise<string> {
  const chunks = createChunks(source);
  let text = "";
  for (let chunk = await chunks.next(); chunk !== null; chunk = await chunks.next()) text += chunk.toString();
  expect(await chunks.next()).toBeNull();
  return text;
}

test("all bytes come, and then the end, which stays", async () => {
  expect(await all(Readable.from([Buffer.from("a"), Buffer.from("b")], { objectMode: false }))).toBe("ab");
  expect(await all(Readable.from([], { objectMode: false }))).toBe("");
  const slow = new PassThrough();
  const read = all(slow);
  for (const piece of ["one ", "two ", "three"]) {
    slow.write(piece);
    await pause(2);
  }
  slow.end();
  expect(await read).toBe("one two three");
});

test("what fails is thrown where it is read, also before anybody listens", async () => {
  const source = new PassThrough();
  const chunks = createChunks(source);
  source.write("a");
  expect((await chunks.next())?.toString()).toBe("a");
  const waiting = chunks.next();
  source.destroy(new Error("reset"));
  await expect(waiting).rejects.toThrow("reset");
  await expect(chunks.next()).rejects.toThrow("reset");

  const closed = new PassThrough();
  closed.destroy();
  await pause(5);
  await expect(createChunks(closed).next()).rejects.toThrow("closed before its end");

  const cut = new PassThrough();
  const reading = createChunks(cut).next();
  cut.destroy();
  await expect(reading).rejects.toThrow("closed before its end");
});
