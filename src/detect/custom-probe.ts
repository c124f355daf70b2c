// Texts on which a regular expression is slow if it is slow on any: for each part that repeats, what leads there, that part
// many times, and something that does not match. Reads the expression loosely; where it is wrong a probe is merely useless.

type Node =
  | { readonly type: "choice"; readonly options: readonly Node[] }
  | { readonly type: "sequence"; readonly items: readonly Node[] }
  | { readonly type: "repeat"; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly type: "character"; readonly samples: readonly string[] }
  | { readonly type: "nothing" };

/** Repetitions from this many on can be slow. */
const MANY = 10;
const SHORT = 28;
const LONG = 2500;
const VARIANTS = 6;
const MOST_PROBES = 150;
const MOST_DEPTH = 60;
const TRIED = ["a", "0", " ", "A", "_", "-", ".", "@", "/", ":", ",", "\t", "!", "~", "é", "中"];
const ENDINGS = ["\u0001", "!", "a", "中"];

export function probesOf(source: string, flags: string): string[] {
  const root = parse(source, flags);
  const probes = new Set<string>();
  const visit = (node: Node, before: string, depth: number): void => {
    if (depth > MOST_DEPTH) return;
    if (node.type === "choice") for (const option of node.options) visit(option, before, depth + 1);
    else if (node.type === "sequence") {
      let lead = before;
      for (const item of node.items) {
        visit(item, lead, depth + 1);
        lead = (lead + sample(item, 0)).slice(0, 500);
      }
    } else if (node.type === "repeat") {
      if (node.max >= MANY) addProbes(probes, before, node.node);
      visit(node.node, before, depth + 1);
    }
  };
  visit(root, "", 0);
  return [...probes].slice(0, MOST_PROBES);
}

function addProbes(probes: Set<string>, before: string, body: Node): void {
  for (let variant = 0; variant < VARIANTS; variant++) {
    const unit = sample(body, variant).slice(0, 200);
    if (unit === "") continue;
    const ending = ENDINGS[variant % ENDINGS.length] as string;
    probes.add(before + unit.repeat(Math.ceil(SHORT / unit.length) + 4) + ending);
    probes.add(before + unit.repeat(Math.ceil(LONG / unit.length)) + ending);
  }
}

/** A text that the node takes, different by variant. */
function sample(node: Node, variant: number): string {
  switch (node.type) {
    case "choice":
      return sample(node.options[variant % node.options.length] as Node, variant);
    case "sequence":
      return node.items.map((item) => sample(item, variant)).join("");
    case "repeat": {
      const times = Math.min(node.max, Math.max(node.min, variant % 2 === 0 ? 1 : 2), 50);
      return sample(node.node, variant).repeat(times);
    }
    case "character":
      return node.samples.length === 0 ? "" : (node.samples[variant % node.samples.length] as string);
    default:
      return "";
  }
}

function parse(source: string, flags: string): Node {
  let at = 0;

  function choice(depth: number): Node {
    const options = [sequence(depth)];
    while (source[at] === "|") {
      at++;
      options.push(sequence(depth));
    }
    return options.length === 1 ? (options[0] as Node) : { type: "choice", options };
  }

  function sequence(depth: number): Node {
    const items: Node[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") items.push(quantified(atom(depth)));
    return { type: "sequence", items };
  }

  function quantified(node: Node): Node {
    const match = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(source.slice(at, at + 24));
    if (match === null) return node;
    at += match[0].length;
    const [, sign, least, range, most] = match;
    const min = sign === "+" ? 1 : Number(least ?? 0);
    const max =
      sign === "?" ? 1 : sign !== undefined || (range !== undefined && most === "") ? Infinity : Number(most ?? least);
    return { type: "repeat", node, min, max };
  }

  function atom(depth: number): Node {
    const start = at;
    const c = source[at++] as string;
    if (c === "(") {
      const open = /^(?:\?(?::|=|!|<=|<!|<\w+>))/.exec(source.slice(at, at + 80));
      if (open !== null) at += open[0].length;
      if (depth > MOST_DEPTH) return { type: "nothing" };
      const inner = choice(depth + 1);
      at++;
      // What a negative assertion refuses is not part of the text, but may well be slow.
      return inner;
    }
    if (c === "^" || c === "$") return { type: "nothing" };
    if (c === "[") while (at < source.length && source[at] !== "]") at += source[at] === "\\" ? 2 : 1;
    if (c === "[") at++;
    if (c === "\\") {
      const escaped = /^(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[pP]\{[^}]*\}|c[a-z]|k<\w+>|\d+|[\s\S])/i.exec(
        source.slice(at, at + 60),
      );
      at += escaped?.[0].length ?? 0;
      if (/^[bBk\d]/.test(escaped?.[0] ?? "b")) return { type: "nothing" };
    }
    return { type: "character", samples: samplesOf(source.slice(start, at), flags, source) };
  }

  function samplesOf(text: string, flags: string, all: string): string[] {
    let set: RegExp;
    try {
      set = new RegExp(`^(?:${text})$`, flags);
    } catch {
      return [];
    }
    const own = text.length <= 2 ? [...text].slice(-1) : [...text].filter((c) => !/[\\[\]^-]/.test(c));
    const near = [...new Set(all)].filter((c) => /[^\\()[\]{}|*+?^$]/.test(c)).slice(0, 40);
    return [...new Set([...own, ...TRIED, ...near])].filter((c) => set.test(c)).slice(0, VARIANTS);
  }

  const root: Node[] = [];
  // A stray bracket ends a choice; the engine has judged the syntax already.
  while (at < source.length) {
    root.push(choice(0));
    if (source[at] === ")") at++;
  }
  return { type: "sequence", items: root };
}
