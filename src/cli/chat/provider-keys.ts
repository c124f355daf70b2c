// What authenticates at a provider: from the environment, from a command of the configuration, from the keychain. Never from an
// argument, and never shown.

import { ClosemaskError } from "../../errors.ts";
import { outputOf } from "../../store/key-sources.ts";
import { openSecret, type Secret } from "../../store/keychain.ts";
import type { Config } from "../config/schema.ts";

/** Providers whose variables are not called after them, or not only. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  gemini: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  azure: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"],
  qwen: ["DASHSCOPE_API_KEY", "QWEN_API_KEY"],
  zhipu: ["ZHIPUAI_API_KEY", "ZHIPU_API_KEY"],
  cohere: ["COHERE_API_KEY", "CO_API_KEY"],
};

type Environment = Readonly<Record<string, string | undefined>>;

export interface KeyFinder {
  readonly env: Environment;
  readonly platform: string;
  readonly config: Config;
}

/** Names of the variables that may hold a provider's key. */
export function variablesOf(provider: string): readonly string[] {
  return VARIABLES[provider] ?? [`${provider.toUpperCase().replaceAll("-", "_")}_API_KEY`];
}

export function keyInEnvironment(provider: string, env: Environment): string | undefined {
  for (const name of variablesOf(provider)) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** Undefined when no source has one. @throws ClosemaskError `key-source` when the command fails */
export async function findKey(provider: string, { env, platform, config }: KeyFinder): Promise<string | undefined> {
  const inEnvironment = keyInEnvironment(provider, env);
  if (inEnvironment !== undefined) return inEnvironment;
  const commands = config.chat.keyCommands;
  if (Object.hasOwn(commands, provider)) {
    return checked(await outputOf(commands[provider] ?? "", `chat.keyCommands.${provider}`));
  }
  try {
    return (await (await secretOf(provider, platform))?.read())?.trim() || undefined;
  } catch {
    // No keychain, or a locked one: it has no key to give now.
    return undefined;
  }
}

/** @throws ClosemaskError `key-source` when the keychain does not take it */
export async function keepKey(provider: string, key: string, platform: string): Promise<void> {
  const text = checked(key);
  const secret = await secretOf(provider, platform);
  if ((await secret?.write(text)) === true) return;
  throw new ClosemaskError("key-source", "the keychain of this system cannot be used", {
    hint: `unlock it, or set ${variablesOf(provider)[0]}`,
  });
}

function secretOf(provider: string, platform: string): Promise<Secret | null> {
  return openSecret(platform, `provider ${provider}`);
}

/** A header takes no line ends, and a key has no spaces. @throws ClosemaskError `input` */
function checked(key: string): string {
  const text = key.trim();
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return text;
  throw new ClosemaskError("input", "this is no API key", { hint: "it is one word of letters, digits and marks" });
}
