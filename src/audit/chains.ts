// How far each chain has come while a log is read, and what is missing of it: the part of checking that looks across lines.

import type { ReadLine } from "./chain.ts";
import type { HeadRecord } from "./head.ts";
import type { Finding, Place } from "./verify.ts";

export interface Chains {
  /** A genuine line. `index` is that of its file. */
  take(line: ReadLine, place: Place, index: number): void;
  /** A line that is not: it counts as there where it says what is expected. */
  doubtful(line: ReadLine, place: Place): void;
  readonly size: number;
  /** Names of files that were let go. */
  pruned(): ReadonlySet<string>;
  /** What can only be said at the end. `ends` is what the heads say; `isPruned` when files were let go. */
  end(ends: ReadonlyMap<string, HeadRecord>, isPruned: boolean): Finding[];
}

interface State {
  seq: number;
  mac: string;
  closed: boolean;
  place: Place;
  /** The first line that is there, where it is not the first of all. */
  readonly start: { readonly seq: number; readonly prev: string; readonly place: Place } | null;
  /** Numbers that were skipped, with the place behind the gap. */
  readonly missing: Map<number, Place>;
}

/** Numbers of one gap that are looked after; what is beyond is told all the same. */
const GAP_MAX = 100_000;

export function createChains(): Chains {
  const states = new Map<string, State>();
  const files = new Set<string>();
  /** How far chains had come in files that were let go. */
  const floors = new Map<string, { readonly seq: number; readonly mac: string }>();
  const seen: { readonly chain: string; readonly seq: number; readonly place: Place; readonly index: number }[] = [];
  /** Numbers that a chain says it could not write, by chain. */
  const excused = new Map<string, { readonly from: number; readonly to: number }[]>();
  const findings: Finding[] = [];
  let unlisted = 0;

  function fault(what: Finding["what"], place: Place, says: string): void {
    findings.push({ what, isFault: true, place, says });
  }

  function readOwn({ chain, event }: ReadLine): void {
    if (event.kind !== "audit") return;
    const { action, from, to, file, chains } = event;
    if (action === "lost" && typeof from === "number" && typeof to === "number") {
      excused.set(chain, [...(excused.get(chain) ?? []), { from, to }]);
    }
    if (action !== "prune" || typeof file !== "string") return;
    files.add(file);
    unlisted += typeof event.unlisted === "number" ? event.unlisted : 0;
    for (const entry of Array.isArray(chains) ? chains : []) {
      const [id = "", seq = "", mac = ""] = String(entry).split(":");
      floors.set(id, { seq: Number(seq), mac });
    }
  }

  /** Advances a chain, and notes what it skipped. */
  function advance({ chain, seq, mac, prev, event }: ReadLine, place: Place): State | null {
    const state = states.get(chain);
    const closed = event.kind === "audit" && event.action === "close";
    if (state === undefined) {
      const start = seq === 0 ? null : { seq, prev, place };
      const made = { seq, mac, closed, place, start, missing: new Map() };
      states.set(chain, made);
      return made;
    }
    if (seq <= state.seq) return null;
    for (let no = state.seq + 1; no < Math.min(seq, state.seq + GAP_MAX); no++) state.missing.set(no, place);
    Object.assign(state, { seq, mac, closed, place });
    return state;
  }

  return {
    take(line, place, index) {
      const { chain, seq, prev } = line;
      readOwn(line);
      const link = /^([\w-]{16}):(\d+)$/.exec(line.seen ?? "");
      if (link !== null) seen.push({ chain: link[1] as string, seq: Number(link[2]), place, index });
      const before = states.get(chain);
      const { seq: last, mac } = before ?? { seq: -1, mac: "" };
      if (advance(line, place) === null) {
        if (before?.missing.delete(seq))
          fault("moved", place, `number ${seq} of chain ${chain} stands behind later ones`);
        else fault("moved", place, `number ${seq} of chain ${chain} is there twice`);
      } else if (before !== undefined && seq === last + 1 && prev !== mac) {
        fault(
          "changed",
          place,
          `number ${seq} of chain ${chain} follows another line than that which stands before it`,
        );
      }
    },
    doubtful(line, place) {
      const state = states.get(line.chain);
      if (state === undefined ? line.seq === 0 : line.seq === state.seq + 1) advance(line, place);
    },
    get size() {
      return states.size;
    },
    pruned: () => files,
    end(ends, isPruned) {
      for (const [chain, state] of states) {
        gaps(chain, state);
        beginning(chain, state, isPruned);
        const head = ends.get(chain);
        if (head !== undefined && head.seq > state.seq) cut(chain, state, head);
        else if (!state.closed) {
          const says = `chain ${chain} was not closed: its process runs, or was ended by a signal or a crash`;
          findings.push({ what: "unclosed", isFault: false, place: state.place, says });
        }
      }
      whole(ends);
      links(isPruned);
      return findings;
    },
  };

  function isExcused(chain: string, no: number): boolean {
    return (excused.get(chain) ?? []).some(({ from, to }) => no >= from && no <= to);
  }

  /** Runs of missing numbers. */
  function gaps(chain: string, { missing }: State): void {
    let run: { from: number; to: number; place: Place } | null = null;
    const tell = (): void => {
      if (run === null) return;
      const { from, to, place } = run;
      const numbers = from === to ? `number ${from}` : `numbers ${from} to ${to}`;
      if (isExcused(chain, from) && isExcused(chain, to)) {
        const says = `${numbers} of chain ${chain} could not be written, as a later line says`;
        findings.push({ what: "lost", isFault: false, place, says });
      } else
        fault("removed", place, `${numbers} of chain ${chain} ${from === to ? "is" : "are"} missing before this line`);
    };
    for (const [no, place] of [...missing].sort(([a], [b]) => a - b)) {
      if (run !== null && no === run.to + 1 && isExcused(chain, no) === isExcused(chain, run.from)) run.to = no;
      else {
        tell();
        run = { from: no, to: no, place };
      }
    }
    tell();
  }

  function beginning(chain: string, { start }: State, isPruned: boolean): void {
    if (start === null) return;
    const floor = floors.get(chain);
    const { seq, prev, place } = start;
    if (floor !== undefined && floor.seq === seq - 1 && floor.mac === prev) return;
    if (floor === undefined && isPruned && unlisted > 0) return;
    const from = (floor?.seq ?? -1) + 1;
    if (isExcused(chain, from) && isExcused(chain, seq - 1)) return;
    fault("removed", place, `numbers ${from} to ${seq - 1} of chain ${chain} are missing before this line`);
  }

  function cut(chain: string, { seq, place }: State, head: HeadRecord): void {
    const count = head.seq - seq;
    const lines = count === 1 ? "1 line" : `${count} lines`;
    fault(
      "cut",
      place,
      `${lines} of chain ${chain} ${count === 1 ? "is" : "are"} missing behind this one, as the head says`,
    );
  }

  /** Chains of which only the head knows. */
  function whole(ends: ReadonlyMap<string, HeadRecord>): void {
    for (const [chain, { seq }] of ends) {
      if (states.has(chain) || (floors.get(chain)?.seq ?? -1) >= seq) continue;
      const says = `all ${seq + 1} lines of chain ${chain} are missing, as the head says`;
      fault("removed", { file: "", line: 0 }, says);
    }
  }

  /** Lines that others saw. */
  function links(isPruned: boolean): void {
    const told = new Set<string>();
    for (const { chain, seq, place, index } of seen) {
      const state = states.get(chain);
      if (state !== undefined ? state.seq >= seq : (floors.get(chain)?.seq ?? -1) >= seq) continue;
      // The line before the first one of the oldest file may have gone with its own file.
      if (state === undefined && index === 0 && isPruned) continue;
      if (told.has(chain)) continue;
      told.add(chain);
      const what = state === undefined ? "removed" : "cut";
      const says =
        state === undefined
          ? `chain ${chain} is missing as a whole: this line was written behind its number ${seq}`
          : `chain ${chain} ends at number ${state.seq}, but this line was written behind its number ${seq}`;
      fault(what, place, says);
    }
  }
}
