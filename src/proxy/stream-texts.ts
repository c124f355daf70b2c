// The texts of one stream that have begun: what each has in hand, which of them an event ends, and what is written then. It
// knows events only as pieces and ends of texts.

import { createHoldBack, type HoldBack } from "./hold-back.ts";
import type { LengthEdit } from "./offsets.ts";
import { type Piece, writePiece } from "./stream-piece.ts";
import type { FoundDelta, FoundEnd } from "./stream-rules.ts";
import { type Node, type Tree, textOf } from "./tree.ts";
import type { DeltaField, Place, Restoring, StreamSpec } from "./types.ts";

/** A text that has begun. */
export interface LiveText {
  readonly name: string;
  readonly key: readonly string[];
  readonly field: DeltaField;
  readonly hold: HoldBack;
  /** What its next piece would look like; set while something is held. */
  piece: Piece | null;
}

/** What changes in the event at hand. */
export interface Changes {
  /** Contents of strings, by node: what came, and what goes on. */
  readonly strings: Map<Node, { readonly wire: string; client: string }>;
  /** Numbers. */
  readonly numbers: Map<Node, string>;
  /** The last string of each text in this event. */
  readonly last: Map<LiveText, FoundDelta>;
}

export interface LiveTexts {
  /** Feeds a piece of an event, and ends the turns of other texts. */
  take(delta: FoundDelta, tree: Tree, changes: Changes): Promise<void>;
  /** The text of events of a name that are no JSON. */
  plain(name: string): LiveText;
  endTexts(end: FoundEnd, changes: Changes): Promise<void>;
  /** Writes what is held of all texts, and forgets them. */
  endAll(changes?: Changes): Promise<void>;
  /** True while another text waits whose turn a piece of this one may end. */
  othersWait(text: LiveText): boolean;
  /** False for a text that has ended. */
  isLive(text: LiveText): boolean;
  /** What was put into a text, for offsets. */
  editsOf(name: string, key: readonly string[]): readonly LengthEdit[];
  nameTool(name: string, key: readonly string[]): void;
}

/** Texts at once. No answer has as many; what is held of the oldest is written. */
const LIVE_MAX = 512;
/** Texts whose changes are kept for offsets that come later. */
const ENDED_MAX = 256;
/** The text of events that are no JSON. */
const PLAIN: DeltaField = { path: "", is: "R", key: [] };

/** `emit` takes pieces that stand before the event at hand. */
export function createLiveTexts(spec: StreamSpec, restoring: Restoring, emit: (piece: Buffer) => void): LiveTexts {
  const texts = new Map<string, LiveText>();
  const ended = new Map<string, readonly LengthEdit[]>();
  const tools = new Map<string, string>();

  function begin(name: string, field: DeltaField, key: readonly string[]): LiveText {
    const channel = field.channel ?? (field.is === "RJ" ? "tools" : "text");
    const tool = channel === "tools" ? tools.get(key.join("\0")) : undefined;
    const place: Place = tool === undefined ? { channel } : { channel, tool };
    const hold = createHoldBack({ restoring, place, json: field.is === "RJ", offsets: spec.unit });
    const text = { name, key, field, hold, piece: null };
    texts.set(idOf(name, key), text);
    return text;
  }

  async function endTurns(text: LiveText, changes: Changes): Promise<void> {
    for (const other of texts.values()) {
      if (other.name === text.name || !other.hold.waits || other.field.is === "RJ") continue;
      if (!agrees(other.key, text.key.slice(0, spec.turns))) continue;
      // An empty piece may stand beside the one whose turn it is.
      const piece = changes.last.get(other);
      const said = piece !== undefined && changes.strings.get(piece.node)?.wire !== "";
      await flush(other, said ? changes : undefined);
    }
  }

  /** Writes what is held of a text: behind its piece in this event, or as a piece before it. */
  async function flush(text: LiveText, changes?: Changes): Promise<void> {
    if (!text.hold.waits) return;
    const held = await text.hold.feed("", true);
    const delta = changes?.last.get(text);
    const string = delta === undefined ? undefined : changes?.strings.get(delta.node);
    if (string !== undefined) string.client += held;
    else if (text.piece !== null) emit(writePiece(text.piece, held));
    text.piece = null;
  }

  async function end(text: LiveText, changes?: Changes): Promise<void> {
    await flush(text, changes);
    text.hold.close();
    const id = idOf(text.name, text.key);
    texts.delete(id);
    if (text.hold.edits.length === 0) return;
    ended.delete(id);
    ended.set(id, text.hold.edits);
    for (const [oldest] of ended) {
      if (ended.size <= ENDED_MAX) break;
      ended.delete(oldest);
    }
  }

  return {
    async take(delta, tree, changes) {
      const { field, node, key } = delta;
      const name = field.text ?? field.path;
      const wire = textOf(tree, node);
      const known = texts.get(idOf(name, key));
      const text = known ?? begin(name, field, key);
      if (texts.size > LIVE_MAX) {
        const [oldest] = texts.values();
        if (oldest !== undefined) await end(oldest);
      }
      if (spec.turns !== undefined && (wire !== "" || known === undefined)) await endTurns(text, changes);
      const fed = text.hold.feed(wire, false);
      const client = typeof fed === "string" ? fed : await fed;
      changes.strings.set(node, { wire, client });
      changes.last.set(text, delta);
    },
    plain: (name) => texts.get(idOf("", [name])) ?? begin("", PLAIN, [name]),
    async endTexts({ end: which, key }, changes) {
      for (const text of texts.values()) {
        if (which.texts !== undefined && !which.texts.includes(text.name)) continue;
        if (agrees(text.key, key)) await end(text, changes);
      }
    },
    async endAll(changes) {
      for (const text of texts.values()) await end(text, changes);
    },
    othersWait(text) {
      if (spec.turns === undefined) return false;
      for (const other of texts.values()) if (other !== text && other.hold.waits) return true;
      return false;
    },
    isLive: (text) => texts.get(idOf(text.name, text.key)) === text,
    editsOf(name, key) {
      const id = idOf(name, key);
      return texts.get(id)?.hold.edits ?? ended.get(id) ?? [];
    },
    nameTool(name, key) {
      if (tools.size >= LIVE_MAX) tools.clear();
      tools.set(key.join("\0"), name);
    },
  };
}

function idOf(name: string, key: readonly string[]): string {
  return `${name}\0${key.join("\0")}`;
}

function agrees(key: readonly string[], start: readonly string[]): boolean {
  return start.every((value, i) => key[i] === value);
}
