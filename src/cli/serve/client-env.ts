// Where clients look for their base URL: environment variables, and for Codex a flag, since it ignores the variable. One table
// for what a client is told, and for what the user had told it before.

import type { ProviderSettings } from "../../server/providers.ts";

interface Variable {
  readonly name: string;
  /** Provider whose base URL it holds. */
  readonly provider: string;
  readonly dialect: string;
  /** What the client's URL has behind the provider's path on the proxy. */
  readonly path: string;
}

const VARIABLES: readonly Variable[] = [
  { name: "ANTHROPIC_BASE_URL", provider: "anthropic", dialect: "anthropic", path: "" },
  { name: "OPENAI_BASE_URL", provider: "openai", dialect: "openai", path: "/v1" },
  { name: "OPENAI_API_BASE", provider: "openai", dialect: "openai", path: "/v1" },
  { name: "GOOGLE_GEMINI_BASE_URL", provider: "gemini", dialect: "gemini", path: "" },
  { name: "GEMINI_BASE_URL", provider: "gemini", dialect: "gemini", path: "" },
  { name: "OLLAMA_HOST", provider: "ollama", dialect: "ollama", path: "" },
  { name: "AZURE_OPENAI_ENDPOINT", provider: "azure", dialect: "openai", path: "" },
  { name: "DEEPSEEK_BASE_URL", provider: "deepseek", dialect: "openai", path: "" },
  { name: "GROQ_BASE_URL", provider: "groq", dialect: "openai", path: "" },
  { name: "MISTRAL_BASE_URL", provider: "mistral", dialect: "mistral", path: "" },
  { name: "OPENROUTER_BASE_URL", provider: "openrouter", dialect: "openai", path: "" },
];

/** Set only where the user has set them: without one, the client has no such provider. */
const ONLY_IF_SET = new Set(["AZURE_OPENAI_ENDPOINT"]);

type Environment = Readonly<Record<string, string | undefined>>;

/** Providers as the user's variables have them: what was masked goes where it would have gone. */
export function providersOf(env: Environment): Record<string, ProviderSettings> {
  const providers: Record<string, ProviderSettings> = {};
  for (const { name, provider, dialect } of VARIABLES) {
    const text = env[name];
    if (text === undefined || text === "" || providers[provider] !== undefined) continue;
    const baseUrl = /^https?:\/\//.test(text) ? text : `http://${text}`;
    if (URL.canParse(baseUrl)) providers[provider] = { baseUrl: fullUrl(provider, baseUrl), dialect };
  }
  return providers;
}

/** Ollama's own notation leaves the port out, and listens on every address. */
function fullUrl(provider: string, baseUrl: string): string {
  if (provider !== "ollama") return baseUrl;
  const url = new URL(baseUrl);
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && !/:\d+(?:\/|$)/.test(baseUrl) && url.protocol === "http:") url.port = "11434";
  return url.href;
}

/** The environment of a client of the proxy at `url`. */
export function clientEnvironment(env: NodeJS.ProcessEnv, url: string): NodeJS.ProcessEnv {
  const set = VARIABLES.filter(({ name }) => !ONLY_IF_SET.has(name) || env[name] !== undefined);
  const told = Object.fromEntries(set.map(({ name, provider, path }) => [name, `${url}/${provider}${path}`]));
  // The proxy is on this machine, so no other proxy may stand before it.
  const direct = [env.NO_PROXY ?? env.no_proxy, "127.0.0.1", "localhost"].filter(Boolean).join(",");
  return { ...env, ...told, NO_PROXY: direct, no_proxy: direct };
}

/** The command with what the environment cannot tell it. */
export function clientCommand([file = "", ...args]: readonly string[], url: string): string[] {
  const name = file.replace(/^.*[/\\]/, "").replace(/\.(?:cmd|exe|js)$/i, "");
  if (name !== "codex") return [file, ...args];
  return [file, "-c", `openai_base_url="${url}/openai/v1"`, ...args];
}
