// A process that loads the key, making it when there is none: node key-sources-creator.ts <config folder>. Prints the check
// value. Run by key-sources.test.ts. No keychain, so that the tests leave the user's alone.

import { loadKey } from "../../src/store/key-sources.ts";
import { checkValue } from "../../src/store/keys.ts";

const { ring } = await loadKey({
  env: {},
  configDir: process.argv[2] ?? "",
  platform: process.platform,
  settings: {},
  mayCreate: true,
  warn: () => {},
  keychain: async () => null,
});
process.stdout.write(Buffer.from(checkValue(ring)).toString("hex"));
