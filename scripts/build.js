// Builds dist: the library and its types with tsc, the command line as bundles with esbuild, and the anchors of all rules
// compiled ahead. Quiet unless something is wrong.

import { execFileSync, spawn } from "node:child_process";
import { hash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { build } from "esbuild";
import { ruleList } from "./rule-list.js";

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
  // Native code cannot be bundled; the others are parts of the client of Redis that nothing here asks for.
  external: ["@napi-rs/keyring", "@opentelemetry/api", "@node-rs/xxhash"],
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

/** The filters make a rule when a hit asks for it. */
function rulesOnDemand(list) {
  return {
    name: "rules-on-demand",
    setup({ onLoad }) {
      onLoad({ filter: /detect[/\\]rules[/\\]list\.ts$/ }, () => ({ contents: list, loader: "ts" }));
    },
  };
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

/** A bundle as src/cli/compiled.ts runs it. */
const SCRIPT = {
  banner: { js: "(function(exports,require,module,__dirname){" },
  footer: { js: "})" },
};

/** Where commands lie, as seen from the bundles; that of a filter's own is in it. */
function commandsApart(own) {
  return {
    name: "commands-apart",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/(?:program|commands\/[\w-]+)\.ts$/ }, ({ path }) => {
        const name = /([\w-]+)\.ts$/.exec(path)[1];
        if (name === own) return undefined;
        return { path: `../${WITH_EXAMPLES.includes(name) ? "rules" : "commands"}/${name}.js`, external: true };
      });
    },
  };
}

/** The clients of services lie beside the filters: one loads them when its store or key is at such a service. */
const STORES_APART = {
  name: "stores-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(?:remote-store|dynamodb-store|key-service|kms-signer)\.ts$/ }, ({ path }) => ({
      path: path.replace(/\.ts$/, ".cjs"),
      external: true,
    }));
  },
};

/** What writes the audit log lies beside the filters: it is loaded where there is one. */
const AUDIT_APART = {
  name: "audit-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/open-audit\.ts$/ }, () => ({ path: "./audit.cjs", external: true }));
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

/** Ink asks for the developer tools of React where a variable says so; they are no part of this. */
const WITHOUT_DEVTOOLS = {
  name: "without-devtools",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "export default {};" }));
  },
};

/** What looks for names lies beside the filters, and the lexicon beside that: few runs ask for either. */
const NAMES_APART = {
  name: "names-apart",
  setup({ onResolve }) {
    onResolve({ filter: /\/open-ner\.ts$|\/create-lexicon\.ts$/ }, ({ path, kind }) =>
      kind === "dynamic-import"
        ? { path: path.includes("lexicon") ? "./lexicon.cjs" : "./ner.cjs", external: true }
        : undefined,
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

// Every file that is loaded costs about a millisecond: each filter is one, and a small one loads it.
async function bundleCommands(planNames) {
  const define = { PLAN_NAMES: JSON.stringify(planNames) };
  const list = await ruleList();
  const commands = readdirSync(join(root, "src/cli/commands"))
    .filter((file) => !WITH_EXAMPLES.includes(file.replace(/\.ts$/, "")))
    .map((file) => `src/cli/commands/${file}`);
  const script = (name, entry, plugins) =>
    build({
      ...BUNDLE,
      ...COMMONJS,
      ...SCRIPT,
      entryPoints: [{ in: entry, out: name }],
      outdir: "dist/cli/bundles",
      define: { ...COMMONJS.define, ...define },
      plugins,
    });
  const built = await Promise.all([
    ...[...FILTERS, "main"].map((name) =>
      script(name, "src/cli/main.ts", [
        BUILTINS,
        commandsApart(name),
        rulesOnDemand(list),
        WITHOUT_EXAMPLES,
        YAML_APART,
        NAMES_APART,
        STORES_APART,
        AUDIT_APART,
      ]),
    ),
    script("js-yaml", "js-yaml", [BUILTINS]),
    script("remote-store", "src/cli/remote-store.ts", [BUILTINS, STORES_APART]),
    script("dynamodb-store", "src/cli/dynamodb-store.ts", [BUILTINS]),
    script("key-service", "src/cli/key-service.ts", [BUILTINS, STORES_APART]),
    script("kms-signer", "src/cli/kms-signer.ts", [BUILTINS]),
    script("audit", "src/cli/open-audit.ts", [BUILTINS]),
    script("ner", "src/cli/open-ner.ts", [BUILTINS, NAMES_APART]),
    script("lexicon", "src/ner/lexicon/create-lexicon.ts", [BUILTINS]),
    // The sidecar's worker and the thread of a model are programs of their own.
    build({
      ...BUNDLE,
      entryPoints: ["src/cli/ner/worker.ts", "src/ner/onnx/thread.ts"],
      outdir: "dist/cli/ner",
      entryNames: "[name]",
      splitting: true,
      plugins: [BUILTINS],
      banner: REQUIRE,
    }),
    // Forwards audit events, in a thread of its own.
    build({
      ...BUNDLE,
      entryPoints: [{ in: "src/audit/forward-thread.ts", out: "thread" }],
      outdir: "dist/cli/audit",
      plugins: [BUILTINS],
    }),
    build({
      ...BUNDLE,
      entryPoints: ["src/cli/program.ts", ...commands],
      outdir: "dist/cli/commands",
      entryNames: "[name]",
      splitting: true,
      // React's own checks are for who develops with it.
      define: { ...define, "process.env.NODE_ENV": '"production"' },
      plugins: [BUILTINS, WITHOUT_EXAMPLES, WITHOUT_DEVTOOLS],
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
  // The second thread of a filter.
  await build({
    ...BUNDLE,
    ...COMMONJS,
    entryPoints: [{ in: "src/cli/ahead/thread.ts", out: "ahead" }],
    outdir: "dist/cli",
    plugins: [BUILTINS],
  });
  const names = readdirSync(join(root, "dist/cli/bundles")).map((file) => [
    `bundles/${file}`,
    escapeText(join(root, "dist/cli/bundles", file)),
  ]);
  await build({
    ...BUNDLE,
    ...COMMONJS,
    entryPoints: ["src/cli/start.ts"],
    outdir: "dist/cli",
    define: { ...COMMONJS.define, BUNDLES: JSON.stringify(Object.fromEntries(names)) },
    plugins: [BUILTINS],
  });
  writeLicenses(built.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}

/** Entry points of the library that need a package which is not installed with this one: it is bundled into them. */
async function bundleStores() {
  const names = ["redis"];
  await build({
    ...BUNDLE,
    entryPoints: names.map((name) => `src/library/stores/${name}.ts`),
    outdir: "dist/library/stores",
    allowOverwrite: true,
    minifyIdentifiers: true,
    plugins: [BUILTINS],
    banner: REQUIRE,
  });
  // What the bundle holds: as modules they would ask for the package.
  const parts = readdirSync(join(root, "dist/store")).filter((file) => names.some((name) => file.startsWith(name)));
  for (const file of parts) rmSync(join(root, "dist/store", file));
}

/**
 * One character outside of Latin 1, and V8 keeps the whole text with two bytes for each. esbuild leaves regular expressions
 * as they are; everywhere but in tagged templates the escape means the same. Returns a name for the text.
 */
function escapeText(file) {
  const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const text = readFileSync(file, "utf8").replace(/[\u0080-\uffff]/g, escaped);
  writeFileSync(file, text);
  return hash("sha256", text, "hex").slice(0, 16);
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

/** What the filters are started with, so that V8 compiles what every start needs: the second run finds the store of the first. */
const STARTS = {
  mask: ["2026-01-31 mail bob@acme.com from 81.2.69.142\n", "password: nhT4-92kkX\n"],
  unmask: ["nothing to restore\n", "an old EMAILX123456789\n"],
};

/** Lays the code that V8 makes of the filters' starts beside them, as src/cli/compiled.ts keeps that of a user's own runs. */
function keepCode() {
  const home = mkdtempSync(join(tmpdir(), "closemask-build-"));
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    CLOSEMASK_KEY: Buffer.alloc(32, 7).toString("base64"),
  };
  for (const name of ["DATA", "CONFIG", "STATE", "CACHE"]) env[`XDG_${name}_HOME`] = join(home, name);
  env.APPDATA = env.LOCALAPPDATA = home;
  try {
    for (const [name, inputs] of Object.entries(STARTS)) {
      for (const input of inputs)
        execFileSync(process.execPath, [join(root, "bin/closemask.js"), name], {
          input,
          env,
          cwd: home,
          stdio: "pipe",
        });
      const kept = readdirSync(home, { recursive: true }).find((path) => path.endsWith(`bundles-${name}.cjs.code`));
      if (kept === undefined) continue;
      const code = readFileSync(join(home, kept));
      // As if no run had added to it: a user's own may, see the layout there.
      code.write("0".padEnd(8), 48, "latin1");
      hash("sha256", code.subarray(32), "buffer").copy(code);
      writeFileSync(join(root, `dist/cli/bundles/${name}.cjs.code`), code);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The plans of the search as files, each with its name, which the bundles that load it are told. */
async function compilePlans() {
  const { makePlan, PLAN_FILE, writePlan } = await import("../src/mask/plan-file.ts");
  const { RULES } = await import("../src/detect/rules/index.ts");
  return Object.entries(PLAN_FILE).map(([sort, path]) => ({ sort, path, ...writePlan(makePlan(RULES, sort)) }));
}

function planNames(plans) {
  return Object.fromEntries(plans.map(({ sort, name }) => [sort, name]));
}

const source = readFileSync(join(root, "src/cli/version.ts"), "utf8");
if (!source.includes(`"${manifest.version}"`))
  throw new Error("src/cli/version.ts has another version than package.json");
rmSync(join(root, "dist"), { recursive: true, force: true });
mkdirSync(join(root, "dist/cli"), { recursive: true });
const [plans] = await Promise.all([
  compilePlans().then(async (made) => {
    await bundleCommands(planNames(made));
    return made;
  }),
  compileLibrary(),
]);
await bundleStores();
// The library reads the same files, by the same names.
writeFileSync(
  join(root, "dist/library/plan-names.js"),
  `export const PLAN_NAMES = ${JSON.stringify(planNames(plans))};\n`,
);
// Last, and the usual one after the other: tests take it as the sign of a whole build.
for (const { path, file } of plans.toReversed()) writeFileSync(join(root, "dist/cli", path), file);
keepCode();
chmodSync(join(root, "bin/closemask.js"), 0o755);
