// Uses the real Secret Service: node key-sources-keychain.ts <config folder> <may create: yes or no>. Prints source and check
// value, or the error's code. Run by key-sources.test.ts inside a D-Bus session of its own.

import { ClosemaskError } from "../../src/errors.ts";
import { loadKey } from "../../src/store/key-sources.ts";
import { checkValue } from "../../src/store/keys.ts";

const [configDir = "", mayCreate = "no"] = process.argv.slice(2);
try {
  const { ring, source } = await loadKey({
    env: {},
    configDir,
    platform: process.platform,
    settings: {},
    mayCreate: mayCreate === "yes",
    warn: () => {},
  });
  console.log(source, Buffer.from(checkValue(ring)).toString("hex"));
} catch (error) {
  console.log(error instanceof ClosemaskError ? error.code : error);
}
