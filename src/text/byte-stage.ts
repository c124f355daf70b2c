// The shape of a push machine from bytes to bytes. No code.

/** What it returns belongs to the caller. */
export interface ByteStage {
  feed(bytes: Uint8Array): Buffer;
  /** What was held back. The stage is used up. */
  end(): Buffer;
}
