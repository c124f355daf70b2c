// What stands in front of a value in an object tells rules what it is, as in JSON text.

import { BESIDE, BLAND, GENERIC } from "../proxy/caption.ts";

const CAPTION_MAX = 64;
const CAPTION_LEVELS = 3;

/** Where a value stands: its name, or its list's. */
export interface Place {
  readonly name: string;
  readonly holder: object | null;
  readonly up: Place | null;
}

/** As `captionOf` of the proxy says it for JSON text. */
export function captionAt(place: Place | null): string | undefined {
  let at = place;
  for (let level = 0; at !== null && level < CAPTION_LEVELS; level++) {
    const { name, holder } = at;
    if (name.length > CAPTION_MAX) return undefined;
    if (!GENERIC.has(name)) return BLAND.has(name) ? undefined : written(name);
    for (const beside of BESIDE) {
      const other: unknown = holder !== null && Object.hasOwn(holder, beside) ? Reflect.get(holder, beside) : undefined;
      if (typeof other === "string") return written(other);
    }
    at = at.up;
  }
  return undefined;
}

function written(name: string): string | undefined {
  return name === "" || name.length > CAPTION_MAX || /["\\\n\0]/.test(name) || !name.isWellFormed()
    ? undefined
    : `"${name}":"`;
}
