// Seeds of signing keys that chains and message buses write in base 32 or base 58, and keys of the gateways to chains:
// Stellar, NATS, BIP-32, Alchemy.

import { literal } from "../build/anchor.ts";
import { startsAt } from "../build/boundary.ts";
import { provider } from "../build/provider.ts";
import { sample } from "../build/sample.ts";
import { run } from "../build/token.ts";
import { BASE32, BASE62, charset, LOWER_HEX, runEnd, WORD } from "../charset.ts";
import { endsInCrc16, withCrc16 } from "../check/crc16.ts";
import type { Rule } from "../rule.ts";

const check = (bytes: Buffer, start: number, end: number) => endsInCrc16(bytes.toString("latin1", start, end));

/** A key of 32 made-up bytes behind the bytes of its version; odd seeds have the right check digits. */
function key(version: readonly number[], seed: number): string {
  const body = Buffer.from(sample(LOWER_HEX, 64, seed), "hex");
  const text = withCrc16(Uint8Array.of(...version, ...body));
  return seed & 1 ? text : text.slice(0, -2) + (text.endsWith("AA") ? "BA" : "AA");
}

/** Version bytes of nkey seeds: the type of the key stands in five bits behind those of the S. */
const NKEY = { SUA: 20, SAA: 0, SOA: 14, SNA: 13, SCA: 2, SXA: 23 } as const;

const rows = provider("PRIVATE_KEY", [
  {
    id: "nats-seed",
    description: "NATS nkey seed: S, its type (user, account, operator, server, cluster, curve), base 32 with a CRC-16",
    prefixes: Object.keys(NKEY),
    parts: [run(BASE32, 55)],
    check,
    unchecked: 0.6,
    distinct: 12,
    body: (prefix, seed) => {
      const type = NKEY[prefix as keyof typeof NKEY] << 3;
      return key([0x90 | (type >> 5), (type & 31) << 3], seed).slice(3);
    },
  },
  {
    id: "alchemy-key",
    kind: "API_KEY",
    description: "Alchemy API key: alcht_ and 30 characters",
    prefixes: ["alcht_"],
    parts: [run(BASE62, 28, 34)],
  },
]);

const A_TO_D = charset("A-D");
const LENGTH = 56;

/** Strkey of SEP-23: the version byte makes the first letter S, its low bits the second A to D. */
const stellar: Rule = {
  id: "stellar-seed",
  kind: "PRIVATE_KEY",
  description: "Stellar secret seed: S and 55 characters of base 32 that end in a CRC-16",
  tier: "proof",
  confidence: 0.99,
  get anchors() {
    // More letters would multiply the states of the pass.
    return [[...literal("S"), A_TO_D, BASE32]];
  },
  gateFor: (anchor) => [
    [
      { op: "starts", set: WORD },
      { op: "run", set: BASE62, least: LENGTH - anchor.length },
    ],
  ],
  get examples() {
    const seed = (n: number) => key([0x90], n);
    return {
      yes: [`SEED=«${seed(1)}»`, `{"secret":"«${seed(3)}»"}`, `It is «${seed(5)}», as of today.`],
      no: [
        { text: `SEED=${seed(2)}`, why: "its checksum does not hold" },
        { text: `SEED=Q${seed(1)}`, why: "it is glued to a word" },
        { text: `SEED=${seed(1)}A`, why: "it goes on beyond its length" },
        { text: `key ${key([0x30], 1)}`, why: "it is an address, which is public" },
      ],
    };
  },
  find(scan, at) {
    const { bytes, lo, hi } = scan;
    if (!startsAt(bytes, lo, at)) return;
    const end = runEnd(bytes, at, Math.min(hi, at + LENGTH + 1), BASE62);
    if (end - at === LENGTH && check(bytes, at, end)) scan.add(stellar, at, end, 0.99, "passed");
  },
};

export const signingSeedRules: readonly Rule[] = [...rows, stellar];
