// A real terminal: tmux with a server of its own, which ends with the test.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { onTestFinished } from "vitest";
import type { Home } from "../run.ts";

const BIN = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));

/** In CI it is installed, and nothing is left out. */
export const HAS_TMUX = process.env.CI !== undefined || spawnSync("tmux", ["-V"]).status === 0;

export interface Terminal {
  /** What is on the screen. */
  screen(): string;
  /** With colours and attributes. */
  colored(): string;
  type(text: string): void;
  /** Keys by their names in tmux: `Enter`, `C-t`. */
  press(...keys: string[]): void;
  /** As a terminal pastes, in brackets where the program asks for them. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** What tmux knows of the terminal: `#{alternate_on}`. */
  ask(format: string): string;
  /** Waits until the screen has it. Throws with the screen when it does not come. */
  until(what: RegExp | string, patience?: number): Promise<string>;
  /** What a program has put into the clipboard by OSC 52; empty when nothing. */
  clipboard(): string;
  /** Process id of the chat. */
  pid(): number;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `closemask chat ARGS` under a shell, which then says `ENDED` with the exit code and how the terminal is set. */
export function startTerminal(home: Home, args: readonly string[], options: TerminalOptions): Terminal {
  const { columns, rows, env = {} } = options;
  const socket = join(home.path, "tmux");
  const pidFile = join(home.path, "pid");
  const tmux = (...words: string[]): string =>
    execFileSync("tmux", ["-S", socket, "-f", "/dev/null", ...words], { env: all, encoding: "utf8" });
  const all = { ...home.env, LANG: "C.UTF-8", LC_ALL: "C.UTF-8", TERM: "screen-256color", ...env };
  const chat = home.write(
    "chat.sh",
    `echo $$ > ${quoted(pidFile)}\nexec ${quoted(process.execPath, BIN, "chat", ...args)}\n`,
  );
  const script = home.write(
    "terminal.sh",
    `sh ${quoted(chat)}
echo "ENDED $?"
stty -a | grep -o -- '-\\?\\(icanon\\|echo\\|isig\\)\\b' | tr '\\n' ' '
sleep 600
`,
  );
  tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), `sh ${quoted(script)}`);
  // As a terminal that lets programs write its clipboard.
  tmux("set-option", "-g", "set-clipboard", "on");
  onTestFinished(() => {
    spawnSync("tmux", ["-S", socket, "kill-server"], { env: all });
  });
  const screen = (): string => tmux("capture-pane", "-p");
  return {
    screen,
    colored: () => tmux("capture-pane", "-p", "-e"),
    type: (text) => void tmux("send-keys", "-l", "--", text),
    press: (...keys) => void tmux("send-keys", ...keys),
    paste(text) {
      tmux("load-buffer", home.write("paste.txt", text));
      tmux("paste-buffer", "-p", "-r");
    },
    resize: (width, height) => void tmux("resize-window", "-x", String(width), "-y", String(height)),
    ask: (format) => tmux("display-message", "-p", format).trim(),
    async until(what, patience = 30_000) {
      const end = Date.now() + patience;
      for (;;) {
        const seen = screen();
        if (typeof what === "string" ? seen.includes(what) : what.test(seen)) return seen;
        if (Date.now() > end) throw new Error(`not seen: ${what}\n${seen}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    clipboard() {
      const { stdout, status } = spawnSync("tmux", ["-S", socket, "show-buffer"], { env: all, encoding: "utf8" });
      return status === 0 ? stdout : "";
    },
    pid: () => Number(readFileSync(pidFile, "utf8")),
  };
}

function quoted(...words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}
