// File globs of allow and deny lists. Knows paths as text only: nothing is looked up.

import { relative, resolve, sep } from "node:path";

/**
 * A test of paths for globs. `*` is any run within a name, `**` any run of folders, `?` one character, `{a,b}` either,
 * `[a-z]` one of. Globs begin at the working folder; one without a slash means the name in any folder; one that ends in a slash
 * means everything in that folder.
 */
export function globTest(globs: readonly string[], cwd: string = process.cwd()): (path: string) => boolean {
  const expressions = globs.map(toExpression);
  return (path) => {
    const whole = resolve(cwd, path);
    const forms = [relative(cwd, whole), whole].map((form) => form.split(sep).join("/"));
    return expressions.some((expression) => forms.some((form) => expression.test(form)));
  };
}

/** False for a glob that cannot be read, such as one with a range that runs backwards. */
export function isGlob(glob: string): boolean {
  try {
    toExpression(glob);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** @throws SyntaxError when the glob cannot be read */
function toExpression(glob: string): RegExp {
  let text = glob.replace(/^(?:\.\/)+/, "");
  if (text.endsWith("/")) text += "**";
  if (!text.includes("/")) text = `**/${text}`;
  let source = "";
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "*" && text[i + 1] === "*") {
      // `**/` may be no folder at all.
      if (text[i + 2] === "/") {
        source += "(?:[^/]+/)*";
        i += 2;
      } else {
        source += ".*";
        i++;
      }
    } else if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "{" && text.indexOf("}", i) > 0) {
      source += "(?:";
      depth++;
    } else if (c === "}" && depth > 0) {
      source += ")";
      depth--;
    } else if (c === "," && depth > 0) source += "|";
    else if (c === "[" && text.indexOf("]", i + 2) > 0) {
      const close = text.indexOf("]", i + 2);
      const set = text.slice(i + 1, close).replace(/[\\[\]^]/g, "\\$&");
      source += set.startsWith("!") ? `[^/${set.slice(1)}]` : `[${set}]`;
      i = close;
    } else source += c.replace(/[.+^${}()|[\]\\,]/g, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`, "s");
}
