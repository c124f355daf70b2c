// `closemask ner bench`: how long the sidecar takes for a text, and for many at once. The text is made up.

import { ClosemaskError, EXIT } from "../../errors.ts";
import { nerFolders } from "../ner/folders.ts";
import { measureSidecar } from "../ner/measure.ts";
import { findSidecar, isReady } from "../ner/sidecar-state.ts";
import { withSetup } from "../open.ts";
import { print, printJson, table } from "../print.ts";
import { findCommand } from "../tree/find.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export function run(_args: string[], options: ParsedOptions): Promise<number> {
  return withSetup(findCommand("ner bench"), options, async ({ paths }) => {
    const requests = count(options.requests, "--requests", 200);
    const concurrency = count(options.concurrency, "--concurrency", 100);
    const size = count(options.size, "--size", 1024);
    const found = await findSidecar(nerFolders(paths).state);
    if (found === null || !isReady(found) || found.state.url === null) {
      throw new ClosemaskError("ner", "no sidecar runs that could be measured", { hint: "closemask ner start" });
    }
    const figures = await measureSidecar({ url: found.state.url, requests, concurrency, size });
    if (options.json === true) await printJson(figures);
    else {
      const { single, many } = figures;
      const ms = (value: number): string => `${value.toFixed(2)} ms`;
      await print(
        table([
          [`one at a time, ${requests} of ${size} bytes`, `p50 ${ms(single.p50)}, p99 ${ms(single.p99)}`],
          [`${concurrency} at once`, `all in ${ms(many.total)}, p50 ${ms(many.p50)}, p99 ${ms(many.p99)}`],
        ]),
      );
    }
    return EXIT.ok;
  });
}

function count(value: unknown, flag: string, usual: number): number {
  const number = value === undefined ? usual : Number(value);
  if (!Number.isSafeInteger(number) || number < 1 || number > 1_000_000) {
    throw new ClosemaskError("usage", `${flag} is a number from 1 on`, {
      hint: `closemask ner bench ${flag} ${usual}`,
    });
  }
  return number;
}
