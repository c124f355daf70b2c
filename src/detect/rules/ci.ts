// Building and shipping software: Buildkite, CircleCI, SonarQube, Artifactory, Octopus, Harness, Sourcegraph, containers.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, DASHED, HEX, LOWER_ALNUM, LOWER_HEX, OPAQUE, UPPER_ALNUM } from "../charset.ts";
import type { Rule } from "../rule.ts";

export const ciRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "buildkite-token",
    description: "Buildkite user, agent, job, registration, cluster, portal or package token",
    prefixes: ["bkua_", "bkaa_", "bkaj_", "bkar_", "bkct_", "bkpt_", "bkpat_", "bkps_"],
    parts: [run(BASE64URL, 40, 340)],
    distinct: 8,
  },
  {
    id: "circleci-token",
    description: "CircleCI personal (CCIPAT_) or project (CCIPRJ_) token: an id and 40 hex digits",
    prefixes: ["CCIPAT_", "CCIPRJ_"],
    parts: [run(BASE62, 20, 26), "_", run(LOWER_ALNUM, 38, 44)],
  },
  {
    id: "sonar-token",
    description: "SonarQube or SonarCloud token of a user, project, global analysis or organisation: 40 hex digits",
    prefixes: ["squ_", "sqp_", "sqa_", "sqco_"],
    parts: [run(BASE62, 38, 44)],
  },
  {
    id: "artifactory-key",
    kind: "REGISTRY_TOKEN",
    description: "JFrog Artifactory API key: AKC and 64 to 74 characters of base 58",
    prefixes: ["AKC"],
    boundary: OPAQUE,
    parts: [run(BASE62, 64, 76)],
    distinct: 12,
  },
  {
    id: "artifactory-reference-token",
    kind: "REGISTRY_TOKEN",
    description: "JFrog Artifactory reference token: 64 characters, the base64 of a text that begins with reftkn",
    prefixes: ["cmVmd"],
    boundary: OPAQUE,
    parts: [run(BASE62, 59)],
    distinct: 12,
  },
  {
    id: "cloudsmith-key",
    kind: "REGISTRY_TOKEN",
    description: "Cloudsmith API key: csa_, 30 hex digits and 6 characters",
    prefixes: ["csa_"],
    parts: [run(LOWER_HEX, 30), run(BASE62, 6)],
    distinct: 8,
  },
  {
    id: "octopus-key",
    description: "Octopus Deploy API key: API- and 26 characters",
    prefixes: ["API-"],
    boundary: OPAQUE,
    parts: [run(UPPER_ALNUM, 25, 34)],
    distinct: 10,
  },
  {
    id: "harness-key",
    description: "Harness personal (pat.) or service account (sat.) token: an account, an id, a secret",
    prefixes: ["pat.", "sat."],
    parts: [run(BASE64URL, 22), ".", run(BASE62, 24), ".", run(BASE62, 20)],
  },
  {
    id: "sourcegraph-token",
    description: "Sourcegraph access token that names its instance: sgp_, 16 hex digits, local or sgp, 40 hex digits",
    prefixes: ["sgp_"],
    parts: [run(BASE62, 3, 16), "_", run(HEX, 40)],
  },
  {
    id: "sourcegraph-local-token",
    description: "Sourcegraph access token of one instance, in the long form",
    prefixes: ["sgp_"],
    parts: [run(HEX, 16), "_local_", run(HEX, 40)],
    // The fixed letters bring six.
    distinct: 11,
  },
  {
    id: "sourcegraph-cody-key",
    description: "Sourcegraph Cody gateway key: slk_ and 64 hex digits",
    prefixes: ["slk_"],
    parts: [run(HEX, 60, 68)],
  },
  {
    id: "prefect-key",
    description: "Prefect user (pnu_) or service account (pnb_) API key: 36 characters",
    prefixes: ["pnu_", "pnb_"],
    parts: [run(BASE62, 34, 40)],
  },
  {
    id: "infracost-token",
    description: "Infracost API token: ico- and 32 characters",
    prefixes: ["ico-"],
    parts: [run(BASE62, 32)],
    // Icons are named by hashes.
    classes: 3,
    distinct: 10,
  },
  {
    id: "scalingo-token",
    description: "Scalingo API token: tk-us- and 48 characters",
    prefixes: ["tk-us-"],
    parts: [run(BASE64URL, 46, 52)],
  },
  {
    id: "openshift-token",
    description: "OpenShift user token: sha256~ and 43 characters",
    prefixes: ["sha256~"],
    parts: [run(BASE64URL, 40, 48)],
    distinct: 10,
  },
  {
    id: "docker-swarm-token",
    description: "Docker Swarm join token: SWMTKN-1-, a digest and a secret in base 36",
    prefixes: ["SWMTKN-1-"],
    parts: [run(LOWER_ALNUM, 48, 62), "-", run(LOWER_ALNUM, 24, 30)],
  },
  {
    id: "docker-swarm-key",
    description: "Docker Swarm unlock key: SWMKEY-1- and 43 characters of base64",
    prefixes: ["SWMKEY-1-"],
    parts: [run(BASE64, 40, 52)],
  },
  {
    id: "dependency-track-key",
    description: "Dependency-Track API key: odt_ and 32 characters or more",
    prefixes: ["odt_"],
    parts: [run(BASE62, 32, 255)],
    distinct: 8,
  },
  {
    id: "deno-token",
    description: "Deno Deploy account (ddp_) or organisation (ddw_) token: 36 characters",
    prefixes: ["ddp_", "ddw_", "ddo_"],
    parts: [run(BASE62, 34, 40)],
  },
  {
    id: "ionic-token",
    description: "Ionic personal access token: ion_ and 42 characters",
    prefixes: ["ion_"],
    parts: [run(BASE62, 42)],
    distinct: 12,
  },
  {
    id: "val-town-token",
    description: "Val Town API token: vtwn_ and 20 to 80 characters",
    prefixes: ["vtwn_"],
    parts: [run(BASE64URL, 20, 80)],
    distinct: 8,
  },
  {
    id: "mergify-key",
    description: "Mergify application key: mergify_application_key_ and 40 characters or more",
    prefixes: ["mergify_application_key_"],
    parts: [run(BASE64URL, 40, 200)],
    distinct: 8,
  },
  {
    id: "aikido-token",
    description: "Aikido Security CI token, client id or client secret",
    prefixes: ["AIK_CI_", "AIK_CLIENT_", "AIK_SECRET_"],
    parts: [run(BASE62, 20, 68)],
  },
  {
    id: "endorlabs-key",
    description: "Endor Labs API key or secret: endr+ and 16 characters",
    prefixes: ["endr+"],
    parts: [run(DASHED, 16, 24)],
  },
  {
    id: "spectralops-key",
    description: "SpectralOps personal key: spu- and 32 characters",
    prefixes: ["spu-"],
    parts: [run(LOWER_ALNUM, 32)],
    distinct: 8,
  },
  {
    id: "wundergraph-key",
    description: "WunderGraph Cosmo API key: cosmo_ and 32 hex digits",
    prefixes: ["cosmo_"],
    parts: [run(HEX, 32)],
  },
  {
    id: "snyk-token",
    description: "Snyk user (snyk_uat.) or service account (snyk_sat.) token",
    prefixes: ["snyk_uat.", "snyk_sat."],
    parts: [run(BASE62, 8), ".", run(BASE64URL, 60, 600)],
  },
]);
