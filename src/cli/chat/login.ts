// Asks for a provider's key without showing it, and puts it into the keychain.

import { ClosemaskError } from "../../errors.ts";
import { readStdin } from "../print.ts";
import type { Say } from "../say.ts";
import { writeError } from "../say.ts";
import { keepKey } from "./provider-keys.ts";

const KEY_MAX = 8192;

/** @throws ClosemaskError `key-source`, `input`, `usage` */
export async function login(provider: string, say: Say): Promise<void> {
  const key = process.stdin.isTTY ? await readHidden(`key of ${provider} (is not shown): `) : await readPiped();
  await keepKey(provider, key, process.platform);
  say.info(`the key of ${provider} is in the keychain of the operating system`);
}

async function readPiped(): Promise<string> {
  const bytes = await readStdin(KEY_MAX);
  if (bytes === null) throw new ClosemaskError("input", "this is no API key", { hint: "it is one word" });
  return bytes.toString();
}

/** A line from the terminal, which does not echo it. @throws ClosemaskError `usage` when it is given up */
async function readHidden(question: string): Promise<string> {
  const { stdin } = process;
  writeError(question);
  stdin.setRawMode(true);
  let typed = "";
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === "\r" || character === "\n") return typed;
        if (character === "\u0003" || character === "\u0004") {
          throw new ClosemaskError("usage", "nothing was kept", { hint: `closemask chat --login` });
        }
        if (character === "\u007f" || character === "\b") typed = typed.slice(0, -1);
        else if (character >= " ") typed += character;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeError("\n");
  }
}
