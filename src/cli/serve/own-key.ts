// The master key itself, as a value that must not leave: a tool that reads the key's file, or prints its variable, would hand it
// to the provider, and with it all that was masked.

import { encodedForms } from "../../detect/encoded-forms.ts";
import { LITERAL_MIN, type Literals } from "../../detect/literals.ts";
import { formatRing, type KeyRing } from "../../store/keys.ts";

/** Adds every text that the key may stand in. */
export function hideOwnKey(secrets: Literals, ring: KeyRing): void {
  const { CLOSEMASK_KEY = "", CLOSEMASK_PASSPHRASE = "" } = process.env;
  const root = Buffer.from(ring.root);
  const texts = [
    formatRing(ring),
    root.toString("base64"),
    root.toString("hex"),
    CLOSEMASK_KEY.trim(),
    CLOSEMASK_PASSPHRASE,
  ];
  for (const text of texts.filter((text) => Buffer.byteLength(text) >= LITERAL_MIN)) {
    for (const form of encodedForms(Buffer.from(text))) secrets.add({ ...form, kind: "API_KEY", denied: true });
  }
}
