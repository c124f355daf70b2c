// Reads the text out of an answer as it comes: events, lines of JSON, or one JSON document. Used for both forms of one answer,
// as it came and as it was restored.

import { createParser } from "eventsource-parser";
import type { Api } from "./apis.ts";
import type { Said } from "./said.ts";

export interface AnswerReader {
  feed(bytes: Uint8Array): void;
  end(): void;
}

/** Bytes of a document that is no stream; what is longer is cut. */
const WHOLE_MAX = 16 * 1024 * 1024;

export function createAnswerReader({ lines, said }: Api, onSaid: (said: Said) => void): AnswerReader {
  const decoder = new TextDecoder();
  let head = "";
  /** Undecided until the first character shows what it is. */
  let form: "events" | "lines" | "whole" | null = null;
  let rest = "";

  function take(json: string): void {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      // `[DONE]` and keep-alives.
      return;
    }
    onSaid(said(value));
  }

  const parser = createParser({ onEvent: ({ data }) => take(data) });

  function push(text: string): void {
    if (form === null) {
      head += text;
      const first = /\S/.exec(head)?.[0];
      if (first === undefined) return;
      form = lines === "ndjson" ? "lines" : first === "{" || first === "[" ? "whole" : "events";
      const all = head;
      head = "";
      push(all);
    } else if (form === "events") parser.feed(text);
    else if (form === "whole") rest = (rest + text).slice(0, WHOLE_MAX);
    else {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) if (line.trim() !== "") take(line);
    }
  }

  return {
    feed: (bytes) => push(decoder.decode(bytes, { stream: true })),
    end() {
      push(decoder.decode());
      // A stream that broke off may lack the empty line behind its last event.
      if (form === "events") parser.feed("\n\n");
      else if (rest.trim() !== "") take(rest);
      rest = "";
    },
  };
}
