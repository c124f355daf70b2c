// What the labels of models and services mean among our kinds. Labels come from outside: they are compared, and shown only in
// the form of names.

import type { Kind } from "../types.ts";

/** By label as `plain` writes it; null for what is known and left alone: it is nobody's data, or rules know better. */
const MEANING: Readonly<Record<string, Kind | null>> = {
  PER: "PERSON",
  PERSON: "PERSON",
  PERSON_NAME: "PERSON",
  NAME: "PERSON",
  FULL_NAME: "PERSON",
  FIRST_NAME: "PERSON",
  LAST_NAME: "PERSON",
  ORG: "ORGANIZATION",
  ORGANIZATION: "ORGANIZATION",
  ORGANISATION: "ORGANIZATION",
  COMPANY: "ORGANIZATION",
  LOC: "LOCATION",
  LOCATION: "LOCATION",
  GPE: "LOCATION",
  FAC: "LOCATION",
  PLACE: "LOCATION",
  CITY: "LOCATION",
  ADDRESS: "ADDRESS",
  STREET_ADDRESS: "ADDRESS",
  POSTAL_ADDRESS: "ADDRESS",
  EMAIL: "EMAIL",
  EMAIL_ADDRESS: "EMAIL",
  PHONE: "PHONE",
  PHONE_NUMBER: "PHONE",
  USERNAME: "USERNAME",
  ACCOUNT_NUMBER: "ACCOUNT",
  SECRET: "PASSWORD",
  PASSWORD: "PASSWORD",
  CREDIT_CARD: "CREDIT_CARD",
  CRYPTO: "CRYPTO_WALLET",
  IBAN_CODE: "IBAN",
  IP_ADDRESS: "IP",
  MAC_ADDRESS: "MAC",
  US_BANK_NUMBER: "BANK_ACCOUNT",
  US_DRIVER_LICENSE: "DRIVER_LICENSE",
  IT_DRIVER_LICENSE: "DRIVER_LICENSE",
  US_PASSPORT: "PASSPORT",
  IT_PASSPORT: "PASSPORT",
  IN_PASSPORT: "PASSPORT",
  UK_PASSPORT: "PASSPORT",
  IN_VEHICLE_REGISTRATION: "LICENSE_PLATE",
  SG_NRIC_FIN: "SG_NRIC",
  TH_TNIN: "TH_ID",
  MEDICAL_LICENSE: "US_DEA",
  ID: "NATIONAL_ID",
  MISC: null,
  O: null,
  NRP: null,
  NORP: null,
  AGE: null,
  DATE: null,
  TIME: null,
  DATE_TIME: null,
  MONEY: null,
  PERCENT: null,
  QUANTITY: null,
  ORDINAL: null,
  CARDINAL: null,
  EVENT: null,
  LAW: null,
  LANGUAGE: null,
  PRODUCT: null,
  WORK_OF_ART: null,
  TITLE: null,
  URL: null,
};

export interface LabelOptions {
  /** The user's own meanings: kind by label, in any case. They outrank the table. */
  readonly labels?: Readonly<Record<string, Kind>> | undefined;
  /** True for the name of one of our kinds, which then means itself. */
  readonly isKind: (name: string) => boolean;
  /** Called once for each label that means nothing here, as far as its name can be shown. */
  readonly onUnknown?: ((label: string) => void) | undefined;
}

/** Labels that are told of; a service that makes up more than these is not listened to further. */
const TOLD_MAX = 50;

/** The kind that a label stands for, null for none. */
export function createKindOf({ labels = {}, isKind, onUnknown }: LabelOptions): (label: string) => Kind | null {
  const own = new Map(Object.entries(labels).map(([label, kind]) => [plain(label), kind]));
  const known = new Map<string, Kind | null>();
  let told = 0;

  function meaning(label: string): Kind | null {
    const name = plain(label);
    const given = own.get(name);
    if (given !== undefined) return given;
    if (Object.hasOwn(MEANING, name)) return MEANING[name] ?? null;
    if (isKind(name)) return name;
    if (told++ < TOLD_MAX) onUnknown?.(shown(label));
    return null;
  }

  return (label) => {
    let kind = known.get(label);
    if (kind === undefined) {
      kind = meaning(label);
      if (known.size < 1000) known.set(label, kind);
    }
    return kind;
  };
}

/** `B-PER`, `private_person`, `Street address`: without the tag of a sequence, in capitals. */
export function plain(label: string): string {
  return label
    .replace(/^[BIESLUM][-_](?=.)/, "")
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^PRIVATE_/, "")
    .replace(/^_+|_+$/g, "");
}

/** A label comes from a service: what is no name might be text. */
function shown(label: string): string {
  return /^[A-Za-z][\w .:-]{0,39}$/.test(label) ? label : "(a name that is not shown)";
}
