// JSON objects inside base64, in either alphabet: the headers of JWTs, the payloads of Grafana, Sentry and 1Password tokens.
// Bounded, and an input that is no such object is null, never an error.

/** More than any header; longer payloads are not decoded. */
const MOST = 16 * 1024;

/** The object that `bytes[from, to)` encodes, or null. Only complete objects count. */
export function base64Json(bytes: Buffer, from: number, to: number): Record<string, unknown> | null {
  if (to - from > MOST || to - from < 4) return null;
  // Buffer reads both alphabets and ignores what follows padding.
  const text = Buffer.from(bytes.toString("latin1", from, to), "base64").toString("utf8");
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
