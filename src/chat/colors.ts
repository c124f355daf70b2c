// The colours of kinds: one for each category, so that a credential never looks like a name.

import { categoryOf } from "../detect/kinds.ts";
import type { Category, Kind } from "../types.ts";
import type { Style } from "./cells.ts";

const COLORS: Readonly<Record<Category, string>> = {
  CREDENTIAL: "red",
  CONTACT: "cyan",
  PERSONAL: "magenta",
  FINANCIAL: "yellow",
  IDENTITY_US: "blueBright",
  IDENTITY_INTL: "blueBright",
  HEALTHCARE: "green",
  NETWORK: "cyanBright",
  VEHICLE: "greenBright",
  CORPORATE: "yellowBright",
  CUSTOM: "magentaBright",
};

const styles = new Map<string, Style>();

/** The same object each time. Underlined, so that it is seen without colours too. */
export function styleOf(kind: Kind, colors: boolean): Style {
  const key = colors ? kind : "";
  let style = styles.get(key);
  if (style === undefined) {
    style = colors ? { color: COLORS[categoryOf(kind)], underline: true } : { underline: true };
    styles.set(key, style);
  }
  return style;
}
