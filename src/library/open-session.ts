// One session of an instance: the machines for texts, values and streams over one session of the store.

import { isUtf8 } from "node:buffer";
import { isRemembered } from "../detect/memorable.ts";
import { isNameKind } from "../detect/name-literal.ts";
import { ClosemaskError } from "../errors.ts";
import { createValueColumns } from "../mask/columns.ts";
import { createMaskFeed } from "../mask/mask-feed.ts";
import { createNameSource } from "../mask/names.ts";
import { checkOptions, type OptionShape } from "../mask/option-shape.ts";
import { PLACEHOLDER_MAX } from "../mask/placeholder.ts";
import { KIND } from "../mask/policy-shape.ts";
import { readText } from "../mask/read-text.ts";
import { runSteps, runStepsNow, type Steps } from "../mask/steps.ts";
import type { TextLike } from "../mask/text-batch.ts";
import { createTextMasker, type MaskPiece } from "../mask/text-masker.ts";
import { createTextRestorer } from "../mask/text-restorer.ts";
import { createUnmaskFeed } from "../mask/unmask-feed.ts";
import { hashOf } from "../mask/value-cache.ts";
import type { Kind } from "../types.ts";
import { createInspector } from "./inspect.ts";
import { type NumberType, takeApart } from "./json.ts";
import { ENCODE, MASK_JSON, STREAM, UNMASK, UNMASK_CHUNKS, UNMASK_JSON, UNMASK_STREAM } from "./option-shapes.ts";
import { guarded, restoreRules } from "./restore-rules.ts";
import { keepParts, type SessionParts } from "./session-parts.ts";
import type {
  CloseMaskSession,
  MaskJsonOptions,
  StreamOptions,
  UnmaskJsonOptions,
  UnmaskOptions,
  UnmaskStreamOptions,
} from "./session-types.ts";
import { type Machine, nodeStream, throughChunks, webStream } from "./streams.ts";

/** Placeholders of numbers that are remembered as such. */
const NUMBERS_MAX = 100_000;

export function openSession(parts: SessionParts): CloseMaskSession {
  const { name, tenant, session, detection, literals, restore } = parts;
  const options = { ...detection, session, literals };
  const masker = createTextMasker(options);
  const restorer = createTextRestorer({ session });
  const inspector = createInspector(detection, literals);
  /** Placeholders that numbers left as, and those that texts did: what was both comes back as a text. */
  const numbers = new Map<string, NumberType>();
  const texts = new Set<string>();
  let isClosed = false;

  /** Every use begins here. */
  function checkOpen(): void {
    if (isClosed) throw new ClosemaskError("usage", "the session is closed", { hint: "open it again with `open`" });
  }

  function checkCall(shape: OptionShape, asked: unknown): void {
    checkOpen();
    checkOptions(shape, asked, "usage");
  }

  function* mask(given: TextLike): Steps<TextLike> {
    checkOpen();
    const text = readText(given);
    if (text.length === 0) return text;
    const [masked] = yield* masker.mask([{ text }]);
    return masked as TextLike;
  }

  function* unmaskAll(all: readonly TextLike[], { tolerant, strict, ...question }: UnmaskOptions): Steps<TextLike[]> {
    const rules = restoreRules(restore, question);
    const done = yield* restorer.restore(all, { tolerant, allows: rules });
    if (strict === true && done.unresolved > 0) throw unresolved(done.unresolved);
    return done.texts;
  }

  function* unmask(text: TextLike, asked: UnmaskOptions = {}): Steps<TextLike> {
    checkCall(UNMASK, asked);
    const [restored] = yield* unmaskAll([readText(text)], asked);
    return restored as TextLike;
  }

  function* maskJson<T>(value: T, asked: MaskJsonOptions = {}): Steps<T> {
    checkCall(MASK_JSON, asked);
    const left = (as: string, type: NumberType): void => {
      if (numbers.size >= NUMBERS_MAX) numbers.clear();
      numbers.set(as, type);
    };
    const taken = takeApart(value, asked, { read: asked.numbers !== false, left });
    const made = yield* masker.mask(taken.texts as readonly MaskPiece[]);
    for (const [i, text] of made.entries()) {
      const { whole, text: was } = taken.texts[i] ?? {};
      if (whole === true || text === was || typeof text !== "string" || text.length > PLACEHOLDER_MAX) continue;
      if (texts.size >= NUMBERS_MAX) texts.clear();
      texts.add(text);
    }
    return taken.build(made) as T;
  }

  function* unmaskJson<T>(value: T, asked: UnmaskJsonOptions = {}): Steps<T> {
    checkCall(UNMASK_JSON, asked);
    const stood = (text: string): NumberType | undefined => (texts.has(text) ? undefined : numbers.get(text));
    const taken = takeApart(value, asked, { read: false, stood });
    const made = yield* unmaskAll(
      taken.texts.map(({ text }) => text),
      asked,
    );
    return taken.build(made) as T;
  }

  function* encode(given: string, asked: { readonly kind: Kind }): Steps<string> {
    checkCall(ENCODE, asked);
    const { kind } = asked;
    const value = readText(given);
    if (!KIND.test(kind)) {
      throw new ClosemaskError("usage", "not a kind", {
        hint: "a kind is such as EMPLOYEE_ID: capitals, digits and underscores",
      });
    }
    const bytes = Buffer.from(value);
    if (typeof value !== "string" || bytes.length === 0 || !value.isWellFormed()) {
      throw new ClosemaskError("usage", "a value to encode is a text that is not empty and well-formed");
    }
    const values = createValueColumns();
    values.add(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length), kind);
    // In the texts to come it may stand without what gives it away.
    const bounded = isNameKind(kind);
    const remembers = isRemembered(bytes, 0, bytes.length, bounded);
    if (remembers) values.setLiteral(0);
    const begun = session.begin();
    if (begun !== undefined) yield begun;
    const stored = session.mask(values);
    if (stored !== undefined) yield stored;
    if (remembers) literals.add({ value: bytes, kind, bounded });
    const out = Buffer.alloc(PLACEHOLDER_MAX);
    return out.toString("latin1", 0, session.write(values.issues, 0, false, out, 0));
  }

  function* decode(placeholder: string): Steps<string> {
    checkOpen();
    const value = yield* restorer.value(String(readText(placeholder)));
    if (value === null) throw unresolved(1);
    if (!isUtf8(value)) throw new ClosemaskError("input", "the value of the placeholder is no text");
    return value.toString("utf8");
  }

  const { names, ...rules } = detection;
  const named = names === undefined ? {} : { names: createNameSource(names) };
  const maskMachine = (asked: StreamOptions = {}): Machine => {
    checkCall(STREAM, asked);
    return createMaskFeed({ ...rules, ...named, session, literals });
  };
  const unmaskMachine = (asked: UnmaskStreamOptions, shape = UNMASK_STREAM): Machine => {
    checkCall(shape, asked);
    const { text: _, tolerant = false, ...question } = asked;
    return createUnmaskFeed({ session: guarded(session, restoreRules(restore, question)), tolerant });
  };

  async function close(): Promise<void> {
    if (isClosed) return;
    isClosed = true;
    parts.onClose();
  }

  const opened: CloseMaskSession = {
    name,
    tenant,
    mask: (text: TextLike) => runSteps(mask(text)) as never,
    maskSync: (text: TextLike) => runStepsNow(mask(text)) as never,
    unmask: (text: TextLike, asked?: UnmaskOptions) => runSteps(unmask(text, asked)) as never,
    unmaskSync: (text: TextLike, asked?: UnmaskOptions) => runStepsNow(unmask(text, asked)) as never,
    maskJson: (value, asked) => runSteps(maskJson(value, asked)),
    maskJsonSync: (value, asked) => runStepsNow(maskJson(value, asked)),
    unmaskJson: (value, asked) => runSteps(unmaskJson(value, asked)),
    unmaskJsonSync: (value, asked) => runStepsNow(unmaskJson(value, asked)),
    encode: (value, asked) => runSteps(encode(value, asked)),
    encodeSync: (value, asked) => runStepsNow(encode(value, asked)),
    decode: (placeholder) => runSteps(decode(placeholder)),
    decodeSync: (placeholder) => runStepsNow(decode(placeholder)),
    detect: (text) => runSteps(inspector.detect(text)),
    detectSync: (text) => runStepsNow(inspector.detect(text)),
    explain: (text) => runSteps(inspector.explain(text)),
    explainSync: (text) => runStepsNow(inspector.explain(text)),
    maskStream: (asked?: StreamOptions) => webStream(maskMachine(asked), asked?.text === true) as never,
    unmaskStream: (asked: UnmaskStreamOptions = {}) => webStream(unmaskMachine(asked), asked.text === true) as never,
    maskDuplex: (asked) => nodeStream(maskMachine(asked), asked?.text === true),
    unmaskDuplex: (asked = {}) => nodeStream(unmaskMachine(asked), asked.text === true),
    maskChunks: (chunks) => throughChunks(maskMachine(), chunks),
    unmaskChunks: (chunks, asked = {}) => throughChunks(unmaskMachine(asked, UNMASK_CHUNKS), chunks),
    close,
    [Symbol.asyncDispose]: close,
  };
  return keepParts(opened, { ...parts, checkOpen });
}

function unresolved(count: number): ClosemaskError {
  const what = count === 1 ? "a placeholder stands" : `${count} placeholders stand`;
  return new ClosemaskError("unresolved", `${what} for nothing in this session`, {
    hint: "use the session and key that it was masked with",
  });
}
