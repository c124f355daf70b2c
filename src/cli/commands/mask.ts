// `closemask mask`: text in, placeholders out. Opens what the options ask for and hands it to the filter loop.

import { randomBytes } from "node:crypto";
import { createLiterals, type Literals } from "../../detect/literals.ts";
import { isNameKind } from "../../detect/name-literal.ts";
import { createMaskFeed, type MaskFeed } from "../../mask/mask-feed.ts";
import { createSession, type Refresh, type Session } from "../../mask/session.ts";
import type { Store } from "../../mask/store.ts";
import { createMemoryStore } from "../../store/memory.ts";
import { runExec } from "../exec.ts";
import { createFieldFilter } from "../fields.ts";
import { runFilter } from "../filter.ts";
import { isHardened } from "../hardened.ts";
import { namesNote, type OpenNames, openNames } from "../names.ts";
import { type Setup, storePlace, withSetup } from "../open.ts";
import { openDetections } from "../open-detection.ts";
import { openSession } from "../open-store.ts";
import { openReport, type Report, reportPath } from "../report.ts";
import { summary } from "../summary.ts";
import { MASK } from "../tree/filters.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Learned values that a session finds again; the newest count. */
const LITERALS_MAX = 50_000;

export function run(files: string[], options: ParsedOptions): Promise<number> {
  return withSetup(MASK, options, (setup) => mask(setup, files, options));
}

async function mask(setup: Setup, files: readonly string[], options: ParsedOptions): Promise<number> {
  reportPath(options.report);
  const detectionOf = await openDetections(setup, options);
  // Made before anything is opened: what is wrong in the configuration is said first.
  const { policy } = detectionOf();
  const names = await openNames(setup, policy);
  try {
    return await maskWith(setup, files, options, { detectionOf, names });
  } finally {
    await names?.close();
  }
}

interface Finders {
  readonly detectionOf: Awaited<ReturnType<typeof openDetections>>;
  readonly names: OpenNames | null;
}

async function maskWith(
  setup: Setup,
  files: readonly string[],
  options: ParsedOptions,
  { detectionOf, names }: Finders,
): Promise<number> {
  const { config, say } = setup;
  const reported = reportPath(options.report);
  const literals = createLiterals(LITERALS_MAX);
  const fields = typeof options.fields === "string" ? { within: createFieldFilter(options.fields) } : {};
  const { session, close } = await openTarget(setup, options, literals);
  const feeds: MaskFeed[] = [];
  let report: Report | null = null;
  try {
    report = reported === undefined ? null : openReport(reported);
    const machine = (name: string, path?: string): MaskFeed => {
      const feed = createMaskFeed({
        ...detectionOf(path),
        ...fields,
        ...(names === null ? {} : { names: names.source() }),
        literals,
        onError: config.onError,
        onFault(error) {
          const how = config.onError === "pass" ? "passed through unmasked" : "redacted";
          say.error(`${error.message}; the rest is ${how}, as onError says`, error.hint);
        },
        ...(session === undefined ? {} : { session }),
        ...(report === null ? {} : { onMask: (event) => report?.add(name, event) }),
      });
      feeds.push(feed);
      return feed;
    };
    const how = {
      say,
      encoding: typeof options.encoding === "string" ? options.encoding : undefined,
      refuseBinary: options.binary === "refuse" || isHardened(config),
      machine,
    };
    const inPlace = typeof options.inPlace === "string" ? options.inPlace : undefined;
    const code =
      options.exec === true ? await runExec({ ...how, command: files }) : await runFilter({ ...how, files, inPlace });
    if (options.stats === true) {
      const isKept = session !== undefined && options.store !== false && config.store.type !== "sqlite";
      say.info(summary("masked", feeds, isKept ? `kept in ${storePlace(setup)}` : ""));
    }
    const note = names === null ? null : namesNote(names);
    if (note !== null) say.warn(note);
    return code;
  } finally {
    report?.close();
    await close();
  }
}

interface Target {
  /** Undefined with --redact. */
  readonly session: Session | undefined;
  close(): Promise<void>;
}

async function openTarget(setup: Setup, options: ParsedOptions, literals: Literals): Promise<Target> {
  if (options.redact === true) return { session: undefined, close: async () => {} };
  const { style, length } = setup.config.placeholder;
  const { refresh, ...opened } = options.store === false ? await openScratch() : await openSession(setup);
  const kept = refresh === undefined ? {} : { refresh };
  const session = createSession({ store: opened.session, idKey: opened.idKey, style, length, ...kept });
  await session.literals(LITERALS_MAX, ({ value, kind }) => {
    const bounded = isNameKind(kind);
    literals.add({ value: Buffer.from(value.buffer, value.byteOffset, value.length), kind, bounded });
  });
  return {
    session,
    async close() {
      await opened.store.close();
    },
  };
}

/** A session that lives as long as this run: ids are stable in it, and nobody can restore them. */
async function openScratch(): Promise<{
  store: Store;
  session: NonNullable<Awaited<ReturnType<Store["session"]>>>;
  idKey: Uint8Array;
  refresh?: Refresh;
}> {
  const limits = { ttl: 0, maxEntries: 1_000_000, atLimit: "evict" as const };
  const store = createMemoryStore({ limits, now: () => Date.now() });
  const session = await store.session("run");
  if (session === null) throw new TypeError("a memory store makes every session");
  return { store, session, idKey: randomBytes(32) };
}
