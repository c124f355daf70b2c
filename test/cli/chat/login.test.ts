// Keys of providers in the keychain: a real Secret Service on a bus of its own.

import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, URL } from "node:url";
import { expect, test } from "vitest";
import { makeHome } from "../run.ts";

const KEY = "kept-key-0123456789";
const BIN = fileURLToPath(new URL("../../../bin/closemask.js", import.meta.url));

// Debian: apt-get install gnome-keyring dbus
const absent = ["dbus-run-session", "gnome-keyring-daemon"].filter(
  (tool) => spawnSync(tool, ["--version"]).error !== undefined,
);
const noService =
  process.platform !== "linux"
    ? " (skipped: it is of Linux)"
    : absent.length > 0 && process.env.CI !== "true"
      ? ` (skipped: there is no ${absent.join(" and no ")})`
      : "";

test.skipIf(noService !== "")(`--login keeps a key in the keychain, and a chat finds it there${noService}`, () => {
  const home = makeHome();
  mkdirSync(join(home.path, "run"), { mode: 0o700 });
  // Nobody listens there: the key is found before the connection is tried, and is not said.
  const script = `printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null
echo ${KEY} | "$0" "$1" chat --login openai
"$0" "$1" chat --provider openai --model m --upstream 'openai=http://far.invalid;dialect=openai' --once hi
"$0" "$1" chat --provider groq --model m --once hi`;
  const run = spawnSync("dbus-run-session", ["--", "bash", "-c", script, process.execPath, BIN], {
    env: { ...home.env, XDG_RUNTIME_DIR: join(home.path, "run") },
    cwd: home.cwd,
    encoding: "utf8",
  });
  expect(run.stderr).toContain("the key of openai is in the keychain of the operating system");
  expect(run.stderr).toContain("openai: the provider's host is not known");
  expect(run.stderr).toContain("there is no key for groq");
  expect(run.stdout + run.stderr).not.toContain(KEY);
});

test("what is no key is not kept, and without a keychain the variable is named", async () => {
  const home = makeHome();
  const env = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" };
  const wrong = await home.run(["chat", "--login", "openai"], { input: "two words", env });
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    "closemask: this is no API key\n  hint: it is one word of letters, digits and marks\n",
  ]);
  if (process.platform !== "linux") return;
  const none = await home.run(["chat", "--login", "openai"], { input: KEY, env });
  expect(none.code).toBe(3);
  expect(none.stderr).toContain("unlock it, or set OPENAI_API_KEY");
  expect(none.stderr).not.toContain(KEY);
});
