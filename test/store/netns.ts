// Hosts of a test: network namespaces, each with a loopback of its own, behind a hub in which servers run. Nothing of it is
// seen outside. Needs root and a kernel that lets it; where it does not, tests that need hosts say so in their names.

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";

/** Why there can be no hosts here, null where there can. */
export const noHosts: string | null = (() => {
  if (process.platform !== "linux") return "there are no network namespaces on this system";
  if (process.getuid?.() !== 0) return "network namespaces need root";
  const name = `cm-try-${process.pid}`;
  if (spawnSync("ip", ["netns", "add", name], { stdio: "ignore" }).status !== 0) {
    return "ip netns is not possible here";
  }
  const veth = ["-n", name, "link", "add", "name", "veth-a", "type", "veth", "peer", "name", "veth-b"];
  const isPossible = spawnSync("ip", veth, { stdio: "ignore" }).status === 0;
  spawnSync("ip", ["netns", "del", name], { stdio: "ignore" });
  return isPossible ? null : "the kernel has no veth devices";
})();

/** The name of a group of tests, with the reason why it is skipped. */
export function onHosts(name: string): string {
  return noHosts === null ? name : `${name} (skipped: ${noHosts})`;
}

export interface Host {
  readonly namespace: string;
  /** Where this host finds the hub. */
  readonly hub: string;
  spawn(program: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Takes the cable out: packets are lost, and nobody is told. */
  cut(): void;
  mend(): void;
}

export interface Network {
  /** Runs something in the hub, whose servers all hosts reach. */
  readonly hub: Pick<Host, "namespace" | "spawn">;
  readonly hosts: readonly Host[];
  /** Ends what still runs there, and removes it all. */
  end(): Promise<void>;
}

let networks = 0;

export function startNetwork(count: number): Network {
  const name = `cm${process.pid}-${networks++}`;
  const hubSpace = `${name}-hub`;
  const started = new Set<ChildProcess>();
  const spawner =
    (namespace: string): Host["spawn"] =>
    (program, args, options = {}) => {
      const child = spawn("ip", ["netns", "exec", namespace, program, ...args], options);
      started.add(child);
      child.once("exit", () => started.delete(child));
      return child;
    };
  addSpace(hubSpace);
  const hosts = Array.from({ length: count }, (_, n): Host => {
    const namespace = `${name}-${n}`;
    addSpace(namespace);
    // Names of devices are short.
    const [here, there] = [`h${n}`, "eth0"];
    ip("-n", hubSpace, "link", "add", here, "type", "veth", "peer", "name", there, "netns", namespace);
    ip("-n", hubSpace, "addr", "add", `10.213.${n}.1/24`, "dev", here);
    ip("-n", namespace, "addr", "add", `10.213.${n}.2/24`, "dev", there);
    ip("-n", hubSpace, "link", "set", here, "up");
    ip("-n", namespace, "link", "set", there, "up");
    return {
      namespace,
      hub: `10.213.${n}.1`,
      spawn: spawner(namespace),
      cut: () => ip("-n", hubSpace, "link", "set", here, "down"),
      mend: () => ip("-n", hubSpace, "link", "set", here, "up"),
    };
  });
  return {
    hub: { namespace: hubSpace, spawn: spawner(hubSpace) },
    hosts,
    async end() {
      const ends = [...started].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of started) child.kill("SIGKILL");
      await Promise.all(ends);
      for (const space of [hubSpace, ...hosts.map(({ namespace }) => namespace)]) ip("netns", "del", space);
    },
  };
}

function addSpace(name: string): void {
  ip("netns", "add", name);
  ip("-n", name, "link", "set", "lo", "up");
}

function ip(...args: string[]): void {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}
