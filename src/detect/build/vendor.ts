// Secrets that only the name of their provider gives away: `DATADOG_API_KEY=…`, `datadog: { api_key: … }`, a query of its
// host, a client made with one. A row of a table says how the provider is written and what its values look like, and the
// examples follow from the row. Values that prove themselves belong to build/provider.ts.

import type { Gate } from "../gate.ts";
import type { Anchor, Examples, Rule, Scan } from "../rule.ts";
import { textOf } from "./anchor.ts";
import { compileVendors, openVendors, operatorsBehind, vendorAnchors } from "./vendor-dispatch.ts";
import { vendorExamples } from "./vendor-examples.ts";
import { describeForm, type Form, parseForm } from "./vendor-form.ts";
import { parseWord, type Word } from "./vendor-word.ts";

/** A row as it is read at first use. */
export interface Vendor {
  readonly name: string;
  readonly words: readonly Word[];
  readonly forms: readonly Form[];
}

/** A vendor rule carries its row; the engine asks all of them through one dispatcher. */
export interface VendorRule extends Rule {
  readonly row: string;
  /** The row as read; getters may not do more at a start. */
  readonly vendor: Vendor;
}

export function isVendorRule(rule: Rule): rule is VendorRule {
  return "row" in rule;
}

/** What the rules share, as one prototype: hundreds of them cost a start next to nothing. */
const SHARED = {
  row: "",
  tier: "context",
  confidence: 0.95,
  remembers: true,
  get vendor(): Vendor {
    const known = read.get(this);
    if (known !== undefined) return known;
    const vendor = new ReadRow(this.row);
    read.set(this, vendor);
    return vendor;
  },
  get description(): string {
    const { name, forms } = this.vendor;
    return `key, token or id beside the name ${name}: ${forms.map(describeForm).join("; ")}`;
  },
  get anchors(): Anchor[] {
    return vendorAnchors(this.vendor.words);
  },
  gateFor: (anchor: Anchor): Gate => [[{ op: "vendor", operators: operatorsBehind(textOf(anchor)) }]],
  get examples(): Examples {
    return vendorExamples(this.vendor);
  },
};

const SPACES = /\s/;

/** A class: an object with an accessor of its own takes V8 longer than all the rest of a row. */
class ReadRow implements Vendor {
  readonly name: string;
  readonly words: readonly Word[];
  private readonly rest: string;
  private parsed: readonly Form[] | undefined;

  constructor(row: string) {
    // Rows have no space at either end.
    const end = row.search(SPACES);
    const head = end < 0 ? row : row.slice(0, end);
    const equals = head.indexOf("=");
    const words = equals < 0 ? head : head.slice(equals + 1);
    this.name = plain(equals < 0 ? head : head.slice(0, equals));
    this.words = words.includes(",") ? words.split(",").map(parseWord) : [parseWord(words)];
    this.rest = row.slice(head.length);
    this.parsed = undefined;
  }

  /** Names are looked for in all rows, values behind the few that stand there. */
  get forms(): readonly Form[] {
    this.parsed ??= this.rest.trim().split(/\s+/).map(parseForm);
    return this.parsed;
  }
}

const read = new WeakMap<object, Vendor>();

/**
 * Makes the rules of a table: rows end with `;`. A row is `name[=word,word…] form… [@KIND]`; see `parseWord` and `parseForm`.
 * `kind` is that of rows without their own. Rows are read when somebody asks.
 */
export function vendors(kind: string, table: string): Rule[] {
  return table
    .split(";")
    .map((row) => row.trim())
    .filter((row) => row !== "")
    .map((row) => vendor(kind, row));
}

function vendor(kind: string, row: string): VendorRule {
  const at = row.lastIndexOf("@");
  const space = row.indexOf(" ");
  const equals = row.indexOf("=");
  const rule: VendorRule = Object.create(SHARED);
  return Object.assign(rule, {
    id: `${plain(row.slice(0, equals >= 0 && equals < space ? equals : space))}-credential`,
    kind: at < 0 ? kind : row.slice(at + 1),
    row: at < 0 ? row : row.slice(0, at),
    find(scan: Scan, hit: number, end: number): void {
      openVendors(compileVendors([rule])).find(scan, hit, end);
    },
  });
}

/** A name without its mark. */
function plain(name: string): string {
  return name.startsWith("~") || name.startsWith("!") ? name.slice(1) : name;
}
