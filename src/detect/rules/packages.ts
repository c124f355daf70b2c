// Package registries: npm, PyPI, RubyGems, crates.io, NuGet, Docker Hub, Clojars.

import { startsAt } from "../build/boundary.ts";
import { pattern } from "../build/pattern.ts";
import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64, BASE64URL, HEX, LOWER_ALNUM, LOWER_HEX, OPAQUE, PAD } from "../charset.ts";
import { base62Tail, crc32, endsInBase62Crc } from "../check/crc32.ts";
import type { Rule } from "../rule.ts";

const rows = provider("REGISTRY_TOKEN", [
  {
    id: "npm-token",
    description: "npm access token: npm_, 30 characters and a CRC-32 in base 62",
    prefixes: ["npm_"],
    parts: [run(BASE62, 30, 64)],
    check: (bytes, start, end) => endsInBase62Crc(bytes, start + 4, end),
    body: (_, seed) => {
      const text = sample(BASE62, 30, seed);
      return text + base62Tail(crc32(Buffer.from(text)) ^ (seed & 1));
    },
    more: () => ({
      no: [{ text: "npm_config_registry=https://registry.npmjs.org/", why: "it is a variable of npm's own" }],
    }),
  },
  {
    id: "pypi-token",
    description: "PyPI upload token: a macaroon whose first caveat names pypi.org or test.pypi.org",
    prefixes: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
    parts: [run(BASE64URL, 50, 1000)],
  },
  {
    id: "rubygems-token",
    description: "RubyGems API key: rubygems_ and 48 hex digits",
    prefixes: ["rubygems_"],
    parts: [run(HEX, 46, 50)],
  },
  {
    id: "crates-io-token",
    description: "crates.io API token: cio and 32 characters",
    prefixes: ["cio"],
    boundary: OPAQUE,
    parts: [run(BASE62, 32)],
    more: () => ({ no: [{ text: "cioran and other long words, suspicious", why: "words begin or end so" }] }),
  },
  {
    id: "nuget-key",
    description: "NuGet API key: oy2 and 43 lower-case letters and digits",
    prefixes: ["oy2"],
    boundary: OPAQUE,
    parts: [run(LOWER_ALNUM, 43)],
  },
  {
    id: "docker-config-base64",
    description:
      "Docker's registry logins in base64, as in .dockerconfigjson of Kubernetes: an object that begins with auths",
    prefixes: ["{", "{ ", "{\n\t", "{\n  ", "{\n    "].map(authsIn),
    parts: [run(BASE64, 24, 16384), run(PAD, 0, 2)],
  },
  {
    id: "docker-hub-token",
    description: "Docker Hub access token: dckr_pat_ (27) or dckr_oat_ (32)",
    prefixes: ["dckr_pat_", "dckr_oat_"],
    parts: [run(BASE64URL, 24, 40)],
  },
  {
    id: "clojars-token",
    description: "Clojars deploy token: CLOJARS_ and 60 characters",
    prefixes: ["CLOJARS_"],
    parts: [run(BASE62, 56, 64)],
  },
]);

const pair = (seed: number) => `${sample(LOWER_HEX, 8, seed)}:${sample(LOWER_HEX, 8, seed + 1)}`;

/** The user's name of these URLs is as secret as the password: both were drawn at random. */
const contribsys = pattern({
  id: "contribsys-credentials",
  kind: "REGISTRY_TOKEN",
  description: "credentials of Sidekiq's gem server in a URL: 8 and 8 hex digits",
  anchors: [".contribsys.com"],
  back: 32,
  pattern: /(?<value>[0-9a-fA-F]{8}:[0-9a-fA-F]{8})@(?:gems|enterprise)\.contribsys\.com/y,
  judge: (_, scan, start) => (startsAt(scan.bytes, scan.lo, start) ? { confidence: 0.95, check: "none" } : null),
  get examples() {
    return {
      yes: [
        `source "https://«${pair(1)}»@gems.contribsys.com/"`,
        `http://«${pair(2)}»@enterprise.contribsys.com:80/path?param=1`,
        `{"url":"https://«${pair(3)}»@gems.contribsys.com"}`,
      ],
      no: [
        { text: `https://${pair(4)}@gems.example.com/`, why: "it is another server" },
        { text: "https://user:pass@gems.contribsys.com/", why: "these are words" },
        { text: `https://f${pair(5)}@gems.contribsys.com/`, why: "it is glued to a digit" },
      ],
    };
  },
});

/** What an object that begins with `auths` begins with in base64: three bytes are four characters. */
function authsIn(opening: string): string {
  const text = `${opening}"auths"`;
  return Buffer.from(text.slice(0, text.length - (text.length % 3))).toString("base64");
}

export const packageRules: readonly Rule[] = [...rows, contribsys];
