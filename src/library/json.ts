// A JSON-like value taken apart into its texts and put together again with other ones, without touching the value itself. Knows
// neither masking nor restoring.

import { ClosemaskError } from "../errors.ts";
import { heldString } from "../mask/read-text.ts";
import type { TextLike } from "../mask/text-batch.ts";
import { captionOf } from "../proxy/caption.ts";
import { type Node, NUMBER, nameOf, parseTree, STRING, type Tree, textOf } from "../proxy/tree.ts";
import { captionAt, type Place } from "./json-caption.ts";

/** What happens to values that JSON has no form for: dates, maps, class instances, functions. */
export type Others = "refuse" | "json" | "keep";

/** What of a value is looked at. */
export interface JsonOptions {
  /** Also the names of members. Default false: names are the program's, not the user's. */
  readonly keys?: boolean | undefined;
  /**
   * Values that are neither plain objects, arrays, texts, bytes, numbers, booleans, null nor undefined: `refuse` (default) throws,
   * `json` takes them as `JSON.stringify` would write them, `keep` hands them on as they are, unseen.
   */
  readonly others?: Others | undefined;
  /** Look into strings that hold JSON text, so that a value is the same one in there, whatever its escapes. Default true. */
  readonly nested?: boolean | undefined;
}

/** A text of the value. */
export interface JsonText {
  readonly text: TextLike;
  /** What stands in front of it, such as `"password":"`. */
  readonly caption?: string;
  /** A number, which leaves as a whole or not at all. */
  readonly whole?: boolean;
}

/** The kinds of number that a text may have stood for. */
export type NumberType = "number" | "bigint";

/** What is read of numbers on one way, and written on the other. */
export interface NumberRules {
  /** Whether numbers are texts to look at. */
  readonly read: boolean;
  /** Told what a number leaves as. */
  readonly left?: (as: string, type: NumberType) => void;
  /** The type of the number that a whole text stands for; undefined for none. */
  readonly stood?: (text: string) => NumberType | undefined;
}

export interface TakenApart {
  readonly texts: readonly JsonText[];
  /** A copy of the value with other texts, in the same order. */
  build(texts: readonly TextLike[]): unknown;
}

/** Containers inside each other, and JSON texts inside each other. */
const DEPTH_MAX = 512;
const LEVELS = 4;
const VALUE_MAX = 4096;

type Put = (made: unknown) => void;

/** @throws ClosemaskError `input` for a cycle, for what is nested too deeply, and for other values with `others: "refuse"` */
export function takeApart(value: unknown, options: JsonOptions, numbers: NumberRules): TakenApart {
  const { keys = false, others = "refuse", nested = true } = options;
  const texts: JsonText[] = [];
  /** Run in order once all texts are there: what holds others comes behind them. */
  const steps: ((made: readonly TextLike[]) => void)[] = [];
  /** Copies by original: what is shared stays shared. Undefined while the original is still being read. */
  const copies = new Map<object, object | undefined>();
  let result: unknown;

  function ask(text: JsonText, put: (made: TextLike) => void): void {
    const i = texts.push(text) - 1;
    steps.push((made) => put(made[i] as TextLike));
  }

  function readString(text: string, place: Place | null, level: number, put: Put): void {
    const tree = nested && level < LEVELS ? treeOf(text) : null;
    if (tree !== null) {
      readTree(tree, level, put, text);
      return;
    }
    const caption = text.length > VALUE_MAX ? undefined : captionAt(place);
    ask({ text, ...(caption === undefined ? {} : { caption }) }, (made) => put(asNumber(String(made), text)));
  }

  /** A text that stood for a number is one again. */
  function asNumber(made: string, text: string): unknown {
    const type = made === text ? undefined : numbers.stood?.(text);
    if (type === undefined) return made;
    if (type === "bigint") return /^-?\d+$/.test(made) ? BigInt(made) : made;
    const number = Number(made);
    return String(number) === made ? number : made;
  }

  function readNumber(text: string, type: NumberType, caption: string | undefined, put: Put, same: unknown): void {
    ask({ text, whole: true, ...(caption === undefined ? {} : { caption }) }, (made) => {
      if (made === text) put(same);
      else {
        numbers.left?.(String(made), type);
        put(made);
      }
    });
  }

  /** JSON text in a string: what is in it is spliced, the rest stays as it was written. */
  function readTree(tree: Tree, level: number, put: Put, text: string): void {
    const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
    const edit = (start: number, end: number, made: string): void => void edits.push({ start, end, text: made });
    for (let node: Node = 0; node < tree.size; node++) {
      const type = tree.type(node);
      const [start, end] = [tree.start(node), tree.end(node)];
      const caption = captionOf(tree, node)?.toString();
      if (keys && tree.nameStart(node) >= 0) {
        const name = nameOf(tree, node);
        const [from, to] = [tree.nameStart(node), tree.nameEnd(node)];
        ask({ text: name }, (made) => void (made === name || edit(from, to, inside(String(made)))));
      }
      if (type === NUMBER && numbers.read) {
        const written = textOf(tree, node);
        const left = (made: unknown): void => void (made === written || edit(start, end, JSON.stringify(made)));
        readNumber(written, "number", caption, left, written);
      }
      if (type !== STRING) continue;
      const held = textOf(tree, node);
      const put = (made: unknown): void => {
        if (made === held) return;
        // A number stands without quotes.
        if (typeof made === "string") edit(start, end, inside(made));
        else edit(start - 1, end + 1, String(made));
      };
      const below = level + 1 < LEVELS ? treeOf(held) : null;
      if (below !== null) readTree(below, level + 1, put, held);
      else
        ask({ text: held, ...(caption === undefined ? {} : { caption }) }, (made) => put(asNumber(String(made), held)));
    }
    steps.push(() => {
      if (edits.length === 0) {
        put(text);
        return;
      }
      edits.sort((a, b) => a.start - b.start);
      const parts: string[] = [];
      let at = 0;
      for (const { start, end, text: made } of edits) {
        parts.push(tree.bytes.toString("utf8", at, start), made);
        at = end;
      }
      put(parts.join("") + tree.bytes.toString("utf8", at));
    });
  }

  function read(value: unknown, place: Place | null, depth: number, put: Put): void {
    if (depth > DEPTH_MAX) throw new ClosemaskError("input", `the value is nested more than ${DEPTH_MAX} deep`);
    switch (typeof value) {
      case "string":
        readString(value, place, 0, put);
        return;
      case "number":
        if (!numbers.read || !Number.isFinite(value)) put(value);
        else readNumber(String(value), "number", captionAt(place), put, value);
        return;
      case "bigint":
        if (!numbers.read) put(value);
        else readNumber(String(value), "bigint", captionAt(place), put, value);
        return;
      case "boolean":
      case "undefined":
        put(value);
        return;
      case "object":
        if (value === null) put(null);
        else if (value instanceof Uint8Array) ask({ text: value }, put);
        else readObject(value, place, depth, put);
        return;
      default:
        readOther(value, place, depth, put);
    }
  }

  function readObject(value: object, place: Place | null, depth: number, put: Put): void {
    const isArray = Array.isArray(value);
    if (!isArray && !isPlain(value)) {
      readOther(value, place, depth, put);
      return;
    }
    if (copies.has(value)) {
      const copy = copies.get(value);
      if (copy === undefined) throw cycle();
      put(copy);
      return;
    }
    copies.set(value, undefined);
    const copy: object = isArray ? new Array(value.length) : Object.create(Object.getPrototypeOf(value));
    const names: { key: string; made: unknown; name: TextLike }[] = [];
    for (const key of Object.keys(value)) {
      const member = { key, made: undefined as unknown, name: key as TextLike };
      names.push(member);
      const within = isArray
        ? (place ?? { name: "", holder: null, up: null })
        : { name: key, holder: value, up: place };
      if (keys && !isArray) {
        ask({ text: key }, (made) => {
          member.name = made;
        });
      }
      read(Reflect.get(value, key), within, depth + 1, (made) => {
        member.made = made;
      });
    }
    steps.push(() => {
      for (const { made, name } of names) define(copy, String(name), made);
    });
    copies.set(value, copy);
    put(copy);
  }

  function readOther(value: unknown, place: Place | null, depth: number, put: Put): void {
    if (others === "keep") {
      put(value);
      return;
    }
    if (others === "refuse") throw other();
    if (typeof value === "object" && value !== null && copies.has(value) && copies.get(value) === undefined)
      throw cycle();
    if (typeof value === "object" && value !== null) copies.set(value, undefined);
    const plain = toPlain(value);
    read(plain, place, depth + 1, put);
    if (typeof value === "object" && value !== null) copies.delete(value);
  }

  read(value, null, 0, (made) => {
    result = made;
  });
  return {
    texts,
    build(made) {
      for (const step of steps) step(made);
      return result;
    },
  };
}

/** JSON text, if a string is one and holds something. */
function treeOf(text: string): Tree | null {
  if (!/^\s*[[{]/.test(text) || !text.isWellFormed()) return null;
  return parseTree(Buffer.from(text));
}

function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // One of another realm is plain too.
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** As an own member, whatever its name: `__proto__` is one like any other. */
function define(on: object, key: string, value: unknown): void {
  Object.defineProperty(on, key, { value, writable: true, enumerable: true, configurable: true });
}

/** What `JSON.stringify` would write: what `toJSON` returns, else the own members. */
function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const held = heldString(value);
  if (held !== null) return held;
  if (value instanceof Number || value instanceof Boolean || value instanceof BigInt) return value.valueOf();
  const toJson: unknown = Reflect.get(value, "toJSON");
  if (typeof toJson === "function") return Reflect.apply(toJson, value, [""]);
  return Object.fromEntries(Object.keys(value).map((key) => [key, Reflect.get(value, key)]));
}

function cycle(): ClosemaskError {
  return new ClosemaskError("input", "the value holds itself", { hint: "hand in the part that is to be sent" });
}

function other(): ClosemaskError {
  return new ClosemaskError(
    "input",
    "the value holds something that is no JSON, such as a date, a map or a class instance",
    {
      hint: 'convert it, or say what is to happen with `others: "json"` or `others: "keep"`',
    },
  );
}
