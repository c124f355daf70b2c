// What the tests of streams share: a restoring over a session in memory, texts with values in their places, and streams
// driven whole, byte by byte and on given cuts.

import { expect } from "vitest";
import type { LookAlike } from "../../src/mask/placeholder.ts";
import type { Session } from "../../src/mask/session.ts";
import { findTolerant } from "../../src/mask/tolerant.ts";
import { askRestored } from "../../src/proxy/ask.ts";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import type { StreamRestorer } from "../../src/proxy/exchange.ts";
import { createStreamRestorer } from "../../src/proxy/stream.ts";
import type { EchoEdit, Framing, Place, Restoring } from "../../src/proxy/types.ts";
import { everyByte, issue, newSession } from "../mask/kit.ts";

/** A text as it was noted: what the client has, and with each edit undone. */
export interface Noted {
  readonly client: string;
  readonly wire: string;
}

export interface TestRestoring extends Restoring {
  readonly places: Place[];
  readonly noted: Noted[];
}

/** Restores what the session has issued; `refuse` says what stays. */
export function restoringOf(
  session: Session,
  refuse: (hit: LookAlike, place: Place) => boolean = () => false,
): TestRestoring {
  const places: Place[] = [];
  const noted: Noted[] = [];
  const restored = new Map<string, number>();
  let unresolved = 0;
  return {
    places,
    noted,
    hold: 48,
    documents: [],
    find: findTolerant,
    async resolve(found, bytes, place) {
      await session.begin();
      const answers = await askRestored(session, found, bytes);
      return answers.map((answer, i) => {
        if (answer === null || refuse(found[i] as LookAlike, place)) {
          unresolved++;
          return null;
        }
        places.push(place);
        restored.set(answer.kind, (restored.get(answer.kind) ?? 0) + 1);
        return answer;
      });
    },
    echo() {
      const parts: Buffer[] = [];
      const edits: EchoEdit[] = [];
      return {
        add(client, more = []) {
          parts.push(Buffer.from(client));
          edits.push(...more);
        },
        end: () => void noted.push(undone(Buffer.concat(parts), edits)),
      };
    },
    echoJson: (_wire, client, edits) => void noted.push(undone(client, edits)),
    counts: {
      restored,
      get unresolved() {
        return unresolved;
      },
      withheld: new Map(),
      credentialsInTools: 0,
      probes: 0,
    },
  };
}

function undone(client: Buffer, edits: readonly EchoEdit[]): Noted {
  const wire: Buffer[] = [];
  let from = 0;
  for (const edit of edits) {
    wire.push(client.subarray(from, edit.start), Buffer.from(edit.wire));
    from = edit.end;
  }
  wire.push(client.subarray(from));
  return { client: client.toString(), wire: Buffer.concat(wire).toString() };
}

/** Values that a session knows, by name, and their placeholders. */
export interface Known {
  readonly session: Session;
  readonly values: Readonly<Record<string, string>>;
  readonly placeholders: Readonly<Record<string, string>>;
  /** `{name}` written as the placeholder. */
  wire(text: string): string;
  /** `{name}` written as the value. */
  client(text: string): string;
}

export const VALUES = {
  mail: "jane.doe@corp.example",
  name: "Zoë Ångström",
  key: 'pa"ss\\word\nend',
  card: "4556 7375 8689 9855",
} as const;

export async function know(values: Readonly<Record<string, string>> = VALUES): Promise<Known> {
  const session = await newSession("word");
  const kinds: Readonly<Record<string, string>> = {
    mail: "EMAIL",
    name: "PERSON",
    key: "PASSWORD",
    card: "CREDIT_CARD",
  };
  const placeholders: Record<string, string> = {};
  for (const [name, value] of Object.entries(values))
    placeholders[name] = (await issue(session, Buffer.from(value), kinds[name] ?? "EMAIL")).toString();
  const fill = (text: string, by: Readonly<Record<string, string>>): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => by[name] ?? whole);
  return {
    session,
    values,
    placeholders,
    wire: (text) => fill(text, placeholders),
    client: (text) => fill(text, values),
  };
}

export async function drive(restorer: StreamRestorer, wire: Uint8Array, cuts: Iterable<number> = []): Promise<string> {
  const out: Buffer[] = [];
  let at = 0;
  for (const cut of [...cuts, wire.length]) {
    if (cut <= at) continue;
    // A buffer of its own that is wiped: a reader may not keep views of it.
    const chunk = Buffer.from(wire.subarray(at, cut));
    out.push(Buffer.from(await restorer.feed(chunk)));
    chunk.fill(0x21);
    at = cut;
  }
  out.push(Buffer.from(await restorer.end()));
  return Buffer.concat(out).toString();
}

/** A generator of numbers that is the same each time. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export function randomCuts(length: number, random: () => number, mean: number): number[] {
  const cuts: number[] = [];
  for (let at = 0; at < length; ) {
    at += 1 + Math.floor(random() * 2 * mean);
    cuts.push(at);
  }
  return cuts;
}

/** The machine for a stream of a dialect's endpoint. */
export function restorerFor(
  dialect: string,
  endpoint: string,
  restoring: Restoring,
  framing?: Framing,
  after?: number,
): StreamRestorer {
  const found = DIALECTS.get(dialect)?.endpoints.find(({ name, stream }) => name === endpoint && stream !== undefined);
  if (found?.stream === undefined) throw new Error(`no stream: ${dialect} ${endpoint}`);
  const spec = framing === undefined ? found.stream : { ...found.stream, framing };
  return createStreamRestorer({ spec, response: found.response ?? [], restoring, after });
}

export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads events as a client does: an event that no blank line ended is lost. */
export function readSse(text: string): SseEvent[] {
  const events: SseEvent[] = [];
  let event = "";
  let data: string[] = [];
  for (const line of text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/)) {
    if (line === "") {
      if (data.length > 0) events.push({ event, data: data.join("\n") });
      event = "";
      data = [];
    } else if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return events;
}

/** Cuts a text into deltas of one to `max` characters. */
export function split(text: string, random: () => number, max = 6): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + 1 + Math.floor(random() * max);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}

/**
 * The client's bytes of a stream, which are the same however the upstream's are cut: at some sixty places, or with `every` at
 * each one; into single bytes; and at random.
 */
export async function sameForEveryCut(make: () => StreamRestorer, wire: Uint8Array, every = false): Promise<string> {
  const whole = await drive(make(), wire);
  const step = every ? 1 : Math.max(1, Math.floor(wire.length / 60));
  for (let cut = 1; cut < wire.length; cut += step)
    expect(await drive(make(), wire, [cut]), `cut at ${cut}`).toBe(whole);
  expect(await drive(make(), wire, everyByte(wire))).toBe(whole);
  const random = numbers(7);
  for (let i = 0; i < 8; i++) expect(await drive(make(), wire, randomCuts(wire.length, random, 40))).toBe(whole);
  return whole;
}
