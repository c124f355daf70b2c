// Carries messages from one side to the other through the gate, in their order and one at a time. What is read waits until
// what was written before is taken, so that nothing piles up.

import { ClosemaskError } from "../../errors.ts";
import type { Passed, RpcGate, Side } from "../../proxy/rpc-gate.ts";
import { createLines, type Line } from "./messages.ts";

/** Takes bytes; resolves once they are on their way. @throws BROKEN_PIPE when nobody reads any more */
export type Write = (bytes: Buffer) => Promise<void>;

export interface RelayOptions {
  readonly gate: RpcGate;
  /** Where the bytes come from. */
  readonly side: Side;
  readonly input: AsyncIterable<Buffer>;
  /** To the other side. */
  readonly forward: Write;
  /** To the side that the bytes come from. */
  readonly back: Write;
  /** Bytes of a message. */
  readonly limit: number;
  /** Of a message that did not go on as it is. */
  readonly onRefusal: (message: string, from: Side) => void;
  readonly onPassed: (passed: Passed) => void;
}

const NEWLINE = Buffer.from("\n");

/**
 * Until the input ends.
 * @throws ClosemaskError `input` for a message that is too long and of which nobody could be told; whatever the writes throw
 */
export async function relay(options: RelayOptions): Promise<void> {
  const { side, input, limit } = options;
  const lines = createLines(limit);
  for await (const chunk of input) for (const line of lines.feed(chunk)) await carry(line, options);
  for (const line of lines.end()) await carry(line, options);

  async function carry(line: Line, { gate, forward, back, onRefusal, onPassed }: RelayOptions): Promise<void> {
    const passed = "whole" in line ? await whole(line.whole, gate) : gate.tooLong(line.head, line.tail, limit);
    if (passed === null) {
      throw new ClosemaskError(
        "input",
        `a message of the ${side} is longer than ${limit} bytes, and its id is not known`,
        {
          hint: "raise serve.bodyLimit",
        },
      );
    }
    if (passed.refusal !== null) onRefusal(passed.refusal.message, side);
    onPassed(passed);
    const end = line.newline || passed.refusal !== null ? NEWLINE : Buffer.alloc(0);
    if (passed.forward !== null) await forward(Buffer.concat([passed.forward, end]));
    if (passed.back !== null) await back(Buffer.concat([passed.back, NEWLINE]));
  }

  /** A line without text has nothing to look at. */
  async function whole(bytes: Buffer, gate: RpcGate): Promise<Passed> {
    if (isBlank(bytes)) return { forward: bytes, back: null, refusal: null, masked: null, restored: null };
    return await gate.pass(bytes, side);
  }
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
