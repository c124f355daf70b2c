// Adapter for scorers of detection: `detect(text)` with every rule that is on by default, level balanced, offsets in UTF-16
// code units. Reads the sources, so it needs the Node of this package; under an older one it starts the whole run again.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) < 24) {
  const node = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  const { status, error } = spawnSync(node, process.argv.slice(1), { stdio: "inherit" });
  if (error) console.error(`bench/eval.mjs: cannot start ${error.path ?? "node 24"}, run npm ci first`);
  process.exit(status ?? 2);
}

const { createDetector } = await import("../src/detect/detector.ts");
const { RULES } = await import("../src/detect/rules/index.ts");
const detector = createDetector({ rules: RULES, level: "balanced" });

/**
 * @param {string} text
 * @returns {{ start: number, end: number, kind: string }[]} sorted, disjoint, end exclusive
 */
export function detect(text) {
  const bytes = Buffer.from(text);
  const region = { bytes, lo: 0, from: 0, to: bytes.length, hi: bytes.length, final: true };
  const { spans } = detector.scan(region);
  if (bytes.length === text.length) return spans.map(({ start, end, rule }) => ({ start, end, kind: rule.kind }));
  const unit = unitAt(bytes);
  return spans.map(({ start, end, rule }) => ({ start: unit[start], end: unit[end], kind: rule.kind }));
}

/** UTF-16 offset of each byte offset; a byte inside a character has the offset of the character. */
function unitAt(bytes) {
  const units = new Uint32Array(bytes.length + 1);
  let unit = 0;
  let width = 0;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i] & 0xc0) !== 0x80) {
      unit += width;
      // Four bytes are a surrogate pair.
      width = bytes[i] >= 0xf0 ? 2 : 1;
    }
    units[i] = unit;
  }
  units[bytes.length] = unit + width;
  return units;
}
