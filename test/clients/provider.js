// A provider of four APIs at the far end. It knows two values by what they were replaced with, or as they are when nothing stood
// between: it asks for one tool call with both, then answers with both, in pieces smaller than a placeholder.

import { startUpstream } from "../server/fake-upstream.ts";

export const EMAIL = "jane.roe@corp-mail.com";
/** With everything that JSON escapes; the configuration names it. */
export const CODENAME = 'Night "jar" \\7';

const PIECE = 5;

/** What stands for the two values in a request. */
function tokensIn(text) {
  const address = text.includes(EMAIL) ? EMAIL : /EMAILX\d{9,15}/i.exec(text)?.[0];
  const name = text.includes(JSON.stringify(CODENAME).slice(1, -1))
    ? CODENAME
    : /CODENAME[XYZ]\d{9,15}/i.exec(text)?.[0];
  if (address === undefined) throw new Error("the request holds neither the value nor a placeholder");
  return { address, name };
}

const pieces = (text) =>
  Array.from({ length: Math.ceil(text.length / PIECE) }, (_, i) => text.slice(i * PIECE, i * PIECE + PIECE));

/** Starts it; ends with the test. */
export function startProvider() {
  return startUpstream(async (request, response) => {
    const path = request.url.split("?")[0];
    const api = APIS.find(({ fits }) => fits.test(path));
    if (api === undefined) {
      response.writeHead(404, { "content-type": "application/json" });
      response.end("{}");
      return;
    }
    const { address, name } = tokensIn(request.body.toString());
    const body = request.json;
    const asked = api.asksTool(body);
    const values = { to: address, about: name };
    const say =
      body.response_format !== undefined || body.text?.format?.type === "json_schema"
        ? JSON.stringify(values)
        : `I wrote to ${address} about ${name}.`;
    await api.answer(response, asked ? { tool: asked, args: JSON.stringify(values) } : { say }, body, path);
  });
}

function sse(response, events) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of events) response.write(event);
  response.end();
}

function json(response, value) {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

const data = (value) => `data: ${JSON.stringify(value)}\n\n`;
const named = (value) => `event: ${value.type}\n${data(value)}`;

const chat = {
  fits: /\/chat\/completions$/,
  asksTool: ({ tools, messages }) => (messages.at(-1).role === "tool" ? undefined : tools?.[0]?.function.name),
  answer(response, { tool, args, say }, body) {
    const head = { id: "chatcmpl-1", created: 1, model: "m" };
    const call = { id: "call_1", type: "function", function: { name: tool, arguments: args } };
    const finish = tool === undefined ? "stop" : "tool_calls";
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    if (body.stream !== true) {
      const message = {
        role: "assistant",
        content: say ?? null,
        refusal: null,
        ...(tool === undefined ? {} : { tool_calls: [call] }),
      };
      return json(response, {
        ...head,
        object: "chat.completion",
        choices: [{ index: 0, message, finish_reason: finish, logprobs: null }],
        usage,
      });
    }
    const chunk = (delta, finish_reason = null) =>
      data({ ...head, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason }] });
    const deltas =
      tool === undefined
        ? pieces(say).map((content) => chunk({ content }))
        : [
            chunk({ tool_calls: [{ index: 0, ...call, function: { name: tool, arguments: "" } }] }),
            ...pieces(args).map((part) => chunk({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
          ];
    sse(response, [
      chunk({ role: "assistant", content: tool === undefined ? "" : null }),
      ...deltas,
      chunk({}, finish),
      "data: [DONE]\n\n",
    ]);
  },
};

const responses = {
  fits: /\/responses$/,
  asksTool: ({ tools, input }) =>
    Array.isArray(input) &&
    input.some(({ type }) => type === "function_call_output" || type === "custom_tool_call_output")
      ? undefined
      : tools?.find(({ type }) => type === "function")?.name,
  answer(response, { tool, args, say }, body) {
    const item =
      tool === undefined
        ? {
            id: "msg_1",
            type: "message",
            role: "assistant",
            status: "completed",
            content: [{ type: "output_text", text: say, annotations: [], logprobs: [] }],
          }
        : { id: "fc_1", type: "function_call", call_id: "call_1", name: tool, arguments: args, status: "completed" };
    const whole = {
      id: "resp_1",
      object: "response",
      created_at: 1,
      status: "completed",
      model: "m",
      instructions: body.instructions ?? null,
      tools: body.tools ?? [],
      metadata: body.metadata ?? {},
      output: [item],
      parallel_tool_calls: true,
      tool_choice: "auto",
      temperature: 1,
      top_p: 1,
      error: null,
      incomplete_details: null,
      usage: {
        input_tokens: 1,
        output_tokens: 1,
        total_tokens: 2,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
    };
    if (body.stream !== true) return json(response, whole);
    let number = 0;
    const event = (value) => named({ sequence_number: number++, ...value });
    const at = { output_index: 0, item_id: item.id };
    const begun = { ...item, status: "in_progress", ...(tool === undefined ? { content: [] } : { arguments: "" }) };
    const part = item.content?.[0];
    const middle =
      tool === undefined
        ? [
            event({ type: "response.content_part.added", ...at, content_index: 0, part: { ...part, text: "" } }),
            ...pieces(say).map((delta) =>
              event({ type: "response.output_text.delta", ...at, content_index: 0, delta, logprobs: [] }),
            ),
            event({ type: "response.output_text.done", ...at, content_index: 0, text: say, logprobs: [] }),
            event({ type: "response.content_part.done", ...at, content_index: 0, part }),
          ]
        : [
            ...pieces(args).map((delta) => event({ type: "response.function_call_arguments.delta", ...at, delta })),
            event({ type: "response.function_call_arguments.done", ...at, name: tool, arguments: args }),
          ];
    const open = { ...whole, status: "in_progress", output: [] };
    sse(response, [
      event({ type: "response.created", response: open }),
      event({ type: "response.in_progress", response: open }),
      event({ type: "response.output_item.added", output_index: 0, item: begun }),
      ...middle,
      event({ type: "response.output_item.done", output_index: 0, item }),
      event({ type: "response.completed", response: whole }),
    ]);
  },
};

const messages = {
  fits: /\/messages$/,
  asksTool: ({ tools, messages }) => {
    const done = messages.some(
      ({ content }) => Array.isArray(content) && content.some(({ type }) => type === "tool_result"),
    );
    return done ? undefined : tools?.[0]?.name;
  },
  answer(response, { tool, args, say }, body) {
    const block =
      tool === undefined
        ? { type: "text", text: say, citations: null }
        : { type: "tool_use", id: "toolu_1", name: tool, input: JSON.parse(args) };
    const head = { id: "msg_1", type: "message", role: "assistant", model: "m", stop_sequence: null };
    const stop_reason = tool === undefined ? "end_turn" : "tool_use";
    const usage = { input_tokens: 1, output_tokens: 1 };
    if (body.stream !== true) return json(response, { ...head, content: [block], stop_reason, usage });
    const begun = tool === undefined ? { type: "text", text: "" } : { ...block, input: {} };
    const delta = (value) => named({ type: "content_block_delta", index: 0, delta: value });
    sse(response, [
      named({ type: "message_start", message: { ...head, content: [], stop_reason: null, usage } }),
      named({ type: "content_block_start", index: 0, content_block: begun }),
      named({ type: "ping" }),
      ...(tool === undefined
        ? pieces(say).map((text) => delta({ type: "text_delta", text }))
        : pieces(args).map((partial_json) => delta({ type: "input_json_delta", partial_json }))),
      named({ type: "content_block_stop", index: 0 }),
      named({ type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } }),
      named({ type: "message_stop" }),
    ]);
  },
};

const gemini = {
  fits: /:(?:stream)?[gG]enerateContent$/,
  asksTool: ({ tools, contents }) => {
    const done = contents.some(({ parts }) => parts.some(({ functionResponse }) => functionResponse !== undefined));
    return done ? undefined : tools?.[0]?.functionDeclarations?.[0]?.name;
  },
  answer(response, { tool, args, say }, _body, path) {
    const answer = (parts, finishReason) => ({
      candidates: [
        { index: 0, content: { role: "model", parts }, ...(finishReason === undefined ? {} : { finishReason }) },
      ],
      modelVersion: "m",
    });
    const parts = tool === undefined ? [{ text: say }] : [{ functionCall: { name: tool, args: JSON.parse(args) } }];
    if (!path.includes("stream")) return json(response, answer(parts, "STOP"));
    const events = tool === undefined ? pieces(say).map((text) => data(answer([{ text }]))) : [data(answer(parts))];
    sse(response, [...events, data(answer([{ text: "" }], "STOP"))]);
  },
};

const ollama = {
  fits: /\/api\/chat$/,
  asksTool: ({ tools, messages }) => (messages.at(-1).role === "tool" ? undefined : tools?.[0]?.function.name),
  answer(response, { tool, args, say }, body) {
    const head = { model: "m", created_at: "2026-01-01T00:00:00Z" };
    const call = { function: { name: tool, arguments: tool === undefined ? {} : JSON.parse(args) } };
    const end = { done: true, done_reason: "stop", eval_count: 1 };
    if (body.stream === false) {
      const message = { role: "assistant", content: say ?? "", ...(tool === undefined ? {} : { tool_calls: [call] }) };
      return json(response, { ...head, message, ...end });
    }
    const line = (message, more = { done: false }) =>
      `${JSON.stringify({ ...head, message: { role: "assistant", ...message }, ...more })}\n`;
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (const text of tool === undefined ? pieces(say) : []) response.write(line({ content: text }));
    if (tool !== undefined) response.write(line({ content: "", tool_calls: [call] }));
    response.end(line({ content: "" }, end));
  },
};

const APIS = [chat, responses, messages, gemini, ollama];
