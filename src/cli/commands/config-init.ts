// `closemask config init`: a commented configuration to start from, in which every line is a default or an example.

import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ClosemaskError, EXIT } from "../../errors.ts";
import { makeFolder } from "../../folders.ts";
import { userPaths } from "../paths.ts";
import { print } from "../print.ts";
import type { ParsedOptions } from "../tree/spec.ts";

export const STARTER = `# Configuration of closemask. Every line that is commented out shows the default or an example.
# closemask config check   says whether this file is right
# closemask config show    prints what is in force, and where each value comes from

# session: default          # where values are kept; another name is another set of placeholders
# level: balanced           # strict | balanced | aggressive
# onError: block            # when the store or the key fails in mid-run: block | redact | pass

# placeholder:
#   style: dollar           # dollar | word | bare | angle | format
#   length: 6               # 8 for sessions of more than some 10,000 values

# rules:
#   disable: [ipv4]         # closemask rules list shows the names
#   categories: [CREDENTIAL, CONTACT]

# patterns:                 # own rules: JavaScript regular expressions, line by line
#   - name: employee
#     kind: EMPLOYEE_ID
#     pattern: '\\bE\\d{6}\\b'
#     enabled: true

# allow:                    # what stays readable
#   - '*@example.com'
#   - { pattern: '10\\.0\\..*', kind: IP, files: ['docs/'] }
# deny:                     # what is always masked
#   - { value: Project Nightjar, kind: CODENAME }
#   - { pattern: 'ACME-\\d{4}', kind: TICKET }

# policies:                 # by kind or category: mask | redact | keep | block
#   IP: { action: keep }
#   PHONE: { threshold: 0.8 } # confidence from which it counts

# ner:                      # what looks for names
#   engine: lexicon         # off | lexicon | sidecar | remote | the URL of a service
#   onFailure: block        # block | rules | pass
#   scores: { LOCATION: 0.8 }

# store:
#   path: ~/closemask/sessions.db
#   ttl: 30d                # since the last use; 0 keeps for ever
#   maxEntries: 1000000     # in a session
#   atLimit: refuse         # refuse | evict

# key:
#   source: auto            # auto | command | passphrase | keychain | file
#   command: pass show closemask
#   file: ~/closemask/key

# log:
#   level: info             # quiet | info | debug
#   file: ~/closemask/closemask.log

# audit:                    # what was masked, restored and refused, as counts: closemask audit verify
#   enabled: true
#   maxSize: 16MiB          # a file is put aside then
#   keep: 20                # of those that were put aside
#   interval: 5s            # how often a filter sums up
#   http: https://collector.example/closemask

# commands:                 # for one command only
#   explain: { level: aggressive }
`;

export async function run(args: string[], _options: ParsedOptions): Promise<number> {
  const [file] = args;
  const path = file === undefined ? join(userPaths().config, "config.yaml") : resolve(file);
  try {
    makeFolder(dirname(path));
    writeFileSync(path, STARTER, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const exists = cause instanceof Error && "code" in cause && cause.code === "EEXIST";
    throw new ClosemaskError("config", exists ? `${path} exists` : `cannot write ${path}`, {
      hint: exists ? "edit it, or name another file" : "check the folder and its permissions",
      cause,
    });
  }
  await print(`${path}\n`);
  return EXIT.ok;
}
