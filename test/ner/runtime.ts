// The real runtime for models, from the npm registry, once for all test files of a machine: it is kept in the temporary folder.

import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { claim } from "../../src/cli/ner/claim.ts";
import { installRuntime, isInstalled } from "../../src/cli/ner/runtime.ts";
import { RUNTIME } from "../../src/ner/onnx/runtime.ts";

const folder = join(tmpdir(), "closemask-test-ner", Object.values(RUNTIME).join("-"));

/** The folder that holds its node_modules. */
export async function testRuntime(): Promise<string> {
  while (!isInstalled(folder)) {
    const held = claim(`${folder}.json`, { pid: process.pid });
    if ("held" in held) {
      await wait(100);
      continue;
    }
    try {
      if (!isInstalled(folder)) await installRuntime({ folder, onProgress: () => {} });
    } catch (cause) {
      throw new Error("these tests need onnxruntime-node from the npm registry, and npm could not install it", {
        cause,
      });
    } finally {
      held.release();
    }
  }
  return folder;
}
