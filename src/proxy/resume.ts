// A stream that a client takes up again behind an event it has. The provider is asked for all of it, since a placeholder may
// lie across that event; what the client has is left out on the way down.

const START = /(^|[?&])starting_after=(\d{1,15})(?=&|$)/;

/** The query to send, and the number of the last event that the client has. */
export function takeStart(query: string): { query: string; after: number | undefined } {
  const found = /(?:^|[?&])stream=true(?:&|$)/.test(query) ? START.exec(query) : null;
  if (found === null) return { query, after: undefined };
  const rest = query.slice(0, found.index) + query.slice(found.index + found[0].length);
  const joined = found[1] === "?" ? `?${rest.slice(found.index).replace(/^&/, "")}` : rest;
  return { query: joined === "?" ? "" : joined, after: Number(found[2]) };
}
