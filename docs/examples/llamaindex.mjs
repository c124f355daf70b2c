// LlamaIndex.TS with a model that stands for a real one: it repeats what it was sent, so that it shows what a provider sees.
// npm install closemask llamaindex

import { createCloseMask } from "closemask";
import { maskLlm } from "closemask/llamaindex";
import { ToolCallLLM } from "llamaindex";

class Repeating extends ToolCallLLM {
  supportToolCall = true;
  metadata = { model: "repeating" };
  async chat({ messages }) {
    const { content } = messages.at(-1);
    console.log(`the model got: ${content.replace(/\d{9}/g, "000000000")}`);
    return { message: { role: "assistant", content }, raw: null };
  }
}

const session = await createCloseMask().open();
const llm = maskLlm(new Repeating(), session);
const { text } = await llm.complete({ prompt: "Write to jane.roe@corp.example" });
console.log(`the caller gets: ${text}`);
