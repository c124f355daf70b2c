// The direction of imports: each layer sees itself and those to its left, and only the command line touches the process.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { describe, expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));

/** What each layer may import besides itself, of the layers that exist. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  types: [],
  errors: [],
  folders: [],
  text: ["types", "errors"],
  ner: ["types", "errors", "text"],
  detect: ["types", "errors", "text"],
  mask: ["types", "errors", "text", "detect"],
  store: ["types", "errors", "folders", "text", "detect", "mask"],
  proxy: ["types", "errors", "text", "detect", "mask"],
  audit: ["types", "errors", "folders", "text", "detect", "mask"],
  upstream: ["types", "errors", "text", "detect", "mask", "store", "proxy", "audit"],
  server: ["types", "errors", "text", "ner", "detect", "mask", "store", "proxy", "audit", "upstream"],
  // It sends as the server does, and shows what that does.
  chat: ["types", "errors", "text", "ner", "detect", "mask", "store", "proxy", "audit", "upstream", "server"],
  // What programs call.
  library: ["types", "errors", "text", "ner", "detect", "mask", "store", "proxy", "audit", "upstream"],
  integrations: ["types", "errors", "text", "ner", "detect", "mask", "store", "proxy", "audit", "upstream", "library"],
  // The facade of the library.
  index: [
    "types",
    "errors",
    "text",
    "ner",
    "detect",
    "mask",
    "store",
    "proxy",
    "audit",
    "upstream",
    "server",
    "library",
  ],
};
const ALL = Object.keys(MAY).filter((layer) => layer !== "index");
const PURE = ["text", "detect", "mask", "proxy"];
/** Computing, not I/O. */
const PURE_MODULES = ["node:crypto", "node:buffer"];

interface Source {
  readonly name: string;
  readonly layer: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const sources: Source[] = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => {
    const text = readFileSync(join(src, name), "utf8");
    const imports = [...text.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] as string);
    return { name, layer: layerOf(name), text, imports };
  });

function layerOf(name: string): string {
  return (name.split(sep)[0] as string).replace(/\.ts$/, "");
}

/** Comments and plain strings removed: they may speak of anything. */
function code(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`/g, '""')
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(?<!:)\/\/.*$/gm, "");
}

describe("layers", () => {
  test("there are sources, and all of them are in a known layer", () => {
    expect(sources.length).toBeGreaterThan(50);
    for (const { name, layer } of sources) expect([...Object.keys(MAY), "cli"], name).toContain(layer);
  });

  test("imports only go leftwards", () => {
    const wrong = sources.flatMap(({ name, layer, imports }) =>
      imports
        .filter((path) => path.startsWith("."))
        .map((path) => layerOf(relative(src, join(src, dirname(name), path))))
        .filter((target) => target !== layer && !(layer === "cli" ? ALL : (MAY[layer] ?? [])).includes(target))
        .map((target) => `${name} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("the pure layers do no I/O", () => {
    const wrong = sources
      .filter(({ layer }) => PURE.includes(layer))
      .flatMap(({ name, imports }) =>
        imports
          .filter((path) => path.startsWith("node:") && !PURE_MODULES.includes(path))
          .map((path) => `${name}: ${path}`),
      );
    expect(wrong).toEqual([]);
  });

  test("the pure layers take clock and randomness as arguments", () => {
    const wrong = sources
      .filter(
        ({ layer, text }) => PURE.includes(layer) && /\bDate\.now\(|\bMath\.random\(|\bnew Date\(\)/.test(code(text)),
      )
      .map(({ name }) => name);
    expect(wrong).toEqual([]);
  });

  test("only the command line reads the process", () => {
    const wrong = sources
      .filter(({ layer, text }) => layer !== "cli" && /\bprocess\./.test(code(text)))
      .map(({ name }) => name);
    expect(wrong).toEqual([]);
  });

  test("no import leaves out its extension", () => {
    for (const { name, imports } of sources) {
      for (const path of imports.filter((path) => path.startsWith("."))) expect(path, name).toMatch(/\.ts$/);
    }
  });
});
