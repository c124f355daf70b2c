// Builds dist: the library and its types with tsc, the command line as bundles with esbuild, and the anchors of all rules
// compiled ahead. Quiet unless something is wrong.

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const TSC = join(root, "node_modules", "typescript", "bin", "tsc");

function compileLibrary() {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TSC, "-p", "scripts/tsconfig.json"], { cwd: root, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tsc ended with ${code}`))));
  });
}

const BUNDLE = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  // Native code cannot be bundled.
  external: ["@napi-rs/keyring"],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

/**
 * Takes Node's own modules from the process instead of importing them: an import reads every export of theirs, and some of
 * those load whole parts of Node when they are read. That is 15 ms of a start.
 */
const BUILTINS = {
  name: "builtins",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, kind }) => {
      if (kind === "dynamic-import") return { path, external: true };
      return { path, namespace: kind === "require-call" ? "builtin-whole" : "builtin", sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: "builtin-whole" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path)).filter(
        (name) => /^[A-Za-z_]\w*$/.test(name) && name !== "default",
      );
      const exported = names.map(
        (name) => `export { ${name}_ as ${name} }; const ${name}_ = /* @__PURE__ */ get("${name}");`,
      );
      return {
        contents: `const whole = process.getBuiltinModule(${JSON.stringify(path)});
const get = (name) => whole[name];
export default whole;
${exported.join("\n")}`,
      };
    });
  },
};

/** Leaves examples out, a third of the text of all rules, and what makes their values: only `rules` shows them. */
const WITHOUT_EXAMPLES = {
  name: "without-examples",
  setup({ onLoad }) {
    onLoad({ filter: /detect[/\\]build[/\\]sample\.ts$/ }, () => ({
      contents: 'export const sample = () => "";\nexport const sampleUuid = sample;\n',
    }));
    onLoad({ filter: /detect[/\\]rules[/\\].*\.ts$/ }, ({ path }) => ({
      contents: withoutExamples(readFileSync(path, "utf8")),
      loader: "ts",
    }));
  },
};

/** By the indentation that the formatter sees to: a property that opens on one line ends at the next line indented alike. */
function withoutExamples(text) {
  return text
    .replace(/^( +)get examples\(\) \{$[\s\S]*?^\1\},?$/gm, "$1get examples() { return { yes: [], no: [] }; },")
    .replace(/^( +)(examples|more): \(\) => (?:\(\{|\{)$[\s\S]*?^\1\}\)?,?$/gm, "$1$2: () => ({ yes: [], no: [] }),");
}

/** What every start loads is CommonJS: the loader of modules costs a start of half a dozen files 10 ms. */
const COMMONJS = {
  format: "cjs",
  // Names are a fifth of the text, and strings that V8 must know: a millisecond or two. Frames keep line and column.
  minifyIdentifiers: true,
  outExtension: { ".js": ".cjs" },
  supported: { "dynamic-import": false },
  define: { "import.meta.dirname": "__dirname" },
};

/** Where the bundles of commands lie, as seen from dist/cli/start.cjs. */
const COMMANDS_APART = {
  name: "commands-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(?:program|commands\/[\w-]+)\.ts$/ }, ({ path }) => {
      const name = /([\w-]+)\.ts$/.exec(path)[1];
      if (FILTERS.includes(name)) return { path: `./filters/${name}.cjs`, external: true };
      return { path: `./${WITH_EXAMPLES.includes(name) ? "rules" : "commands"}/${name}.js`, external: true };
    });
  },
};

/** The parser of YAML lies beside the filters: few configurations need it. */
const YAML_APART = {
  name: "yaml-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^js-yaml$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./js-yaml.cjs", external: true } : undefined,
    );
  },
};

const FILTERS = ["mask", "unmask", "scan"];
/** Commands that show or use the examples of rules. */
const WITH_EXAMPLES = ["rules", "verify"];

/** Bundled CommonJS modules ask for Node's own. */
const REQUIRE = {
  js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
};

// Every file that is loaded costs about a millisecond: each filter is one.
async function bundleCommands(planNames) {
  const define = { PLAN_NAMES: JSON.stringify(planNames) };
  const rest = readdirSync(join(root, "src/cli/commands"))
    .filter((file) => ![...WITH_EXAMPLES, ...FILTERS].map((name) => `${name}.ts`).includes(file))
    .map((file) => `src/cli/commands/${file}`);
  const built = await Promise.all([
    build({
      ...BUNDLE,
      ...COMMONJS,
      entryPoints: ["src/cli/start.ts"],
      outdir: "dist/cli",
      plugins: [BUILTINS, COMMANDS_APART],
    }),
    build({
      ...BUNDLE,
      ...COMMONJS,
      entryPoints: [...FILTERS.map((name) => `src/cli/commands/${name}.ts`), "js-yaml"],
      entryNames: "[name]",
      outdir: "dist/cli/filters",
      define: { ...COMMONJS.define, ...define },
      plugins: [BUILTINS, WITHOUT_EXAMPLES, YAML_APART],
    }),
    build({
      ...BUNDLE,
      entryPoints: ["src/cli/program.ts", ...rest],
      outdir: "dist/cli/commands",
      entryNames: "[name]",
      splitting: true,
      define,
      plugins: [BUILTINS, WITHOUT_EXAMPLES],
      banner: REQUIRE,
    }),
    build({
      ...BUNDLE,
      entryPoints: WITH_EXAMPLES.map((name) => `src/cli/commands/${name}.ts`),
      outdir: "dist/cli/rules",
      splitting: true,
      define,
      plugins: [BUILTINS],
      banner: REQUIRE,
    }),
  ]);
  for (const name of FILTERS) escapeText(join(root, "dist/cli/filters", `${name}.cjs`));
  writeLicenses(built.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}

/**
 * One character outside of Latin 1, and V8 keeps the whole text with two bytes for each. esbuild leaves regular expressions
 * as they are; everywhere but in tagged templates the escape means the same.
 */
function escapeText(file) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(file, readFileSync(file, "utf8").replace(/[\u0080-\uffff]/g, escaped));
}

/** Bundled packages keep their licences. */
function writeLicenses(inputs) {
  const names = new Set(inputs.flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  const texts = [...names].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "license", "LICENSE.txt"].map((f) => join(folder, f)).find(existsSync);
    return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(file, "utf8").trim()}\n`;
  });
  writeFileSync(join(root, "dist/cli/licenses.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

/** The plans of the search as files, each with its name, which the bundles that load it are told. */
async function compilePlans() {
  const { makePlan, PLAN_FILE, writePlan } = await import("../src/cli/anchors.ts");
  const { RULES } = await import("../src/detect/rules/index.ts");
  return Object.entries(PLAN_FILE).map(([sort, path]) => ({ sort, path, ...writePlan(makePlan(RULES, sort)) }));
}

const source = readFileSync(join(root, "src/cli/version.ts"), "utf8");
if (!source.includes(`"${manifest.version}"`))
  throw new Error("src/cli/version.ts has another version than package.json");
rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist/cli"), { recursive: true });
const [plans] = await Promise.all([
  compilePlans().then(async (made) => {
    await bundleCommands(Object.fromEntries(made.map(({ sort, name }) => [sort, name])));
    return made;
  }),
  compileLibrary(),
]);
// Last, and the usual one after the other: tests take it as the sign of a whole build.
for (const { path, file } of plans.toReversed()) writeFileSync(join(root, "dist/cli", path), file);
chmodSync(join(root, "bin/closemask.js"), 0o755);
