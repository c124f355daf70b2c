// What models call their types, in the words that services use: CloseMask's own, and Presidio's where those differ.

/** By the model's label in lower case, without `private_`. What is not here keeps its name. */
const TYPE_OF: Readonly<Record<string, string>> = {
  per: "PERSON",
  pers: "PERSON",
  person: "PERSON",
  name: "PERSON",
  org: "ORGANIZATION",
  organisation: "ORGANIZATION",
  organization: "ORGANIZATION",
  company: "ORGANIZATION",
  corporation: "ORGANIZATION",
  government: "ORGANIZATION",
  group: "ORGANIZATION",
  loc: "LOCATION",
  location: "LOCATION",
  gpe: "LOCATION",
  scene: "LOCATION",
  addr: "ADDRESS",
  mobile: "PHONE",
  phone_number: "PHONE",
  email_address: "EMAIL",
};

const PRESIDIO_OF: Readonly<Record<string, string>> = {
  EMAIL: "EMAIL_ADDRESS",
  PHONE: "PHONE_NUMBER",
  DATE: "DATE_TIME",
  TIME: "DATE_TIME",
};

/** `PER` and `private_person` are PERSON. */
export function typeOf(label: string): string {
  const plain = label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^private_/, "");
  return TYPE_OF[plain] ?? plain.toUpperCase();
}

/** What Presidio calls a type. */
export function presidioType(type: string): string {
  return PRESIDIO_OF[type] ?? type;
}
