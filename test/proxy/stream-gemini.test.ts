// Streams of Gemini and its Interactions, as the API documents them.

import { describe, expect, test } from "vitest";
import type { StreamRestorer } from "../../src/proxy/exchange.ts";
import {
  drive,
  type Known,
  know,
  numbers,
  readSse,
  restorerFor,
  restoringOf,
  sameForEveryCut,
  split,
  VALUES,
} from "./stream-kit.ts";

type Json = Record<string, unknown>;

function response(parts: readonly Json[], candidate: Json = {}, more: Json = {}): Json {
  return {
    candidates: [{ content: { parts, role: "model" }, index: 0, ...candidate }],
    usageMetadata: { promptTokenCount: 8, totalTokenCount: 9 },
    modelVersion: "gemini-3-pro",
    responseId: "8UgSaL",
    ...more,
  };
}

const event = (data: Json): string => `data: ${JSON.stringify(data)}\r\n\r\n`;

function maker(known: Known, framing?: "json-array"): () => StreamRestorer {
  return () => restorerFor("gemini", "generate-stream", restoringOf(known.session), framing);
}

/** Reads as the SDK does: each block begins with `data:`, and the last one ends with a blank line. */
function readStrictly(client: string): Json[] {
  expect(client.endsWith("\r\n\r\n")).toBe(true);
  for (const block of client.split("\r\n\r\n").slice(0, -1)) expect(block).toMatch(/^data: \{.*\}$/);
  return readSse(client).map(({ data }) => JSON.parse(data) as Json);
}

function partsOf(events: readonly Json[]): Json[] {
  return events.flatMap((data) => (data.candidates as { content?: { parts?: Json[] } }[])[0]?.content?.parts ?? []);
}

function textOf(events: readonly Json[], thought = false): string {
  return partsOf(events)
    .filter((part) => (part.thought === true) === thought)
    .map((part) => part.text ?? "")
    .join("");
}

const STOP = { finishReason: "STOP" };

test("F04 and I01 a placeholder split over chunks, for every cut; nothing is added to the framing", async () => {
  const known = await know();
  const text = "Hello {mail} and {name}: {key}";
  const stream = [
    ...split(known.wire(text), numbers(2), 9).map((piece) => event(response([{ text: piece }]))),
    event(response([{ text: "" }], STOP)),
  ].join("");
  const client = await sameForEveryCut(maker(known), Buffer.from(stream), true);
  const events = readStrictly(client);
  expect(textOf(events)).toBe(known.client(text));
  for (const data of events) expect((data.candidates as { content: Json }[])[0]?.content.role).toBe("model");
});

test("F04 what is held at the end without a reason goes out in a chunk of its own", async () => {
  const known = await know();
  const client = await sameForEveryCut(maker(known), Buffer.from(event(response([{ text: "an EMAIL" }]))));
  expect(textOf(readStrictly(client))).toBe("an EMAIL");
  const open = event(response([{ text: "{mail}." }])).trimEnd();
  expect(
    textOf(readSse(await drive(maker(known)(), Buffer.from(known.wire(open)))).map(({ data }) => JSON.parse(data))),
  ).toBe(`${VALUES.mail}.`);
});

test("F06 and F03 held text goes before a part with a signature, which stays as it is", async () => {
  const known = await know();
  const signed = { text: "", thoughtSignature: `CiQB${known.placeholders.mail}==` };
  const stream = event(response([{ text: "to EMAIL" }])) + event(response([signed], STOP));
  const events = readStrictly(await sameForEveryCut(maker(known), Buffer.from(stream)));
  const parts = partsOf(events);
  expect(parts.at(-1)).toEqual(signed);
  expect(textOf(events)).toBe("to EMAIL");
  // A signed call, and a thought that is sealed.
  const call = { functionCall: { name: "f", args: { to: known.placeholders.key } }, thoughtSignature: "c2ln" };
  const thought = { text: `of ${known.placeholders.mail}`, thought: true, thoughtSignature: "c2ln" };
  const more = event(response([{ text: "EMAIL" }])) + event(response([thought, call], STOP));
  const got = partsOf(readStrictly(await sameForEveryCut(maker(known), Buffer.from(more))));
  expect(got.slice(-2)).toEqual([thought, { ...call, functionCall: { name: "f", args: { to: VALUES.key } } }]);
  expect(
    got
      .slice(0, -2)
      .map(({ text }) => text)
      .join(""),
  ).toBe("EMAIL");
});

test("thoughts and answer have buffers of their own, and snake_case is the same", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  const stream = [
    response([{ text: `so ${mail.slice(0, 6)}`, thought: true }]),
    response([{ text: `${mail.slice(6)} EMAIL`, thought: true }]),
    response([{ text: `to ${mail.slice(0, 9)}` }]),
    response([{ text: mail.slice(9) }, { function_call: { name: "f", args: { [mail]: [mail] } } }], {
      finish_reason: "STOP",
    }),
  ]
    .map(event)
    .join("");
  const events = readStrictly(await sameForEveryCut(maker(known), Buffer.from(stream)));
  expect(textOf(events, true)).toBe(`so ${VALUES.mail} EMAIL`);
  expect(textOf(events)).toBe(`to ${VALUES.mail}`);
  expect(partsOf(events).at(-1)).toEqual({ function_call: { name: "f", args: { [VALUES.mail]: [VALUES.mail] } } });
});

test("F07 arguments in parts, their paths interleaved", async () => {
  const known = await know();
  const mail = known.placeholders.mail as string;
  const arg = (jsonPath: string, stringValue: string, willContinue = true): Json => ({
    functionCall: {
      partialArgs: [{ jsonPath, stringValue, ...(willContinue ? { willContinue } : {}) }],
      willContinue: true,
    },
  });
  const stream = [
    response([{ functionCall: { name: "f", willContinue: true } }]),
    response([arg("$.to", `a ${mail.slice(0, 7)}`)]),
    response([arg("$.cc", `b ${mail.slice(0, 5)}`)]),
    response([arg("$.to", `${mail.slice(7)} EMAIL`, false)]),
    response([arg("$.cc", `${mail.slice(5)}`, false)]),
    response([{ functionCall: {} }], STOP),
  ]
    .map(event)
    .join("");
  const events = readStrictly(await sameForEveryCut(maker(known), Buffer.from(stream)));
  const values: Record<string, string> = {};
  for (const part of partsOf(events))
    for (const piece of ((part.functionCall as Json).partialArgs ?? []) as Json[])
      values[piece.jsonPath as string] = (values[piece.jsonPath as string] ?? "") + piece.stringValue;
  expect(values).toEqual({ "$.to": `a ${VALUES.mail} EMAIL`, "$.cc": `b ${VALUES.mail}` });
});

test("F08 without alt=sse: a JSON array, element by element", async () => {
  const known = await know();
  const text = "Hello {mail} and {name}, EMAIL";
  const wire = split(known.wire(text), numbers(5), 9).map((piece) =>
    JSON.stringify(response([{ text: piece }]), null, 1),
  );
  const stream = `[${wire.join(",\r\n")},\r\n${JSON.stringify(response([], STOP))}]`;
  const client = await sameForEveryCut(maker(known, "json-array"), Buffer.from(stream));
  expect(textOf(JSON.parse(client) as Json[])).toBe(known.client(text));
  // Asked for events, a server that sends an array is understood.
  expect(await drive(maker(known)(), Buffer.from(stream))).toBe(client);
  const restorer = maker(known, "json-array")();
  const first = await restorer.feed(Buffer.from(`[${JSON.stringify(response([{ text: "Hi, you. " }]))},`));
  expect(first.toString()).toContain("Hi, you. ");
  const plain = `[${JSON.stringify(response([{ text: "« ok »" }]), null, 2)}\n,\n${JSON.stringify(response([], STOP))}]\n`;
  expect(await sameForEveryCut(maker(known, "json-array"), Buffer.from(plain))).toBe(plain);
  const cut = `[${JSON.stringify(response([{ text: "an EMAIL" }]))}`;
  expect(textOf(JSON.parse(`${await drive(maker(known, "json-array")(), Buffer.from(cut))}]`) as Json[])).toBe(
    "an EMAIL",
  );
});

test("F11 an error, alone in an array or behind text", async () => {
  const known = await know();
  const error = {
    error: {
      code: 400,
      message: "no {mail}",
      status: "INVALID_ARGUMENT",
      details: [{ fieldViolations: [{ description: "{mail}" }] }],
    },
  };
  const wire = `[${known.wire(JSON.stringify(error))}]`;
  expect(JSON.parse(await sameForEveryCut(maker(known, "json-array"), Buffer.from(wire)))).toEqual([
    JSON.parse(known.client(JSON.stringify(error))),
  ]);
  const stream = event(response([{ text: "an EMAIL" }])) + known.wire(event(error));
  const events = readStrictly(await sameForEveryCut(maker(known), Buffer.from(stream)));
  expect(
    partsOf(events.slice(0, -1))
      .map(({ text }) => text)
      .join(""),
  ).toBe("an EMAIL");
  expect(events.at(-1)).toEqual(JSON.parse(known.client(JSON.stringify(error))));
});

test("F09 grounding counts in bytes of the client's text", async () => {
  const known = await know();
  const text = "é {name} ö {mail}: here.";
  const wire = known.wire(text);
  const at = (whole: string): Json => {
    const start = Buffer.byteLength(whole.slice(0, whole.indexOf("here")));
    return { startIndex: start, endIndex: start + 4, text: "here" };
  };
  const supports = (segment: Json): Json => ({
    groundingMetadata: { groundingSupports: [{ segment, groundingChunkIndices: [0], confidenceScores: [0.9] }] },
  });
  const stream = [
    ...split(wire, numbers(8), 6).map((piece) => event(response([{ text: piece }]))),
    event(response([{ text: "" }], { ...STOP, ...supports(at(wire)) })),
  ].join("");
  const events = readStrictly(await sameForEveryCut(maker(known), Buffer.from(stream)));
  expect(textOf(events)).toBe(known.client(text));
  const last = ((events.at(-1) as Json).candidates as Json[])[0];
  expect(last).toMatchObject(supports(at(known.client(text))));
});

describe("F13 Interactions", () => {
  test("text, arguments and thoughts, flushed before the end of their step", async () => {
    const known = await know();
    const args = JSON.stringify({ to: "{mail}", pass: "{key}" });
    const sse = (data: Json): string => `event: ${data.event_type}\ndata: ${JSON.stringify(data)}\n\n`;
    const delta = (index: number, fields: Json): string => sse({ event_type: "step.delta", index, delta: fields });
    const stream = [
      sse({ event_type: "interaction.created", interaction: { id: "v1_x", status: "in_progress" } }),
      sse({ event_type: "step.start", index: 0, step: { type: "thought" } }),
      ...split(known.wire("of {name} EMAIL"), numbers(1), 5).map((text) =>
        delta(0, { type: "thought_summary", content: { type: "text", text } }),
      ),
      delta(0, { type: "thought_signature", signature: `Ci${known.placeholders.mail}` }),
      sse({ event_type: "step.stop", index: 0 }),
      sse({ event_type: "step.start", index: 1, step: { type: "model_output" } }),
      ...split(known.wire("Hi {mail} EMAIL"), numbers(2), 5).map((text) => delta(1, { type: "text", text })),
      sse({ event_type: "step.stop", index: 1 }),
      sse({
        event_type: "step.start",
        index: 2,
        step: { type: "function_call", id: "c", name: "send", arguments: {} },
      }),
      ...split(known.wire(args), numbers(3), 5).map((piece) => delta(2, { type: "arguments_delta", arguments: piece })),
      sse({ event_type: "step.stop", index: 2 }),
      sse({
        event_type: "interaction.completed",
        interaction: {
          id: "v1_x",
          steps: [{ type: "model_output", content: [{ type: "text", text: known.wire("Hi {mail}") }] }],
        },
      }),
    ].join("");
    const make = (): StreamRestorer => restorerFor("gemini", "interactions", restoringOf(known.session));
    const client = await sameForEveryCut(make, Buffer.from(stream));
    const texts = ["", "", ""];
    const closed = new Set<number>();
    for (const { event: name, data } of readSse(client)) {
      const parsed = JSON.parse(data);
      expect(name).toBe(parsed.event_type);
      if (name === "step.stop") closed.add(parsed.index);
      if (name !== "step.delta") continue;
      expect(closed.has(parsed.index)).toBe(false);
      texts[parsed.index] += parsed.delta.text ?? parsed.delta.arguments ?? parsed.delta.content?.text ?? "";
    }
    expect(texts.slice(0, 2)).toEqual([known.client("of {name} EMAIL"), known.client("Hi {mail} EMAIL")]);
    expect(JSON.parse(texts[2] as string)).toEqual({ to: VALUES.mail, pass: VALUES.key });
    expect(client).toContain(`"signature":"Ci${known.placeholders.mail}"`);
    expect(JSON.parse(readSse(client).at(-1)?.data as string).interaction.steps[0].content[0].text).toBe(
      known.client("Hi {mail}"),
    );
  });
});
