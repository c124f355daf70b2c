// Hosted databases: PlanetScale, Neon, MongoDB Atlas, CockroachDB, Astra, ClickHouse, Elastic, Aiven and dbt.

import { provider } from "../build/provider.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, charset, LOWER_HEX, OPAQUE, PAD } from "../charset.ts";
import type { Rule } from "../rule.ts";

const DOTTED = charset("A-Za-z0-9_.=-");
const EITHER = charset("A-Za-z0-9+/_-");
const COLON = charset("A-Za-z0-9:");

export const databaseRules: readonly Rule[] = provider("API_KEY", [
  {
    id: "planetscale-token",
    description: "PlanetScale service token, OAuth token or branch password: 32 to 64 characters",
    prefixes: ["pscale_tkn_", "pscale_oauth_", "pscale_pw_"],
    parts: [run(DOTTED, 32, 64)],
  },
  {
    id: "neon-key",
    description: "Neon API key: napi_ and 64 characters",
    prefixes: ["napi_"],
    parts: [run(BASE62, 60, 68)],
  },
  {
    id: "atlas-service-account",
    description: "MongoDB Atlas service account id (mdb_sa_id_)",
    prefixes: ["mdb_sa_id_"],
    parts: [run(LOWER_HEX, 24)],
  },
  {
    id: "atlas-service-secret",
    description: "MongoDB Atlas service account secret: mdb_sa_sk_ and 40 characters",
    prefixes: ["mdb_sa_sk_"],
    parts: [run(BASE64URL, 38, 48)],
  },
  {
    id: "cockroach-key",
    description: "CockroachDB Cloud API key: CCDB1_, 22 and 40 characters",
    prefixes: ["CCDB1_"],
    parts: [run(BASE62, 20, 24), "_", run(BASE62, 38, 44)],
  },
  {
    id: "astra-token",
    description: "DataStax Astra application token: AstraCS:, a client id and a secret",
    prefixes: ["AstraCS:"],
    parts: [run(COLON, 20, 120)],
    distinct: 8,
  },
  {
    id: "clickhouse-key",
    description: "ClickHouse Cloud API secret key: 4b1d and 38 characters",
    prefixes: ["4b1d"],
    boundary: OPAQUE,
    parts: [run(BASE62, 38)],
    distinct: 12,
    classes: 3,
  },
  {
    id: "elastic-cloud-key",
    description: "Elastic Cloud API key: essu_ and base64",
    prefixes: ["essu_"],
    parts: [run(EITHER, 56, 240), run(PAD, 0, 2)],
    distinct: 8,
  },
  {
    id: "aiven-password",
    description: "password that Aiven made for a service: AVNS_ and 19 characters",
    prefixes: ["AVNS_"],
    parts: [run(BASE64URL, 19)],
  },
  {
    id: "dbt-token",
    description: "dbt Cloud user (dbtu_) or service (dbtc_) token",
    prefixes: ["dbtu_", "dbtc_"],
    parts: [run(BASE64URL, 40, 64)],
    distinct: 8,
  },
  {
    id: "aiven-token",
    description: "Aiven API token in its Authorization header: aivenv1 and base64",
    prefixes: ["aivenv1 "],
    bare: true,
    parts: [run(BASE64, 200, 400), run(PAD, 0, 2)],
  },
]);
