// Providers of language models and of the tools around them.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, DIGIT, HEX } from "../charset.ts";
import type { Rule } from "../rule.ts";

/** Base64 of `OpenAI`, which stands in the middle of its keys. */
const MARKER = ["T3Blbk", "FJ"].join("");
const A = 0x41;

export const llmRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "openai-key",
    kind: "OPENAI_KEY",
    description: "OpenAI API key of a project, service account or admin: base64url around a fixed marker",
    prefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"],
    parts: [run(BASE64URL, 40, 300)],
    check: (bytes, start, end) => bytes.subarray(start, end).includes(MARKER),
    body: (_, seed) => sample(BASE64URL, 74, seed) + (seed & 1 ? MARKER : "") + sample(BASE64URL, 58, seed + 9),
    more: () => ({
      no: [{ text: "sk-proj-your-project-key-goes-here-please-replace-it", why: "it is a blank in words" }],
    }),
  },
  {
    id: "openai-key-old",
    kind: "OPENAI_KEY",
    description: "OpenAI API key of the old form: sk-, 20 characters, the marker, 20 characters",
    prefixes: ["sk-"],
    parts: [run(BASE62, 20), MARKER, run(BASE62, 20)],
    // The marker alone brings eight.
    distinct: 14,
  },
  {
    id: "anthropic-key",
    kind: "ANTHROPIC_KEY",
    description: "Anthropic API, admin, OAuth or session key; ends in AA",
    prefixes: ["sk-ant-api", "sk-ant-admin", "sk-ant-oat", "sk-ant-ort", "sk-ant-sid"],
    parts: [run(DIGIT, 2), "-", run(BASE64URL, 60, 200)],
    check: (bytes, _, end) => bytes[end - 1] === A && bytes[end - 2] === A,
  },
  {
    id: "sk-key",
    description: "key that begins with sk-: DeepSeek, Kimi, Qwen and gateways; 32 to 64 characters",
    prefixes: ["sk-"],
    parts: [run(BASE62, 32, 64)],
    confidence: 0.85,
    distinct: 8,
    more: () => ({ no: [{ text: "the sk-SK locale and the sk-learn package", why: "these are names" }] }),
  },
  {
    id: "sk-key-url",
    description: "key that begins with sk- and holds hyphens or underscores: Kimi and gateways",
    prefixes: ["sk-"],
    parts: [run(BASE64URL, 40, 72)],
    confidence: 0.7,
    classes: 3,
    distinct: 16,
    more: () => ({
      no: [{ text: "sk-fading-circle-spinner-component-wrapper-inner", why: "it is a class of a style sheet" }],
    }),
  },
  {
    id: "minimax-key",
    description: "MiniMax API key: sk-api- and base64url",
    prefixes: ["sk-api-"],
    parts: [run(BASE64URL, 100, 140)],
  },
  {
    id: "huggingface-token",
    kind: "HUGGINGFACE_TOKEN",
    description: "Hugging Face token of a user (hf_) or organisation (api_org_)",
    prefixes: ["hf_", "api_org_"],
    parts: [run(BASE62, 32, 40)],
  },
  {
    id: "replicate-token",
    description: "Replicate API token: r8_ and 37 characters",
    prefixes: ["r8_"],
    parts: [run(BASE62, 34, 48)],
  },
  {
    id: "groq-key",
    description: "Groq API key: gsk_ and 52 characters",
    prefixes: ["gsk_"],
    parts: [run(BASE62, 48, 56)],
  },
  {
    id: "perplexity-key",
    description: "Perplexity API key: pplx- and 48 characters",
    prefixes: ["pplx-"],
    parts: [run(BASE62, 44, 60)],
  },
  {
    id: "xai-key",
    description: "xAI API key: xai- and 80 characters",
    prefixes: ["xai-"],
    parts: [run(BASE64URL, 66, 124)],
  },
  {
    id: "openrouter-key",
    description: "OpenRouter API key: sk-or-v1- and 64 hex digits",
    prefixes: ["sk-or-v1-"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "cerebras-key",
    description: "Cerebras API key: csk- and 48 characters",
    prefixes: ["csk-"],
    parts: [run(BASE62, 44, 56)],
  },
  {
    id: "nvidia-key",
    description: "NVIDIA API key: nvapi- and 60 to 70 characters",
    prefixes: ["nvapi-"],
    parts: [run(BASE64URL, 56, 74)],
  },
]);
