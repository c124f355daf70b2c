// The Dockerfile: what it copies is there, and what its last stage holds works without a shell, without rights and on a file system
// that cannot be written.

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../docs/markdown.ts";
import { read } from "./deploy-kit.ts";
import { TEST_KEY } from "./run.ts";

// The final stage of the Dockerfile, put together in a folder: what it copies and nothing else, the root of a process that is nobody.
const why =
  process.platform !== "linux"
    ? "it is of Linux"
    : process.getuid?.() !== 0
      ? "it needs root"
      : spawnSync("unshare", ["--mount", "true"]).status !== 0
        ? "unshare is not possible here"
        : null;

describe("Dockerfile", () => {
  const text = read("Dockerfile");
  const final = text.slice(text.lastIndexOf("\nFROM "));

  test("copies what is there, and ends as a user without a name", () => {
    const sources = [...text.matchAll(/^COPY ((?:[\w.-]+ )+)\S+$/gm)].flatMap(([, list = ""]) =>
      list.trim().split(" "),
    );
    expect(sources.length).toBeGreaterThan(6);
    expect(sources.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    // What is not named there does not get into the build.
    const allowed = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"));
    expect(allowed.map((line) => line.slice(1)).sort()).toEqual([...new Set(sources)].sort());
    expect(final).toMatch(/^USER 65532:65532$/m);
    expect(final).not.toMatch(/^(?:RUN|SHELL|ADD) /m);
  });

  test.skipIf(why !== null)(
    `what its last stage holds masks and restores, with a root that cannot be written, as nobody${why === null ? "" : ` (skipped: ${why})`}`,
    () => {
      const root = mkdtempSync(join(tmpdir(), "closemask-image-"));
      chmodSync(root, 0o755);
      onTestFinished(() => rmSync(root, { recursive: true, force: true }));
      const copy = (from: string, to: string): void => {
        mkdirSync(dirname(join(root, to)), { recursive: true });
        cpSync(from, join(root, to), { recursive: true, dereference: true });
      };
      copy(process.execPath, "usr/local/bin/node");
      // The base image is the C and C++ libraries, and little else.
      const libraries = spawnSync("ldd", [process.execPath], { encoding: "utf8" }).stdout.match(/\/\S+/g) ?? [];
      for (const library of libraries) copy(library, library.slice(1));
      for (const name of ["package.json", "bin", "dist", "LICENSE"]) copy(join(ROOT, name), `app/${name}`);
      // As `npm prune --omit=dev` leaves it.
      const kept = spawnSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: ROOT, encoding: "utf8" });
      for (const path of kept.stdout
        .trim()
        .split("\n")
        .filter((path) => path.includes("node_modules/@napi-rs"))) {
        copy(path, path.replace(ROOT, "app/"));
      }
      const mounts = /^VOLUME (.*)$/m.exec(final)?.[1] ?? "[]";
      for (const mount of JSON.parse(mounts)) mkdirSync(join(root, mount), { recursive: true });
      const env = Object.fromEntries(
        [...(/^ENV (.*)$/m.exec(final)?.[1] ?? "").matchAll(/(\w+)=(\S+)/g)].map(([, key = "", value = ""]) => [
          key,
          value,
        ]),
      );
      const entrypoint: string[] = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(final)?.[1] ?? "[]");
      const run = (
        args: readonly string[],
        input: string,
        more: Record<string, string> = {},
      ): ReturnType<typeof spawnSync> => {
        const script = `
          mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" || exit 99
          mount --bind "$1" "$0/data" || exit 99
          root=$0; shift
          exec chroot --userspec=65532:65532 --groups= "$root" "$@"`;
        return spawnSync("unshare", ["--mount", "sh", "-c", script, root, data, ...entrypoint, ...args], {
          input,
          env: { ...env, ...more, PATH: process.env.PATH },
          encoding: "utf8",
        });
      };
      const data = mkdtempSync(join(tmpdir(), "closemask-volume-"));
      onTestFinished(() => rmSync(data, { recursive: true, force: true }));
      spawnSync("chown", ["65532:65532", data]);
      const key = { CLOSEMASK_KEY: TEST_KEY };
      const line = "mail bob@acme.com\n";
      const masked = run(["mask"], line, key);
      expect([masked.stderr, masked.status]).toEqual(["", 0]);
      expect(masked.stdout).toMatch(/^mail \$\{EMAIL_\w+\}\n$/);
      expect(run(["unmask"], String(masked.stdout), key).stdout).toBe(line);
      expect(run(["scan", "-"], line).status).toBe(1);
      // Other commands are bundles of their own.
      const doctor = run(["doctor"], "", key);
      expect(String(doctor.stdout)).toMatch(/^ok +store +\/data\/closemask\/sessions\.db/m);
      // Without a key it would have to make one, where nothing can be written.
      const without = run(["mask"], line);
      expect([without.status, without.stdout]).toEqual([3, ""]);
    },
  );
});
