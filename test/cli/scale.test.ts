// What docs/scale.md shows and promises: the recipe for GNU parallel as it stands there, and the commands of the ACL.

import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readPage } from "../docs/markdown.ts";
import { ALLOWED } from "../store/redis-kit.ts";
import { isInstalled, startRedis } from "../store/servers.ts";
import { makeHome } from "./run.ts";

const page = readPage("docs/scale.md");

test("the ACL is that of the test", () => {
  const [line = ""] = page.blocks.map(({ code }) => code).filter((code) => code.startsWith("ACL SETUSER"));
  expect([...line.matchAll(/\+([\w|]+)/g)].map(([, name]) => name)).toEqual(ALLOWED);
});

const hasBoth = isInstalled("parallel") && isInstalled("redis-server");

describe.skipIf(!hasBoth)(
  hasBoth ? "GNU parallel" : "GNU parallel (skipped: parallel or redis-server is not installed)",
  () => {
    test("the recipe: all cores, one id for a value, in order", async () => {
      const [command = ""] = page.blocks.map(({ code }) => code).filter((code) => code.startsWith("parallel "));
      const server = await startRedis();
      try {
        const home = makeHome();
        const lines = Array.from({ length: 400 }, (_, n) => `${n} user${n % 50}@acme.com\n`).join("");
        home.write("work/app.log", lines);
        const bin = join(home.path, "bin");
        mkdirSync(bin);
        symlinkSync(join(ROOT, "bin", "closemask.js"), join(bin, "closemask"));
        const node = join(process.execPath, "..");
        const env = {
          ...home.env,
          PATH: [bin, node, process.env.PATH].join(delimiter),
          CLOSEMASK_STORE_TYPE: "redis",
          CLOSEMASK_STORE_URL: `redis://127.0.0.1:${server.port}`,
        };
        const script = `${command.replace("--block 10M", "--block 3k")}\nclosemask unmask -s case-7 masked.log`;
        const { stdout, stderr } = spawnSync("sh", ["-c", script], { cwd: home.cwd, env, encoding: "utf8" });
        expect(stderr).toBe("");
        expect(stdout).toBe(lines);
        const masked = spawnSync("cat", ["masked.log"], { cwd: home.cwd, encoding: "utf8" }).stdout;
        expect(new Set(masked.match(/\$\{EMAIL_\w+\}/g)).size).toBe(50);
      } finally {
        await server.end();
      }
    });
  },
);
