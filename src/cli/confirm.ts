// Asks before something that cannot be undone. Questions go to the terminal, never to stdout.

import { createInterface } from "node:readline/promises";
import { ClosemaskError } from "../errors.ts";

/** @throws ClosemaskError `usage` when the answer is no, or nobody can answer. */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new ClosemaskError("usage", "this asks a question, and there is no terminal", { hint: "add --yes" });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new ClosemaskError("usage", "nothing was changed");
  } finally {
    terminal.close();
  }
}
