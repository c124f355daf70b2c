// Package registries: npm, PyPI, RubyGems, crates.io, NuGet, Docker Hub, Clojars.

import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE62, BASE64URL, HEX, LOWER_ALNUM, OPAQUE } from "../charset.ts";
import { base62Tail, crc32, endsInBase62Crc } from "../check/crc32.ts";
import type { Rule } from "../rule.ts";

export const packageRules: readonly Rule[] = provider("REGISTRY_TOKEN", [
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
