// What the tests of hooks share: a session, values that must not reach a model, and how answers are cut.

import { createCloseMask } from "closemask";
import { expect, onTestFinished } from "vitest";

export const EMAIL = "jane.roe@corp.example";
export const EMAIL2 = "hugo.stein@corp.example";
/** Made here, so that no scanner takes it for a real one. */
export const TOKEN = `ghp_${"aB3dE5gH7j".repeat(3)}K9mN2p`;

export async function openSession(options = {}) {
  const closemask = createCloseMask(options);
  onTestFinished(() => closemask.close());
  return await closemask.open();
}

/** The placeholder of the address, as a model would copy it. */
export async function placeholderOf(session, value = EMAIL, kind = "EMAIL") {
  return await session.encode(value, { kind });
}

/** Everything that a model got, as text: no value may be in it, in whatever form. */
export function expectUnseen(seen) {
  const text = JSON.stringify(seen, (_, value) =>
    value instanceof Uint8Array ? `${Buffer.from(value).toString("latin1")}` : value,
  );
  expect(text.length).toBeGreaterThan(10);
  const base64 = [...text.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([word]) =>
    Buffer.from(word, "base64").toString(),
  );
  for (const value of [EMAIL, EMAIL2, TOKEN]) {
    const at = text.indexOf(value);
    expect(at < 0 ? "" : text.slice(Math.max(0, at - 60), at + value.length), "a value reached the model").toBe("");
    for (const decoded of base64) expect(decoded.includes(value), "a value reached the model in base64").toBe(false);
  }
}

/** A text cut into pieces of a length. */
export function cut(text, length = 3) {
  return text.match(new RegExp(`[\\s\\S]{1,${length}}`, "g")) ?? [];
}
