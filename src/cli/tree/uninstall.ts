// `closemask uninstall`.

import { COMMON, type CommandSpec, JSON_OUTPUT } from "./spec.ts";

export const UNINSTALL: CommandSpec = {
  name: "uninstall",
  about: "list what closemask left on this machine, and with --yes remove it",
  details: [
    "Without --yes nothing is changed. Listed are the service that starts a proxy at login, proxies and the sidecar that run, sessions, models, the cache, the configuration with its pins of trusted files, and the key, in files and in the keychain; removed in this order. Of a link only the link goes. What others put into the configuration folder stays, and so do files of messages and audit events that the configuration names.",
    "The key goes last, and not at all while a store needs it that stays: one on another machine, one behind a link, one that could not be removed, or where the configuration cannot be read. --with-key removes it then too. What was masked with it can never be restored afterwards: closemask sessions export and closemask keys export take both along.",
    "A store on another machine is emptied with closemask sessions purge before. The program itself is removed as it was installed: npm uninstall -g closemask.",
  ],
  options: [
    { flags: "-y, --yes", about: "remove what is listed" },
    { flags: "--with-key", about: "remove the key also where a store that stays needs it" },
    JSON_OUTPUT,
    ...COMMON,
  ],
  examples: [
    ["closemask uninstall", "what would go, and what would stay"],
    ["closemask uninstall --yes", "remove it"],
  ],
};
