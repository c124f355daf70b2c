// The hooks against the types of the frameworks: `tsc -p test/integrations` finds nothing wrong. Nothing here runs.

import type { LanguageModelV4 } from "@ai-sdk/provider";
import { type BaseTool as AdkTool, type BaseLlm, LlmAgent, type LlmAgentConfig } from "@google/adk";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredTool } from "@langchain/core/tools";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { FunctionTool, Model, ModelProvider } from "@openai/agents";
import { type LanguageModel, type LanguageModelMiddleware, type ToolSet, wrapLanguageModel } from "ai";
import { createCloseMask } from "closemask";
import { maskTool as maskAdkTool, modelCallbacks, toolCallbacks } from "closemask/adk";
import { maskLanguageModel, maskTools } from "closemask/ai";
import { maskChatModel, maskTool as maskLangChainTool } from "closemask/langchain";
import { maskTool as maskLlamaTool, maskLlm } from "closemask/llamaindex";
import { maskTransport } from "closemask/mcp";
import { maskTool as maskAgentsTool, maskModel, maskModelProvider } from "closemask/openai-agents";
import type { BaseTool, LLM } from "llamaindex";

const session = await createCloseMask().open();

export function aiSdk(model: LanguageModelV4, tools: ToolSet): { model: LanguageModel; tools: ToolSet } {
  const middleware: LanguageModelMiddleware = maskLanguageModel(session, { media: "block" });
  return { model: wrapLanguageModel({ model, middleware }), tools: maskTools(tools, session) };
}

export function langChain(model: BaseChatModel, tool: StructuredTool): { model: BaseChatModel; tool: StructuredTool } {
  return { model: maskChatModel(model, session), tool: maskLangChainTool(tool, session) };
}

export function llamaIndex(llm: LLM, tool: BaseTool): { llm: LLM; tool: BaseTool } {
  return { llm: maskLlm(llm, session), tool: maskLlamaTool(tool, session) };
}

export function adk(model: BaseLlm, tool: AdkTool): LlmAgent[] {
  const config: LlmAgentConfig = { name: "a", model, ...modelCallbacks(session) };
  const other: LlmAgentConfig = { name: "b", model, tools: [maskAdkTool(tool, session)], ...toolCallbacks(session) };
  return [new LlmAgent(config), new LlmAgent(other)];
}

export function agents(
  model: Model,
  provider: ModelProvider,
  tool: FunctionTool,
): [Model, ModelProvider, FunctionTool] {
  return [maskModel(model, session), maskModelProvider(provider, session), maskAgentsTool(tool, session)];
}

export function mcp(transport: Transport): Transport[] {
  return [
    maskTransport(transport, session, { of: "client", untrusted: "server" }),
    maskTransport(new StdioServerTransport(), session, { of: "server" }),
  ];
}
