// Real pipes for the outputs of a command. Node gives a child sockets, which cannot be opened again by name: `> /dev/stderr`
// and `tee /dev/stdout` fail in them, and a reader that goes away is a reset connection instead of SIGPIPE. Where there is no
// `mkfifo`, Node's own have to do.

import type { ChildProcess, StdioOptions } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Where a command writes. */
export interface Outputs {
  /** For `spawn`; stdin is inherited. */
  readonly stdio: StdioOptions;
  /** To be called when it has been tried to start the command: what it wrote, from stdout and stderr. */
  started(child: ChildProcess): readonly [stdout: Readable, stderr: Readable];
}

export function openOutputs(): Outputs {
  const pipes = process.platform === "win32" ? null : makePipes();
  if (pipes === null) {
    return {
      stdio: ["inherit", "pipe", "pipe"],
      started({ stdout, stderr }) {
        if (stdout === null || stderr === null) throw new TypeError("the command has no outputs");
        return [stdout, stderr];
      },
    };
  }
  const [out, err] = pipes;
  return {
    stdio: ["inherit", out.write, err.write],
    started() {
      // The command has its own copies; while ours are open there is no end.
      for (const pipe of pipes) closeSync(pipe.write);
      return [streamOf(out.read), streamOf(err.read)];
    },
  };
}

interface Pipe {
  readonly read: number;
  readonly write: number;
}

function makePipes(): [Pipe, Pipe] | null {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { tmpdir } = process.getBuiltinModule("node:os");
  let folder: string | undefined;
  const opened: number[] = [];
  try {
    // Nobody else may enter it, and the names are gone before the command begins.
    folder = mkdtempSync(join(tmpdir(), "closemask-"));
    const names = [join(folder, "out"), join(folder, "err")] as const;
    if (spawnSync("mkfifo", ["-m", "600", ...names], { stdio: "ignore" }).status !== 0) return null;
    const open = (name: string): Pipe => {
      const read = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
      opened.push(read);
      const write = openSync(name, constants.O_WRONLY);
      opened.push(write);
      return { read, write };
    };
    return [open(names[0]), open(names[1])];
  } catch {
    for (const fd of opened) closeSync(fd);
    return null;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function streamOf(fd: number): Readable {
  const { Socket } = process.getBuiltinModule("node:net");
  return new Socket({ fd, readable: true, writable: false });
}
