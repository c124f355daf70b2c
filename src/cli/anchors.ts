// The anchors of all rules, compiled when the package is built and loaded from one file at start. The file names the
// anchors it was made from by a hash; when that does not fit, they are compiled here.

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Automaton, compileAutomaton } from "../detect/automaton.ts";
import { anchorTable } from "../detect/detector.ts";
import type { Anchor, Rule } from "../detect/rule.ts";

// Layout, little-endian: magic u32, shift u32, first accepting state u32, entries of next u32, accepting states u32, hash
// of the anchors (32 bytes); classes (256 bytes); next (u16 each); for each accepting state the count and the anchors
// (u16 each). Some megabytes: hashing all of it would cost more than anything else at start.
const MAGIC = 0x31414d43;
const HEAD = 20;
const HASH = 32;
const CLASSES = 256;

/** The automaton of the rules' anchors, from the file beside this module or compiled. */
export function loadAnchors(rules: readonly Rule[]): Automaton {
  const { anchors } = anchorTable(rules);
  let file: Buffer;
  try {
    file = readFileSync(join(import.meta.dirname, "..", "anchors.bin"));
  } catch {
    return compileAutomaton(anchors);
  }
  return readAnchors(file, anchors) ?? compileAutomaton(anchors);
}

export function writeAnchors(rules: readonly Rule[]): Buffer {
  const { anchors } = anchorTable(rules);
  const { classes, next, shift, firstAccepting, accepts } = compileAutomaton(anchors);
  const head = Buffer.alloc(HEAD);
  for (const [i, n] of [MAGIC, shift, firstAccepting, next.length, accepts.length].entries())
    head.writeUInt32LE(n, i * 4);
  const lists = Uint16Array.from(accepts.flatMap((list) => [list.length, ...list]));
  return Buffer.concat([head, hashAnchors(anchors), classes, words(next), words(lists)]);
}

/** Null when the file is of other anchors, cut or altered. */
export function readAnchors(file: Buffer, anchors: readonly Anchor[]): Automaton | null {
  // Numbers of two bytes are copied as they lie.
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) return null;
  if (file.length < HEAD + HASH + CLASSES || file.readUInt32LE(0) !== MAGIC) return null;
  const [shift, firstAccepting, size, accepting] = [4, 8, 12, 16].map((at) => file.readUInt32LE(at)) as [
    number,
    number,
    number,
    number,
  ];
  if (!hashAnchors(anchors).equals(file.subarray(HEAD, HEAD + HASH))) return null;
  const classesAt = HEAD + HASH;
  const nextAt = classesAt + CLASSES;
  const listsAt = nextAt + size * 2;
  if (listsAt > file.length || file.byteOffset % 2 !== 0) return null;
  const classes = Uint8Array.from(file.subarray(classesAt, nextAt));
  const next = new Uint16Array(file.buffer, file.byteOffset + nextAt, size);
  const lists = new Uint16Array(file.buffer, file.byteOffset + listsAt, (file.length - listsAt) >> 1);
  const accepts: number[][] = [];
  for (let at = 0; accepts.length < accepting; ) {
    const count = lists[at++];
    if (count === undefined || at + count > lists.length) return null;
    accepts.push(Array.from(lists.subarray(at, at + count)));
    at += count;
  }
  return { classes, next, shift, firstAccepting, accepts };
}

function hashAnchors(anchors: readonly Anchor[]): Buffer {
  // Sets are shared between anchors: each is written out once.
  const seen = new Map<Uint8Array, number>();
  const names: number[] = [];
  for (const anchor of anchors) {
    names.push(anchor.length);
    for (const set of anchor) {
      let name = seen.get(set);
      if (name === undefined) {
        name = seen.size;
        seen.set(set, name);
      }
      names.push(name);
    }
  }
  return hash("sha256", Buffer.concat([...seen.keys(), words(Uint16Array.from(names))]), "buffer");
}

function words(array: Uint16Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
