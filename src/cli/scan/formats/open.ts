// The reporter that the flags ask for.

import { isTerminal } from "../../terminal.ts";
import { headCommit } from "../git.ts";
import type { Request } from "../options.ts";
import { githubReporter } from "./github.ts";
import { gitlabReporter } from "./gitlab.ts";
import { jsonReporter, ndjsonReporter } from "./json.ts";
import type { Reporter } from "./reporter.ts";
import { sarifReporter } from "./sarif.ts";
import { textReporter } from "./text.ts";

/** Stands for a commit where there is none. */
const NO_COMMIT = "0".repeat(40);

export function openReporter({ format, reveal, output }: Request): Reporter {
  switch (format) {
    case "json":
      return jsonReporter({ reveal });
    case "ndjson":
      return ndjsonReporter({ reveal });
    case "sarif":
      return sarifReporter();
    case "github":
      return githubReporter();
    case "gitlab":
      return gitlabReporter({ commit: process.env.CI_COMMIT_SHA || (headCommit() ?? NO_COMMIT) });
    default:
      return textReporter({ colors: output === undefined && wantsColors() });
  }
}

function wantsColors(): boolean {
  return isTerminal(1) && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}
