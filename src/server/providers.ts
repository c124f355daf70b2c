// The providers that closemask knows, and those that the configuration adds. Data only: where an API is and how it speaks;
// which request goes where is decided in routes.ts.

import { ClosemaskError } from "../errors.ts";

export interface Provider {
  /** First part of the path on the proxy: `/groq/…`. */
  readonly name: string;
  /** Where the API is, with what stands before every path of it: `https://api.groq.com/openai/v1`. */
  readonly baseUrl: string;
  /** Name of the wire protocol, where the path does not say it. */
  readonly dialect: string;
  /** Of its APIs the one that the chat is to use, where it is not the dialect's usual one. */
  readonly api?: string | undefined;
  /** Other paths of the same host, that clients name from its root. */
  readonly roots?: readonly string[] | undefined;
  /** Its paths begin with no version. */
  readonly unversioned?: boolean;
  /** A header that authenticates there, besides those that every provider may use. */
  readonly authHeader?: string | undefined;
  /** Requests are signed with the proxy's own credentials, unless they bring a token. */
  readonly sign?: "aws" | undefined;
}

/** Without a base URL of its own a provider is known, but has to be told where it is. */
const BUILT_IN: readonly Provider[] = [
  { name: "anthropic", baseUrl: "https://api.anthropic.com", dialect: "anthropic" },
  { name: "openai", baseUrl: "https://api.openai.com/v1", dialect: "openai" },
  { name: "gemini", baseUrl: "https://generativelanguage.googleapis.com", dialect: "gemini" },
  { name: "ollama", baseUrl: "http://127.0.0.1:11434", dialect: "ollama" },
  { name: "azure", baseUrl: "", dialect: "openai" },
  { name: "zai", baseUrl: "https://api.z.ai/api/paas/v4", dialect: "openai", roots: ["/api"] },
  { name: "deepseek", baseUrl: "https://api.deepseek.com", dialect: "openai", unversioned: true },
  { name: "groq", baseUrl: "https://api.groq.com/openai/v1", dialect: "openai" },
  { name: "mistral", baseUrl: "https://api.mistral.ai/v1", dialect: "mistral" },
  { name: "moonshot", baseUrl: "https://api.moonshot.ai/v1", dialect: "openai", roots: ["/anthropic"] },
  { name: "zhipu", baseUrl: "https://open.bigmodel.cn/api/paas/v4", dialect: "openai", roots: ["/api"] },
  {
    name: "qwen",
    baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
    dialect: "openai",
    roots: ["/api", "/apps"],
  },
  { name: "openrouter", baseUrl: "https://openrouter.ai/api/v1", dialect: "openai" },
  { name: "cohere", baseUrl: "https://api.cohere.com", dialect: "cohere" },
];

/** What the configuration or --upstream says of a provider. */
export interface ProviderSettings {
  readonly baseUrl: string;
  readonly dialect: string;
  readonly pathPrefix?: string | undefined;
  readonly authHeader?: string | undefined;
  readonly sign?: "aws" | undefined;
}

/** Names that are paths of APIs, or the proxy's own. */
const TAKEN = /^(?:v\d\w*|api|health|metrics|llm|chat|completions|embeddings|responses|models|moderations|upload)$/;

/** Protocols that are another one's, with other paths and headers. */
const SAME_AS: Readonly<Record<string, string>> = { azure: "openai", "openai-responses": "openai" };
/** Dialects that also say which API of the protocol the chat is to use. */
const APIS = ["openai-responses"];

/** All providers by name; those of the user count. @throws ClosemaskError `config` */
export function createProviders(
  own: Readonly<Record<string, ProviderSettings>>,
  dialects: readonly string[],
): ReadonlyMap<string, Provider> {
  const providers = new Map(BUILT_IN.map((provider) => [provider.name, provider]));
  for (const [name, settings] of Object.entries(own)) {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(name) || TAKEN.test(name)) {
      throw new ClosemaskError("config", "a provider has a name that cannot be a path of the proxy", {
        hint: "use letters, digits and dashes, and no name such as v1, api, chat or health",
      });
    }
    const dialect = Object.hasOwn(SAME_AS, settings.dialect) ? SAME_AS[settings.dialect] : settings.dialect;
    if (dialect === undefined || !dialects.includes(dialect)) {
      throw new ClosemaskError("config", `providers.${name}.dialect is not one that closemask speaks`, {
        hint: `one of ${[...dialects, ...Object.keys(SAME_AS)].join(", ")}`,
      });
    }
    const api = APIS.includes(settings.dialect) ? settings.dialect : undefined;
    providers.set(name, { ...toProvider(name, { ...settings, dialect }), api });
  }
  return providers;
}

function toProvider(name: string, settings: ProviderSettings): Provider {
  const { baseUrl, dialect, pathPrefix = "", authHeader, sign } = settings;
  const base = checkBaseUrl(baseUrl, `providers.${name}.baseUrl`);
  const prefix = pathPrefix.replace(/^\/+|\/+$/g, "");
  return {
    name,
    baseUrl: prefix === "" ? base : `${base}/${prefix}`,
    dialect,
    authHeader: authHeader?.toLowerCase(),
    sign,
  };
}

/** A base URL without a slash at its end. @throws ClosemaskError `config` when it is none. */
export function checkBaseUrl(text: string, setting: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ClosemaskError("config", `${setting} is not a URL of http or https`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ClosemaskError("config", `${setting} holds a user, a password, a query or a fragment`, {
      hint: "clients send what authenticates them in a header",
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** `name=url;dialect=…;path=…;auth=…;sign=aws` of --upstream. @throws ClosemaskError `usage` */
export function parseUpstream(text: string): [name: string, settings: ProviderSettings] {
  const [, name, rest] = /^([a-z][a-z0-9-]{0,31})=(.+)$/s.exec(text) ?? [];
  if (name === undefined || rest === undefined) throw notAnUpstream();
  const [baseUrl = "", ...parts] = rest.split(";");
  const given = new Map<string, string>();
  for (const part of parts) {
    const [, key, value] = /^(dialect|path|auth|sign)=(.+)$/s.exec(part.trim()) ?? [];
    if (key === undefined || value === undefined) throw notAnUpstream();
    given.set(key, value);
  }
  const sign = given.get("sign");
  if (sign !== undefined && sign !== "aws") throw notAnUpstream();
  const known = BUILT_IN.find((provider) => provider.name === name);
  return [
    name,
    {
      baseUrl: baseUrl.trim(),
      dialect: given.get("dialect") ?? known?.dialect ?? "openai",
      pathPrefix: given.get("path"),
      authHeader: given.get("auth"),
      sign,
    },
  ];
}

function notAnUpstream(): ClosemaskError {
  return new ClosemaskError("usage", "--upstream does not have its form", {
    hint: "--upstream 'local=http://127.0.0.1:8000/v1;dialect=openai'",
  });
}
