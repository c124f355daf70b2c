// Requests that are no JSON document: forms with files in them, batches of requests line by line. Tables only.

import { chat, type Plant, responses, type Specimen } from "./requests.ts";

/** Between the parts of a form. */
const BOUNDARY = "----closemask-verify";

interface Part {
  readonly name: string;
  /** Of a file. */
  readonly filename?: string;
  readonly type?: string;
  readonly content: string;
}

function form(parts: readonly Part[]): { type: string; text: string } {
  const texts = parts.map(({ name, filename, type, content }) => {
    const file = filename === undefined ? "" : `; filename="${filename}"`;
    const media = type === undefined ? "" : `content-type: ${type}\r\n`;
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n${media}\r\n${content}\r\n`;
  });
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, text: `${texts.join("")}--${BOUNDARY}--\r\n` };
}

const upload = (purpose: string, type: string, filename: string, content: string): { type: string; text: string } =>
  form([
    { name: "purpose", content: purpose },
    { name: "file", filename, type, content },
  ]);

/** A file name holds no quotes and no line ends. */
const named = (plant: Plant): string => `${plant("filename")}.txt`;

const jsonl = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** Canaries of a line are told apart from those of the others. */
const within =
  (plant: Plant, where: string): Plant =>
  (position) =>
    plant(`${where}: ${position}`);

const batch = (p: Plant): string =>
  jsonl([
    { custom_id: "1", method: "POST", url: "/v1/chat/completions", body: chat(within(p, "line 1")) },
    { custom_id: "2", method: "POST", url: "/v1/responses", body: responses(within(p, "line 2")) },
    { custom_id: "3", method: "POST", url: "/v1/embeddings", body: { model: "m", input: [p("line 3: input[0]")] } },
    { custom_id: "4", method: "POST", url: "/v1/completions", body: { model: "m", prompt: p("line 4: prompt") } },
    { custom_id: "5", method: "POST", url: "/v1/tomorrow", body: { any: { thing: p("line 5: any.thing") } } },
  ]);

export const FILE_SPECIMENS: readonly Specimen[] = [
  {
    name: "batch file",
    provider: "openai",
    method: "POST",
    path: "/v1/files",
    raw: (p) => upload("batch", "application/jsonl", "batch.jsonl", batch(p)),
  },
  {
    name: "batch file, fetched",
    provider: "openai",
    method: "POST",
    path: "/v1/files",
    raw: (p) => upload("batch", "application/jsonl", "batch.jsonl", batch(p)),
    fetch: "/v1/files/file-1/content",
  },
  {
    name: "training file",
    provider: "openai",
    method: "POST",
    path: "/v1/files",
    raw: (p) =>
      upload(
        "fine-tune",
        "application/jsonl",
        "examples.jsonl",
        jsonl([
          {
            messages: [
              { role: "user", content: p("messages[user].content") },
              { role: "assistant", content: p("messages[assistant].content") },
            ],
          },
        ]),
      ),
  },
  {
    name: "text file",
    provider: "openai",
    method: "POST",
    path: "/v1/files",
    raw: (p) => upload("user_data", "text/plain", named(p), `first line\n${p("text")}\r\nlast line`),
  },
  {
    name: "JSON file",
    provider: "openai",
    method: "POST",
    path: "/v1/files",
    raw: (p) => upload("user_data", "application/json", "a.json", JSON.stringify({ list: [{ of: p("list[0].of") }] })),
  },
  {
    name: "text file",
    provider: "anthropic",
    method: "POST",
    path: "/v1/files",
    headers: { "anthropic-version": "2023-06-01" },
    raw: (p) => form([{ name: "file", filename: named(p), type: "text/plain", content: p("text") }]),
  },
  {
    name: "transcription",
    provider: "openai",
    method: "POST",
    path: "/v1/audio/transcriptions",
    raw: (p) =>
      form([
        { name: "model", content: "m" },
        { name: "prompt", content: p("prompt") },
        { name: "file", filename: named(p), type: "audio/wav", content: "RIFF\0\0\0\0WAVE" },
      ]),
  },
  {
    name: "image edit",
    provider: "openai",
    method: "POST",
    path: "/v1/images/edits",
    raw: (p) =>
      form([
        { name: "prompt", content: p("prompt") },
        { name: "user", content: p("user") },
        { name: "image", filename: named(p), type: "image/png", content: "\x89PNG\0\0" },
      ]),
  },
  {
    name: "a form on an unknown path",
    provider: "openai",
    method: "POST",
    path: "/v1/brand/new/form",
    raw: (p) => form([{ name: "note", content: p("note") }]),
  },
];
