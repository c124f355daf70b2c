// GitLab: the prefixes of its token overview, in the plain form (20 characters and more) and the routable one with dots.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE64URL, charset, LOWER_ALNUM } from "../charset.ts";
import { crc32 } from "../check/crc32.ts";
import type { Rule } from "../rule.ts";

/** Tokens of people and of runners, which may name the cell and the organisation that they belong to. */
const ROUTED = ["glpat-", "glrt-", "glrtr-", "glptt-", "glcbt-", "gldt-"];
const ROUTABLE = charset("A-Za-z0-9_.-");

/** The tail of a routable token: the length of its payload in two digits of base 36 and a CRC-32 in seven. */
function routableTail(payload: string, token: string): string {
  const head = `${token}.${payload.length.toString(36).padStart(2, "0")}`;
  return head.slice(token.length) + crc32(Buffer.from(head)).toString(36).padStart(7, "0");
}

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
    id: "gitlab-routable-token",
    description: "GitLab token of the routable form: its payload, a dot, the payload's length and a CRC-32 in base 36",
    prefixes: ROUTED,
    parts: [run(BASE64URL, 27, 300), ".", run(LOWER_ALNUM, 9)],
    check(bytes, start, end) {
      const token = bytes.toString("latin1", start, end - 10);
      const payload = token.slice(token.search(/[-]/) + 1).replace(/^t\d_/, "");
      return bytes.toString("latin1", end - 10, end) === routableTail(payload, token);
    },
    body: (prefix, seed) => {
      const payload = sample(BASE64URL, 32, seed);
      return payload + (seed & 1 ? routableTail(payload, prefix + payload) : `.${sample(LOWER_ALNUM, 9, seed)}`);
    },
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
