// What would be masked in a text that is being written. Learns nothing and stores nothing: a half-typed value is no value.

import type { Literals } from "../detect/literals.ts";
import type { Candidate } from "../detect/resolve.ts";
import { ClosemaskError } from "../errors.ts";
import { createNameSource } from "../mask/names.ts";
import { createPlanner } from "../mask/planner.ts";
import type { Detection } from "../proxy/exchange.ts";
import type { Frame } from "../text/framer.ts";
import type { Found } from "./types.ts";

export interface Preview {
  readonly found: readonly Found[];
  /** Kind that the policy blocks; such a text cannot be sent. */
  readonly blocked: string | null;
}

/** @throws ClosemaskError of what looks for names, when it must say and cannot */
export async function preview(text: string, detection: Detection, literals: Literals): Promise<Preview> {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  const frame: Frame = { bytes, lo: 0, from: 0, to: length, hi: length, final: true, inside: false };
  const names = detection.names === undefined ? null : await createNameSource(detection.names)(frame);
  const sources = names === null ? detection.sources : [...detection.sources, () => names.spans];
  const planner = createPlanner({ ...detection, sources, literals: readOnly(literals) });
  try {
    const { spans } = planner.plan(frame);
    return { found: inUtf16(bytes, spans), blocked: null };
  } catch (error) {
    if (error instanceof ClosemaskError && error.code === "blocked") return { found: [], blocked: error.message };
    throw error;
  }
}

function readOnly(literals: Literals): Literals {
  const { size, bounded } = literals;
  return { size, bounded, add() {}, addLater() {}, addForNow: () => null, find: (...where) => literals.find(...where) };
}

function inUtf16(bytes: Buffer, spans: readonly Candidate[]): Found[] {
  let at = 0;
  let units = 0;
  const unitsAt = (offset: number): number => {
    units += bytes.toString("utf8", at, offset).length;
    at = offset;
    return units;
  };
  return spans.map(({ start, end, rule, confidence }) => ({
    start: unitsAt(start),
    end: unitsAt(end),
    kind: rule.kind,
    rule: rule.id,
    confidence,
  }));
}
