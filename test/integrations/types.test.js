// The hooks' types fit those of the frameworks.

import { spawnSync } from "node:child_process";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";

test("types.ts compiles", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", "test/integrations"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});
