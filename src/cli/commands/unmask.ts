// `closemask unmask`: placeholders in, values out.

import type { Audit } from "../../audit/create-audit.ts";
import { EXIT } from "../../errors.ts";
import { createUnmaskFeed, type UnmaskFeed } from "../../mask/unmask-feed.ts";
import { withAudit } from "../audit.ts";
import { runFilter } from "../filter.ts";
import { type Setup, storePlace, withSetup } from "../open.ts";
import { openRestoring, type Restoring } from "../open-store.ts";
import { summary } from "../summary.ts";
import { runTallied } from "../tallied.ts";
import { UNMASK } from "../tree/filters.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function run(files: string[], options: ParsedOptions): Promise<number> {
  return withSetup(UNMASK, options, (setup) => unmask(setup, files, options));
}

async function unmask(setup: Setup, files: readonly string[], options: ParsedOptions): Promise<number> {
  const session = await openRestoring(setup);
  try {
    return await withAudit(setup, undefined, (audit) => restore(setup, files, options, session, audit));
  } finally {
    await session.close();
  }
}

async function restore(
  setup: Setup,
  files: readonly string[],
  options: ParsedOptions,
  session: Restoring,
  audit: Audit | null,
): Promise<number> {
  const { config, say } = setup;
  const feeds: UnmaskFeed[] = [];
  const inPlace = typeof options.inPlace === "string" ? options.inPlace : undefined;
  const destination = inPlace === undefined ? "stdout" : "file";
  const told = { kind: "restore", session: config.session, destination } as const;
  const code = await runTallied(setup, audit, told, (tallied) =>
    runFilter({
      files,
      say,
      inPlace,
      encoding: typeof options.encoding === "string" ? options.encoding : undefined,
      refuseBinary: options.binary === "refuse",
      machine() {
        const feed = createUnmaskFeed({ session, tolerant: options.tolerant === true });
        feeds.push(feed);
        return tallied.machine(feed);
      },
    }),
  );
  await session.exists();
  const unresolved = feeds.reduce((sum, feed) => sum + feed.unresolved, 0);
  if (options.stats === true) {
    say.info(summary("restored", feeds, config.store.type === "sqlite" ? "" : `from ${storePlace(setup)}`));
  }
  if (unresolved > 0) {
    const what = unresolved === 1 ? "1 placeholder stands" : `${unresolved} placeholders stand`;
    say.warn(`${what} for nothing in the session ${config.session}`, "closemask sessions list shows what there is");
  }
  return code === EXIT.ok && unresolved > 0 && options.strict === true ? EXIT.findings : code;
}
