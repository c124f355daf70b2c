// `closemask scan`: says where values stand and changes nothing. The same detection as `mask`; no key and no store is opened.

import { createLiterals } from "../../detect/literal-table.ts";
import { type ClosemaskError, EXIT } from "../../errors.ts";
import type { Cover } from "../../mask/excerpt.ts";
import { createPlanner } from "../../mask/planner.ts";
import { createScanFeed, type ScanFeed } from "../../mask/scan-feed.ts";
import { namesNote, openNames } from "../names.ts";
import { type Setup, withSetup } from "../open.ts";
import { type Detection, openDetection, openDetections } from "../open-detection.ts";
import { openBaseline } from "../scan/baseline.ts";
import { parseFailOn } from "../scan/fail-on.ts";
import { openReporter } from "../scan/formats/open.ts";
import { openBlobs } from "../scan/git.ts";
import { listInputs, stagedInputs } from "../scan/inputs.ts";
import { type Request, readRequest } from "../scan/options.ts";
import { openOutput } from "../scan/output.ts";
import { readAll } from "../scan/read-all.ts";
import { scanSummary } from "../scan/summary.ts";
import { createTally, type Tally } from "../scan/tally.ts";
import { BROKEN_PIPE } from "../stdio.ts";
import { isTerminal } from "../terminal.ts";
import { SCAN } from "../tree/scan.ts";
import type { ParsedOptions } from "../tree/spec.ts";

/** Learned values that a file finds again; the newest count. */
const LITERALS_MAX = 50_000;

export function run(paths: string[], options: ParsedOptions): Promise<number> {
  return withSetup(SCAN, options, (setup) => scan(setup, paths, options));
}

async function scan(setup: Setup, paths: readonly string[], options: ParsedOptions): Promise<number> {
  const { say, config } = setup;
  const request = readRequest(options, paths);
  const { format, update, encoding } = request;
  const fails = parseFailOn(options.failOn, config);
  const detectionOf = await openDetections(setup, options);
  // What is wrong in the configuration is said first.
  const { policy } = asReport(detectionOf());
  const names = await openNames(setup, policy);
  const source = names === null ? {} : { names: names.source() };
  const covered = format === "text" && !request.reveal ? await openCover(setup, options) : {};
  const baseline = request.baseline === undefined ? null : openBaseline(request.baseline, { create: update });
  const own = [request.output, request.baseline].flatMap((file) => file ?? []);
  const blobs = request.staged ? openBlobs() : null;
  try {
    // Before the output: where nothing can be listed, an older report stays.
    const staged = blobs === null ? null : stagedInputs(paths, own, blobs);
    const output = openOutput(request.output, request.reveal);
    const reporter = openReporter(request);
    const tally = createTally({ reporter, output, baseline, update, fails });
    const failed = (error: ClosemaskError): void => {
      tally.failure(error.message);
      say.error(error.message, error.hint);
    };
    // One for all files for which the same entries of `allow` and `deny` hold.
    const feeds = new Map<Detection, ScanFeed>();
    const feedFor = (path: string | undefined): ScanFeed => {
      const detection = detectionOf(path);
      let feed = feeds.get(detection);
      if (feed === undefined) {
        feed = createScanFeed({
          ...asReport(detection),
          ...covered,
          ...source,
          literals: () => createLiterals(LITERALS_MAX),
          onFound: tally.found,
          ...(format === "text" ? { context: request.context } : {}),
          reveal: request.reveal,
        });
        feeds.set(detection, feed);
      }
      return feed;
    };
    if (staged === null && (paths.length === 0 || paths.includes("-")) && isTerminal(0)) {
      say.info("reading from the terminal; end with Ctrl-D");
    }
    try {
      output.write(reporter.head);
      const inputs = staged ?? listInputs(paths, { say, failed, own });
      await readAll(inputs, { say, output, tally, feedFor, baseline, encoding, failed });
      output.write(reporter.end(tally.totals()));
      output.flush();
    } catch (error) {
      // Who went away has seen enough; the exit code still tells.
      if (error !== BROKEN_PIPE) throw error;
    } finally {
      output.close();
    }
    say.info(scanSummary(tally.totals()));
    const note = names === null ? null : namesNote(names);
    if (note !== null) say.warn(note);
    if (update && baseline !== null) say.info(`the baseline holds ${baseline.save()} findings`);
    return exitCode(tally, request);
  } finally {
    blobs?.close();
    await names?.close();
  }
}

function exitCode(tally: Tally, { update, exitZero }: Request): number {
  // What could not be read may hold anything.
  if (tally.totals().failures.length > 0) return EXIT.usage;
  return tally.failing && !update && !exitZero ? EXIT.findings : EXIT.ok;
}

/** A policy that blocks a kind makes a finding of it, like any other. */
function asReport(detection: Detection): Detection {
  const { policy } = detection;
  return {
    ...detection,
    policy: {
      ...policy,
      action(kind) {
        const action = policy.action(kind);
        return action === "block" ? "mask" : action;
      },
    },
  };
}

/** Kinds that --only and --except leave out are no findings, but where their lines are shown they are covered as well. */
async function openCover(
  setup: Setup,
  options: ParsedOptions,
): Promise<{ alsoCovered?: (line: Buffer) => readonly Cover[] }> {
  if (options.only === undefined && options.except === undefined) return {};
  const { only, except, ...all } = options;
  const silent = { ...setup, say: { ...setup.say, warn() {} } };
  const detection = asReport(await openDetection(silent, all));
  return {
    alsoCovered(line) {
      const planner = createPlanner({ ...detection, literals: createLiterals(1) });
      const frame = { bytes: line, lo: 0, from: 0, to: line.length, hi: line.length, final: true, inside: false };
      return planner.plan(frame).spans.map(({ start, end, rule }) => ({ start, end, kind: rule.kind }));
    },
  };
}
