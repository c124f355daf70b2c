// What restoring asks, for one answer: which placeholders stand for something here, and whether their values may be put back
// where they stand. It counts what became of each, and notes texts so that they leave next time as they came.

import { categoryOf, isTableLabel, labelOf } from "../detect/kinds.ts";
import { findLookAlikes, type LookAlike, PLACEHOLDER_MAX } from "../mask/placeholder.ts";
import type { Session } from "../mask/session.ts";
import { findTolerant, isOtherLabel } from "../mask/tolerant.ts";
import type { Kind } from "../types.ts";
import { askRestored, type Restored } from "./ask.ts";
import type { RestorePolicy } from "./exchange.ts";
import { readJsonText } from "./json-text.ts";
import { decodedOffsets, decodeLiteral } from "./literal.ts";
import type { KeyHash, Memory, SentEdit } from "./memory.ts";
import { type Origins, spotAt } from "./origin.ts";
import { findProbe, type HiddenText } from "./probe.ts";
import type { OpenScope } from "./scope.ts";
import type { ToolTypes } from "./tool-types.ts";
import { isLongNumber, NUMBER, parseTree, STRING } from "./tree.ts";
import type { EchoEdit, EchoText, Place, RestoreCounts, Restoring, Scope } from "./types.ts";

export interface RestoringOptions {
  readonly session: Pick<Session, "begin" | "restore">;
  readonly scope: Pick<OpenScope, keyof Scope | "hasNumbers">;
  readonly policy: Pick<RestorePolicy, "allows">;
  readonly tolerant: boolean;
  readonly memory: Memory;
  readonly sessionName: string;
  readonly provider: string;
  readonly documents: NonNullable<Restoring["documents"]>;
  /** The request as it was sent: a URL in it is the client's own. */
  readonly sent: Buffer;
  /** Texts of the request in which values were masked; empty where no tool can edit. */
  readonly hidden: readonly HiddenText[];
  /** What the tools of the request take. */
  readonly types?: ToolTypes | undefined;
  readonly origins: Origins;
}

/** Bytes of a bent placeholder: parts may have marks between them, and delimiters may be escaped. */
const TOLERANT_HOLD = 2 * PLACEHOLDER_MAX;
/** Strings and numbers of a tool's arguments that are noted. */
const ECHO_STRINGS = 4096;
const NOTHING = new Uint8Array(0);
/** A URL is looked for this far back. */
const URL_MAX = 2048;

export function createRestoring(options: RestoringOptions): Restoring {
  const { session, scope, policy, tolerant, memory, sessionName, provider, sent, hidden, types, origins } = options;
  const restored = new Map<Kind, number>();
  const withheld = new Map<Kind, number>();
  const models = memory.sender({ sessionName, provider, authored: true });
  let unresolved = 0;
  let credentialsInTools = 0;
  let probes = 0;

  const count = (counts: Map<Kind, number>, kind: Kind): void => void counts.set(kind, (counts.get(kind) ?? 0) + 1);

  /** The value, or null where policy says no. */
  function judge(hit: LookAlike, answer: Restored, bytes: Buffer, place: Place): Restored | null {
    const url = urlAround(bytes, answer.start);
    const inUrl = url >= 0 && !wasSent(sent, bytes.subarray(url, hit.end), hit.end - answer.start);
    if (!policy.allows(answer.kind, { ...place, inUrl })) {
      count(withheld, answer.kind);
      return null;
    }
    count(restored, answer.kind);
    if (place.channel === "tools" && categoryOf(answer.kind) === "CREDENTIAL") credentialsInTools++;
    return answer;
  }

  /** A stream that does not know which labels may come waits for a bent one of the table, and for capitals. */
  function isWaitedFor(hit: LookAlike, answer: Restored, bytes: Buffer): boolean {
    if (hit.loose !== true || hit.style !== "word" || scope.labels !== null) return true;
    return isTableLabel(labelOf(answer.kind)) || isOtherLabel(bytes.toString("latin1", answer.start, hit.start));
  }

  function begun(first: Uint8Array): KeyHash {
    const hash = memory.begin(models);
    hash.add(first);
    return hash;
  }

  const counts: RestoreCounts = {
    restored,
    withheld,
    get unresolved() {
      return unresolved;
    },
    get credentialsInTools() {
      return credentialsInTools;
    },
    get probes() {
      return probes;
    },
  };

  /** A tool gets what it takes; one that does not say, what the client had. */
  function isNumber(hit: LookAlike, { tool = "" }: Place, argument: string): boolean {
    if (hit.handle === null || !scope.has(hit)) return false;
    const type = argument === "" ? undefined : types?.of(tool, argument);
    return type === undefined ? memory.isNumber(sessionName, hit.handle) : type === "number";
  }

  const resolve: Restoring["resolve"] = async (found, bytes, place) => {
    const mine = found.filter((hit) => scope.has(hit));
    let answers: (Restored | null)[] = [];
    if (mine.length > 0) {
      await session.begin();
      answers = await askRestored(session, mine, bytes);
    }
    const byHit = new Map(mine.map((hit, i) => [hit, answers[i] ?? null]));
    let covered = 0;
    return found.map((hit) => {
      const answer = byHit.get(hit) ?? null;
      if (answer !== null && isWaitedFor(hit, answer, bytes)) {
        // Of two readings of one text the first counts.
        if (answer.start < covered) return null;
        covered = hit.end;
        return judge(hit, answer, bytes, place);
      }
      const read = found.some(
        (other) => (byHit.get(other) ?? null) !== null && other.start < hit.end && other.end > hit.start,
      );
      // Formats look like ordinary numbers: one that stands for nothing is no sign of a lost value.
      if (!read && hit.style !== "format" && hit.end > covered) {
        unresolved++;
        covered = hit.end;
      }
      return null;
    });
  };

  return {
    find: tolerant ? findTolerant : findLookAlikes,
    hold: tolerant ? TOLERANT_HOLD : PLACEHOLDER_MAX,
    get labels() {
      return scope.labels;
    },
    get idle() {
      return !scope.whole && scope.size === 0;
    },
    counts,
    documents: options.documents,
    resolve,
    form: (value, depth, json) => origins.form(value, depth, () => spotAt(json())),
    probe:
      hidden.length === 0
        ? undefined
        : (search, own) => {
            if (findProbe(search, own, hidden) === null) return false;
            probes++;
            return true;
          },
    isNumber: scope.hasNumbers || memory.hasNumbers ? isNumber : undefined,
    echo(): EchoText {
      const edits: SentEdit[] = [];
      /** The first piece, which is nearly always all: that costs a third of pieces. */
      let first: Uint8Array | null = null;
      let hash: KeyHash | null = null;
      return {
        add(client, more = []) {
          for (const edit of more) edits.push(copyOf(edit));
          if (first === null) first = client;
          else {
            hash ??= begun(first);
            hash.add(client);
            first = NOTHING;
          }
        },
        end() {
          const whole = first ?? NOTHING;
          memory.remember(
            hash === null ? memory.keyOf(models, whole, 0, whole.length) : hash.end(),
            edits,
            sessionName,
          );
        },
      };
    },
    echoJson(_wire, client, edits) {
      const tree = parseTree(client);
      if (tree === null || tree.type(0) !== NUMBER)
        memory.remember(memory.keyOf(models, client, 0, client.length), edits.map(copyOf), sessionName);
      if (tree === null) return;
      let next = 0;
      let strings = 0;
      const room = Buffer.allocUnsafe(client.length);
      for (let node = 0; node < tree.size && strings < ECHO_STRINGS; node++) {
        const isNumber = isLongNumber(tree, node);
        if (!isNumber && (tree.type(node) !== STRING || tree.start(node) === tree.end(node))) continue;
        const start = tree.start(node);
        const end = tree.end(node);
        const inside: EchoEdit[] = [];
        // Nodes and edits are both in the order of the text; names, which come between, are not noted.
        while (next < edits.length && (edits[next] as EchoEdit).start < start) next++;
        while (next < edits.length && (edits[next] as EchoEdit).end <= end) inside.push(edits[next++] as EchoEdit);
        const places = decodedOffsets(
          client,
          start,
          end,
          inside.flatMap((edit) => [edit.start, edit.end]),
        );
        const length = decodeLiteral(client, start, end, room, 0);
        memory.remember(
          memory.keyOf(models, room, 0, length),
          inside.map((edit, i) => ({
            ...copyOf(edit),
            // In the arguments a bent form may have escapes; in their string it has none.
            wire: isNumber ? unquoted(edit.wire) : unescaped(edit.wire),
            start: places[2 * i] as number,
            end: places[2 * i + 1] as number,
          })),
          sessionName,
        );
        strings++;
      }
    },
  };
}

function copyOf({ start, end, wire, kind }: EchoEdit): SentEdit {
  return { start, end, wire: Uint8Array.from(wire), kind };
}

function unescaped(wire: Uint8Array): Uint8Array {
  const out = new Uint8Array(wire.length);
  return out.slice(0, decodeLiteral(wire, 0, wire.length, out, 0));
}

/** What goes up for a number is put into quotes there. */
function unquoted(wire: Uint8Array): Uint8Array {
  return wire.length > 1 && wire[0] === 0x22 && wire.at(-1) === 0x22 ? wire.slice(1, -1) : Uint8Array.from(wire);
}

/** Where the URL begins that `at` lies in; -1 when it lies in none. */
function urlAround(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < URL_MAX && inUrl(bytes[start - 1] as number)) start--;
  const text = bytes.toString("latin1", start, at);
  const scheme = /[a-z][a-z0-9+.-]*:\/\//i.exec(text);
  return scheme === null ? -1 : start + scheme.index;
}

/** Bytes of one character of JSON in strings in strings, about. */
const ESCAPED_MAX = 12;
/** Places of one placeholder in a body that are read. */
const TRIES = 256;

/**
 * Whether the body held a URL that ends with a placeholder of `width` bytes. It is compared as it reads: bodies and answers may
 * have `\/`, or any letter as an escape. In front of placeholders only, since to read all of a long body anew would be slow.
 */
function wasSent(sent: Buffer, url: Buffer, width: number): boolean {
  if (sent.includes(url)) return true;
  const placeholder = url.subarray(url.length - width);
  const text = url.toString("utf8");
  let tries = 0;
  for (let at = sent.indexOf(placeholder); at >= 0 && tries < TRIES; at = sent.indexOf(placeholder, at + 1)) {
    const from = Math.max(0, at - ESCAPED_MAX * url.length);
    if (!sent.subarray(from, at).includes(0x5c)) continue;
    tries++;
    if (readJsonText(sent.toString("utf8", from, at + width), true).plain.endsWith(text)) return true;
  }
  return false;
}

function inUrl(byte: number): boolean {
  return (
    byte > 0x20 && byte !== 0x22 && byte !== 0x27 && byte !== 0x3c && byte !== 0x3e && byte !== 0x60 && byte !== 0x5c
  );
}
