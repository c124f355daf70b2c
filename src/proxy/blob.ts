// What may stand where an API wants bytes or a URL: told by the text itself. Whether it may leave is
// the policy's business.

export type Blob =
  /** Text in another coding, from an offset on. */
  | { readonly is: "text"; readonly coding: "base64" | "percent"; readonly from: number }
  /** Bytes that cannot be looked at. */
  | { readonly is: "bytes" }
  | { readonly is: "url" }
  /** Plain text where none belongs. */
  | { readonly is: "plain" };

const TEXTUAL =
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|x-ndjson|jsonl|yaml|x-yaml|csv|javascript|x-sh|toml)\b)/i;
const TEXT_FILE =
  /\.(?:txt|md|markdown|csv|tsv|json|jsonl|ndjson|xml|html?|ya?ml|toml|ini|env|log|sql|py|js|mjs|cjs|ts|tsx|jsx|java|kt|go|rs|rb|php|c|h|cc|cpp|hpp|cs|swift|sh|bash|ps1|css|scss|tex|rst|eml)$/i;
/** Bytes of a text that tell what it is. */
const HEAD = 512;

/** `media`: a media type, file name or format that stands beside it. `bytes[start, end)` is the decoded text. */
export function readBlob(bytes: Buffer, start: number, end: number, media: string): Blob {
  const head = bytes.toString("latin1", start, Math.min(end, start + HEAD));
  const data = /^data:([^,;]*)((?:;[^,;]*)*),/i.exec(head);
  if (data !== null) {
    const [whole, type = "", parameters = ""] = data;
    if (type !== "" && !TEXTUAL.test(type)) return { is: "bytes" };
    const coding = /;base64$/i.test(parameters) ? "base64" : "percent";
    return { is: "text", coding, from: whole.length };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(head)) return { is: "url" };
  if (/[^A-Za-z0-9+/=_-]/.test(head)) return { is: "plain" };
  const named = /^\w+$/.test(media) ? `.${media}` : media;
  return TEXTUAL.test(media) || TEXT_FILE.test(named) ? { is: "text", coding: "base64", from: 0 } : { is: "bytes" };
}

/** Parameters that say who may fetch. */
const SIGNED =
  /[?&#](?:[\w.-]*(?:signature|token|secret|password|passwd|credential|api[_-]?key|apikey|auth)[\w.-]*|sig|se|key|jwt)=/i;
const USERINFO = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*@/i;

/** True for a URL that is itself a way in: with a user or a token. */
export function opensDoors(url: string): boolean {
  return SIGNED.test(url) || USERINFO.test(url);
}
