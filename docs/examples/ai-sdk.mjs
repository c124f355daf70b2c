// The Vercel AI SDK with a model that stands for a real one: it repeats what it was sent, so that it shows what a provider sees.
// npm install closemask ai

import { generateText, wrapLanguageModel } from "ai";
import { createCloseMask } from "closemask";
import { maskLanguageModel } from "closemask/ai";

const repeating = {
  specificationVersion: "v4",
  provider: "example",
  modelId: "repeating",
  supportedUrls: {},
  async doGenerate({ prompt }) {
    const said = prompt.at(-1).content[0].text;
    console.log(`the model got: ${said.replace(/\d{9}/g, "000000000")}`);
    const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
    return { content: [{ type: "text", text: said }], finishReason: { unified: "stop" }, usage, warnings: [] };
  },
};

const session = await createCloseMask().open();
const model = wrapLanguageModel({ model: repeating, middleware: maskLanguageModel(session) });
const { text } = await generateText({ model, prompt: "Write to jane.roe@corp.example" });
console.log(`the caller gets: ${text}`);
