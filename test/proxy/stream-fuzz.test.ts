// Streams that are broken, mixed or made up: no error, the same bytes for every cut, and pieces that say what whole texts say.

import fc from "fast-check";
import { expect, test } from "vitest";
import { DIALECTS } from "../../src/proxy/dialects/index.ts";
import {
  drive,
  type Known,
  know,
  numbers,
  randomCuts,
  readSse,
  restorerFor,
  restoringOf,
  split,
  VALUES,
} from "./stream-kit.ts";

type Json = Record<string, unknown>;

const sse = (data: Json): string => `event: ${data.type ?? ""}\ndata: ${JSON.stringify(data)}\n\n`;

/** Events of all dialects, with texts that are cut in unlucky places. */
function events(known: Known): string[] {
  const mail = known.placeholders.mail as string;
  const texts = [
    mail.slice(0, 7),
    mail.slice(7),
    mail,
    mail.toLowerCase(),
    "EMAIL",
    `"${known.placeholders.key}\\n`,
    "x ",
    "\ud83d",
  ];
  return texts.flatMap((text, i) => [
    sse({ choices: [{ index: i % 2, delta: { content: text } }] }),
    sse({
      choices: [
        { index: 0, delta: { tool_calls: [{ index: i % 2, id: "c", function: { name: "f", arguments: text } }] } },
      ],
    }),
    sse({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }),
    sse({ type: "content_block_delta", index: i % 2, delta: { type: "text_delta", text } }),
    sse({ type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: text } }),
    sse({ type: "content_block_stop", index: i % 2 }),
    sse({ type: "response.output_text.delta", output_index: 0, content_index: i % 2, delta: text, sequence_number: i }),
    sse({ type: "response.output_text.done", output_index: 0, content_index: 0, text }),
    sse({ candidates: [{ content: { parts: [{ text, thought: i % 2 === 0 }] } }] }),
    sse({ event_type: "step.delta", index: 0, delta: { type: "text", text } }),
    sse({ error: { message: text } }),
    `data: ${text}\n\n`,
    `: ${text}\n\n`,
    "data: [DONE]\n\n",
    "\r\n",
    '[{"a":',
    "}",
    "\ufeff",
  ]);
}

const STREAMS = [...DIALECTS.values()].flatMap(({ name, endpoints }) =>
  endpoints.flatMap((endpoint) => (endpoint.stream === undefined ? [] : [[name, endpoint.name] as const])),
);

test("any events, in any order and with bytes changed: no error, and the same bytes for every cut", async () => {
  const known = await know();
  const all = events(known);
  const stream = fc
    .tuple(
      fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom("", "\n", '"', "\\", "{", "é", "\0")), { maxLength: 3 }),
    )
    .map(([list, changes]) => {
      let text = list.join("");
      for (const [at, by] of changes) text = text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1);
      return Buffer.from(text);
    });
  await fc.assert(
    fc.asyncProperty(stream, fc.constantFrom(...STREAMS), fc.nat(), async (wire, [dialect, endpoint], seed) => {
      const make = () => restorerFor(dialect, endpoint, restoringOf(known.session));
      const whole = await drive(make(), wire);
      expect(await drive(make(), wire, randomCuts(wire.length, numbers(seed), 30))).toBe(whole);
      expect(await drive(make(), wire, randomCuts(wire.length, numbers(seed), 2))).toBe(whole);
    }),
    { numRuns: 600 },
  );
});

test("pieces and whole texts of an answer agree, whatever the model wrote", async () => {
  const known = await know();
  const bits = [
    "{mail}",
    "{name}",
    "{key}",
    '"',
    "\\",
    "\n",
    "EMAIL",
    "x",
    " ",
    "{",
    "https://a.example/?k=",
    "é",
    "person",
  ];
  const text = fc
    .tuple(fc.array(fc.constantFrom(...bits), { maxLength: 10 }), fc.boolean())
    .map(([list, low]) => (low ? known.wire(list.join("")).toLowerCase() : known.wire(list.join(""))));
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), fc.nat(), async (content, json, seed) => {
      const wire = json ? JSON.stringify({ a: content, b: JSON.stringify([content]) }) : content;
      const name = json ? "response.function_call_arguments" : "response.output_text";
      const at = { output_index: 0, content_index: 0 };
      const stream =
        split(wire, numbers(seed), 8)
          .map((delta) => sse({ type: `${name}.delta`, ...at, delta }))
          .join("") + sse({ type: `${name}.done`, ...at, [json ? "arguments" : "text"]: wire });
      const client = await drive(restorerFor("openai", "responses", restoringOf(known.session)), Buffer.from(stream));
      const said = readSse(client).map(({ data }) => JSON.parse(data) as Json);
      const joined = said.map(({ delta }) => delta ?? "").join("");
      expect(joined).toBe(said.at(-1)?.[json ? "arguments" : "text"]);
      if (json) JSON.parse(joined);
      else if (content.includes(known.placeholders.mail as string)) expect(joined).toContain(VALUES.mail);
    }),
    { numRuns: 400 },
  );
});
