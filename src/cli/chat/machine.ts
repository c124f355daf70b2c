// Files, clipboard and store, for the commands of the chat.

import { open, readdir, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Machine } from "../../chat/deps.ts";
import { ClosemaskError } from "../../errors.ts";
import type { Store } from "../../mask/store.ts";
import { expandPath } from "../open.ts";
import { codeOf, reasonOf } from "../stdio.ts";

/** Bytes of a file that may go along. */
const FILE_MAX = 2 * 1024 * 1024;
/** Values that are listed. */
const VAULT_MAX = 1000;
/** Paths that are offered. */
const PATHS_MAX = 1000;
/** Bytes that terminals take into their clipboard. */
const COPY_MAX = 100_000;

export function createMachine(store: Store, write: (text: string) => void): Machine {
  return {
    async readText(path) {
      const file = expandPath(path);
      let bytes: Buffer;
      try {
        const { size } = await stat(file);
        if (size > FILE_MAX) {
          throw new ClosemaskError("input", "the file is too long to go along", { hint: "at most 2 MB of text" });
        }
        bytes = await readFile(file);
      } catch (error) {
        if (error instanceof ClosemaskError) throw error;
        throw new ClosemaskError("input", `cannot read the file: ${reasonOf(codeOf(error))}`, { cause: error });
      }
      const text = bytes.toString("utf8");
      if (text.includes("\0") || !Buffer.from(text).equals(bytes)) {
        throw new ClosemaskError("input", "the file is no text in UTF-8, so that nothing in it can be masked");
      }
      return { name: basename(file), text };
    },
    async writeText(path, text) {
      try {
        const file = await open(expandPath(path), "wx", 0o600);
        await file.writeFile(text);
        await file.close();
      } catch (error) {
        throw new ClosemaskError("output", `cannot write the file: ${reasonOf(codeOf(error))}`, {
          hint: "an existing file is never replaced",
          cause: error,
        });
      }
    },
    // OSC 52: the terminal's own clipboard, also over ssh.
    copy: (text) => {
      const bytes = Buffer.from(text);
      if (bytes.length > COPY_MAX)
        throw new ClosemaskError("input", "the answer is too long for a terminal's clipboard");
      write(`\u001b]52;c;${bytes.toString("base64")}\u0007`);
    },
    async sessions() {
      const sessions = await store.list();
      return sessions.map(({ name, entries }) => ({ name, entries }));
    },
    async paths(begun) {
      const [, folder = "", name = ""] = /^(.*\/)?([^/]*)$/s.exec(begun) ?? [];
      try {
        const found = await readdir(expandPath(folder === "" ? "." : folder), { withFileTypes: true });
        return found
          .filter((entry) => entry.name.startsWith(name) && (name !== "" || !entry.name.startsWith(".")))
          .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`)
          .sort()
          .slice(0, PATHS_MAX);
      } catch {
        // No such folder: nothing goes on from there.
        return [];
      }
    },
    async vault(session) {
      const dump = await store.dump(session);
      const entries = [...(dump?.entries ?? [])].sort((a, b) => b.lastUsed - a.lastUsed).slice(0, VAULT_MAX);
      return entries.map(({ kind, value }) => ({ kind, value: Buffer.from(value).toString("utf8") }));
    },
  };
}
