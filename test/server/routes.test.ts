import { describe, expect, test } from "vitest";
import { createProviders, parseUpstream } from "../../src/server/providers.ts";
import { createRoutes, joinPath } from "../../src/server/routes.ts";

const DIALECTS = ["openai", "anthropic", "gemini", "ollama", "mistral", "cohere"];
const NO_HINTS = { anthropic: false, gemini: false };

function find(target: string, options: { llmUrl?: string; hints?: Partial<typeof NO_HINTS>; azure?: string } = {}) {
  const own = options.azure === undefined ? {} : { azure: { baseUrl: options.azure, dialect: "azure" } };
  const routes = createRoutes({ providers: createProviders(own, DIALECTS), llmUrl: options.llmUrl });
  const found = routes.find(target, { ...NO_HINTS, ...options.hints });
  return found === null ? null : `${found.url.href}${found.query}`;
}

describe("a path that names its provider", () => {
  test.each([
    ["/anthropic/v1/messages?beta=true", "https://api.anthropic.com/v1/messages?beta=true"],
    ["/anthropic/v1/messages/count_tokens", "https://api.anthropic.com/v1/messages/count_tokens"],
    ["/openai/v1/chat/completions", "https://api.openai.com/v1/chat/completions"],
    ["/openai/chat/completions", "https://api.openai.com/v1/chat/completions"],
    ["/openai/v1/responses", "https://api.openai.com/v1/responses"],
    ["/openai//v1//responses", "https://api.openai.com/v1/responses"],
    [
      "/gemini/v1beta/models/g:streamGenerateContent?alt=sse",
      "https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent?alt=sse",
    ],
    ["/ollama/api/chat", "http://127.0.0.1:11434/api/chat"],
    ["/ollama/v1/chat/completions", "http://127.0.0.1:11434/v1/chat/completions"],
    ["/groq/chat/completions", "https://api.groq.com/openai/v1/chat/completions"],
    ["/groq/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions"],
    ["/groq/openai/v1/chat/completions", "https://api.groq.com/openai/v1/chat/completions"],
    ["/deepseek/chat/completions", "https://api.deepseek.com/chat/completions"],
    ["/deepseek/v1/chat/completions", "https://api.deepseek.com/chat/completions"],
    ["/deepseek/anthropic/v1/messages", "https://api.deepseek.com/anthropic/v1/messages"],
    ["/moonshot/anthropic/v1/messages", "https://api.moonshot.ai/anthropic/v1/messages"],
    ["/zhipu/chat/completions", "https://open.bigmodel.cn/api/paas/v4/chat/completions"],
    ["/zhipu/v1/chat/completions", "https://open.bigmodel.cn/api/paas/v4/chat/completions"],
    ["/zhipu/api/coding/paas/v4/chat/completions", "https://open.bigmodel.cn/api/coding/paas/v4/chat/completions"],
    ["/zai/api/anthropic/v1/messages", "https://api.z.ai/api/anthropic/v1/messages"],
    ["/qwen/v1/chat/completions", "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions"],
    ["/openrouter/api/v1/chat/completions", "https://openrouter.ai/api/v1/chat/completions"],
    ["/mistral/v1/chat/completions", "https://api.mistral.ai/v1/chat/completions"],
  ])("%s", (target, expected) => {
    expect(find(target)).toBe(expected);
  });

  test("dots in a path cannot leave the provider's paths for another provider", () => {
    expect(find("/openai/v1/../../anthropic/v1/messages")).toBe("https://api.anthropic.com/v1/messages");
    expect(find("/groq/%2e%2e/%2e%2e/x")).toBeNull();
  });

  test("Azure has to be told where it is", () => {
    expect(find("/azure/openai/deployments/d/chat/completions?api-version=1")).toBeNull();
    const azure = "https://res.openai.azure.com";
    const expected = `${azure}/openai/deployments/d/chat/completions?api-version=1`;
    expect(find("/azure/openai/deployments/d/chat/completions?api-version=1", { azure })).toBe(expected);
    expect(find("/openai/deployments/d/chat/completions?api-version=1", { azure })).toBe(expected);
    expect(find("/azure/openai/v1/responses", { azure })).toBe(`${azure}/openai/v1/responses`);
  });
});

describe("a path that names no provider", () => {
  test.each([
    ["/v1/messages?beta=true", "https://api.anthropic.com/v1/messages?beta=true"],
    ["/v1/chat/completions", "https://api.openai.com/v1/chat/completions"],
    ["/v1/responses", "https://api.openai.com/v1/responses"],
    ["/v1/embeddings", "https://api.openai.com/v1/embeddings"],
    ["/v1/models", "https://api.openai.com/v1/models"],
    ["/chat/completions", "https://api.openai.com/v1/chat/completions"],
    ["/v1beta/models/g:generateContent", "https://generativelanguage.googleapis.com/v1beta/models/g:generateContent"],
    ["/v1/models/g:generateContent", "https://generativelanguage.googleapis.com/v1/models/g:generateContent"],
    ["/upload/v1beta/files", "https://generativelanguage.googleapis.com/upload/v1beta/files"],
    ["/api/chat", "http://127.0.0.1:11434/api/chat"],
    ["/api/hello", "https://api.anthropic.com/api/hello"],
  ])("%s", (target, expected) => {
    expect(find(target)).toBe(expected);
  });

  test("a header tells whose models are asked for", () => {
    expect(find("/v1/models", { hints: { anthropic: true } })).toBe("https://api.anthropic.com/v1/models");
    expect(find("/v1/models", { hints: { gemini: true } })).toBe("https://generativelanguage.googleapis.com/v1/models");
  });

  test("what nobody speaks goes nowhere", () => {
    expect(find("/favicon.ico")).toBeNull();
    expect(find("/")).toBeNull();
    expect(find("/nobody/v1/messages")).toBeNull();
  });
});

describe("serve.llmUrl", () => {
  test.each([
    ["https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"],
    ["https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/chat/completions"],
    ["https://api.openai.com", "https://api.openai.com/v1/chat/completions"],
    ["https://api.deepseek.com", "https://api.deepseek.com/chat/completions"],
    ["https://api.deepseek.com/", "https://api.deepseek.com/chat/completions"],
    [
      "https://dashscope.aliyuncs.com/compatible-mode/v1",
      "https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions",
    ],
    ["https://open.bigmodel.cn/api/coding/paas/v4", "https://open.bigmodel.cn/api/coding/paas/v4/chat/completions"],
    ["https://qianfan.baidubce.com/v2/coding", "https://qianfan.baidubce.com/v2/coding/chat/completions"],
    [
      "https://qianfan.baidubce.com/v2/coding/chat/completions",
      "https://qianfan.baidubce.com/v2/coding/chat/completions",
    ],
    ["https://modelservice.jdcloud.com/v1", "https://modelservice.jdcloud.com/v1/chat/completions"],
    [
      "https://modelservice.jdcloud.com/coding/openai/v1",
      "https://modelservice.jdcloud.com/coding/openai/v1/chat/completions",
    ],
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000/v1/chat/completions"],
    ["http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1/chat/completions"],
  ])("%s", (llmUrl, expected) => {
    expect(find("/v1/chat/completions", { llmUrl })).toBe(expected);
    if (!/:8000$/.test(llmUrl)) expect(find("/chat/completions", { llmUrl })).toBe(expected);
  });

  test("has the other endpoints too, and a path of its own for what is not well known", () => {
    const llmUrl = "https://dashscope.aliyuncs.com/compatible-mode/v1";
    expect(find("/v1/embeddings", { llmUrl })).toBe(`${llmUrl}/embeddings`);
    expect(find("/v1/models", { llmUrl })).toBe(`${llmUrl}/models`);
    expect(find("/llm/compatible-mode/v1/files", { llmUrl })).toBe(`${llmUrl}/files`);
    expect(find("/anthropic/v1/messages", { llmUrl })).toBe("https://api.anthropic.com/v1/messages");
  });

  test("of an API of Anthropic's form", () => {
    expect(find("/v1/messages", { llmUrl: "https://api.deepseek.com/anthropic" })).toBe(
      "https://api.deepseek.com/anthropic/v1/messages",
    );
  });

  test("that is no base URL is refused", () => {
    expect(() => find("/v1/models", { llmUrl: "ftp://x" })).toThrow("not a URL of http");
    expect(() => find("/v1/models", { llmUrl: "https://u:p@x.example/v1" })).toThrow("user, a password");
  });
});

describe("--upstream", () => {
  test("is a provider for the run", () => {
    const [name, settings] = parseUpstream("local=http://127.0.0.1:8000;dialect=openai;path=/v1");
    const routes = createRoutes({ providers: createProviders({ [name]: settings }, DIALECTS) });
    expect(routes.find("/local/chat/completions", NO_HINTS)?.url.href).toBe(
      "http://127.0.0.1:8000/v1/chat/completions",
    );
    expect(routes.find("/local/v1/chat/completions", NO_HINTS)?.path).toBe("/chat/completions");
  });

  test("keeps the dialect of a provider that is known", () => {
    expect(parseUpstream("anthropic=http://127.0.0.1:1")[1].dialect).toBe("anthropic");
  });

  test.each(["local", "local=", "=http://x", "Local=http://x", "a=http://x;colour=red", "a=http://x;dialect="])(
    "%s is refused",
    (text) => {
      expect(() => parseUpstream(text)).toThrow("--upstream does not have its form");
    },
  );
});

describe("own providers", () => {
  test("need a name that is no path of an API, and a dialect that is spoken", () => {
    const settings = { baseUrl: "https://x.example", dialect: "openai" };
    for (const name of ["v1", "api", "health", "metrics", "Ärger", "__proto__", "a/b", ""]) {
      const own = Object.fromEntries([[name, settings]]);
      expect(() => createProviders(own, DIALECTS), name).toThrow("cannot be a path");
    }
    expect(() => createProviders({ x: { ...settings, dialect: "klingon" } }, DIALECTS)).toThrow("dialect");
  });

  test("joinPath puts a path behind a base that only looks like its beginning", () => {
    expect(joinPath({}, "/v1", "/v1beta/x")).toBe("/v1/x");
    expect(joinPath({}, "/openai", "/openaix/y")).toBe("/openai/openaix/y");
  });
});
