// A model in its thread, with the real runtime.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type ModelThread, openThread } from "../../../src/ner/onnx/open-thread.ts";
import { bertModel, type Tiny, writeModel } from "../model-kit.ts";
import { testRuntime } from "../runtime.ts";

let runtime: string;

beforeAll(async () => {
  runtime = await testRuntime();
});

async function open(tiny: Tiny, log: string[] = [], onEnd: () => void = () => {}): Promise<ModelThread> {
  const folder = writeModel(mkdtempSync(join(tmpdir(), "closemask-thread-")), tiny);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const thread = await openThread({
    script: new URL("../../../src/ner/onnx/thread.ts", import.meta.url),
    runtime,
    folder,
    settings: { dtype: "auto", provider: "cpu", window: 512, overlap: 64, threads: 1 },
    languages: ["*"],
    canary: undefined,
    onEnd,
    log: (line) => log.push(line),
  });
  onTestFinished(() => thread.close());
  return thread;
}

test("answers many, each with its own, and can be given up", async () => {
  const thread = await open(bertModel());
  expect(thread).toMatchObject({ dtype: "fp32", window: 512, types: ["PER", "ORG", "LOC"] });
  const reason = new Error("given up");
  const stop = new AbortController();
  const given = thread.detect("b ".repeat(200_000), stop.signal);
  expect(thread.silent()).toBeLessThan(1000);
  setTimeout(() => stop.abort(reason), 5);
  await expect(given).rejects.toBe(reason);
  await expect(thread.detect("x", AbortSignal.abort(reason))).rejects.toBe(reason);
  const lists = await Promise.all(Array.from({ length: 20 }, (_, i) => thread.detect(`${"x ".repeat(i)}Alice`)));
  expect(lists.map(([first]) => first?.start)).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i));
  expect(thread.silent()).toBe(0);
});

test("a model that fails its canary does not get ready, which is no end of a thread", async () => {
  let ended = 0;
  const opening = open(bertModel({ sees: false }), [], () => ended++);
  await expect(opening).rejects.toThrow(
    expect.objectContaining({ code: "ner", message: expect.stringContaining("finds nothing") }),
  );
  expect(ended).toBe(0);
});

test("what the runtime says of a bad file is for the log", async () => {
  const log: string[] = [];
  const { files } = bertModel();
  await expect(open({ files: { ...files, "onnx/model.onnx": Buffer.from("no model") } }, log)).rejects.toThrow(
    "cannot load",
  );
  expect(log.join()).toContain("runtime: ");
});
