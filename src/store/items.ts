// What an engine of small items must do for the sessions of items-store.ts: keep bytes by name, add where nothing is, and change
// what has not changed meanwhile. Each of these steps is atomic for its item; there are no transactions.

/** An item that is kept. */
export interface Item {
  readonly bytes: Buffer;
  /** Another one after each `swap`, also where the item was removed and made again. */
  readonly version: string;
  /** Numbers beside the bytes, of engines that have a Listing. */
  readonly tallies: Tallies;
}

export type Tallies = Readonly<Record<string, number>>;

/** An item that is to be kept. */
export interface NewItem {
  /** At most 64 characters of ASCII without blanks. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Milliseconds from now after which the engine may remove it by itself; 0 for never. */
  readonly lasts: number;
}

/** All methods @throws ClosemaskError `store-*`. Every call is one that may be made twice. */
export interface Items {
  /** Name of the engine, for messages. */
  readonly type: string;
  /** Null where there is none; in the order of the names. Sees what was written before the call. */
  get(group: string, names: readonly string[]): Promise<(Item | null)[]>;
  /** Each for itself: true where there was none. The first one wins. */
  add(group: string, items: readonly NewItem[]): Promise<boolean[]>;
  /** Each for itself: true where the item was there and still had that version. */
  swap(group: string, items: readonly (NewItem & { readonly version: string })[]): Promise<boolean[]>;
  remove(group: string, names: readonly string[]): Promise<void>;
  /** Undefined where the engine cannot say what it has. */
  readonly listing?: Listing;
  close(): Promise<void>;
}

/** For engines that know what they have, and keep it. */
export interface Listing {
  /** The items of a group whose names begin so, by name, in pieces. */
  list(group: string, prefix: string): AsyncIterable<readonly (Item & { readonly name: string })[]>;
  /** Each for itself: true where the item was there and still had that version. */
  drop(group: string, items: readonly { readonly name: string; readonly version: string }[]): Promise<boolean[]>;
  /** Changes the numbers beside an item, all or none. */
  tally(group: string, name: string, change: TallyChange): Promise<"gone" | "over" | Tallies>;
}

export interface TallyChange {
  /** `gone` where the item has another version. The version stays. */
  readonly version: string;
  readonly add: Tallies;
  readonly set?: Tallies;
  /** `over` where the number would be above that. */
  readonly most?: { readonly field: string; readonly value: number };
}
