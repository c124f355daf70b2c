// What the proxy counts, in the text format of Prometheus. Names of kinds, providers and endpoints are the only labels, and
// their number is bounded; no value, path, model or client is among them.

/** Labels of one series, in the order of the metric's names. */
type Labels = readonly string[];

export interface Metrics {
  count(metric: Counter, labels: Labels, by?: number): void;
  /** Seconds. */
  observe(stage: Stage, seconds: number): void;
  gauge(metric: Gauge, by: 1 | -1): void;
  /** The whole page; further gauges are the caller's. */
  page(more?: Readonly<Record<string, number>>): string;
}

const COUNTERS = {
  requests: [
    "closemask_requests_total",
    "requests by provider, endpoint and status",
    ["provider", "endpoint", "status"],
  ],
  masked: ["closemask_masked_total", "values that left masked", ["kind"]],
  restored: ["closemask_restored_total", "values put back into answers", ["kind"]],
  withheld: ["closemask_withheld_total", "values that a policy left masked in answers", ["kind"]],
  unresolved: ["closemask_unresolved_total", "placeholders in answers that stand for nothing there", []],
  credentials: ["closemask_tool_credentials_total", "credentials put back into the arguments of tools", []],
  probes: ["closemask_edits_refused_total", "searches of edit tools that would have matched a value in part", []],
  refused: ["closemask_refused_total", "requests that were not sent, by reason", ["reason"]],
  warnings: ["closemask_warnings_total", "what passed without being inspected", ["what"]],
  faults: ["closemask_upstream_faults_total", "answers that did not come, by reason", ["provider", "reason"]],
  aborted: ["closemask_aborted_total", "requests whose client went away", []],
  audited: ["closemask_audit_events_total", "events of the audit log, by kind", ["kind"]],
  auditLost: ["closemask_audit_lost_total", "events of the audit log that did not get there, by place", ["place"]],
} as const;

const GAUGES = {
  inFlight: ["closemask_in_flight", "requests under way"],
  streams: ["closemask_streams", "streams under way"],
} as const;

export type Counter = keyof typeof COUNTERS;
export type Gauge = keyof typeof GAUGES;
export type Stage = "mask" | "first-byte" | "total";

const STAGES: readonly Stage[] = ["mask", "first-byte", "total"];
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const;
/** Series of one metric; what comes after them is counted as `other`. */
const MOST = 2000;
/** Between the labels of a series; in none of them. */
const BETWEEN = "\u0000";

export function createMetrics(version: string): Metrics {
  const counters = new Map<Counter, Map<string, number>>();
  const gauges: Record<Gauge, number> = { inFlight: 0, streams: 0 };
  const stages = new Map(
    STAGES.map((stage) => [stage, { counts: new Array<number>(BUCKETS.length).fill(0), sum: 0, count: 0 }]),
  );

  function counterLines(counter: Counter): string[] {
    const [name, help, names] = COUNTERS[counter];
    const series = counters.get(counter) ?? (names.length === 0 ? new Map([["", 0]]) : new Map());
    const lines = [...series].map(([key, value]) => {
      const labels = key.split(BETWEEN);
      return `${name}${labelText(names.map((label, i) => [label, labels[i] ?? ""]))} ${value}`;
    });
    return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines];
  }

  function stageLines(): string[] {
    const name = "closemask_seconds";
    const lines = [`# HELP ${name} time of requests by stage`, `# TYPE ${name} histogram`];
    for (const [stage, { counts, sum, count }] of stages) {
      let total = 0;
      for (const [i, bound] of BUCKETS.entries()) {
        total += counts[i] ?? 0;
        lines.push(
          `${name}_bucket${labelText([
            ["stage", stage],
            ["le", String(bound)],
          ])} ${total}`,
        );
      }
      lines.push(
        `${name}_bucket${labelText([
          ["stage", stage],
          ["le", "+Inf"],
        ])} ${count}`,
        `${name}_sum${labelText([["stage", stage]])} ${sum}`,
        `${name}_count${labelText([["stage", stage]])} ${count}`,
      );
    }
    return lines;
  }

  return {
    count(counter, labels, by = 1) {
      const series = counters.get(counter) ?? new Map<string, number>();
      counters.set(counter, series);
      let key = labels.join(BETWEEN);
      if (series.size >= MOST && !series.has(key)) key = labels.map(() => "other").join(BETWEEN);
      series.set(key, (series.get(key) ?? 0) + by);
    },
    observe(stage, seconds) {
      const found = stages.get(stage);
      if (found === undefined) return;
      const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) found.counts[bucket] = (found.counts[bucket] ?? 0) + 1;
      found.sum += seconds;
      found.count++;
    },
    gauge(gauge, by) {
      gauges[gauge] += by;
    },
    page(more = {}) {
      const keys = Object.keys(COUNTERS) as Counter[];
      const lines = [
        "# HELP closemask_info the version that runs",
        "# TYPE closemask_info gauge",
        `closemask_info${labelText([["version", version]])} 1`,
        ...keys.flatMap(counterLines),
        ...stageLines(),
      ];
      for (const [gauge, [name, help]] of Object.entries(GAUGES)) {
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${gauges[gauge as Gauge]}`);
      }
      for (const [name, value] of Object.entries(more)) lines.push(`# TYPE ${name} gauge`, `${name} ${value}`);
      return `${lines.join("\n")}\n`;
    },
  };
}

function labelText(labels: readonly (readonly [name: string, value: string])[]): string {
  if (labels.length === 0) return "";
  const escaped = (value: string): string => value.replace(/[\\"\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`));
  return `{${labels.map(([name, value]) => `${name}="${escaped(value)}"`).join(",")}}`;
}
