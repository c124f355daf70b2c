// LangChain.js with a model that stands for a real one: it repeats what it was sent, so that it shows what a provider sees.
// npm install closemask @langchain/core

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage } from "@langchain/core/messages";
import { createCloseMask } from "closemask";
import { maskChatModel } from "closemask/langchain";

class Repeating extends BaseChatModel {
  _llmType() {
    return "repeating";
  }
  async _generate(messages) {
    const text = messages.at(-1).text;
    console.log(`the model got: ${text.replace(/\d{9}/g, "000000000")}`);
    return { generations: [{ text, message: new AIMessage(text) }] };
  }
}

const session = await createCloseMask().open();
const model = maskChatModel(new Repeating({}), session);
const answer = await model.invoke("Write to jane.roe@corp.example");
console.log(`the caller gets: ${answer.content}`);
