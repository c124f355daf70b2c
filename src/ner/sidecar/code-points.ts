// Offsets as services count them, in code points; ours count UTF-16 units.

/** Makes the function from units to code points of one text. Offsets must not go down from call to call. */
export function createCodePoints(text: string): (unit: number) => number {
  let unit = 0;
  let points = 0;
  return (target) => {
    for (; unit < target; points++) unit += isPair(text, unit) ? 2 : 1;
    return points;
  };
}

function isPair(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && code > 0xffff;
}
