// One text that comes in deltas, restored: what may still become a placeholder is held back, everything else goes on at once.
// What was put in is never read again. It knows neither events nor transports.

import { createUndecided } from "../mask/partial.ts";
import { type LookAlike, PLACEHOLDER_MAX } from "../mask/placeholder.ts";
import { createDeltaEcho } from "./delta-echo.ts";
import { createDepthScanner, escapeJson } from "./escape.ts";
import { readJsonText, readPlainText, type TextView } from "./json-text.ts";
import type { LengthEdit } from "./offsets.ts";
import { LINE_MAX } from "./origin.ts";
import { createSearchWatch, MARK } from "./probe.ts";
import type { Place, Restoring } from "./types.ts";
import { createValuePlace } from "./value-place.ts";
import { toBytes, toText } from "./wire-text.ts";

export interface HoldBackOptions {
  readonly restoring: Restoring;
  readonly place: Place;
  /** The text is JSON: a value is escaped for where it stands. */
  readonly json: boolean;
  /** JSON that is one string: the name of the member whose value it is; null for a name itself. */
  readonly owner?: string | null;
  /** JSON that is one string, of this name. */
  readonly member?: string | undefined;
  /** Keeps what changed, for offsets into the text; in UTF-16 units or bytes of UTF-8. */
  readonly offsets?: "utf16" | "utf8" | undefined;
}

export interface HoldBack {
  /** The text that may go on. `final`: nothing that follows belongs to what is held. @throws ClosemaskError of the store */
  feed(text: string, final: boolean): string | Promise<string>;
  /** True when something is held back. */
  readonly waits: boolean;
  /** Where values were put, if that was asked for. */
  readonly edits: readonly LengthEdit[];
  /** The text is complete, as far as it came. */
  close(): void;
}

/** Text that is looked at in one go; a longer delta is taken in pieces. */
const SLICE = 32 * 1024;
/** What stands before a placeholder may say that it is in a URL. */
const BEFORE = 2048;
/** No placeholder is complete without one of these; the end of an escaped mark is told by its start. */
const COMPLETE = /\d{3}|[}>\]_;@%]/;
const NUMBER = /^-?(?:0|[1-9]\d{0,18})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/;
/** Values put into one text of which the places are kept. */
const EDITS_MAX = 20_000;

export function createHoldBack({ restoring, place, json, owner, member, offsets }: HoldBackOptions): HoldBack {
  const undecidedFrom = createUndecided(restoring.labels ?? null);
  const echo = createDeltaEcho(restoring, json);
  const { probe } = restoring;
  const watch =
    json && place.channel === "tools" && probe !== undefined && restoring.idle !== true
      ? createSearchWatch(probe, member)
      : null;
  const { isNumber } = restoring;
  /** Where a number may come back as one. */
  const values = json && owner !== null && isNumber !== undefined ? createValuePlace(owner) : null;
  const edits: LengthEdit[] = [];
  /** Text that went on, in wire form and without escapes. */
  let before = "";
  /** Not decided, as it came. */
  let pending = "";
  /** How deep in strings of strings the decided text ends. */
  const strings = createDepthScanner();
  /** The end of the decided JSON, in wire form. */
  let tail = "";
  /** Characters of `pending`, without escapes, that `find` has been asked about. */
  let asked = 0;
  /** Length of the wire text so far, in the unit of `offsets`. */
  let length = 0;

  function step(text: string, final: boolean): string | Promise<string> {
    const raw = pending + text;
    const view = json ? readJsonText(raw, final) : readPlainText(raw);
    const { plain } = view;
    const neighbour = before.slice(-1);
    let hold =
      final || restoring.idle === true
        ? plain.length
        : undecidedFrom(neighbour + plain, neighbour.length) - neighbour.length;
    // Where a number comes back the quote goes too.
    if (values !== null && !final && restoring.idle !== true && plain[hold - 1] === '"') hold--;
    if (hold > 0 && COMPLETE.test(plain)) return restore(raw, view, hold, final);
    const out = pass(final ? raw : raw.slice(0, view.at(hold)));
    advance(raw, view, hold, final);
    return out;
  }

  async function restore(raw: string, view: TextView, decidable: number, final: boolean): Promise<string> {
    const { plain } = view;
    let hold = decidable;
    const near = before.length <= BEFORE ? before : before.slice(-BEFORE);
    const around = toBytes(near + plain);
    const start = toBytes(near).length;
    const places = around.length - start === plain.length ? (at: number) => at - start : createPlaces(around, start);
    // Text before says where a label begins and whether a boundary is one.
    const lo = Math.max(0, start - PLACEHOLDER_MAX);
    let found = restoring
      .find(around, lo, around.length)
      .filter((hit) => hit.end > start && places(hit.end) > asked && (hit.start < start || places(hit.start) < hold));
    if (values !== null && !final) {
      const waiting = found.find(
        (hit) => hit.start > start && plain[places(hit.start) - 1] === '"' && waitsForMore(plain, places(hit.end)),
      );
      if (waiting !== undefined) {
        hold = Math.min(hold, places(waiting.start) - 1);
        found = found.filter((hit) => hit.start < start || places(hit.start) < hold);
      }
    }
    const answers = found.length === 0 ? [] : await restoring.resolve(found, around, place);
    let out = "";
    let from = 0;
    for (const [i, hit] of found.entries()) {
      const end = places(hit.end);
      const restored = answers[i] ?? null;
      const at = restored === null || restored.start < start ? -1 : places(restored.start);
      if (at >= hold) continue;
      asked = Math.max(asked, end);
      if (restored === null || at < from) continue;
      const isDigits = json && NUMBER.test(toText(restored.value));
      const quote = values !== null && isDigits && at > from ? at - 1 : at;
      out += pass(raw.slice(view.at(from), view.at(quote)));
      from = quote;
      const closing = quote < at ? closingOf(hit, raw, view, quote, end) : end;
      if (quote < at && closing === end) {
        out += pass(raw.slice(view.at(quote), view.at(at)));
        from = at;
      }
      // Outside of strings only a number is JSON.
      if (json && strings.depth === 0 && !isDigits) continue;
      const value =
        json && !isDigits ? inJson(restored.value, () => tail + raw.slice(0, view.at(at))) : toText(restored.value);
      const wire = raw.slice(view.at(from), view.at(closing));
      echo.put(value, wire, restored.kind);
      if (closing === end) watch?.put(value);
      values?.put();
      if (offsets !== undefined && edits.length < EDITS_MAX) {
        edits.push({
          start: length + measure(raw.slice(0, view.at(from))),
          length: measure(wire),
          becomes: measure(value),
        });
      }
      out += value;
      from = closing;
    }
    const decided = Math.max(from, hold);
    const rest = pass(final ? raw.slice(view.at(from)) : raw.slice(view.at(from), view.at(decided)));
    advance(raw, view, decided, final);
    return out + rest;
  }

  /** A value as JSON has it here. */
  function inJson(value: Uint8Array, wire: () => string): string {
    const depth = strings.depth - 1;
    const form = restoring.form?.(value, depth, wire) ?? { value, rounds: depth };
    return toText(escapeJson(form.value, 1 + form.rounds));
  }

  /** Text that goes on as it came, but for marks in searches that are to fail. */
  function pass(text: string): string {
    const out = watch === null ? text : marked(text, watch.feed(text));
    echo.keep(out);
    if (json) {
      const bytes = Buffer.from(text);
      strings.feed(bytes, 0, bytes.length);
      values?.feed(text);
    }
    return out;
  }

  /** Behind the quote that ends the string at `quote`, if a number may stand instead of both; else `end` itself. */
  function closingOf(hit: LookAlike, raw: string, view: TextView, quote: number, end: number): number {
    const { plain } = view;
    const mark = raw.slice(view.at(quote), view.at(quote + 1));
    if (plain[end] !== '"' || raw.slice(view.at(end), view.at(end + 1)) !== mark) return end;
    const next = /\S/.exec(plain.slice(end + 1))?.[0] ?? "";
    return values?.isValue(mark, next) === true && isNumber?.(hit, place, values.name) === true ? end + 1 : end;
  }

  function marked(text: string, places: readonly number[]): string {
    let out = "";
    let from = 0;
    for (const at of places) {
      out += text.slice(from, at) + MARK;
      from = at;
    }
    return places.length === 0 ? text : out + text.slice(from);
  }

  function measure(text: string): number {
    return offsets === "utf8" ? Buffer.byteLength(text) : text.length;
  }

  /** The first `count` characters without escapes went on. */
  function advance(raw: string, view: TextView, count: number, final: boolean): void {
    const end = final ? raw.length : view.at(count);
    if (offsets !== undefined) length += measure(raw.slice(0, end));
    asked = Math.max(0, asked - count);
    pending = copyOf(raw.slice(end), raw);
    if (json) tail = (tail + raw.slice(0, end)).slice(-2 * LINE_MAX);
    before += view.plain.slice(0, count);
    if (before.length > 4 * BEFORE) before = copyOf(before.slice(-BEFORE), before);
  }

  return {
    get waits() {
      return pending !== "";
    },
    edits,
    feed(text, final) {
      if (text.length <= SLICE) return text === "" && pending === "" ? "" : step(text, final);
      return slices(text, final);
    },
    close() {
      echo.end();
    },
  };

  async function slices(text: string, final: boolean): Promise<string> {
    const out: string[] = [];
    for (let i = 0; i < text.length; i += SLICE)
      out.push(await step(text.slice(i, i + SLICE), final && i + SLICE >= text.length));
    return out.join("");
  }
}

/** Whether what follows a placeholder does not say yet if it is all of a value. */
function waitsForMore(plain: string, end: number): boolean {
  return end === plain.length || /^"\s{0,64}$/.test(plain.slice(end, end + 66));
}

/** From bytes of `around` to characters of the text behind `start`. Asked in nearly rising order. */
function createPlaces(around: Buffer, start: number): (at: number) => number {
  let lastAt = start;
  let last = 0;
  return (at) => {
    if (at < lastAt) {
      lastAt = start;
      last = 0;
    }
    last += toText(around.subarray(lastAt, at)).length;
    lastAt = at;
    return last;
  };
}

/** A part of a string keeps all of it alive. */
function copyOf(part: string, whole: string): string {
  return whole.length < 1024 ? part : Buffer.from(part, "utf16le").toString("utf16le");
}
