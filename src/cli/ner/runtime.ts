// The runtime for models in the data folder: puts it there with npm, in one step as seen by others, and says whether it is there.

import { spawn } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ClosemaskError } from "../../errors.ts";
import { RUNTIME } from "../../ner/onnx/runtime.ts";
import { childEnvironment, endOf } from "../child.ts";
import { ownFolder } from "../own-folder.ts";

/** Bytes that npm writes; the parts for other systems are removed after that. */
export const RUNTIME_SIZE = 291 * 1000 * 1000;
/** Characters of npm's messages that are kept. */
const SAID_MAX = 8192;

/** Versions of what is there; null when something is missing. */
export function installedVersions(folder: string): Readonly<Record<string, string>> | null {
  try {
    const versions = Object.keys(RUNTIME).map((name): [string, string] => {
      const { version } = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
      return [name, String(version)];
    });
    return Object.fromEntries(versions);
  } catch {
    return null;
  }
}

/** True when exactly the versions that closemask was tested with are there. */
export function isInstalled(folder: string): boolean {
  const versions = installedVersions(folder);
  return versions !== null && Object.entries(RUNTIME).every(([name, version]) => versions[name] === version);
}

export interface InstallOptions {
  readonly folder: string;
  /** A folder that holds `node_modules` with the runtime, from another machine; npm is not asked then. */
  readonly from?: string | undefined;
  /** Called now and then with the bytes that are there. */
  readonly onProgress: (bytes: number) => void;
}

/** @throws ClosemaskError `ner` when npm fails or what it brought does not run here */
export async function installRuntime({ folder, from, onProgress }: InstallOptions): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  ownFolder(draft);
  try {
    const timer = setInterval(() => onProgress(sizeOf(draft)), 300);
    try {
      if (from === undefined) await runNpm(draft);
      else copyRuntime(from, draft);
    } finally {
      clearInterval(timer);
    }
    removeOtherSystems(draft);
    await tryRuntime(draft);
    replaceFolder(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runNpm(folder: string): Promise<void> {
  // The install script of onnxruntime-node downloads CUDA libraries from elsewhere on every Linux machine; the runtime itself is
  // in the package. Who wants them sets the variable.
  const env = { ONNXRUNTIME_NODE_INSTALL: "skip", ...childEnvironment(), NODE_OPTIONS: "" };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ name: "closemask-ner-runtime", private: true })}\n`);
  const wanted = Object.entries(RUNTIME).map(([name, version]) => `${name}@${version}`);
  const args = ["install", "--save-exact", "--no-audit", "--no-fund", "--no-update-notifier", ...wanted];
  const npm = findNpm();
  const child = spawn(npm.command, [...npm.args, ...args], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    // npm of Windows is a batch file. All arguments are ours.
    shell: npm.shell,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      said = (said + text).slice(-SAID_MAX);
    });
  }
  const { code, error } = await endOf(child);
  if (error !== undefined) {
    throw new ClosemaskError("ner", "npm cannot be started", {
      hint: "install npm, or bring the runtime from another machine with ner install --from",
      cause: error,
    });
  }
  if (code !== 0) {
    const [reason = ""] = /(?<=npm error (?:code )?)(?:E[A-Z]+|[45]\d\d)\b[^\n]{0,200}/.exec(said) ?? [];
    throw new ClosemaskError("ner", `npm could not install the runtime${reason === "" ? "" : `: ${reason.trim()}`}`, {
      hint: "npm ping says whether the registry is reached; HTTPS_PROXY and npm's own configuration count",
    });
  }
}

/** The npm of this Node where it has one, else that of the path. */
function findNpm(): { command: string; args: string[]; shell: boolean } {
  const bin = dirname(process.execPath);
  const scripts = ["node_modules", join("..", "lib", "node_modules")].map((folder) =>
    join(bin, folder, "npm", "bin", "npm-cli.js"),
  );
  const script = scripts.find(existsSync);
  if (script !== undefined) return { command: process.execPath, args: [script], shell: false };
  return { command: "npm", args: [], shell: process.platform === "win32" };
}

function copyRuntime(from: string, folder: string): void {
  if (installedVersions(from) === null) {
    throw new ClosemaskError("input", "the folder of --from does not hold the runtime in a node_modules", {
      hint: `npm install ${Object.entries(RUNTIME)
        .map(([name, version]) => `${name}@${version}`)
        .join(" ")} in an empty folder makes one`,
    });
  }
  cpSync(join(from, "node_modules"), join(folder, "node_modules"), { recursive: true });
  writeFileSync(join(folder, "package.json"), "{}\n");
}

/** The package holds the libraries of all systems, six sevenths of its size. */
function removeOtherSystems(folder: string): void {
  const bin = join(folder, "node_modules", "onnxruntime-node", "bin");
  for (const abi of list(bin)) {
    for (const platform of list(join(bin, abi))) {
      for (const arch of list(join(bin, abi, platform))) {
        if (platform === process.platform && arch === process.arch) continue;
        rmSync(join(bin, abi, platform, arch), { recursive: true, force: true });
      }
    }
  }
}

/** In a process of its own: a library that does not fit may end it. */
async function tryRuntime(folder: string): Promise<void> {
  if (!isInstalled(folder)) {
    throw new ClosemaskError("ner", "the runtime has another version than this closemask was tested with", {
      hint: `it needs ${Object.entries(RUNTIME)
        .map(([name, version]) => `${name} ${version}`)
        .join(" and ")}`,
    });
  }
  const script = 'require("onnxruntime-node").listSupportedBackends();require("@huggingface/tokenizers")';
  const child = spawn(process.execPath, ["-e", script], { cwd: folder, stdio: "ignore", env: childEnvironment() });
  const { code } = await endOf(child);
  if (code !== 0) {
    throw new ClosemaskError("ner", `the runtime does not run on this machine (${process.platform} ${process.arch})`, {
      hint: "onnxruntime needs glibc on Linux; set ner.url to a service elsewhere",
    });
  }
}

/** Another install may have been faster: what it made is as good. */
function replaceFolder(draft: string, folder: string): void {
  const old = `${folder}.old.${process.pid}`;
  if (existsSync(folder)) renameSync(folder, old);
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!isInstalled(folder)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Bytes of all files. A file that goes meanwhile does not count. */
export function sizeOf(folder: string): number {
  let size = 0;
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    }
  } catch {
    // Folders come and go while npm works.
  }
  return size;
}
