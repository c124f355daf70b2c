// The documentation of the API: it is written without a complaint, and has a page for what programs begin with.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, ROOT, run } from "./kit.js";

test("typedoc writes the pages of the API", { timeout: 600_000 }, async () => {
  const out = makeFolder();
  const typedoc = join(ROOT, "test/package/node_modules/typedoc/bin/typedoc");
  const options = join(ROOT, "test/package/typedoc.json");
  const { stdout, stderr } = await run(process.execPath, [
    typedoc,
    "--options",
    options,
    "--out",
    out,
    "--logLevel",
    "Warn",
  ]);
  expect(stdout + stderr).toBe("");
  for (const page of [
    "functions/index.createCloseMask",
    "interfaces/index.CloseMaskSession",
    "functions/index.secureTool",
  ])
    expect(existsSync(join(out, `${page}.html`)), page).toBe(true);
});
