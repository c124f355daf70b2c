// Sends the specimens through a proxy and says where a canary got out, and where one did not come back.

import { request } from "node:http";
import { readExample } from "../../detect/examples.ts";
import type { Rule } from "../../detect/rule.ts";
import type { Echo } from "./echo.ts";
import { FILE_SPECIMENS } from "./files.ts";
import { readFrames } from "./frames.ts";
import { KIND_SPECIMENS, type Plant, SPECIMENS, type Specimen } from "./requests.ts";

/** What one request came to. */
export interface Outcome {
  readonly provider: string;
  readonly name: string;
  /** Kind of what was planted; `EMAIL` at every position, the other kinds at two. */
  readonly kind: string;
  readonly planted: number;
  /** Positions whose canary reached the provider. */
  readonly leaked: readonly string[];
  /** Positions whose canary did not come back. */
  readonly lost: readonly string[];
  readonly status: number;
}

/** A canary in its surroundings. */
interface Canary {
  readonly text: string;
  readonly value: string;
}

/** An address for each position, so that a leak names its place. */
function addressOf(i: number): Canary {
  const value = `canary-${i}.${"qwertzuiop"[i % 10]}@verify-${i}.closemask.dev`;
  return { text: `please write to ${value} today`, value };
}

export async function checkPositions(proxy: string, echo: Echo): Promise<Outcome[]> {
  let count = 0;
  const outcomes: Outcome[] = [];
  for (const specimen of [...SPECIMENS, ...FILE_SPECIMENS])
    outcomes.push(await check(proxy, echo, specimen, "EMAIL", (_) => addressOf(++count)));
  return outcomes;
}

/**
 * The first example of a rule for each kind; `counts` says which rules are on. At two positions, or with `everywhere` at every
 * position that can hold the text.
 */
export async function checkKinds(
  proxy: string,
  echo: Echo,
  rules: readonly Rule[],
  counts: (rule: Rule) => boolean,
  everywhere = false,
): Promise<Outcome[]> {
  const specimens = everywhere ? [...SPECIMENS, ...FILE_SPECIMENS] : KIND_SPECIMENS;
  const outcomes: Outcome[] = [];
  for (const [kind, canary] of canariesOf(rules.filter(counts))) {
    for (const specimen of specimens) outcomes.push(await checkKind(proxy, echo, specimen, kind, canary));
  }
  return outcomes;
}

/** All positions have the same value: where it got out, each is asked on its own. */
async function checkKind(
  proxy: string,
  echo: Echo,
  specimen: Specimen,
  kind: string,
  canary: Canary,
): Promise<Outcome> {
  const fits = (position: string): boolean => !LINE.test(position) || !/[^\x20-\x7e]|["\\]/.test(canary.text);
  const first = await check(proxy, echo, specimen, kind, (position) => (fits(position) ? canary : null));
  if (first.leaked.length + first.lost.length === 0) return first;
  const leaked: string[] = [];
  const lost: string[] = [];
  for (const position of new Set([...first.leaked, ...first.lost])) {
    const alone = await check(proxy, echo, specimen, kind, (at) => (at === position ? canary : null));
    leaked.push(...alone.leaked);
    lost.push(...alone.lost);
  }
  return { ...first, leaked, lost };
}

/** Positions that hold one line of plain characters. */
const LINE = /^(?:header |filename$)/;

function canariesOf(rules: readonly Rule[]): Map<string, Canary> {
  const canaries = new Map<string, Canary>();
  for (const rule of rules) {
    if (canaries.has(rule.kind)) continue;
    for (const example of rule.examples.yes) {
      const { text, ranges } = readExample(example);
      const [range] = ranges;
      if (range === undefined || ranges.length > 1) continue;
      const value = text.toString("utf8", ...range);
      // A value that is also its own label stays where it is the label.
      if (text.indexOf(value) !== text.lastIndexOf(value)) continue;
      canaries.set(rule.kind, { text: text.toString(), value });
      break;
    }
  }
  return canaries;
}

async function check(
  proxy: string,
  echo: Echo,
  specimen: Specimen,
  kind: string,
  next: (position: string) => Canary | null,
): Promise<Outcome> {
  const planted = new Map<string, string>();
  const plant: Plant = (position) => {
    const canary = next(position);
    if (canary === null) return "nothing";
    planted.set(position, canary.value);
    return canary.text;
  };
  const { provider, name } = specimen;
  const { type, text: body } = bodyOf(specimen, plant);
  const target = `${proxy}/${provider}${specimen.path}${specimen.query?.(plant) ?? ""}`;
  const headers = { ...type, ...specimen.headers, ...specimen.text?.(plant) };
  let reply = await send(target, specimen.method, headers, body);
  const sent = reply.refused ? "" : echo.last();
  // What comes back of what was stored.
  if (specimen.fetch !== undefined && !reply.refused)
    reply = await send(`${proxy}/${provider}${specimen.fetch}`, "GET", headersOf(specimen), undefined);
  const text = reply.refused ? "" : readable(reply.body);
  const leaked: string[] = [];
  const lost: string[] = [];
  for (const [position, value] of planted) {
    if (formsOf(value).some((form) => sent.includes(form))) leaked.push(position);
    // Headers are not part of an answer.
    if (!position.startsWith("header ") && !formsOf(value).some((form) => text.includes(form))) lost.push(position);
  }
  return { provider, name, kind, planted: planted.size, leaked, lost: reply.refused ? [] : lost, status: reply.status };
}

/** As it is, in JSON, in JSON in JSON, and in a URL. */
function formsOf(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  return [value, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(value)];
}

function bodyOf({ body, raw }: Specimen, plant: Plant): { type: Record<string, string>; text: string | undefined } {
  if (raw !== undefined) {
    const { type, text } = raw(plant);
    return { type: { "content-type": type }, text };
  }
  if (body === undefined) return { type: {}, text: undefined };
  return { type: { "content-type": "application/json" }, text: JSON.stringify(body(plant)) };
}

const headersOf = ({ headers }: Specimen): Record<string, string> => ({ ...headers });

/** The text of an answer: of a stream, its pieces put together. */
function readable(body: Buffer): string {
  const text = body.toString();
  const frames = readFrames(body);
  const events = frames ?? [...text.matchAll(/^(?:data: )?(\{.*\})$/gm)].map(([, data = ""]) => data);
  const pieces = events.map((data) => pieceOf(JSON.parse(data))).filter((piece) => piece !== null);
  return pieces.length === 0 ? text : pieces.join("");
}

interface Event {
  readonly delta?:
    | string
    | { readonly text?: string; readonly message?: { readonly content: { readonly text: string } } };
  readonly bytes?: string;
  readonly message?: { readonly content?: string };
  readonly choices?: readonly [{ readonly delta?: { readonly content?: string } }];
  readonly candidates?: readonly [{ readonly content?: { readonly parts?: readonly [{ readonly text?: string }] } }];
}

/** Null for what is no piece of a stream. */
function pieceOf({ delta, bytes, message, choices, candidates }: Event): string | null {
  if (bytes !== undefined) return pieceOf(JSON.parse(Buffer.from(bytes, "base64").toString()));
  const anthropic = typeof delta === "object" ? (delta.text ?? delta.message?.content.text) : delta;
  const gemini = candidates?.[0].content?.parts?.[0].text;
  return anthropic ?? choices?.[0].delta?.content ?? gemini ?? message?.content ?? null;
}

interface Reply {
  readonly status: number;
  readonly body: Buffer;
  /** By the proxy itself. */
  readonly refused: boolean;
}

function send(url: string, method: string, headers: Record<string, string>, body: string | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers: { ...headers, authorization: "Bearer canary" } });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks),
          refused: response.headers["x-closemask-refused"] !== undefined,
        }),
      );
    });
    outgoing.end(body);
  });
}
