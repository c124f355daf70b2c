// A value of a program as one JSON text, and back: so that it is masked and restored by the tables and machines that bodies of
// APIs go through. What JSON has no form for is kept aside, with the text that can be seen of it; what cannot be seen is refused.

import { isUtf8 } from "node:buffer";
import { randomBytes } from "node:crypto";
import { ClosemaskError } from "../errors.ts";

export interface Projection {
  readonly json: Buffer;
  /** Bytes in it that nobody could look at. */
  readonly blobs: number;
  /** The value again, from this text as it has become. The value itself where nothing was changed. */
  revive(json: Buffer): unknown;
}

/** Makes a value of what became of its projected content. */
type Make = (content: unknown) => unknown;

/** Containers inside each other. */
const DEPTH_MAX = 256;

/** @throws ClosemaskError `input` for what cannot be inspected: streams, promises, functions' closures, cycles, what is nested too deeply */
export function project(value: unknown): Projection {
  // Letters of chance: no name of the value's own, and nothing that a rule would take for a value.
  const mark = Array.from(randomBytes(20), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
  const makes: Make[] = [];
  const open = new Set<object>();
  let blobs = 0;

  /** In place of what JSON has no form for: an object with the number of its maker, and its content. */
  function aside(make: Make, content: unknown = null): object {
    return { [mark]: [makes.push(make) - 1, content] };
  }

  function walk(value: unknown): unknown {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : aside(() => value);
      case "bigint":
        return aside((text) => (text === String(value) ? value : text), String(value));
      case "object":
        return value === null ? null : within(value);
      default:
        // Functions, symbols, undefined: nobody sends them anywhere.
        return aside(() => value);
    }
  }

  function within(value: object): unknown {
    if (open.has(value)) throw unseen("a value that contains itself");
    if (open.size >= DEPTH_MAX) throw unseen(`a value that is nested more than ${DEPTH_MAX} deep`);
    open.add(value);
    const made = walkObject(value);
    open.delete(value);
    return made;
  }

  function walkObject(value: object): unknown {
    if (Array.isArray(value)) return Array.from(value, walk);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || prototype === Object.prototype || isForeignPlain(value, prototype)) return members(value);
    if (value instanceof Uint8Array) return bytes(value);
    if (value instanceof ArrayBuffer) return aside(() => value, bytes(new Uint8Array(value)));
    if (value instanceof URL) return aside((text) => (text === value.href ? value : new URL(String(text))), value.href);
    if (value instanceof Date) return aside((text) => (text === jsonOf(value) ? value : text), jsonOf(value));
    if (value instanceof Map) return aside((all) => new Map(all as [unknown, unknown][]), Array.from(value, walk));
    if (value instanceof Set) return aside((all) => new Set(all as unknown[]), Array.from(value, walk));
    if (value instanceof Error) return aside((content) => errorOf(value, content as Content), contentOf(value));
    if (Object.prototype.toString.call(value) !== "[object Object]") throw unseen(`a ${nameOf(value)}`);
    return aside((content) => instanceOf(value, content as Content), members(value));
  }

  function members(value: object): object {
    const made: Record<string, unknown> = Object.create(null);
    for (const [name, held] of Object.entries(value)) made[name] = walk(held);
    return made;
  }

  function bytes(value: Uint8Array): object {
    if (!isUtf8(value) || value.includes(0)) {
      blobs++;
      return aside(() => value);
    }
    const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString();
    return aside((made) => (made === text ? value : Uint8Array.from(Buffer.from(String(made)))), text);
  }

  /** Message and stack are members that are not enumerable. */
  function contentOf(error: Error): object {
    const { message, stack = "", cause } = error;
    return { ...members(error), message, stack, ...(cause === undefined ? {} : { cause: walk(cause) }) };
  }

  function back(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(back);
    if (typeof value !== "object" || value === null) return value;
    const kept: unknown = Object.hasOwn(value, mark) ? Reflect.get(value, mark) : undefined;
    if (Array.isArray(kept)) return makes[kept[0]]?.(back(kept[1]));
    for (const [name, held] of Object.entries(value)) define(value, name, back(held));
    return value;
  }

  const json = Buffer.from(JSON.stringify(walk(value)));
  return {
    json,
    blobs,
    revive: (changed) => (changed.equals(json) ? value : back(JSON.parse(changed.toString()))),
  };
}

type Content = Readonly<Record<string, unknown>>;

/** A plain object of another realm, such as a test's. */
function isForeignPlain(value: object, prototype: unknown): boolean {
  return (
    typeof prototype === "object" &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "hasOwnProperty") &&
    Object.prototype.toString.call(value) === "[object Object]"
  );
}

/** An instance of the same class with other members. */
function instanceOf(value: object, content: Content): object {
  const made: object = Object.create(Object.getPrototypeOf(value), Object.getOwnPropertyDescriptors(value));
  for (const [name, held] of Object.entries(content)) define(made, name, held);
  return made;
}

function errorOf(error: Error, content: Content): Error {
  const made = instanceOf(error, content) as Error;
  for (const name of ["message", "stack", "cause"]) {
    if (!Object.hasOwn(content, name)) continue;
    Object.defineProperty(made, name, { value: content[name], enumerable: false, writable: true, configurable: true });
  }
  return made;
}

/** Also for names such as `__proto__`, and for members that are read only. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

function jsonOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

function nameOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}

function unseen(what: string): ClosemaskError {
  return new ClosemaskError("input", `${what} cannot be inspected, so it is not passed on`, {
    hint: "hand over texts, plain objects and arrays",
  });
}

/** True for what JSON could hold: texts, numbers, plain objects and arrays of these, and nothing else. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "function" && typeof value !== "symbol";
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  const plain = prototype === null || prototype === Object.prototype || isForeignPlain(value, prototype);
  return plain && Object.values(value).every(isPlain);
}
