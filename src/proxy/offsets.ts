// Offsets into a text whose placeholders became values, or the other way round.

/** One stretch that changed its length, in the unit of the offsets. Edits are in order and disjoint. */
export interface LengthEdit {
  /** In the text that the offset counts in now. */
  readonly start: number;
  readonly length: number;
  /** Length in the other text. */
  readonly becomes: number;
}

/**
 * Where an offset lies in the other text. One behind an edit moves with it; one inside an edit goes to its start or its end.
 */
export function mapOffset(edits: readonly LengthEdit[], offset: number, edge: "start" | "end"): number {
  let moved = 0;
  for (const { start, length, becomes } of edits) {
    if (offset <= start) break;
    if (offset < start + length) return start + moved + (edge === "start" ? 0 : becomes);
    moved += becomes - length;
  }
  return offset + moved;
}

/** The same edits seen from the other text. */
export function invertEdits(edits: readonly LengthEdit[]): LengthEdit[] {
  let moved = 0;
  return edits.map(({ start, length, becomes }) => {
    const inverse = { start: start + moved, length: becomes, becomes: length };
    moved += becomes - length;
    return inverse;
  });
}
