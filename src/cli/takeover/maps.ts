// Maps of other tools, read as they lie on disk; nothing is written back. Formats as their sources have them in November 2026:
//
// closemask (github.com/huilangsh/closemask, internal/storage): a session as JSON, whose `Placeholders` maps `${TYPE_hash}` to
// the value, or a file of placeholders of one type, whose `placeholders` does; `hash` is 6 to 8 hex digits.
// anon-proxy (github.com/KevinXuxuxu/anon_proxy): JSON, whose `reverse` maps `<LABEL_1>` to the value.
// rehydra (github.com/rehydra-ai/rehydra-sdk, src/cli/utils/pii-map-file.ts, src/crypto): version 1; `piiMap` is ciphertext, iv and
// authTag in base64, AES-256-GCM over JSON that maps `TYPE_1` to the value of `<PII type="TYPE" id="1"/>`; the key is in `key`,
// or only with the user.

import { createDecipheriv } from "node:crypto";
import { isLabel, kindTable } from "../../detect/kinds.ts";
import { ClosemaskError } from "../../errors.ts";
import type { Kind } from "../../types.ts";
import type { Found } from "./found.ts";

export type MapFormat = "closemask" | "anon-proxy" | "rehydra";

/** @throws ClosemaskError `input` when it is no such map, `key-missing` and `key-wrong` of a sealed one */
export function readMap(format: MapFormat, bytes: Uint8Array, key: string | undefined): Found[] {
  const json = parse(bytes, format);
  switch (format) {
    case "closemask":
      return pairs(json.Placeholders ?? json.placeholders, format).map(([placeholder, value]) => ({
        placeholder,
        value,
        kind: kindOfLabel(/^\$\{([A-Z_]+)_[^_]*\}$/.exec(placeholder)?.[1]),
      }));
    case "anon-proxy":
      return pairs(json.reverse, format).map(([placeholder, value]) => ({
        placeholder,
        value,
        kind: kindOfLabel(/^<(\w+)_\d+>$/.exec(placeholder)?.[1]),
      }));
    case "rehydra":
      return pairs(unsealed(json, key), format).map(([name, value]) => {
        const [, type = "", id = ""] = /^([A-Z_]+)_(\d+)$/.exec(name) ?? [];
        return { placeholder: `<PII type="${type}" id="${id}"/>`, value, kind: kindOfLabel(type) };
      });
  }
}

type Json = Record<string, unknown>;

function parse(bytes: Uint8Array, format: MapFormat): Json {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Json;
  } catch {
    // The parser's message holds a piece of the text.
  }
  throw notOne(format);
}

function pairs(map: unknown, format: MapFormat): [string, string][] {
  if (typeof map !== "object" || map === null || Array.isArray(map)) throw notOne(format);
  return Object.entries(map).map(([name, value]) => {
    if (typeof value !== "string") throw notOne(format);
    return [name, value];
  });
}

function unsealed(json: Json, given: string | undefined): unknown {
  const sealed = json.piiMap;
  if (json.version !== 1 || typeof sealed !== "object" || sealed === null) throw notOne("rehydra");
  const text = typeof json.key === "string" ? json.key : given;
  if (text === undefined || text === "") {
    throw new ClosemaskError("key-missing", "the map is sealed, and its key is not in it", {
      hint: "set REHYDRA_KEY to the key that it was made with",
    });
  }
  const key = Buffer.from(text, "base64");
  const [ciphertext, iv, tag] = ["ciphertext", "iv", "authTag"].map((name) => {
    const part: unknown = Reflect.get(sealed, name);
    if (typeof part !== "string") throw notOne("rehydra");
    return Buffer.from(part, "base64");
  }) as [Buffer, Buffer, Buffer];
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
    decipher.setAuthTag(tag);
    return JSON.parse(Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8"));
  } catch {
    throw new ClosemaskError("key-wrong", "the map does not open: another key sealed it, or it was altered", {
      hint: "check REHYDRA_KEY",
    });
  }
}

/** What other tools call kinds that have another name here. */
const OTHER_NAMES: Readonly<Record<string, Kind>> = {
  ACCOUNT_NUMBER: "ACCOUNT",
  ADDR: "ADDRESS",
  COMPANY: "ORGANIZATION",
  CREDIT_CARD: "CREDIT_CARD",
  IP_ADDRESS: "IP",
  IPV: "IP",
  MAC_ADDRESS: "MAC",
  NAME: "PERSON",
  ORG: "ORGANIZATION",
  SSN: "US_SSN",
};

/**
 * The kind whose placeholders carry a label. A label that is no kind's is a kind of its own where it can be one, so that what the
 * other tool wrote can be written here too.
 */
function kindOfLabel(label: string | undefined): Kind {
  const name = label ?? "";
  const known = kindTable().find((info) => info.label === name)?.kind;
  if (known !== undefined) return known;
  if (isLabel(name)) return name;
  return OTHER_NAMES[name.replace(/\d+$/, "")] ?? "OTHER";
}

function notOne(format: MapFormat): ClosemaskError {
  const shape = { closemask: "Placeholders", "anon-proxy": "reverse", rehydra: "version 1 and piiMap" }[format];
  return new ClosemaskError("input", `the file is no map of ${format}`, { hint: `such a file is JSON with ${shape}` });
}
