// The path language of field tables (see Field in types.ts), parsed.

export type Step =
  | { readonly type: "name"; readonly names: readonly string[] }
  | { readonly type: "any" }
  | { readonly type: "element" }
  | { readonly type: "deep" }
  | Guard;

/** A condition on the members of the object reached so far. */
export interface Guard {
  readonly type: "guard";
  readonly name: string;
  /** Texts that the member may have; null: it only has to be there. */
  readonly values: readonly string[] | null;
  readonly not: boolean;
}

const PART = /^(?:\[\]|\{(!?)([^=}]+)(?:=([^}]*))?\}|([^[{]+))/;

/** @throws TypeError for a path of a table that is not one */
export function parsePath(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (const piece of path === "" ? [] : path.split(/\.(?![^{]*\})/)) {
    let rest = piece;
    while (rest !== "") {
      const found = PART.exec(rest);
      if (found === null) throw new TypeError(`not a field path: ${path}`);
      const [whole, not, guard, values, names] = found;
      if (guard !== undefined)
        steps.push({ type: "guard", name: guard, values: values?.split("|") ?? null, not: not === "!" });
      else if (names === undefined) steps.push({ type: "element" });
      else if (names === "*") steps.push({ type: "any" });
      else if (names === "**") steps.push({ type: "deep" });
      else steps.push({ type: "name", names: names.split("|") });
      rest = rest.slice(whole.length);
    }
  }
  return steps;
}
