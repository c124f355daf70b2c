// Google ADK with a model that stands for a real one: it repeats what it was sent, so that it shows what a provider sees.
// npm install closemask @google/adk

import { BaseLlm, InMemoryRunner, LlmAgent } from "@google/adk";
import { createCloseMask } from "closemask";
import { modelCallbacks } from "closemask/adk";

class Repeating extends BaseLlm {
  async *generateContentAsync({ contents }) {
    const [{ text }] = contents.at(-1).parts;
    console.log(`the model got: ${text.replace(/\d{9}/g, "000000000")}`);
    yield { content: { role: "model", parts: [{ text }] } };
  }
}

const session = await createCloseMask().open();
const model = new Repeating({ model: "repeating" });
const agent = new LlmAgent({ name: "writer", model, ...modelCallbacks(session) });
const runner = new InMemoryRunner({ agent, appName: "example" });
const { id: sessionId } = await runner.sessionService.createSession({ appName: "example", userId: "me" });
const newMessage = { role: "user", parts: [{ text: "Write to jane.roe@corp.example" }] };
for await (const { content } of runner.runAsync({ userId: "me", sessionId, newMessage })) {
  if (content !== undefined) console.log(`the caller gets: ${content.parts[0].text}`);
}
