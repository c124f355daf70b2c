// What a service is: its dialect, how many texts it takes at once and which languages it knows. Asked once, with text of our
// own; a dialect that the user names is believed.

import { DIALECTS, type Dialect, type DialectName, isObject } from "./dialects.ts";
import type { Answer, Transport } from "./transport.ts";

export interface Service {
  readonly dialect: Dialect;
  readonly batch: number;
  /** Tags of the languages that it knows, in its order; null where it does not say. */
  readonly languages: readonly string[] | null;
}

/** An answer that is none: by its status, or because it is of another form than it should be. */
export class BadAnswer extends Error {
  readonly status: number;
  /** The dialect that it is not of; empty where only the status counts. */
  readonly dialect: string;

  constructor(status: number, dialect = "") {
    super("bad answer");
    this.status = status;
    this.dialect = dialect;
  }
}

/** Languages that texts are told to be in. */
const TOLD = ["en", "zh"];
/** Nobody's name. */
const SAMPLE = "This is a test.";

/** @throws Fault, BadAnswer; with status 501 where it speaks none of the dialects */
export async function askService(
  transport: Transport,
  pinned: DialectName | "auto",
  labels: readonly string[],
): Promise<Service> {
  const name = pinned === "auto" ? await findDialect(transport, labels) : pinned;
  const dialect = DIALECTS[name];
  if (name === "presidio") {
    const languages = await presidioLanguages(transport);
    const batch = (await takesLists(transport, dialect, languages)) ? dialect.batch : 1;
    return { dialect, batch, languages };
  }
  return {
    dialect,
    batch: dialect.batch,
    languages: name === "closemask" ? await closemaskLanguages(transport) : null,
  };
}

async function findDialect(transport: Transport, labels: readonly string[]): Promise<DialectName> {
  const health = await transport.send("GET", "/health");
  if (isBusy(health)) throw new BadAnswer(503);
  if (/presidio/i.test(health.text)) return "presidio";
  const said = parse(health.text);
  if (isObject(said) && said.status === "initializing") throw new BadAnswer(503);
  const order: readonly DialectName[] =
    isObject(said) && typeof said.model === "string" && said.models === undefined
      ? ["gliner", "closemask", "presidio"]
      : ["closemask", "gliner", "presidio"];
  for (const name of order) {
    const { path, body, read } = DIALECTS[name];
    const answer = await transport.send("POST", path, body([SAMPLE], "en", labels));
    if (isBusy(answer)) throw new BadAnswer(answer.status);
    if (answer.status === 200 && read(parse(answer.text), 1) !== null) return name;
  }
  throw new BadAnswer(501);
}

/** It is there, and cannot say yet. */
export function isBusy({ status }: { readonly status: number }): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

async function closemaskLanguages(transport: Transport): Promise<readonly string[] | null> {
  const { status, text } = await transport.send("GET", "/health");
  if (isBusy({ status })) throw new BadAnswer(status);
  const said = parse(text);
  if (isObject(said) && said.status === "initializing") throw new BadAnswer(503);
  if (!isObject(said)) return null;
  // `models` are languages in this dialect; `*` stands for any. Our own sidecar loads one when a text asks for it.
  const loaded = Array.isArray(said.models) ? said.models : [];
  const models = typeof said.instance === "string" ? await availableIn(transport) : loaded;
  const languages = models.filter((model): model is string => typeof model === "string" && /^[a-z]{2,3}$/.test(model));
  return languages.length === 0 || models.includes("*") ? null : languages;
}

/** The languages that our own sidecar has models for. */
async function availableIn(transport: Transport): Promise<readonly string[]> {
  const said = parse((await transport.send("GET", "/models")).text);
  return isObject(said) && isObject(said.available) ? Object.keys(said.available) : [];
}

async function presidioLanguages(transport: Transport): Promise<readonly string[] | null> {
  const known: string[] = [];
  for (const language of TOLD) {
    const { status, text } = await transport.send("GET", `/supportedentities?language=${language}`);
    if (isBusy({ status })) throw new BadAnswer(status);
    if (status === 404) return null;
    const said = parse(text);
    if (status === 200 && Array.isArray(said) && said.length > 0) known.push(language);
  }
  return known.length === 0 ? null : known;
}

/** Of the services that speak Presidio's dialect some take one text only. */
async function takesLists(
  transport: Transport,
  { path, body, read }: Dialect,
  languages: readonly string[] | null,
): Promise<boolean> {
  const answer = await transport.send("POST", path, body([SAMPLE, SAMPLE], languages?.[0] ?? "en", []));
  if (isBusy(answer)) throw new BadAnswer(answer.status);
  return answer.status === 200 && read(parse(answer.text), 2) !== null;
}

/** Undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws BadAnswer */
export function readAnswer({ status, text }: Answer, { name, read }: Dialect, texts: number): ReturnType<typeof read> {
  if (status !== 200) throw new BadAnswer(status);
  const found = read(parse(text), texts);
  if (found === null) throw new BadAnswer(status, name);
  return found;
}
