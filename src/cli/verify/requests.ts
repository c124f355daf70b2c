// Requests of every API that closemask speaks, with a canary at every position that can hold a user's text. Tables only.

/** Makes the canary of a position. */
export type Plant = (position: string) => string;

export interface Specimen {
  readonly name: string;
  readonly provider: string;
  readonly method: "POST" | "GET";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Query and headers with canaries of their own. */
  readonly query?: (plant: Plant) => string;
  readonly text?: (plant: Plant) => Readonly<Record<string, string>>;
  readonly body?: (plant: Plant) => unknown;
  /** A body that is no JSON document. */
  readonly raw?: (plant: Plant) => { readonly type: string; readonly text: string };
  /** What was sent is stored, and comes back from this path. */
  readonly fetch?: string;
}

/** JSON in a string, as models write the arguments of tools. */
const args = (plant: Plant, where: string): string =>
  JSON.stringify({ to: plant(`${where}.to`), nested: { list: [plant(`${where}.nested.list[0]`)] } });

const schema = (plant: Plant, where: string): unknown => ({
  type: "object",
  description: plant(`${where}.description`),
  properties: {
    to: {
      type: "string",
      description: plant(`${where}.properties.to.description`),
      default: plant(`${where}.properties.to.default`),
      examples: [plant(`${where}.properties.to.examples[0]`)],
    },
  },
  required: ["to"],
});

export const chat = (p: Plant): unknown => ({
  model: "m",
  user: p("user"),
  stop: [p("stop[0]")],
  metadata: { owner: p("metadata.owner") },
  prediction: { type: "content", content: p("prediction.content") },
  messages: [
    { role: "system", content: p("messages[system].content") },
    { role: "developer", content: [{ type: "text", text: p("messages[developer].content[0].text") }] },
    { role: "user", content: p("messages[user].content") },
    { role: "user", content: [{ type: "text", text: p("messages[user].content[0].text") }] },
    {
      role: "assistant",
      content: p("messages[assistant].content"),
      refusal: p("messages[assistant].refusal"),
      reasoning_content: p("messages[assistant].reasoning_content"),
      tool_calls: [
        { id: "c1", type: "function", function: { name: "send", arguments: args(p, "tool_calls[0].arguments") } },
        { id: "c2", type: "custom", custom: { name: "note", input: p("tool_calls[1].custom.input") } },
        {
          id: "c3",
          type: "function",
          function: { name: "send", arguments: `{"to": "${p("tool_calls[2].arguments, cut off")}` },
        },
      ],
    },
    { role: "tool", tool_call_id: "c1", content: p("messages[tool].content") },
    { role: "tool", tool_call_id: "c3", content: JSON.stringify({ found: p("messages[tool].content, JSON") }) },
    { role: "function", name: "send", content: p("messages[function].content") },
  ],
  tools: [
    {
      type: "function",
      function: { name: "send", description: p("tools[0].description"), parameters: schema(p, "tools[0].parameters") },
    },
  ],
  response_format: {
    type: "json_schema",
    json_schema: {
      name: "s",
      description: p("response_format.description"),
      schema: schema(p, "response_format.schema"),
    },
  },
  something_new: { deep: [p("something_new.deep[0]")] },
});

export const responses = (p: Plant): unknown => ({
  model: "m",
  instructions: p("instructions"),
  metadata: { owner: p("metadata.owner") },
  input: [
    { type: "message", role: "user", content: [{ type: "input_text", text: p("input[message].input_text") }] },
    { role: "user", content: p("input[message].content") },
    {
      type: "message",
      role: "assistant",
      content: [{ type: "output_text", text: p("input[assistant].output_text"), annotations: [] }],
    },
    { type: "function_call", call_id: "c1", name: "send", arguments: args(p, "input[function_call].arguments") },
    { type: "function_call_output", call_id: "c1", output: p("input[function_call_output].output") },
    { type: "custom_tool_call", call_id: "c2", name: "apply_patch", input: p("input[custom_tool_call].input") },
    { type: "custom_tool_call_output", call_id: "c2", output: p("input[custom_tool_call_output].output") },
    { type: "reasoning", summary: [{ type: "summary_text", text: p("input[reasoning].summary") }] },
    { type: "local_shell_call_output", call_id: "c3", output: p("input[local_shell_call_output].output") },
    { type: "item_of_tomorrow", text: p("input[unknown].text") },
  ],
  tools: [
    {
      type: "function",
      name: "send",
      description: p("tools[0].description"),
      parameters: schema(p, "tools[0].parameters"),
    },
  ],
  client_metadata: { cwd: p("client_metadata.cwd") },
});

export const messages = (p: Plant): unknown => ({
  model: "m",
  max_tokens: 10,
  metadata: { user_id: p("metadata.user_id") },
  stop_sequences: [p("stop_sequences[0]")],
  system: [{ type: "text", text: p("system[0].text"), cache_control: { type: "ephemeral" } }],
  messages: [
    { role: "user", content: p("messages[user].content") },
    {
      role: "user",
      content: [
        { type: "text", text: p("messages[user].content[0].text") },
        {
          type: "document",
          title: p("document.title"),
          context: p("document.context"),
          source: { type: "text", media_type: "text/plain", data: p("document.source.data") },
        },
        {
          type: "search_result",
          source: "s",
          title: p("search_result.title"),
          content: [{ type: "text", text: p("search_result.content[0].text") }],
        },
      ],
    },
    { role: "system", content: p("messages[system].content") },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: p("thinking without signature") },
        { type: "text", text: p("messages[assistant].content[0].text") },
        {
          type: "tool_use",
          id: "t1",
          name: "send",
          input: { to: p("tool_use.input.to"), [p("tool_use.input, a name")]: 1 },
        },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "t1", content: p("tool_result.content") },
        { type: "tool_result", tool_use_id: "t2", content: [{ type: "text", text: p("tool_result.content[0].text") }] },
      ],
    },
  ],
  tools: [{ name: "send", description: p("tools[0].description"), input_schema: schema(p, "tools[0].input_schema") }],
});

const gemini = (p: Plant): unknown => ({
  systemInstruction: { parts: [{ text: p("systemInstruction.parts[0].text") }] },
  contents: [
    { role: "user", parts: [{ text: p("contents[0].parts[0].text") }] },
    { role: "model", parts: [{ functionCall: { name: "send", args: { to: p("functionCall.args.to") } } }] },
    {
      role: "user",
      parts: [
        {
          functionResponse: {
            name: "send",
            response: {
              found: [p("functionResponse.response.found[0]")],
              [p("functionResponse.response, a name")]: true,
            },
          },
        },
      ],
    },
  ],
  tools: [
    {
      functionDeclarations: [
        { name: "send", description: p("functionDeclarations[0].description"), parameters: schema(p, "parameters") },
      ],
    },
  ],
  generationConfig: { stopSequences: [p("stopSequences[0]")] },
});

/** The same in the spelling that servers also take. */
const geminiSnake = (p: Plant): unknown => ({
  system_instruction: { parts: [{ text: p("system_instruction.parts[0].text") }] },
  contents: [
    { parts: [{ text: p("contents[0].parts[0].text") }] },
    { parts: [{ function_response: { name: "send", response: { found: p("function_response.response.found") } } }] },
  ],
});

const ollamaChat = (p: Plant): unknown => ({
  model: "m",
  messages: [
    { role: "system", content: p("messages[system].content") },
    { role: "user", content: p("messages[user].content") },
    {
      role: "assistant",
      content: p("messages[assistant].content"),
      thinking: p("messages[assistant].thinking"),
      tool_calls: [{ function: { name: "send", arguments: { to: p("tool_calls[0].arguments.to") } } }],
    },
    { role: "tool", tool_name: "send", content: p("messages[tool].content") },
  ],
  tools: [
    {
      type: "function",
      function: { name: "send", description: p("tools[0].description"), parameters: schema(p, "parameters") },
    },
  ],
  options: { stop: [p("options.stop[0]")] },
});

const cohere = (p: Plant): unknown => ({
  model: "m",
  messages: [
    { role: "user", content: p("messages[user].content") },
    {
      role: "assistant",
      tool_plan: p("tool_plan"),
      tool_calls: [{ id: "c", type: "function", function: { name: "send", arguments: args(p, "arguments") } }],
    },
    {
      role: "tool",
      tool_call_id: "c",
      content: [{ type: "document", document: { data: { text: p("messages[tool].document.data.text") } } }],
    },
  ],
  documents: [p("documents[0]"), { id: "d", data: { title: p("documents[1].data.title") } }],
});

const ANTHROPIC = { "anthropic-version": "2023-06-01" };

const converse = (p: Plant): unknown => ({
  system: [{ text: p("system[0].text") }],
  messages: [
    { role: "user", content: [{ text: p("messages[user].content[0].text") }] },
    {
      role: "assistant",
      content: [
        { text: p("messages[assistant].content[0].text") },
        { toolUse: { toolUseId: "t", name: "send", input: { to: p("toolUse.input.to") } } },
      ],
    },
    {
      role: "user",
      content: [
        {
          toolResult: {
            toolUseId: "t",
            content: [{ text: p("toolResult.content[0].text") }, { json: { found: p("toolResult.content[1].json") } }],
          },
        },
      ],
    },
  ],
  toolConfig: {
    tools: [
      {
        toolSpec: {
          name: "send",
          description: p("toolSpec.description"),
          inputSchema: { json: schema(p, "toolSpec.inputSchema.json") },
        },
      },
    ],
  },
});

export const SPECIMENS: readonly Specimen[] = [
  { name: "chat", provider: "openai", method: "POST", path: "/v1/chat/completions", body: chat },
  {
    name: "chat, stream",
    provider: "openai",
    method: "POST",
    path: "/v1/chat/completions",
    body: (p) => ({ ...(chat(p) as object), stream: true }),
  },
  { name: "responses", provider: "openai", method: "POST", path: "/v1/responses", body: responses },
  {
    name: "responses, stream",
    provider: "openai",
    method: "POST",
    path: "/v1/responses",
    body: (p) => ({ ...(responses(p) as object), stream: true }),
  },
  {
    name: "responses, text",
    provider: "openai",
    method: "POST",
    path: "/v1/responses",
    body: (p) => ({ model: "m", input: p("input") }),
  },
  { name: "input tokens", provider: "openai", method: "POST", path: "/v1/responses/input_tokens", body: responses },
  { name: "compact", provider: "openai", method: "POST", path: "/v1/responses/compact", body: responses },
  {
    name: "completions",
    provider: "openai",
    method: "POST",
    path: "/v1/completions",
    body: (p) => ({ model: "m", prompt: [p("prompt[0]")], suffix: p("suffix") }),
  },
  {
    name: "embeddings",
    provider: "openai",
    method: "POST",
    path: "/v1/embeddings",
    body: (p) => ({ model: "m", input: [p("input[0]"), p("input[1]")] }),
  },
  {
    name: "moderations",
    provider: "openai",
    method: "POST",
    path: "/v1/moderations",
    body: (p) => ({ input: [{ type: "text", text: p("input[0].text") }] }),
  },
  {
    name: "images",
    provider: "openai",
    method: "POST",
    path: "/v1/images/generations",
    body: (p) => ({ model: "m", prompt: p("prompt") }),
  },
  {
    name: "conversations",
    provider: "openai",
    method: "POST",
    path: "/v1/conversations",
    body: (p) => ({ items: [{ type: "message", role: "user", content: p("items[0].content") }] }),
  },
  {
    name: "stored chats",
    provider: "openai",
    method: "GET",
    path: "/v1/chat/completions",
    query: (p) => `?metadata%5Bowner%5D=${encodeURIComponent(p("query metadata[owner]"))}&limit=2`,
  },
  {
    name: "headers",
    provider: "openai",
    method: "POST",
    path: "/v1/chat/completions",
    text: (p) => ({
      "x-user-note": p("header x-user-note"),
      "x-title": p("header x-title"),
      "x-codex-turn-metadata": JSON.stringify({ cwd: p("header x-codex-turn-metadata") }),
    }),
    body: () => ({ model: "m", messages: [{ role: "user", content: "hello" }] }),
  },
  {
    name: "an unknown path",
    provider: "openai",
    method: "POST",
    path: "/v1/brand/new",
    body: (p) => ({ any: { thing: [p("any.thing[0]")] } }),
  },
  {
    name: "messages",
    provider: "anthropic",
    method: "POST",
    path: "/v1/messages?beta=true",
    headers: ANTHROPIC,
    body: messages,
  },
  {
    name: "messages, stream",
    provider: "anthropic",
    method: "POST",
    path: "/v1/messages",
    headers: ANTHROPIC,
    body: (p) => ({ ...(messages(p) as object), stream: true }),
  },
  {
    name: "count_tokens",
    provider: "anthropic",
    method: "POST",
    path: "/v1/messages/count_tokens",
    headers: ANTHROPIC,
    body: messages,
  },
  {
    name: "message batches",
    provider: "anthropic",
    method: "POST",
    path: "/v1/messages/batches",
    headers: ANTHROPIC,
    body: (p) => ({ requests: [{ custom_id: "r1", params: messages(p) }] }),
  },
  {
    name: "generateContent",
    provider: "gemini",
    method: "POST",
    path: "/v1beta/models/m:generateContent",
    body: gemini,
  },
  {
    name: "generateContent, snake case",
    provider: "gemini",
    method: "POST",
    path: "/v1beta/models/m:generateContent",
    body: geminiSnake,
  },
  {
    name: "streamGenerateContent",
    provider: "gemini",
    method: "POST",
    path: "/v1beta/models/m:streamGenerateContent?alt=sse",
    body: gemini,
  },
  { name: "countTokens", provider: "gemini", method: "POST", path: "/v1beta/models/m:countTokens", body: gemini },
  {
    name: "embedContent",
    provider: "gemini",
    method: "POST",
    path: "/v1beta/models/m:embedContent",
    body: (p) => ({ title: p("title"), content: { parts: [{ text: p("content.parts[0].text") }] } }),
  },
  {
    name: "cachedContents",
    provider: "gemini",
    method: "POST",
    path: "/v1beta/cachedContents",
    body: (p) => ({ ...(gemini(p) as object), displayName: p("displayName") }),
  },
  { name: "chat", provider: "ollama", method: "POST", path: "/api/chat", body: ollamaChat },
  {
    name: "chat, stream",
    provider: "ollama",
    method: "POST",
    path: "/api/chat",
    body: (p) => ({ ...(ollamaChat(p) as object), stream: true }),
  },
  {
    name: "generate",
    provider: "ollama",
    method: "POST",
    path: "/api/generate",
    body: (p) => ({ model: "m", prompt: p("prompt"), system: p("system"), suffix: p("suffix") }),
  },
  {
    name: "embed",
    provider: "ollama",
    method: "POST",
    path: "/api/embed",
    body: (p) => ({ model: "m", input: [p("input[0]")] }),
  },
  {
    name: "chat",
    provider: "azure",
    method: "POST",
    path: "/openai/deployments/d/chat/completions?api-version=2026-01-01",
    body: chat,
  },
  { name: "chat", provider: "mistral", method: "POST", path: "/v1/chat/completions", body: chat },
  { name: "chat", provider: "cohere", method: "POST", path: "/v2/chat", body: cohere },
  {
    name: "chat, stream",
    provider: "cohere",
    method: "POST",
    path: "/v2/chat",
    body: (p) => ({ ...(cohere(p) as object), stream: true }),
  },
  {
    name: "embed",
    provider: "cohere",
    method: "POST",
    path: "/v2/embed",
    body: (p) => ({ model: "m", texts: [p("texts[0]")] }),
  },
  {
    name: "rerank",
    provider: "cohere",
    method: "POST",
    path: "/v2/rerank",
    body: (p) => ({ model: "m", query: p("query"), documents: [p("documents[0]")] }),
  },
  { name: "converse", provider: "bedrock", method: "POST", path: "/model/m/converse", body: converse },
  { name: "converse, stream", provider: "bedrock", method: "POST", path: "/model/m/converse-stream", body: converse },
  {
    name: "invoke",
    provider: "bedrock",
    method: "POST",
    path: "/model/anthropic.m/invoke",
    body: (p) => ({ ...(messages(p) as object), anthropic_version: "bedrock-2023-05-31" }),
  },
  {
    name: "invoke, stream",
    provider: "bedrock",
    method: "POST",
    path: "/model/anthropic.m/invoke-with-response-stream",
    body: (p) => ({ ...(messages(p) as object), anthropic_version: "bedrock-2023-05-31" }),
  },
];

/** Where a value of each kind is planted as well. */
export const KIND_SPECIMENS: readonly Specimen[] = [
  {
    name: "chat",
    provider: "openai",
    method: "POST",
    path: "/v1/chat/completions",
    body: (p) => ({
      model: "m",
      messages: [
        { role: "user", content: p("text") },
        { role: "tool", tool_call_id: "c", content: JSON.stringify({ found: p("JSON in a text") }) },
      ],
    }),
  },
  {
    name: "messages",
    provider: "anthropic",
    method: "POST",
    path: "/v1/messages",
    headers: ANTHROPIC,
    body: (p) => ({
      model: "m",
      max_tokens: 9,
      messages: [
        { role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input: { text: p("text") } }] },
      ],
    }),
  },
];
