// What the bundles of the filters have in place of src/detect/rules/list.ts: a line for each family of rules, and where its
// module is, which is evaluated when a hit asks for a rule of it.

import { readFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import { writeFamily } from "../src/detect/rule-table.ts";
import { RULES } from "../src/detect/rules/index.ts";

const INDEX = new URL("../src/detect/rules/index.ts", import.meta.url);

/** The families in order: the module of each as the index imports it, the name it has there, its rules as a line. */
export async function ruleFamilies() {
  const text = readFileSync(fileURLToPath(INDEX), "utf8");
  const modules = new Map(
    [...text.matchAll(/^import \{ (\w+) \} from "(\.\/.+)";$/gm)].map(([, name, path]) => [name, path]),
  );
  const families = [];
  const all = [];
  for (const [, name = ""] of text.matchAll(/^ {2}\.\.\.(\w+),$/gm)) {
    const module = modules.get(name) ?? "";
    const rules = (await import(new URL(module, INDEX).href))[name];
    all.push(...rules);
    families.push({ module, name, count: rules.length, line: writeFamily(rules) });
  }
  if (all.length !== RULES.length || all.some((rule, i) => rule !== RULES[i]))
    throw new Error("src/detect/rules/index.ts is not written as the build reads it");
  return families;
}

/** The text of the module. */
export async function ruleList() {
  const families = await ruleFamilies();
  const entries = families.map(
    ({ module, name, count, line }) =>
      `  [${count}, ${JSON.stringify(line)}, () => require(${JSON.stringify(module)}).${name}],`,
  );
  return `import { readFamilies } from "../rule-table.ts";\nexport const RULE_LIST = readFamilies([\n${entries.join("\n")}\n]);\n`;
}
