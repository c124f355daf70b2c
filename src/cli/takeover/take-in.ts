// Turns values with placeholders of elsewhere into entries of a session. A placeholder is taken over when it is exactly what this
// program would write for such an entry, and the session has not given it to another value; then it resolves from there on.

import { labelOf } from "../../detect/kinds.ts";
import { createIdentify } from "../../mask/identity.ts";
import { findLookAlikes, type LookAlike, writePlaceholder } from "../../mask/placeholder.ts";
import { type Handle, type SessionDump, STYLE_BIT } from "../../mask/store.ts";
import type { Style } from "../../types.ts";
import type { Found } from "./found.ts";

export interface TakeInOptions {
  readonly name: string;
  /** What the session holds already; null when there is none. */
  readonly there: SessionDump | null;
  readonly idKey: Uint8Array;
  readonly length: 6 | 8;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface TakenIn<T extends Found> {
  /** For `Store.load`. */
  readonly dump: SessionDump;
  /** Placeholders of entries that the session had already, which were not written in that style yet. */
  readonly issued: readonly {
    readonly handle: Handle;
    readonly fingerprint: number;
    readonly style: Style;
    readonly found: T;
  }[];
  /** Placeholders that resolve afterwards. */
  readonly resolved: number;
  /** Those that closemask does not write like that. */
  readonly foreign: readonly T[];
  /** Those that stand for another value here. */
  readonly taken: readonly T[];
}

type DumpEntry = SessionDump["entries"][number];

export function takeIn<T extends Found>(all: readonly T[], options: TakeInOptions): TakenIn<T> {
  const { name, there, idKey, length, now } = options;
  const identify = createIdentify(idKey, length === 8 ? 12 : 9);
  const entries = new Map<Handle, DumpEntry>(there?.entries.map((entry) => [entry.handle, entry]));
  const numbers = new Map<string, DumpEntry>();
  for (const entry of entries.values()) for (const number of entry.numbers) numbers.set(keyOf(number), entry);
  const reserved = new Set([...(there?.reserved ?? []), ...(there?.reservedNumbers ?? []).map(keyOf)]);
  const fresh = new Map<Handle, DumpEntry>();
  const issued: TakenIn<T>["issued"][number][] = [];
  const foreign: T[] = [];
  const taken: T[] = [];
  let resolved = 0;

  for (const found of all) {
    const value = Buffer.from(found.value);
    const { handles, fingerprint } = identify(value);
    const own = { fingerprint, kind: found.kind, value, literal: true, firstSeen: now, lastUsed: now };
    const written = found.placeholder === undefined ? null : asWritten(found.placeholder, found);
    if (found.placeholder !== undefined && written === null) foreign.push(found);

    if (written?.counter) {
      const number = { counter: written.counter, number: written.number };
      const owner = numbers.get(keyOf(number));
      // An entry that is there keeps the numbers it has; a further one stands for the same value.
      const handle = handles.find((one) => !entries.has(one) && !reserved.has(one));
      if (owner !== undefined ? isSame(owner, own) : handle !== undefined && !reserved.has(keyOf(number))) {
        resolved++;
        if (owner === undefined && handle !== undefined) {
          const made = { ...own, handle, styles: STYLE_BIT[written.style], numbers: [number] };
          add(made);
          numbers.set(keyOf(number), made);
        }
        continue;
      }
      taken.push(found);
    } else if (written?.handle != null) {
      const { handle, style } = written;
      const before = entries.get(handle);
      if (before === undefined && !reserved.has(handle)) {
        resolved++;
        add({ ...own, handle, styles: STYLE_BIT[style], numbers: [] });
        continue;
      }
      if (before !== undefined && isSame(before, own)) {
        resolved++;
        const mine = fresh.get(handle);
        if (mine !== undefined) add({ ...mine, styles: mine.styles | STYLE_BIT[style] });
        else if ((before.styles & STYLE_BIT[style]) !== STYLE_BIT[style])
          issued.push({ handle, fingerprint, style, found });
        continue;
      }
      taken.push(found);
    }
    // Known from here on, under a placeholder of its own once one is written.
    const handle = handles.find(
      (one) => !reserved.has(one) && (entries.get(one)?.fingerprint ?? fingerprint) === fingerprint,
    );
    if (handle !== undefined && !entries.has(handle)) add({ ...own, handle, styles: 0, numbers: [] });
  }

  function add(entry: DumpEntry): void {
    entries.set(entry.handle, entry);
    fresh.set(entry.handle, entry);
  }

  const dump = { name, created: now, entries: [...fresh.values()], reserved: [], reservedNumbers: [] };
  return { dump, issued, resolved, foreign, taken };
}

function isSame(a: Pick<DumpEntry, "fingerprint" | "kind">, b: Pick<DumpEntry, "fingerprint" | "kind">): boolean {
  return a.fingerprint === b.fingerprint && a.kind === b.kind;
}

function keyOf({ counter, number }: { counter: string; number: number }): string {
  return `${counter} ${number}`;
}

/** The placeholder as this program reads it, if it is what it would write; null where it is not. */
function asWritten(placeholder: string, { kind }: Found): LookAlike | null {
  const bytes = Buffer.from(placeholder);
  const label = labelOf(kind);
  const hit = findLookAlikes(bytes, 0, bytes.length).find(({ end }) => end === bytes.length);
  if (hit === undefined) return null;
  const text = writePlaceholder(hit.style, { label, kind, handle: hit.handle ?? 0, number: hit.number });
  return text === placeholder ? hit : null;
}
