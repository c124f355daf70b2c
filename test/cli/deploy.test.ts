// What deploy/ and the Dockerfile hold: their command lines, settings and mounts are those that closemask has, and what can be run
// of them without a cluster, a Mac or a container runtime is run.

import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkShape } from "../../src/cli/config/check.ts";
import { readEnvironment } from "../../src/cli/config/environment.ts";
import { loadConfig } from "../../src/cli/config/load.ts";
import { SHAPE } from "../../src/cli/config/schema.gen.ts";
import { createProgram } from "../../src/cli/program.ts";
import { findCommand } from "../../src/cli/tree/find.ts";
import type { ParsedOptions } from "../../src/cli/tree/spec.ts";
import { ROOT } from "../docs/markdown.ts";
import { send, until } from "../server/client.ts";
import { freePort, isInstalled, isThere, startRedis } from "../store/servers.ts";
import { start } from "./filter/kit.ts";
import { makeHome, TEST_KEY } from "./run.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** What the real parser makes of a command line behind `closemask`. @throws when it does not take it */
async function parse(argv: readonly string[]): Promise<{ name: string; options: ParsedOptions }> {
  let parsed: { name: string; options: ParsedOptions } | undefined;
  const program = createProgram({
    version: "0",
    run: async (name, _args, options) => {
      parsed = { name, options };
      return 0;
    },
    done() {},
  });
  await program.parseAsync([...argv], { from: "user" });
  if (parsed === undefined) throw new Error(`nothing would run: ${argv.join(" ")}`);
  return parsed;
}

/** The same with its flags and variables as settings. @throws ClosemaskError where one of them is no setting, or not valid */
async function settingsOf(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): ReturnType<typeof loadConfig> {
  const { name, options } = await parse(argv);
  const folder = mkdtempSync(join(tmpdir(), "closemask-deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = { config: folder, data: folder, cache: folder };
  const found = await loadConfig({ command: findCommand(name), options, env, cwd: folder, paths });
  expect(found.notes).toEqual([]);
  return found;
}

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

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef: { name: string; key: string } };
  }[];
  readonly ports?: readonly { name: string; containerPort: number }[];
  readonly volumeMounts?: readonly { name: string; mountPath: string }[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly [probe: `${string}Probe`]: {
    httpGet?: { path: string; port: string };
    tcpSocket?: { port: string };
    exec?: { command: string[] };
  };
}

interface PodSpec {
  readonly enableServiceLinks: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly { name: string; configMap?: { name: string } }[];
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: PodSpec & {
    readonly template?: { readonly metadata: { labels: Record<string, string> }; readonly spec: PodSpec };
    readonly selector?: Record<string, string> & { matchLabels?: Record<string, string> };
    readonly ports?: readonly { targetPort: string }[];
    readonly volumeClaimTemplates?: readonly { metadata: { name: string } }[];
  };
}

const manifests = loadAll(read("deploy/kubernetes.yaml")) as Manifest[];
const sidecar = loadAll(read("deploy/kubernetes-sidecar.yaml")) as Manifest[];
const pods = [...manifests, ...sidecar].flatMap((manifest) => {
  const spec = manifest.kind === "Pod" ? manifest.spec : manifest.spec?.template?.spec;
  return spec === undefined ? [] : [{ manifest, spec, all: [...(spec.initContainers ?? []), ...spec.containers] }];
});
const ours = pods.flatMap(({ all }) => all.filter(({ image }) => image.startsWith("closemask:")));
const SECRETS: Readonly<Record<string, string>> = {
  key: TEST_KEY,
  token: "token-of-the-test",
  "redis-password": "of-the-test",
};

/** Its variables, with the secrets of the test. */
function envOf({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [name, value ?? SECRETS[valueFrom?.secretKeyRef.key ?? ""] ?? ""]),
  );
}

describe("deploy/kubernetes*.yaml", () => {
  test("are of kinds and versions that Kubernetes has", () => {
    expect([...manifests, ...sidecar].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      "v1 ConfigMap",
      "apps/v1 Deployment",
      "v1 Service",
      "policy/v1 PodDisruptionBudget",
      "apps/v1 StatefulSet",
      "v1 Service",
      "networking.k8s.io/v1 NetworkPolicy",
      "v1 Pod",
    ]);
  });

  test("pods are not root, write nowhere but to their mounts, and hear of no other service", () => {
    expect(pods).toHaveLength(3);
    for (const { spec, all } of pods) {
      expect(spec.enableServiceLinks).toBe(false);
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
      for (const { securityContext } of all) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
      }
    }
    expect(ours).toHaveLength(2);
    for (const { securityContext } of ours) expect(securityContext.readOnlyRootFilesystem).toBe(true);
  });

  test("names refer to what is there: labels, ports, volumes, secrets", () => {
    const labels = manifests.flatMap(({ spec }) =>
      spec?.template === undefined ? [] : [spec.template.metadata.labels],
    );
    for (const { kind, spec } of manifests) {
      if (spec?.selector === undefined) continue;
      const wanted = kind === "Service" ? spec.selector : (spec.selector.matchLabels ?? {});
      const matching = labels.filter((one) => Object.entries(wanted).every(([key, value]) => one[key] === value));
      expect(matching).toHaveLength(1);
    }
    const ports = pods.flatMap(({ all }) => all.flatMap(({ ports = [] }) => ports.map(({ name }) => name)));
    const targets = manifests.flatMap(({ kind, spec }) => (kind === "Service" ? (spec.ports ?? []) : []));
    expect(targets.map(({ targetPort }) => targetPort).filter((port) => !ports.includes(port))).toEqual([]);
    for (const { manifest, spec, all } of pods) {
      const claims = manifest.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? [];
      const volumes = [...(spec.volumes ?? []).map(({ name }) => name), ...claims];
      const mounted = all.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));
      expect([...new Set(mounted)].sort()).toEqual(volumes.sort());
    }
    const refs = pods.flatMap(({ all }) =>
      all.flatMap(({ env = [] }) => env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? [])),
    );
    const made = [...read("deploy/kubernetes.yaml").matchAll(/--from-literal=([\w-]+)=/g)].map(([, key]) => key);
    expect([...new Set(refs.map(({ key }) => key))].sort()).toEqual(made.sort());
    expect(new Set(refs.map(({ name }) => name))).toEqual(new Set(["closemask"]));
  });

  test("mounts are those of the image", () => {
    const places = new Set(
      ours.flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ mountPath }) => `/${mountPath.split("/")[1]}`)),
    );
    expect([...places].sort()).toEqual(["/config", "/data"]);
    expect(read("Dockerfile")).toMatch(/^VOLUME \["\/config", "\/data", "\/models"\]$/m);
  });

  test.each(ours.map((container) => [container.args?.join(" ") ?? "", container] as const))(
    "%s: flags, variables and configuration are those that closemask has",
    async (_, container) => {
      const env = envOf(container);
      const { config } = await settingsOf(container.args ?? [], env);
      expect(config.store).toMatchObject({ type: "redis", redis: { password: SECRETS["redis-password"] } });
      // Every variable but the key is a setting.
      const { settings } = readEnvironment(env, SHAPE);
      expect(settings.length).toBe(Object.keys(env).length - 1);
      for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
        if (probe?.exec !== undefined)
          expect(await parse(probe.exec.command.slice(2))).toMatchObject({ name: "serve" });
        const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
        if (port !== undefined) expect(container.ports?.map(({ name }) => name)).toContain(port);
      }
      const { containerPort } = container.ports?.[0] ?? { containerPort: config.serve.port };
      expect(containerPort).toBe(config.serve.port);
    },
  );

  test("the configuration in it is valid, and tagged as the version of the package", () => {
    const [{ data = {} } = {}] = manifests;
    expect(checkShape(SHAPE, loadAll(data["config.yaml"] ?? "")[0])).toEqual([]);
    const { version } = JSON.parse(read("package.json"));
    for (const { image } of ours) expect(image).toBe(`closemask:${version}`);
  });

  const hasRedis = isInstalled("redis-server");
  test.skipIf(!hasRedis)(
    `a pod as it stands there, over a Redis as it stands there${hasRedis ? "" : " (skipped: redis-server is not installed)"}`,
    async () => {
      const redis = pods.find(({ manifest }) => manifest.metadata.name === "closemask-redis")?.all[0] as Container;
      const home = makeHome({ key: false });
      const port = await freePort();
      mkdirSync(join(home.path, "redis"));
      const script = (redis.args?.[0] ?? "")
        .replace("--dir /data", `--dir ${home.path}/redis --bind 127.0.0.1`)
        .replace("--port 6379", `--port ${port}`);
      const [shell = "", ...rest] = redis.command ?? [];
      const server = await startRedis([], undefined, "redis-server", {
        port,
        argv: [shell, ...rest, script],
        env: envOf(redis),
      });
      onTestFinished(() => server.end());
      const setting = (name: string): string | undefined =>
        server
          .cli("--no-auth-warning", "-a", SECRETS["redis-password"] as string, "config", "get", name)
          .split("\n")
          .at(-2);
      expect(["appendonly", "appendfsync", "maxmemory-policy"].map(setting)).toEqual(["yes", "always", "noeviction"]);

      const pod = ours.find(({ args }) => args?.includes("0.0.0.0")) as Container;
      // The name of the service, and a port that is free here.
      const env = { ...envOf(pod), CLOSEMASK_STORE_URL: `redis://127.0.0.1:${port}` };
      const running = start(home, [...(pod.args ?? []), "--port", "0"], env);
      await until(() => /listening on \S+/.test(running.errors()), "the proxy listens", 20_000);
      const url = `http://127.0.0.1:${/listening on \S*:(\d+)/.exec(running.errors())?.[1]}`;
      const health = await send(`${url}${pod.readinessProbe?.httpGet?.path}`, { method: "GET" });
      expect([health.status, JSON.parse(health.text).status]).toEqual([200, "ok"]);
      expect((await send(`${url}/v1/chat/completions`, { body: { model: "m", messages: [] } })).status).toBe(401);
    },
  );
});

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
