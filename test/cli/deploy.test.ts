// The unit of systemd and the agent of launchd: their command lines are those that closemask has, and what can be asked of them
// without a Mac is.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../docs/markdown.ts";
import { isThere } from "../store/servers.ts";
import { parse, read, settingsOf } from "./deploy-kit.ts";

describe("deploy/closemask.service", () => {
  const text = read("deploy/closemask.service");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const settingOf = (key: string): string =>
    lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? "";

  test("starts a command that exists, with flags that exist", async () => {
    expect(await parse(settingOf("ExecStart").split(" ").slice(2))).toMatchObject({ name: "serve" });
    expect(settingOf("ExecStart")).toMatch(/^\/usr\/bin\/env closemask /);
    expect(settingOf("Documentation")).toBe("man:closemask-serve(1)");
    expect(existsSync(join(ROOT, "man/closemask-serve.1"))).toBe(true);
  });

  test("gives streams the time that the proxy gives them", async () => {
    const { config } = await settingsOf(["serve"], {});
    expect(Number(settingOf("TimeoutStopSec"))).toBeGreaterThan(Number.parseInt(config.serve.shutdownTimeout, 10));
  });

  const hasVerify = isThere("systemd-analyze");
  test.skipIf(!hasVerify)(
    `systemd-analyze verify finds nothing${hasVerify ? "" : " (skipped: systemd-analyze is not installed)"}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), "closemask-unit-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const verify = (content: string): string => {
        const path = join(folder, "closemask.service");
        writeFileSync(path, content);
        const env = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder };
        const { stderr, stdout } = spawnSync("systemd-analyze", ["verify", "--user", "--man=no", path], {
          env,
          encoding: "utf8",
        });
        return stdout + stderr;
      };
      expect(verify(text)).toBe("");
      // It does look.
      expect(verify(text.replace("Restart=on-failure", "Restart=sometimes"))).not.toBe("");
    },
  );
});

describe("deploy/closemask.serve.plist", () => {
  const text = read("deploy/closemask.serve.plist");
  const plist = readPlist(text) as Record<string, unknown>;

  test("starts a command that exists, with flags that exist, and is called as its file", async () => {
    expect(plist.Label).toBe("closemask.serve");
    const [env, program, ...argv] = plist.ProgramArguments as string[];
    expect([env, program]).toEqual(["/usr/bin/env", "closemask"]);
    expect(await parse(argv)).toMatchObject({ name: "serve", options: { logFile: "~/Library/Logs/closemask.log" } });
  });

  test("has keys that launchd.plist(5) has, of their types", () => {
    const types = Object.fromEntries(Object.entries(plist).map(([key, value]) => [key, typeof value]));
    expect(types).toEqual({
      Label: "string",
      ProgramArguments: "object",
      EnvironmentVariables: "object",
      RunAtLoad: "boolean",
      KeepAlive: "object",
      ThrottleInterval: "number",
      ExitTimeOut: "number",
      Umask: "number",
      HardResourceLimits: "object",
      ProcessType: "string",
    });
    expect(plist.Umask).toBe(0o077);
  });
});

/** A property list in XML: the parts of it that agents use. @throws where it is none */
function readPlist(text: string): unknown {
  const body = text.replace(/<!--.*?-->/gs, "").replace(/^<\?xml[^>]*>\s*<!DOCTYPE[^>]*>\s*/, "");
  const tokens = body.match(/<[^>]+>|[^<]+/g)?.filter((token) => token.trim() !== "") ?? [];
  let at = 0;
  const expectTag = (tag: string): void => {
    if (tokens[at++] !== tag) throw new Error(`expected ${tag}, found ${tokens[at - 1]}`);
  };
  const textUntil = (tag: string): string => {
    const found = tokens[at++] ?? "";
    expectTag(tag);
    return found;
  };
  function value(): unknown {
    const tag = tokens[at++];
    if (tag === "<true/>") return true;
    if (tag === "<false/>") return false;
    if (tag === "<string>") return textUntil("</string>");
    if (tag === "<integer>") return Number(textUntil("</integer>"));
    if (tag === "<array>") {
      const items: unknown[] = [];
      while (tokens[at] !== "</array>") items.push(value());
      at++;
      return items;
    }
    if (tag !== "<dict>") throw new Error(`unknown ${tag}`);
    const entries: [string, unknown][] = [];
    while (tokens[at] !== "</dict>") {
      expectTag("<key>");
      const key = textUntil("</key>");
      entries.push([key, value()]);
    }
    at++;
    return Object.fromEntries(entries);
  }
  expectTag('<plist version="1.0">');
  const read = value();
  expectTag("</plist>");
  return read;
}
