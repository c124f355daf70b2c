// Texts of an answer that come in pieces, several at once, each restored for itself: what may still become a placeholder waits
// for the rest of it.

import type { HoldBack } from "../proxy/hold-back.ts";
import type { Place } from "../proxy/types.ts";

/** What a text is: words for a reader, or arguments of a tool, which are JSON or one text. */
export interface PieceOf extends Place {
  readonly json?: boolean;
}

export interface Pieces {
  /** What of a text may go on with this piece of it. `key` tells texts apart. */
  feed(key: string, piece: string, of?: PieceOf): Promise<string>;
  /** What was held of a text, at its end; empty when that is nothing. */
  end(key: string): Promise<string>;
  /** The same for all that have not ended. */
  endAll(): Promise<[key: string, rest: string][]>;
}

const READ: PieceOf = { channel: "text" };

export function createPieces(open: (place: Place, json: boolean) => HoldBack): Pieces {
  const texts = new Map<string, HoldBack>();

  async function end(key: string): Promise<string> {
    const text = texts.get(key);
    if (text === undefined) return "";
    texts.delete(key);
    const rest = await text.feed("", true);
    text.close();
    return rest;
  }

  return {
    async feed(key, piece, { json = false, ...place } = READ) {
      let text = texts.get(key);
      if (text === undefined) {
        text = open(place, json);
        texts.set(key, text);
      }
      return await text.feed(piece, false);
    },
    end,
    async endAll() {
      const rests: [string, string][] = [];
      for (const key of [...texts.keys()]) rests.push([key, await end(key)]);
      return rests.filter(([, rest]) => rest !== "");
    },
  };
}
