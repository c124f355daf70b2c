// A session as a program sees it.

import type { Duplex } from "node:stream";
import type { TextLike } from "../mask/text-batch.ts";
import type { Kind, Span } from "../types.ts";
import type { Explained } from "./explain.ts";
import type { JsonOptions } from "./json.ts";
import type { RestorePlace } from "./options.ts";

export interface UnmaskOptions {
  /** Also accepts placeholders that a model has bent: case, added marks, entities. Default false. */
  readonly tolerant?: boolean | undefined;
  /** Where the values come back. Default `text`. In `tools`, credentials do not come back inside of URLs. */
  readonly place?: RestorePlace | undefined;
  /** Says no to values that may not come back here, besides what `restore` of the instance says. */
  readonly allows?: ((kind: Kind) => boolean) | undefined;
  /** Throw `unresolved` where text of the shape of a placeholder stands for nothing here. Default false: it stays as it is. */
  readonly strict?: boolean | undefined;
}

export interface MaskJsonOptions extends JsonOptions {
  /** Whether numbers are looked at: one that is masked becomes a string. Default true. */
  readonly numbers?: boolean | undefined;
}

export interface UnmaskJsonOptions extends JsonOptions, UnmaskOptions {}

export interface StreamOptions {
  /** Chunks are strings, both ways. Default false: bytes. */
  readonly text?: boolean | undefined;
}

export interface UnmaskStreamOptions extends StreamOptions, Omit<UnmaskOptions, "strict"> {}

/**
 * A session: what is masked in it can be restored in it. Each method comes in two forms; those with `Sync` return at once, and
 * throw `usage` where the store or the engine for names has to be waited for. Methods may be called at the same time.
 */
export interface CloseMaskSession extends AsyncDisposable {
  readonly name: string;
  /** Null where it belongs to no tenant. */
  readonly tenant: string | null;
  /**
   * The text with placeholders; every value is stored before this resolves.
   * @throws ClosemaskError of the store, of the names, and `blocked` by policy: then nothing of the text may be sent on
   */
  mask(text: string): Promise<string>;
  mask(bytes: Uint8Array): Promise<Uint8Array>;
  mask<T extends TextLike>(text: T): Promise<T>;
  maskSync(text: string): string;
  maskSync(bytes: Uint8Array): Uint8Array;
  maskSync<T extends TextLike>(text: T): T;
  /** The text with values. @throws ClosemaskError of the store, and `unresolved` with `strict` */
  unmask(text: string, options?: UnmaskOptions): Promise<string>;
  unmask(bytes: Uint8Array, options?: UnmaskOptions): Promise<Uint8Array>;
  unmask<T extends TextLike>(text: T, options?: UnmaskOptions): Promise<T>;
  unmaskSync(text: string, options?: UnmaskOptions): string;
  unmaskSync(bytes: Uint8Array, options?: UnmaskOptions): Uint8Array;
  unmaskSync<T extends TextLike>(text: T, options?: UnmaskOptions): T;
  /**
   * A copy of a JSON-like value in which all texts are masked, together: one question to the store. The value itself is not
   * touched, names of members stay unless `keys` asks for them.
   * @throws ClosemaskError `input` for a cycle or a value that is no JSON; else as `mask`
   */
  maskJson<T>(value: T, options?: MaskJsonOptions): Promise<T>;
  maskJsonSync<T>(value: T, options?: MaskJsonOptions): T;
  /** The way back. @throws ClosemaskError `input`; else as `unmask` */
  unmaskJson<T>(value: T, options?: UnmaskJsonOptions): Promise<T>;
  unmaskJsonSync<T>(value: T, options?: UnmaskJsonOptions): T;
  /** The placeholder of a value whose kind the caller knows, whatever rules and policy think of it. @throws ClosemaskError `usage` for an empty value */
  encode(value: string, options: { readonly kind: Kind }): Promise<string>;
  encodeSync(value: string, options: { readonly kind: Kind }): string;
  /** The value of a placeholder, which is the whole text. @throws ClosemaskError `unresolved` for any other text */
  decode(placeholder: string): Promise<string>;
  decodeSync(placeholder: string): string;
  /** What would be masked. Stores nothing; learned values of the session count. Offsets in UTF-16 units of a string, in bytes of bytes. */
  detect(text: TextLike): Promise<Span[]>;
  detectSync(text: TextLike): Span[];
  /** Every candidate of a text, what becomes of it, and why. */
  explain(text: TextLike): Promise<Explained[]>;
  explainSync(text: TextLike): Explained[];
  // The global type: that of the DOM where a program has it, else that of Node.
  /** Masks what is written to it. The result does not depend on how the text was cut; only what could still change is held back. */
  maskStream(options: { readonly text: true }): TransformStream<string, string>;
  maskStream(options?: StreamOptions): TransformStream<Uint8Array, Uint8Array>;
  /** Restores what is written to it. */
  unmaskStream(options: UnmaskStreamOptions & { readonly text: true }): TransformStream<string, string>;
  unmaskStream(options?: UnmaskStreamOptions): TransformStream<Uint8Array, Uint8Array>;
  /** The same as streams of Node. With `text` it reads and writes strings. */
  maskDuplex(options?: StreamOptions): Duplex;
  unmaskDuplex(options?: UnmaskStreamOptions): Duplex;
  /** The same for anything that can be iterated over: chunks of one text, strings or bytes. */
  maskChunks<T extends TextLike>(chunks: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, void>;
  unmaskChunks<T extends TextLike>(
    chunks: Iterable<T> | AsyncIterable<T>,
    options?: Omit<UnmaskOptions, "strict">,
  ): AsyncGenerator<T, void, void>;
  /** Lets go of the session; its values stay in the store. Later calls throw `usage`. */
  close(): Promise<void>;
}
