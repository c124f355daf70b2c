// A source of spans that lies about where they stand: nothing that rules find leaves, what leaves is JSON, and once it tells the
// truth all is well.

import { expect, test } from "vitest";
import type { Candidate } from "../../src/detect/resolve.ts";
import type { Rule } from "../../src/detect/rule.ts";
import { send } from "./client.ts";
import { chatAnswer, sendJson, startUpstream } from "./fake-upstream.ts";
import { startServer } from "./kit.ts";

const EMAIL = "jane.roe@corp-mail.com";
/** The rule of a source that finds names. */
const NAME: Rule = {
  id: "name",
  kind: "PERSON",
  description: "a name",
  tier: "form",
  confidence: 1,
  anchors: [],
  examples: { yes: [], no: [] },
  find() {},
};
const LIES: readonly (readonly [name: string, start: number, end: number])[] = [
  ["before the text", -40, -3],
  ["from before the text", -5, 4],
  ["behind the text", 1e6, 1e6 + 9],
  ["over the end of the text", 2, 1e6],
  ["the wrong way round", 9, 3],
  ["empty", 4, 4],
  ["no numbers", Number.NaN, Number.NaN],
  ["without an end", 2, Number.NaN],
  ["fractions", 1.5, 6.25],
  ["within a character", 6, 7],
  ["for ever", 0, Number.POSITIVE_INFINITY],
];
test.each(LIES)("A29 a source of spans that lies about offsets: %s", async (_, start, end) => {
  const upstream = await startUpstream((_, response) => sendJson(response, chatAnswer("ok")));
  let lying = true;
  const source = ({ from }: { from: number }): readonly Candidate[] =>
    lying ? [{ start: from + start, end: from + end, rule: NAME, confidence: 1, check: "none" }] : [];
  const server = await startServer({ upstream: upstream.url, sources: [source] });
  const content = `\u4f60\u597d\ud83d\ude00 "${EMAIL}" \n and more`;
  const body = { model: "m", messages: [{ role: "user", content }] };
  const reply = await send(`${server.url}/v1/chat/completions`, { body });
  expect([200, 422]).toContain(reply.status);
  expect(reply.text).not.toContain(EMAIL);
  expect(upstream.everything()).not.toContain(EMAIL);
  for (const { json } of upstream.received) expect(json).toMatchObject({ model: "m" });
  lying = false;
  const next = await send(`${server.url}/v1/chat/completions`, { body: { ...body, user: "again" } });
  expect(next.status).toBe(200);
  expect(upstream.everything()).not.toContain(EMAIL);
});
