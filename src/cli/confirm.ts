// Asks before something that cannot be undone. Questions go to the terminal, never to stdout.

import { createInterface } from "node:readline";
import { ClosemaskError } from "../errors.ts";
import { writeError } from "./say.ts";

/** @throws ClosemaskError `usage` when the answer is no, or nobody can answer, `interrupted` at Ctrl-C. */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new ClosemaskError("usage", "this asks a question, and there is no terminal", { hint: "add --yes" });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      const leave = (code: "usage" | "interrupted") => (): void => {
        // The cursor stands behind the question.
        writeError("\n");
        reject(new ClosemaskError(code, "nothing was changed"));
      };
      terminal.once("SIGINT", leave("interrupted"));
      terminal.once("close", leave("usage"));
      terminal.question(`${question} [y/N] `, (given) => {
        terminal.removeAllListeners("close");
        resolve(given);
      });
    });
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new ClosemaskError("usage", "nothing was changed");
  } finally {
    terminal.removeAllListeners("close");
    terminal.close();
  }
}
