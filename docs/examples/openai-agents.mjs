// OpenAI Agents with a model that stands for a real one: it repeats what it was sent, so that it shows what a provider sees.
// npm install closemask @openai/agents

import { Agent, run, setTracingDisabled, Usage } from "@openai/agents";
import { createCloseMask } from "closemask";
import { maskModel } from "closemask/openai-agents";

const repeating = {
  async getResponse({ input }) {
    const text = input.at(-1).content;
    console.log(`the model got: ${text.replace(/\d{9}/g, "000000000")}`);
    const content = [{ type: "output_text", text }];
    return { usage: new Usage({}), output: [{ type: "message", role: "assistant", status: "completed", content }] };
  },
  async *getStreamedResponse() {},
};

// Traces of the SDK hold values: they are sent to OpenAI unless this is said.
setTracingDisabled(true);
const session = await createCloseMask().open();
const agent = new Agent({ name: "writer", instructions: "", model: maskModel(repeating, session) });
const { finalOutput } = await run(agent, "Write to jane.roe@corp.example");
console.log(`the caller gets: ${finalOutput}`);
