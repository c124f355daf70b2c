// Models as the source of a sidecar.

import type { Pool } from "../onnx/pool.ts";
import type { Source } from "./source.ts";
import { typeOf } from "./types.ts";

export function createModelSource(pool: Pool): Source {
  return {
    languages: pool.languages,
    available: pool.available,
    loaded: pool.loaded,
    load: pool.load,
    async detect(text, language, signal) {
      const found = await pool.detect(text, language, signal);
      return found.map(({ start, end, label, score }) => ({ start, end, type: typeOf(label), score }));
    },
  };
}
