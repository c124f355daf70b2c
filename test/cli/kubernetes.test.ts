// The manifests of deploy/: their command lines, settings and mounts are those that closemask has, what they refer to is there, and
// proxy and Redis are started as they stand there.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkShape } from "../../src/cli/config/check.ts";
import { readEnvironment } from "../../src/cli/config/environment.ts";
import { SHAPE } from "../../src/cli/config/schema.gen.ts";
import { send, until } from "../server/client.ts";
import { freePort, isInstalled, startRedis } from "../store/servers.ts";
import { parse, read, settingsOf } from "./deploy-kit.ts";
import { start } from "./filter/kit.ts";
import { makeHome, TEST_KEY } from "./run.ts";

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
