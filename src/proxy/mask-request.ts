// Masks one request body: reads its texts, looks at each, asks the session once for all that is new, and splices. Nothing is
// returned that was not stored before, and nothing that still holds a known value.

import type { Literals } from "../detect/literals.ts";
import type { Candidate } from "../detect/resolve.ts";
import { createIssues, createValueColumns, type ValueColumns } from "../mask/columns.ts";
import { isLesson } from "../mask/lessons.ts";
import { redactionOf } from "../mask/mask-feed.ts";
import type { NameFinder } from "../mask/names.ts";
import { PLACEHOLDER_MAX } from "../mask/placeholder.ts";
import type { Policy } from "../mask/policy.ts";
import type { Session } from "../mask/session.ts";
import type { Handle, Issues } from "../mask/store.ts";
import { findTolerant } from "../mask/tolerant.ts";
import { hashOf } from "../mask/value-cache.ts";
import type { Kind } from "../types.ts";
import type { Piece } from "./collect.ts";
import { blanked, issuedIn, type Range, without } from "./issued.ts";
import { type JsonNumber, numbersIn } from "./json-numbers.ts";
import type { Memory, SentEdit } from "./memory.ts";
import { namesIn } from "./names.ts";
import type { Origins, Wire } from "./origin.ts";
import { type HiddenText, marksIn } from "./probe.ts";
import { refuse } from "./refusal.ts";
import type { OpenScope } from "./scope.ts";
import type { Seek } from "./seek.ts";
import { apply, type Text } from "./texts.ts";
import type { Refusal, Watch } from "./types.ts";

export interface MaskTextsOptions {
  readonly session: Session;
  readonly policy: Policy;
  readonly secrets: Literals;
  readonly literals: Literals;
  readonly seek: Seek;
  readonly names?: NameFinder | undefined;
  readonly memory: Memory;
  readonly sessionName: string;
  readonly provider: string;
  readonly scope: OpenScope;
  readonly origins: Origins;
  readonly watch?: Watch | undefined;
}

export interface MaskedTexts {
  readonly refusal: Refusal | null;
  /** By kind: what left masked or redacted. */
  readonly masked: ReadonlyMap<Kind, number>;
  /** By id of the rule, of what was looked at now. */
  readonly rules: ReadonlyMap<string, number>;
  readonly warnings: ReadonlyMap<string, number>;
  /** Texts in which something was masked. */
  readonly hidden: readonly HiddenText[];
  /** False when texts left without a look at their names. */
  readonly complete: boolean;
  /** Notes what was sent: once nothing stands against sending it. */
  commit(): void;
}

/** What is to be done in a text, in order and disjoint; offsets from its start. */
interface Plan {
  readonly piece: Piece;
  readonly key: string;
  /** It goes as it went before. */
  readonly replay: boolean;
  edits: readonly PlannedEdit[];
}

interface PlannedEdit extends SentEdit {
  readonly literal: boolean;
  /** Id of the rule; absent for what goes as it went before. */
  readonly rule?: string;
}

/** Rounds in which a value that was learned further on is looked for in the texts before. */
const ROUNDS = 4;

/** @throws whatever the session and the detector throw: then nothing may be sent */
export async function maskTexts(pieces: readonly Piece[], options: MaskTextsOptions): Promise<MaskedTexts> {
  const { session, policy, seek, memory, sessionName, provider, scope, origins } = options;
  const lookedOver: Watch = options.watch === undefined ? (step) => step() : options.watch;
  const users = memory.sender({ sessionName, provider, authored: false });
  const models = memory.sender({ sessionName, provider, authored: true });
  const masked = new Map<Kind, number>();
  const rules = new Map<string, number>();
  const warnings = new Map<string, number>();

  const keyOf = ({ text, authored }: Piece): string =>
    authored
      ? memory.keyOf(models, text.bytes, text.start, text.end)
      : memory.keyOf(users, text.bytes, text.lo, text.end);

  /** Each text with what is known of it; of JSON in a string its parts, unless it is known as a whole. */
  function known(list: readonly Piece[], plans: Plan[], looked: Piece[]): void {
    for (const piece of list) {
      if (piece.use !== "mask") {
        looked.push(piece);
        continue;
      }
      const key = keyOf(piece);
      // What may leave in a field for ids may not leave elsewhere: nothing is concluded from the one for the other.
      const sent = piece.notes.opaque === true ? undefined : memory.sent(key);
      if (sent === undefined && piece.parts !== null) {
        known(piece.parts, plans, looked);
        continue;
      }
      const edits = (sent ?? []).map((edit) => ({ ...edit, literal: false }));
      plans.push({ piece, key, replay: sent !== undefined, edits });
    }
  }

  const plans: Plan[] = [];
  const looked: Piece[] = [];
  known(pieces, plans, looked);
  await session.begin();
  const fresh = plans.filter(({ replay }) => !replay);
  const issued = await issuedIn(
    fresh.map(({ piece }) => piece.text),
    session,
    scope,
  );
  for (const [i, { piece }] of fresh.entries()) {
    const marks = marksIn(piece.text.bytes, piece.text.start, piece.text.end);
    if (marks.length > 0) issued[i] = [...(issued[i] ?? []), ...marks].sort((a, b) => a.start - b.start);
  }
  const names = await namesIn(
    fresh.map(({ piece }) => piece.text),
    issued,
    seek,
    options.names,
  );
  if (names.missed.size > 0) warnings.set("names", names.missed.size);
  for (const { piece, replay } of plans) {
    // What has no escapes stands in the body as it is.
    const { bytes, start, end, from, to } = piece.text;
    if (replay && end - start !== to - from) scope.addText(bytes, start, end);
  }

  let learned = -1;
  /** Plans until nothing more is learned. */
  function settle(): void {
    for (let round = 0; round < ROUNDS && options.literals.size !== learned; round++) {
      learned = options.literals.size;
      for (const [i, plan] of fresh.entries())
        plan.edits = blanked(plan.piece.text, issued[i] ?? [], () => planned(plan.piece, issued[i] ?? []));
    }
  }
  settle();
  for (const { text, use } of looked) if (seek.finds(text)) add(warnings, use);

  function planned(piece: Piece, ranges: readonly Range[]): PlannedEdit[] {
    const { text, whole, notes } = piece;
    const { bytes, start, end } = text;
    const missed = names.missed.has(text);
    if (missed && names.state === "pass") return [];
    let spans = without(seek(text, missed ? null : names.of(text)), ranges, bytes);
    if (notes.opaque === true)
      spans = spans.filter((span) => !isMachineId(bytes.toString("latin1", start, span.end), span.start - start));
    if (whole && spans.length > 0) spans = [{ ...(spans[0] as Candidate), start, end }];
    else spans = wholeNumbers(text, spans);
    return spans.map(({ start: from, end: to, rule }) => {
      const edit = { start: from - start, end: to - start };
      return {
        ...edit,
        kind: rule.kind,
        literal: isLesson(bytes, from, to, rule),
        rule: rule.id,
        ...(policy.action(rule.kind) === "redact"
          ? { wire: quoted(redactionOf(rule.kind), numberAt(text, edit)) }
          : {}),
      };
    });
  }

  let entries = await resolve(plans, session);
  // Another request of the session may have learned a value while this one waited for the store.
  for (let round = 0; round < ROUNDS && options.literals.size !== learned; round++) {
    settle();
    entries = await resolve(plans, session);
  }
  const { issues, numberOf } = entries;
  const numbers = new Set<number>();
  const texts = new Set<number>();
  const hidden: HiddenText[] = [];
  for (const { piece, edits } of plans) {
    const { text } = piece;
    const { bytes, start, end } = text;
    if (edits.length > 0) hidden.push({ bytes, start, end, values: edits });
    for (const mark of marksIn(bytes, start, end))
      text.splices.push({ start: mark.start - start, end: mark.end - start, bytes: NOTHING });
    const wires: Wire[] = [];
    for (const [i, edit] of edits.entries()) {
      const at = edit.wire === undefined ? numberOf.get(valueAt(text, edit)) : undefined;
      if (edit.wire !== undefined) scope.addFound(findTolerant(Buffer.from(edit.wire), 0, edit.wire.length), edit.kind);
      const kind = at === undefined ? edit.kind : (issues.kinds[at] as Kind);
      if (at !== undefined) {
        const handle = issues.handles[at] as Handle;
        scope.addHandle(handle, kind);
        (text.coding === "number" || numberAt(text, edit) !== undefined ? numbers : texts).add(handle);
      }
      const write: Write = (glued, out) => {
        if (at === undefined) throw new TypeError("a value has no entry");
        return session.write(issues, at, glued, out, 0);
      };
      const wire = written(text, edits, i, write);
      wires.push({ bytes: wire, own: at !== undefined });
      text.splices.push({ start: edit.start, end: edit.end, bytes: wire });
      add(masked, kind);
      if (edit.rule !== undefined) add(rules, edit.rule);
    }
    origins.note(text, edits, wires);
  }
  if (numbers.size > 0) scope.hasNumbers = true;
  for (const handle of numbers) if (!texts.has(handle)) memory.rememberNumber(sessionName, handle);
  if (free.length < FREE_MAX) free.push(entries);

  return {
    refusal: overLimit(plans) ?? lookedOver(() => leaking(plans, options)),
    masked,
    rules,
    warnings,
    hidden,
    complete: names.missed.size === 0,
    commit() {
      // What left without a look at its names is looked at when it comes again.
      for (const { piece, key, replay, edits } of plans)
        if (!replay && piece.notes.opaque !== true && !names.missed.has(piece.text))
          memory.remember(
            key,
            edits.map(({ start, end, kind, wire }) => ({ start, end, kind, ...(wire === undefined ? {} : { wire }) })),
          );
    },
  };
}

const NOTHING = new Uint8Array(0);

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/**
 * UUIDs and hashes in hex, alone or in a row with words for what they are: of a text up to their end, from `at`. Digits alone are a
 * number of somebody's, and what stands behind another word, such as token, is what that says.
 */
function isMachineId(text: string, at: number): boolean {
  const left = idOf(text.slice(at));
  if (left.length < 16 || !/^[0-9a-f]+$/i.test(left) || !/[a-f]/i.test(left)) return false;
  const label = /[^,;&{}[\]\n]*$/.exec(text.slice(0, at))?.[0] ?? "";
  return /^[0-9a-f"'=\s]*$/i.test(idOf(label));
}

function idOf(text: string): string {
  return text.replace(/user|account|session|device|org|uuid|id|[_:.-]/gi, "");
}

function valueAt({ bytes, start }: Text, edit: Range): string {
  return bytes.toString("latin1", start + edit.start, start + edit.end);
}

/** The entries that values leave as, and the number of each by its value. */
interface Entries {
  readonly issues: Issues;
  readonly numberOf: Map<string, number>;
  /** Values that the session is asked for. */
  readonly asked: ValueColumns;
}

/** Columns that nobody is using: several requests may wait for a store at the same time. */
const free: Entries[] = [];
const FREE_MAX = 8;

/** One call for all values that the session does not know. */
async function resolve(plans: readonly Plan[], session: Session): Promise<Entries> {
  const entries = free.pop() ?? { issues: createIssues(), numberOf: new Map(), asked: createValueColumns() };
  const { issues, numberOf, asked } = entries;
  numberOf.clear();
  asked.clear();
  const values = plans.flatMap(({ piece: { text }, edits }) =>
    edits.filter(({ wire }) => wire === undefined).map((edit) => ({ text, edit })),
  );
  issues.room(values.length);
  if (values.length === 0) return entries;
  /** Numbers of those that are asked for, in the order of the question, and the other way round. */
  const waiting: number[] = [];
  const place = new Map<number, number>();
  for (const { text, edit } of values) {
    const key = valueAt(text, edit);
    let number = numberOf.get(key);
    if (number === undefined) {
      number = numberOf.size;
      numberOf.set(key, number);
      const from = text.start + edit.start;
      const to = text.start + edit.end;
      const hash = hashOf(text.bytes, from, to);
      if (session.known(text.bytes, from, to, hash, issues, number)) continue;
      place.set(number, asked.add(text.bytes, from, to, hash, edit.kind));
      waiting.push(number);
    }
    const own = place.get(number);
    if (own !== undefined && edit.literal) asked.setLiteral(own);
  }
  if (asked.count === 0) return entries;
  await session.mask(asked);
  const { handles, kinds, numbers } = asked.issues;
  for (const [i, number] of waiting.entries())
    issues.set(number, handles[i] as Handle, kinds[i] as Kind, numbers[i] as number);
  return entries;
}

/** Writes the placeholder of a value; returns its length. */
type Write = (glued: boolean, out: Uint8Array) => number;

function written(text: Text, edits: readonly PlannedEdit[], i: number, write: Write): Uint8Array {
  const { start, end, wire } = edits[i] as PlannedEdit;
  if (wire !== undefined) return wire;
  const { bytes } = text;
  const before = text.start + start - 1;
  const behind = text.start + end;
  // A style without closing mark needs a boundary; the next placeholder is none.
  const glued =
    edits[i + 1]?.start === end ||
    edits[i - 1]?.end === start ||
    (start > 0 && isWord(bytes[before] as number)) ||
    (behind < text.end && isWord(bytes[behind] as number));
  const out = Buffer.allocUnsafe(PLACEHOLDER_MAX);
  return quoted(out.subarray(0, write(glued, out)), numberAt(text, { start, end }));
}

/** A number leaves as a whole, or the rest of it would be no JSON. */
function wholeNumbers(text: Text, spans: readonly Candidate[]): Candidate[] {
  const out: Candidate[] = [];
  for (const span of spans) {
    const number = numberAt(text, { start: span.start - text.start, end: span.end - text.start });
    const last = out.at(-1);
    if (number === undefined) out.push(span);
    else if (last === undefined || last.end <= text.start + number.start)
      out.push({ ...span, start: text.start + number.start, end: text.start + number.end });
  }
  return out;
}

/** The number of JSON in which a range of a text lies. */
function numberAt(text: Text, { start, end }: Range): JsonNumber | undefined {
  const { bytes } = text;
  // Most values are strings or stand in prose: that needs no look at the whole.
  if (!isNumeric(bytes[text.start + start]) || !isNumeric(bytes[text.start + end - 1])) return undefined;
  const numbers = numbersIn(text);
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as JsonNumber).end < end) low = middle + 1;
    else high = middle;
  }
  const number = numbers[low];
  return number !== undefined && number.start <= start && end <= number.end ? number : undefined;
}

function isNumeric(byte = 0): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e;
}

/** Inside of JSON a placeholder for a number is a string. */
function quoted(wire: Uint8Array, number: JsonNumber | undefined): Uint8Array {
  return number === undefined ? wire : Buffer.concat([number.quote, wire, number.quote]);
}

function isWord(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5f || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

/** A changed text that its field does not take is no text to send; it is never cut. */
function overLimit(plans: readonly Plan[]): Refusal | null {
  for (const { piece } of plans) {
    const { chars, max } = piece.notes;
    if (piece.text.splices.length === 0 || (chars === undefined && max === undefined)) continue;
    const text = apply(piece.text).toString("utf8");
    if (max !== undefined && text.length > max)
      return refuse("field-limit", `a field holds at most ${max} characters, and its text is longer once it is masked`);
    if (chars !== undefined && !chars.test(text)) return refuse("field-limit", charsMessage(piece.text, chars));
  }
  return null;
}

/** The style is at fault only where words would do. */
function charsMessage(text: Text, chars: RegExp): string {
  const splices = text.splices.map((splice) => ({ ...splice, bytes: WORD }));
  return chars.test(apply({ ...text, splices }).toString("utf8"))
    ? "a field does not take the characters of placeholders (use the style word)"
    : "a field for names or labels holds a value, and beside it characters that it does not take, such as blanks";
}

const WORD = Buffer.from("x");

/** Shortest known value that must not be in what leaves; a shorter one may stand there by chance. */
const EGRESS_MIN = 8;

/** The last look before sending: known values in what was masked. What goes as it went before is exempt. */
function leaking(plans: readonly Plan[], { secrets, literals, policy }: MaskTextsOptions): Refusal | null {
  let leaked: Kind | null = null;
  for (const { piece, replay } of plans) {
    if (replay || piece.notes.opaque === true) continue;
    const bytes = apply(piece.text);
    const hit = (start: number, end: number, { kind, denied = false }: { kind: Kind; denied?: boolean }): void => {
      if (end - start < EGRESS_MIN || policy.action(kind) === "keep") return;
      if (!denied && policy.allowsSome && policy.allows(bytes.toString("latin1", start, end), kind)) return;
      leaked ??= kind;
    };
    secrets.find(bytes, 0, bytes.length, hit);
    literals.find(bytes, 0, bytes.length, hit);
  }
  return leaked === null
    ? null
    : refuse("egress", `a known value of kind ${leaked} was still in the request after masking, so it was not sent`);
}
