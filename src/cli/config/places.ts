// Which file an entry of a list is from. Lists add up over the files, and who is told of a fault in an entry looks for it in its file.

import { ClosemaskError } from "../../errors.ts";

interface Place {
  readonly file: string;
  readonly index: number;
}

const PLACES = new WeakMap<object, Place>();

/** Notes where the entries of a layer's list stand. */
export function notePlaces(list: readonly unknown[], origin: string): void {
  const file = /^(?:user |project )?file (.+)$/.exec(origin)?.[1];
  if (file === undefined) return;
  for (const [index, entry] of list.entries()) {
    if (typeof entry === "object" && entry !== null) PLACES.set(entry, { file, index });
  }
}

/** A copy stands where the entry does. */
export function copyPlace<T extends object>(entry: object, copy: T): T {
  const place = PLACES.get(entry);
  if (place !== undefined) PLACES.set(copy, place);
  return copy;
}

/** The name of an entry in messages, counted as in its file: `deny[0]`. `i` counts over all files. */
export function entryName(list: string, i: number, entry: object): string {
  return `${list}[${PLACES.get(entry)?.index ?? i}]`;
}

/** An error about an entry, with its file. */
export function inFile(entry: object, { code, message, hint }: ClosemaskError): ClosemaskError {
  const file = PLACES.get(entry)?.file;
  return new ClosemaskError(code, file === undefined ? message : `${file}: ${message}`, { hint });
}
