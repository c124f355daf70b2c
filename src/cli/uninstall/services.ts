// The files that start a proxy at login: the unit of systemd, the agent of launchd. Their managers are asked to let go first, and only
// where they mean the very file that is to go.

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { userHome } from "../paths.ts";
import { type Trace, traceOf } from "./trace.ts";

/** As deploy/ has them. */
const UNIT = "closemask.service";
const AGENT = "closemask.serve.plist";

export function findServices(platform: string, env: NodeJS.ProcessEnv): Trace[] {
  if (platform === "darwin") return findAgent();
  return platform === "linux" ? findUnit(env) : [];
}

function findUnit(env: NodeJS.ProcessEnv): Trace[] {
  const folder = join(env.XDG_CONFIG_HOME || join(userHome(), ".config"), "systemd", "user");
  const path = join(folder, UNIT);
  const wanted = traceOf("service", join(folder, "default.target.wants", UNIT), "started at login");
  const unit = traceOf("service", path, "unit of systemd");
  if (unit === null) return wanted === null ? [] : [wanted];
  const remove = async (): Promise<void> => {
    if (fragmentOf(UNIT) === path) run("systemctl", "--user", "disable", "--now", UNIT);
    await unit.remove();
    if (fragmentOf(UNIT) !== null) run("systemctl", "--user", "daemon-reload");
  };
  // The unit first: disabling needs it, and removes the link as well.
  return [{ ...unit, remove }, ...(wanted === null ? [] : [wanted])];
}

/** The file from which the user's systemd has a unit; null where it has none, or does not run. */
function fragmentOf(unit: string): string | null {
  const { status, stdout } = run("systemctl", "--user", "show", "--property=FragmentPath", "--value", unit);
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : null;
}

function findAgent(): Trace[] {
  const path = join(userHome(), "Library", "LaunchAgents", AGENT);
  const agent = traceOf("service", path, "agent of launchd");
  // Where the agent has them written.
  const log = traceOf("data", join(userHome(), "Library", "Logs", "closemask.log"), "messages of the agent");
  const logs = log === null ? [] : [log];
  if (agent === null) return logs;
  const remove = async (): Promise<void> => {
    // Fails where it is not loaded; then there is nothing to end.
    run("launchctl", "bootout", `gui/${process.getuid?.() ?? 0}`, path);
    await agent.remove();
  };
  return [{ ...agent, remove }, ...logs];
}

function run(program: string, ...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return { status, stdout: stdout ?? "" };
}
