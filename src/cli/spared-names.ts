// Makers of models, and clients of theirs, which the proxy leaves readable. Their names stand in the prompts that clients send, some of which a
// provider compares word for word; they say nothing about the user. Who wants one masked names it in `deny`.

const SPARED: ReadonlySet<string> = new Set(
  `anthropic, claude, claude code, claude desktop, openai, open ai, chatgpt, codex, codex cli, gpt, google, google ai, google deepmind, deepmind,
  gemini, gemini cli, gemma, ollama, microsoft, azure, azure openai, github, github copilot, copilot, meta, meta ai, llama, mistral, mistral ai,
  cohere, deepseek, groq, grok, xai, moonshot, moonshot ai, kimi, zhipu, zhipu ai, z.ai, glm, qwen, alibaba, alibaba cloud, openrouter,
  amazon bedrock, bedrock, hugging face, huggingface, langchain, vercel, cursor, cline, roo code, aider, opencode, visual studio code,
  智谱, 智谱清言, 通义千问, 月之暗面, 深度求索`
    .split(/,\s*/)
    .map((name) => name.trim()),
);

/** True for such a name, with or without a possessive ending. */
export function isSpared(name: string): boolean {
  return SPARED.has(
    name
      .trim()
      .toLowerCase()
      .replace(/['’]s$/, ""),
  );
}
