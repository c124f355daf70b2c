// The entry points of the tarball, as tools see them that know how packages are resolved.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { beforeAll, describe, expect, test } from "vitest";
import { makeFolder, pack, ROOT, run } from "./kit.js";

const folder = makeFolder();
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
let tarball = "";

beforeAll(async () => {
  tarball = await pack(folder);
});

test("publint has nothing to say", async () => {
  const data = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) },
  });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("the types of every entry point are found, and say what is there", async () => {
  const { problems, entrypoints } = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  expect(Object.keys(entrypoints).sort()).toEqual(Object.keys(manifest.exports).sort());
  // There is no CommonJS here: Node lets it require ES modules. Resolvers older than the field exports see the main entry only.
  const expected = ["CJSResolvesToESM", "NoResolution"];
  const wrong = problems.filter(
    ({ kind, resolutionKind }) => !expected.includes(kind) || (kind === "NoResolution" && resolutionKind !== "node10"),
  );
  expect(wrong).toEqual([]);
});

describe.each([
  ["with the DOM", []],
  ["without the DOM", ["--lib", "es2024"]],
])("a strict program %s", (_, options) => {
  test("type-checks, also without skipLibCheck", async () => {
    const project = makeFolder();
    await run("tar", ["-xzf", tarball, "-C", project]);
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
    const require = createRequire(import.meta.url);
    const config = {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "nodenext",
        target: "es2022",
        types: ["node"],
        typeRoots: [join(ROOT, "node_modules", "@types")],
        exactOptionalPropertyTypes: true,
        paths: Object.fromEntries(
          Object.entries(manifest.exports).flatMap(([name, { types }]) =>
            types === undefined ? [] : [[name.replace(/^\./, "closemask"), [`./package/${types}`]]],
          ),
        ),
      },
      files: ["use.ts"],
    };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
    writeFileSync(join(project, "use.ts"), PROGRAM);
    const tsc = require.resolve("typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", project, ...options]).catch((error) => error);
    expect(stdout).toBe("");
  });
});

const PROGRAM = `
import { type CloseMaskSession, ClosemaskError, createCloseMask, type ErrorCode, secureTool } from "closemask";
import { createLexicon } from "closemask/lexicon";
import { redisStore } from "closemask/stores/redis";

const closemask = createCloseMask({ ner: createLexicon(), store: redisStore({ url: "redis://127.0.0.1:6379" }) });
await using session: CloseMaskSession = await closemask.open({ tenant: "acme" });

const text: string = await session.mask("x");
const bytes: Uint8Array = session.maskSync(Buffer.from("x"));
const either: string | Uint8Array = session.unmaskSync("x" as string | Uint8Array, { tolerant: true });
const value: { a: string; b: number[] } = session.maskJsonSync({ a: "x", b: [1] });

const tool = secureTool(async (query: { q: string }, signal?: AbortSignal) => ({ n: signal === undefined ? 1 : 2, query }), { session });
const result: { n: number; query: { q: string } } = await tool({ q: "x" });
// @ts-expect-error: it takes an object
await tool(1);

const response = await fetch("http://127.0.0.1/");
const masked = response.body?.pipeThrough(session.maskStream());
const words: ReadableStream<string> | undefined = response.body
  ?.pipeThrough(new TextDecoderStream())
  .pipeThrough(session.unmaskStream({ text: true, place: "tools" }));
for await (const chunk of session.maskChunks(["a"])) chunk.toUpperCase();

try {
  session.decodeSync("x");
} catch (error) {
  if (error instanceof ClosemaskError) {
    const code: ErrorCode = error.code;
    console.log(code, error.hint);
  }
}
// @ts-expect-error: there is no such style
createCloseMask({ style: "fancy" });
console.log(text, bytes, either, value, result, masked, words);
`;
