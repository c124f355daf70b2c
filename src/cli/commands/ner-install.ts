// `closemask ner install`: the runtime for models, with npm, in the data folder.

import { EXIT } from "../../errors.ts";
import { RUNTIME } from "../../ner/onnx/runtime.ts";
import { nerFolders } from "../ner/folders.ts";
import { installRuntime, isInstalled, RUNTIME_SIZE, sizeOf } from "../ner/runtime.ts";
import { showBytes } from "../ner/show-bytes.ts";
import { expandPath, withSetup } from "../open.ts";
import { formatBytes } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner install"), options, async ({ paths, say }) => {
    const { runtime } = nerFolders(paths);
    const what = Object.entries(RUNTIME)
      .map(([name, version]) => `${name} ${version}`)
      .join(" and ");
    if (isInstalled(runtime) && options.force !== true) {
      say.info(`${what} are installed already`);
      return EXIT.ok;
    }
    say.info(`installing ${what} into ${runtime}`);
    const progress = showBytes();
    try {
      await installRuntime({
        folder: runtime,
        from: typeof options.from === "string" ? expandPath(options.from) : undefined,
        onProgress: (bytes) => progress.update(bytes, RUNTIME_SIZE),
      });
    } finally {
      progress.clear();
    }
    say.info(`installed, ${formatBytes(sizeOf(runtime))}; next: closemask ner pull`);
    return EXIT.ok;
  });
}
