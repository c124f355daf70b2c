import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, test } from "vitest";
import { generatePages } from "../../scripts/man.js";
import { generateSchema } from "../../scripts/schema.js";
import { COMMANDS } from "../../src/cli/tree/commands.ts";
import { makeHome } from "./run.ts";

const man = fileURLToPath(new URL("../../man/", import.meta.url));

describe("generated files", () => {
  test("man pages are those of the command tree", () => {
    const pages = generatePages();
    expect(readdirSync(man).sort()).toEqual([...pages.keys()].sort());
    for (const [name, text] of pages) expect(readFileSync(man + name, "utf8"), name).toBe(text);
  });

  test("the table of the configuration is that of the schema", () => {
    const path = fileURLToPath(new URL("../../src/cli/config/schema.gen.ts", import.meta.url));
    expect(readFileSync(path, "utf8")).toBe(generateSchema());
  });

  test("a page names every option that --help names", async () => {
    const home = makeHome();
    for (const { name } of COMMANDS.filter(({ name }) => /^(?:mask|sessions export|explain)$/.test(name))) {
      const { stdout, code } = await home.run([...name.split(" "), "--help"]);
      expect(code).toBe(0);
      const page = readFileSync(`${man}closemask-${name.replace(" ", "-")}.1`, "utf8").replaceAll("\\-", "-");
      const flags = stdout.match(/^ {2}(?:-\w, )?--[\w-]+/gm) ?? [];
      expect(flags.length).toBeGreaterThan(3);
      for (const flag of flags) expect(page, name).toContain(flag.trim());
    }
  });
});
