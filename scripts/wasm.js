// Writes the loops that are compiled from AssemblyScript: src/detect/pass.gen.ts, that of the pass, src/mask/identity.gen.ts, that
// of the ids, src/mask/triggers.gen.ts, that of the marks of placeholders, and src/mask/swap.gen.ts, that of what is remembered of
// them. Run by `npm run generate`; tests compare, so that nobody needs the compiler who does not change a loop.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import asc from "assemblyscript/asc";

const PASS = {
  source: new URL("../src/detect/wasm/main.ts", import.meta.url),
  target: new URL("../src/detect/pass.gen.ts", import.meta.url),
  constant: "WALK",
  flags: ["--importMemory", "--enable", "simd"],
};
const IDENTITY = {
  source: new URL("../src/mask/wasm/identify.ts", import.meta.url),
  target: new URL("../src/mask/identity.gen.ts", import.meta.url),
  constant: "IDENTIFY",
  flags: ["--enable", "simd", "--initialMemory", "3"],
};

const TRIGGERS = {
  source: new URL("../src/mask/wasm/triggers.ts", import.meta.url),
  target: new URL("../src/mask/triggers.gen.ts", import.meta.url),
  constant: "TRIGGERS",
  flags: ["--enable", "simd", "--initialMemory", "3"],
};

const SWAP = {
  source: new URL("../src/mask/wasm/swap.ts", import.meta.url),
  target: new URL("../src/mask/swap.gen.ts", import.meta.url),
  constant: "SWAP",
  flags: ["--enable", "simd,bulk-memory", "--initialMemory", "38"],
};

/** The text of a generated file. */
async function generate({ source, constant, flags }) {
  // Files that a loop imports lie beside it.
  const read = (name) => {
    const file = new URL(name, source);
    return existsSync(file) ? readFileSync(file, "utf8") : null;
  };
  const main = source.pathname.split("/").at(-1);
  const built = {};
  const { error, stderr } = await asc.main(
    [main, "--outFile", "loop.wasm", "-O3", "--noAssert", "--runtime", "stub", ...flags],
    {
      readFile: read,
      writeFile: (name, content) => {
        built[name] = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the AssemblyScript compiler failed: ${stderr.toString()}`);
  const base64 = Buffer.from(built["loop.wasm"]).toString("base64");
  return `// Generated from wasm/${main} by scripts/wasm.js; do not edit.

/** The module as base64. */
export const ${constant} = "${base64}";
`;
}

/** The text of the pass's file. */
export const generateWasm = () => generate(PASS);

/** The text of the file of the ids. */
export const generateIdentity = () => generate(IDENTITY);

/** The text of the file of the marks of placeholders. */
export const generateTriggers = () => generate(TRIGGERS);

/** The text of the file that puts back what is remembered. */
export const generateSwap = () => generate(SWAP);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const loop of [PASS, IDENTITY, TRIGGERS, SWAP]) {
    const target = fileURLToPath(loop.target);
    const text = await generate(loop);
    if (readFileSync(target, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(target, text);
  }
}
