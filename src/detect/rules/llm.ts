// Providers of language models and of what stands around them: search, vectors, tracing, data.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run, UUID } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, DIGIT, HEX, LOWER_HEX, OPAQUE, PAD } from "../charset.ts";
import { isMostlyOrderly } from "../check/orderly.ts";
import type { Rule } from "../rule.ts";

/** Base64 of `OpenAI`, which stands in the middle of its keys. */
const MARKER = ["T3Blbk", "FJ"].join("");
const A = 0x41;
const BASE32_LOWER = charset("a-z2-7");

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
    unless: isMostlyOrderly,
    more: () => ({
      no: [
        {
          text: "sk-ant-api03-abcdefgh-ijkl-mnopqrstuvwxyz-123456789-abcdefghijklmnopqrst-uvwxyz-0123456789BB",
          why: "it is the alphabet, to show the form",
        },
      ],
    }),
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
  {
    id: "llama-key",
    description: "Llama API key: LLM, a number and 27 characters, with bars between",
    prefixes: ["LLM|"],
    parts: [run(DIGIT, 10, 20), "|", run(BASE64URL, 24, 40)],
  },
  {
    id: "jina-key",
    description: "Jina AI API key: jina_ and 60 characters",
    prefixes: ["jina_"],
    parts: [run(BASE64URL, 56, 64)],
  },
  {
    id: "tavily-key",
    description: "Tavily API key: tvly- and 32 characters, or tvly-dev- and more",
    prefixes: ["tvly-"],
    parts: [run(BASE64URL, 28, 64)],
    distinct: 8,
  },
  {
    id: "together-key",
    description: "Together AI API key: tgp_v1_ and 43 characters",
    prefixes: ["tgp_v1_"],
    parts: [run(BASE64URL, 40, 48)],
  },
  {
    id: "firecrawl-key",
    description: "Firecrawl API key: fc- and 32 hex digits",
    prefixes: ["fc-"],
    boundary: OPAQUE,
    parts: [run(LOWER_HEX, 32)],
    distinct: 8,
  },
  {
    id: "brave-search-key",
    description: "Brave Search API key: BSA and 24 to 40 characters",
    prefixes: ["BSA"],
    boundary: OPAQUE,
    parts: [run(BASE64URL, 24, 40)],
    distinct: 12,
    classes: 3,
  },
  {
    id: "apify-token",
    description: "Apify API token: apify_api_ and 36 characters",
    prefixes: ["apify_api_", "apify_proxy_"],
    parts: [run(BASE62, 30, 44)],
  },
  {
    id: "langsmith-key",
    description: "LangSmith personal (lsv2_pt_) or service (lsv2_sk_) key: 32 and 10 hex digits",
    prefixes: ["lsv2_pt_", "lsv2_sk_"],
    parts: [run(HEX, 32), "_", run(HEX, 10)],
  },
  {
    id: "langfuse-key",
    description: "Langfuse secret or public key: sk-lf- or pk-lf- and a UUID",
    prefixes: ["sk-lf-", "pk-lf-"],
    parts: UUID,
  },
  {
    id: "wandb-key",
    description: "Weights & Biases API key of the new form: wandb_v1_ and 77 characters",
    prefixes: ["wandb_v1_"],
    parts: [run(BASE64URL, 70, 90)],
  },
  {
    id: "runpod-key",
    description: "RunPod API key, or redirect.pizza token: rpa_ and 30 characters or more",
    prefixes: ["rpa_"],
    parts: [run(BASE62, 30, 52)],
    distinct: 8,
  },
  {
    id: "cursor-key",
    description: "Cursor API key: key_ and 64 hex digits",
    prefixes: ["key_"],
    lead: 1,
    parts: [run(HEX, 64)],
    distinct: 8,
  },
  {
    id: "devin-key",
    description: "Devin personal (apk_user_) or service (apk_) API key: an id and a secret in base64",
    prefixes: ["apk_user_", "apk_"],
    parts: [run(BASE64, 70, 240), run(PAD, 0, 2)],
    distinct: 12,
  },
  {
    id: "devin-service-token",
    description: "Devin service user token: cog_ and 52 characters of base 32",
    prefixes: ["cog_"],
    parts: [run(BASE32_LOWER, 52)],
    distinct: 10,
  },
  {
    id: "pinecone-key",
    description: "Pinecone API key: pcsk_, 5 or 6 characters, 63 characters",
    prefixes: ["pcsk_"],
    parts: [run(BASE62, 4, 8), "_", run(BASE62, 60, 66)],
  },
  {
    id: "salad-key",
    description: "Salad Cloud API key: salad_cloud_, the name of a user, 40 characters and more",
    prefixes: ["salad_cloud_"],
    parts: [run(BASE62, 1, 40), "_", run(BASE62, 30, 240)],
  },
  {
    id: "scrapfly-key",
    description: "Scrapfly API key: scp-live- or scp-test- and 32 characters",
    prefixes: ["scp-live-", "scp-test-"],
    parts: [run(BASE62, 32)],
  },
  {
    id: "databento-key",
    description: "Databento API key: db- and 29 characters",
    prefixes: ["db-"],
    boundary: OPAQUE,
    parts: [run(BASE62, 29)],
    distinct: 14,
  },
]);
