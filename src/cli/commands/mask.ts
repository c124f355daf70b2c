// `closemask mask`: text in, placeholders out. Opens what the options ask for and hands it to the filter loop.

import { randomBytes } from "node:crypto";
import type { Audit } from "../../audit/create-audit.ts";
import { createLiterals } from "../../detect/literal-table.ts";
import type { Literals } from "../../detect/literals.ts";
import { loadLessons } from "../../mask/lessons.ts";
import { createMaskFeed, type MaskFeed } from "../../mask/mask-feed.ts";
import { createSession, type Refresh, type Session } from "../../mask/session.ts";
import type { Store } from "../../mask/store.ts";
import type { KeyRing } from "../../store/keys.ts";
import { createMemoryStore } from "../../store/memory.ts";
import { withAudit } from "../audit.ts";
import { runExec } from "../exec.ts";
import { createFieldFilter } from "../fields.ts";
import { runFilter } from "../filter.ts";
import { isHardened } from "../hardened.ts";
import { namesNote, type OpenNames, openNames } from "../names.ts";
import { type Setup, storePlace, withSetup } from "../open.ts";
import { openDetections } from "../open-detection.ts";
import { openSession } from "../open-store.ts";
import { openReport, type Report, reportPath } from "../report.ts";
import { outsideLists, withLists } from "../session-lists.ts";
import { summary } from "../summary.ts";
import { runTallied } from "../tallied.ts";
import { MASK } from "../tree/filters.ts";
import { listOf, type ParsedOptions } from "../tree/spec.ts";

/** Learned values that a session finds again; the newest count. */
const LITERALS_MAX = 50_000;

export function run(files: string[], options: ParsedOptions): Promise<number> {
  return withSetup(MASK, options, (setup) => mask(setup, files, options));
}

async function mask(setup: Setup, files: readonly string[], options: ParsedOptions): Promise<number> {
  const reported = reportPath(options.report, [...files, ...listOf(options.secretsFrom)]);
  const detectionOf = await openDetections(setup, options);
  // Made before anything is opened: what is wrong in the configuration is said first.
  const { policy } = detectionOf();
  const names = await openNames(setup, policy);
  try {
    return await maskWith(setup, files, options, { detectionOf, names, reported });
  } finally {
    await names?.close();
  }
}

interface Finders {
  readonly detectionOf: Awaited<ReturnType<typeof openDetections>>;
  readonly names: OpenNames | null;
  /** Where the report goes. */
  readonly reported: string | undefined;
}

async function maskWith(
  setup: Setup,
  files: readonly string[],
  options: ParsedOptions,
  finders: Finders,
): Promise<number> {
  const literals = createLiterals(LITERALS_MAX);
  const target = await openTarget(setup, options, literals);
  try {
    const opened = { ...finders, literals, session: target.session, store: target.store };
    return await withAudit(setup, target.ring, (audit) => maskInto(setup, files, options, opened, audit));
  } finally {
    await target.close();
  }
}

interface Opened extends Finders {
  readonly literals: Literals;
  /** Undefined with --redact. */
  readonly session: Session | undefined;
  /** Undefined where nothing is kept. */
  readonly store: Store | undefined;
}

async function maskInto(
  setup: Setup,
  files: readonly string[],
  options: ParsedOptions,
  { detectionOf: usual, names, reported, literals, session, store }: Opened,
  audit: Audit | null,
): Promise<number> {
  const { config, say } = setup;
  const paths = listOf(options.fields);
  const fields = paths.length === 0 ? {} : { within: createFieldFilter(paths.join(",")) };
  const feeds: MaskFeed[] = [];
  const rules = audit === null ? undefined : new Map<string, number>();
  const isKept = session !== undefined && options.store !== false;
  const name = isKept ? config.session : undefined;
  // What was decided in the session's chat counts here too.
  const lists = store === undefined ? null : await outsideLists(store, config.session);
  const detectionOf =
    lists === null ? usual : await openDetections(withLists(setup, lists.always, lists.deny), options);
  const report: Report | null = reported === undefined ? null : openReport(reported);
  const machine = (file: string, path?: string): MaskFeed => {
    const feed = createMaskFeed({
      ...detectionOf(path),
      ...fields,
      ...(names === null ? {} : { names: names.source() }),
      literals,
      ruleCounts: rules,
      onError: config.onError,
      onFault(error) {
        const how = config.onError === "pass" ? "passed through unmasked" : "redacted";
        say.error(`${error.message}; the rest is ${how}, as onError says`, error.hint);
        const action = config.onError;
        audit?.record({ kind: "policy", action, outcome: "degraded", session: name, reason: error.code });
      },
      ...(session === undefined ? {} : { session }),
      ...(report === null ? {} : { onMask: (event) => report.add(file, event) }),
    });
    feeds.push(feed);
    return feed;
  };
  try {
    const inPlace = typeof options.inPlace === "string" ? options.inPlace : undefined;
    const destination = options.exec === true ? "command" : inPlace === undefined ? "stdout" : "file";
    const told = { kind: "mask", session: name, destination, ...(rules === undefined ? {} : { rules }) } as const;
    const code = await runTallied(setup, audit, told, (tallied) => {
      const how = {
        say,
        encoding: typeof options.encoding === "string" ? options.encoding : undefined,
        refuseBinary: options.binary === "refuse" || isHardened(config),
        machine: (file: string, path?: string) => tallied.machine(machine(file, path)),
      };
      return options.exec === true ? runExec({ ...how, command: files }) : runFilter({ ...how, files, inPlace });
    });
    if (options.stats === true) {
      const elsewhere = isKept && config.store.type !== "sqlite";
      say.info(summary("masked", feeds, elsewhere ? `kept in ${storePlace(setup)}` : ""));
    }
    const note = names === null ? null : namesNote(names);
    if (note !== null) say.warn(note);
    return code;
  } finally {
    report?.close();
  }
}

interface Target {
  /** Undefined with --redact. */
  readonly session: Session | undefined;
  /** Known where the session is kept. */
  readonly ring: KeyRing | undefined;
  /** Undefined where nothing is kept. */
  readonly store: Store | undefined;
  close(): Promise<void>;
}

async function openTarget(setup: Setup, options: ParsedOptions, literals: Literals): Promise<Target> {
  if (options.redact === true) return { session: undefined, ring: undefined, store: undefined, close: async () => {} };
  const { style, length } = setup.config.placeholder;
  const { refresh, ...opened } = options.store === false ? await openScratch() : await openSession(setup);
  const kept = refresh === undefined ? {} : { refresh };
  const session = createSession({ store: opened.session, idKey: opened.idKey, style, length, ...kept });
  await loadLessons(session, LITERALS_MAX, literals);
  return {
    session,
    ring: "all" in opened ? opened.all.ring : undefined,
    store: options.store === false ? undefined : opened.store,
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
