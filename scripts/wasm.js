// Writes src/detect/pass.gen.ts: the inner loops of the pass, compiled from AssemblyScript. Run by `npm run generate`; a test
// compares, so that nobody needs the compiler who does not change the loops.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";
import asc from "assemblyscript/asc";

const target = fileURLToPath(new URL("../src/detect/pass.gen.ts", import.meta.url));
const sources = Object.fromEntries(
  ["main.ts", "shapes.ts", "needles.ts", "gate.ts"].map((name) => [
    name,
    readFileSync(new URL(`../src/detect/wasm/${name}`, import.meta.url), "utf8"),
  ]),
);

/** The text of the generated file. */
export async function generateWasm() {
  const built = {};
  const { error, stderr } = await asc.main(
    [
      "main.ts",
      "--outFile",
      "main.wasm",
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--enable",
      "simd",
    ],
    {
      readFile: (name) => sources[name] ?? null,
      writeFile: (name, content) => {
        built[name] = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the AssemblyScript compiler failed: ${stderr.toString()}`);
  const base64 = Buffer.from(built["main.wasm"]).toString("base64");
  return `// Generated from wasm/main.ts by scripts/wasm.js; do not edit.

/** The module as base64. */
export const WALK = "${base64}";
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await generateWasm();
  if (readFileSync(target, { encoding: "utf8", flag: "a+" }) !== text) writeFileSync(target, text);
}
