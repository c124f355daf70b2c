// GitLab: the prefixes of its token overview, in the plain form (20 characters and more) and the routable one with dots.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE64URL, charset, LOWER_ALNUM } from "../charset.ts";
import type { Rule } from "../rule.ts";

const ROUTABLE = charset("A-Za-z0-9_.-");

/** Docs: GitLab, "Token overview", section on prefixes. */
export const gitlabRules: readonly Rule[] = provider("GITLAB_TOKEN", [
  {
    id: "gitlab-token",
    description: "GitLab token: personal, deploy, runner, trigger, job, feed, mail, agent, SCIM, feature flag",
    prefixes: [
      "glpat-",
      "gldt-",
      "glrt-",
      "glrtr-",
      "glptt-",
      "glcbt-",
      "glft-",
      "glimt-",
      "glagent-",
      "glsoat-",
      "glffct-",
      "gloas-",
    ],
    parts: [run(ROUTABLE, 18, 400)],
  },
  {
    id: "gitlab-runner-registration",
    description: "GitLab runner registration token: GR1348941 and 20 characters",
    prefixes: ["GR1348941"],
    parts: [run(BASE64URL, 18, 40)],
  },
  {
    id: "gitlab-session",
    kind: "COOKIE",
    description: "GitLab session cookie",
    prefixes: ["_gitlab_session="],
    bare: true,
    parts: [run(LOWER_ALNUM, 32)],
  },
]);
