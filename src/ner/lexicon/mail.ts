// Addresses of mail as evidence for names: `priya.raman@example.com` says that Priya and Raman are names in this text.

import type { Seen } from "./person.ts";
import { MAIL, type Tokens } from "./tokens.ts";

/** Addresses that are kept; a list of thousands says nothing of the text around it. */
const MOST_MAILS = 64;
/** Mailboxes of nobody. */
const ROLES =
  /^(?:info|support|sales|admin|contact|help|noreply|no-?reply|hello|team|office|billing|service|mail|webmaster|postmaster|root|git|user|test|example)/;

export function readMails(tokens: Tokens, seen: Seen): void {
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== MAIL) continue;
    const mail = tokens.text.slice(tokens.start[i], tokens.end[i]);
    const local = mail
      .slice(0, mail.indexOf("@"))
      .toLowerCase()
      .replace(/[^a-z]/g, "");
    if (local.length < 4 || ROLES.test(local) || seen.mails.includes(local)) continue;
    if (seen.mails.length >= MOST_MAILS) seen.mails.shift();
    seen.mails.push(local);
  }
}
