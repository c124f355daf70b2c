import { expect, test } from "vitest";
import { createMetrics } from "../../src/server/metrics.ts";

test("a page of counters, gauges and a histogram", () => {
  const metrics = createMetrics("1.2.3");
  metrics.count("requests", ["openai", "chat", "200"]);
  metrics.count("requests", ["openai", "chat", "200"], 2);
  metrics.count("masked", ['odd"kind\n'], 4);
  metrics.observe("mask", 0.0007);
  metrics.observe("mask", 1000);
  metrics.gauge("streams", 1);
  const lines = metrics.page({ own_gauge: 7 }).split("\n");
  for (const line of [
    'closemask_info{version="1.2.3"} 1',
    "# TYPE closemask_requests_total counter",
    'closemask_requests_total{provider="openai",endpoint="chat",status="200"} 3',
    'closemask_masked_total{kind="odd\\"kind\\n"} 4',
    "closemask_unresolved_total 0",
    'closemask_seconds_bucket{stage="mask",le="0.0005"} 0',
    'closemask_seconds_bucket{stage="mask",le="0.001"} 1',
    'closemask_seconds_bucket{stage="mask",le="300"} 1',
    'closemask_seconds_bucket{stage="mask",le="+Inf"} 2',
    'closemask_seconds_count{stage="mask"} 2',
    "closemask_streams 1",
    "own_gauge 7",
  ]) {
    expect(lines).toContain(line);
  }
});

test("the number of series has a bound", () => {
  const metrics = createMetrics("1");
  for (let i = 0; i < 5000; i++) metrics.count("masked", [`KIND_${i}`]);
  const series = metrics.page().match(/^closemask_masked_total\{.*$/gm) ?? [];
  expect(series).toHaveLength(2001);
  expect(series).toContain('closemask_masked_total{kind="other"} 3000');
});
