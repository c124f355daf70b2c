// `closemask uninstall` as a process: what it lists, what it removes and in which order, and what it must leave alone. Homes are
// folders of the test; the keychain is a real one, on a bus of its own.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../docs/markdown.ts";
import { BIN } from "./filter/kit.ts";
import { type Home, makeHome, type Result } from "./run.ts";
import { serve } from "./serve/kit.ts";

const EMAIL = "bob@acme.com\n";
const posix = process.platform !== "win32";

/** A home whose cache is its own too, with a key file. */
function makeOwnHome(): Home & { readonly cache: string; uninstall(...args: string[]): Promise<Result> } {
  const home = makeHome({ key: false });
  const env = { XDG_CACHE_HOME: join(home.path, "cache") };
  const run: Home["run"] = (args, options = {}) => home.run(args, { ...options, env: { ...env, ...options.env } });
  return {
    ...home,
    run,
    cache: join(home.path, "cache", "closemask"),
    uninstall: (...args) => run(["uninstall", ...args]),
  };
}

/** Paths of all that lies below a folder, links as such. */
function below(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

/** Places by what becomes of them. */
function listed({ stdout }: Result): { readonly goes: string[]; readonly stays: string[] } {
  const rows = [...stdout.matchAll(/^(goes|stays) +(\w+) .*?((?:\/|process |keychain: )[^(\n]*?) \(/gm)];
  const of = (fate: string): string[] => rows.filter(([, is]) => is === fate).map(([, , , where = ""]) => where);
  return { goes: of("goes"), stays: of("stays") };
}

describe.skipIf(!posix)(
  posix ? "closemask uninstall" : "closemask uninstall (skipped: paths are those of POSIX)",
  () => {
    test("where there is nothing", async () => {
      const { code, stdout, stderr } = await makeOwnHome().uninstall("--yes");
      // What this process compiled is kept for the next one, as ever.
      expect([code, stdout]).toEqual([0, ""]);
      expect(stderr).toBe("closemask: closemask left nothing on this machine\n");
    });

    test("lists and changes nothing; with --yes removes that, and is not there afterwards", async () => {
      const home = makeOwnHome();
      home.write("config/closemask/config.yaml", "log: { level: info }\n");
      home.write("config/closemask/server.pem", "not closemask's\n");
      await home.run(["config", "trust", home.write("work/.closemaskrc.yaml", "level: strict\n")]);
      const masked = await home.run(["mask"], { input: EMAIL });
      const before = [below(home.config), below(home.data)];
      const dry = await home.uninstall();
      expect(dry.code).toBe(0);
      expect(dry.stderr).toMatch(/nothing was changed; closemask uninstall --yes removes it\n$/);
      expect([below(home.config), below(home.data)]).toEqual(before);
      expect(listed(dry)).toEqual({
        // Keys last.
        goes: [
          join(home.data, "sessions.db"),
          home.cache,
          join(home.config, "config.yaml"),
          join(home.config, "trusted.json"),
          join(home.config, "key"),
        ],
        stays: [join(home.config, "server.pem")],
      });
      expect((await home.run(["unmask"], { input: masked.stdout })).stdout).toBe(EMAIL);

      const done = await home.uninstall("--yes");
      expect(done.code).toBe(0);
      expect(done.stderr).toContain("npm uninstall -g closemask");
      expect(below(home.config)).toEqual(["server.pem"]);
      expect([existsSync(home.data), existsSync(home.cache)]).toEqual([false, false]);
      expect(existsSync(join(home.cwd, ".closemaskrc.yaml"))).toBe(true);
      expect((await home.uninstall("--yes")).stderr).toContain("left nothing");
    });

    test("as JSON", async () => {
      const home = makeOwnHome();
      await home.run(["mask"], { input: EMAIL });
      const { traces, foreign } = JSON.parse((await home.uninstall("--json")).stdout);
      expect(foreign).toEqual([]);
      expect(traces.map(({ stage }: { stage: string }) => stage)).toEqual(["store", "cache", "key"]);
      expect(traces[0]).toMatchObject({ where: join(home.data, "sessions.db"), bytes: expect.any(Number) });
    });

    test("ends a proxy that runs, first", async () => {
      const home = makeOwnHome();
      const proxy = await serve(home);
      const dry = await home.uninstall();
      expect(listed(dry).goes[0]).toBe(`process ${proxy.child.pid}`);
      expect((await home.uninstall("--yes")).code).toBe(0);
      expect((await proxy.ended).code).toBe(0);
      expect(existsSync(home.data)).toBe(false);
    });

    test("removes the unit of systemd and the link that starts it", async () => {
      const home = makeOwnHome();
      const unit = home.write(
        "config/systemd/user/closemask.service",
        readFileSync(join(ROOT, "deploy/closemask.service"), "utf8"),
      );
      const link = join(dirname(unit), "default.target.wants", "closemask.service");
      mkdirSync(dirname(link));
      symlinkSync(unit, link);
      home.write("config/systemd/user/other.service", "[Service]\n");
      expect(listed(await home.uninstall()).goes).toEqual([unit, link]);
      expect((await home.uninstall("--yes")).code).toBe(0);
      expect(below(join(home.path, "config/systemd/user"))).toEqual(["default.target.wants", "other.service"]);
    });

    test("a store elsewhere goes with what SQLite keeps beside it; files of messages that were named stay", async () => {
      const home = makeOwnHome();
      const [path, log] = [join(home.path, "elsewhere/values.db"), join(home.path, "elsewhere/app.log")];
      mkdirSync(dirname(path));
      home.write("config/closemask/config.yaml", `{ store: { path: "${path}" }, log: { file: "${log}" } }\n`);
      home.write("elsewhere/values.db-journal", "");
      home.write("elsewhere/values.db.bak", "");
      await home.run(["mask", "--log-level", "debug"], { input: EMAIL });
      const { goes, stays } = listed(await home.uninstall("--yes"));
      expect(goes).toContain(path);
      expect(stays).toEqual([log]);
      expect(below(dirname(path))).toEqual(["app.log", "values.db.bak"]);
    });

    describe("links", () => {
      test("only the link goes, and nothing behind it", async () => {
        const home = makeOwnHome();
        await home.run(["mask"], { input: EMAIL });
        const precious = home.write("precious/file", "keep me\n");
        symlinkSync(dirname(precious), join(home.data, "ner"));
        symlinkSync(precious, join(home.config, "config.json"));
        expect((await home.uninstall()).stdout).toContain(`a link, ${dirname(precious)} stays`);
        home.write("precious/file", "{}\n");
        expect((await home.uninstall("--yes")).code).toBe(0);
        expect(readFileSync(precious, "utf8")).toBe("{}\n");
        expect([existsSync(home.data), existsSync(home.config)]).toEqual([false, false]);
      });

      test("a data folder behind one stays, and so does the key", async () => {
        const home = makeOwnHome();
        const real = join(home.path, "disk");
        mkdirSync(real);
        mkdirSync(dirname(home.data), { recursive: true });
        symlinkSync(real, home.data);
        const { stdout } = await home.run(["mask"], { input: EMAIL });
        const done = await home.uninstall("--yes");
        expect(done.code).toBe(0);
        expect(listed(done).stays).toEqual([join(home.config, "key")]);
        expect(done.stdout).toContain("the store behind the link needs it: --with-key");
        expect(below(real)).toContain("sessions.db");
        expect(lstatSync(home.data, { throwIfNoEntry: false })).toBeUndefined();
        symlinkSync(real, home.data);
        expect((await home.run(["unmask"], { input: stdout })).stdout).toBe(EMAIL);
      });
    });

    describe("the key stays while a store needs it", () => {
      test("one on another machine, unless --with-key", async () => {
        const home = makeOwnHome();
        await home.run(["keys", "init"]);
        home.write("config/closemask/config.yaml", "store: { type: redis, url: 'redis://127.0.0.1:1' }\n");
        const done = await home.uninstall("--yes");
        expect([done.code, done.stdout.includes("the redis store needs it: --with-key")]).toEqual([0, true]);
        expect(below(home.config)).toEqual(["key"]);
        home.write("config/closemask/config.yaml", "store: { type: redis, url: 'redis://127.0.0.1:1' }\n");
        expect((await home.uninstall("--yes", "--with-key")).code).toBe(0);
        expect(existsSync(home.config)).toBe(false);
      });

      test.each(["store: [", "storre: {}"])("what the configuration would say is not known: %s", async (broken) => {
        const home = makeOwnHome();
        await home.run(["mask"], { input: EMAIL });
        home.write("config/closemask/config.yaml", broken);
        const done = await home.uninstall("--yes");
        expect(done.code).toBe(0);
        expect(done.stderr).toContain("the configuration has faults");
        expect(below(home.config)).toEqual(["key"]);
        expect(existsSync(home.data)).toBe(false);
      });

      test("one that could not be removed: exit 3, and it says which", async () => {
        const home = makeOwnHome();
        await home.run(["mask"], { input: EMAIL });
        chmodSync(home.data, 0o500);
        onTestFinished(() => chmodSync(home.data, 0o700));
        const { status, stderr } = asNobody(home, ["uninstall", "--yes"]);
        expect(status).toBe(3);
        expect(stderr).toContain(`${join(home.data, "sessions.db")} could not be removed: permission denied`);
        expect(stderr).toContain("key stays: a store that needs it could not be removed");
        expect(stderr).toMatch(/1 of what closemask left could not be removed\n.*hint: closemask uninstall/);
        expect(below(home.config)).toEqual(["key"]);
      });
    });
  },
);

/** Runs it as a user to whom permissions apply: root may remove anything. */
function asNobody(home: Home, args: readonly string[]): { status: number | null; stderr: string } {
  const env = { ...home.env, XDG_CACHE_HOME: join(home.path, "cache") };
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const name of ["", ...below(home.path)]) chownSync(join(home.path, name), 65_534, 65_534);
  const own = [process.execPath, BIN, ...args];
  const [program = "", ...rest] = isRoot
    ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...own]
    : own;
  return spawnSync(program, rest, { cwd: home.cwd, env, encoding: "utf8" });
}

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

test.skipIf(noService !== "")(
  `a real keychain loses the master key and those of providers, and no others${noService}`,
  () => {
    const home = makeOwnHome();
    const runtime = join(home.path, "run");
    mkdirSync(runtime, { mode: 0o700 });
    const put = `
    import { AsyncEntry } from ${JSON.stringify(import.meta.resolve("@napi-rs/keyring"))};
    const at = { linux: { store: "secret-service" } };
    await new AsyncEntry("closemask", "provider groq", at).setPassword("a key of the test");
    await new AsyncEntry("closemask", "provider of-my-own", at).setPassword("a key of the test");
    await new AsyncEntry("other program", "master key", at).setPassword("stays");`;
    const has = `
    import { AsyncEntry } from ${JSON.stringify(import.meta.resolve("@napi-rs/keyring"))};
    console.log(await new AsyncEntry("other program", "master key", { linux: { store: "secret-service" } }).getPassword());`;
    const file = home.write(
      "config/closemask/config.yaml",
      "providers: { of-my-own: { baseUrl: 'http://127.0.0.1:1', dialect: openai } }\n",
    );
    const script = `
    printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    "$0" --input-type=module -e "$2"
    echo ${EMAIL.trim()} | "$0" "$1" mask
    echo --dry; "$0" "$1" uninstall
    echo --yes; "$0" "$1" uninstall --yes
    echo --after; "$0" "$1" uninstall
    "$0" --input-type=module -e "$3"`;
    const env = { ...home.env, XDG_CACHE_HOME: join(home.path, "cache"), XDG_RUNTIME_DIR: runtime };
    const words = [process.execPath, BIN, put, has];
    const ran = spawnSync("dbus-run-session", ["--", "bash", "-c", script, ...words], { env, encoding: "utf8" });
    expect(ran.error).toBeUndefined();
    const [, dry = "", , after = ""] = ran.stdout.split(/^--\w+\n/m);
    const entries = [...dry.matchAll(/^goes +(\w+) .*keychain: ([\w -]+) \(/gm)].map(([, stage, name]) => [
      stage,
      name,
    ]);
    expect(entries).toEqual([
      ["configuration", "provider groq"],
      ["configuration", "provider of-my-own"],
      ["key", "master key"],
    ]);
    expect(ran.stdout).not.toContain("a key of the test");
    // The cache of the runs since is all that is left, and the entry of another program.
    expect(after.split("\n").at(-2)).toBe("stays");
    expect(after).not.toContain("keychain:");
    expect([existsSync(file), existsSync(home.data)]).toEqual([false, false]);
  },
);
