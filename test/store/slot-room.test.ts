import fc from "fast-check";
import { expect, test } from "vitest";
import { createSlotRoom } from "../../src/store/slot-room.ts";
import {
  blobOf,
  findSlot,
  fingerprintOf,
  isDead,
  SLOT_BYTES,
  type Slots,
  usedOf,
  viewSlots,
} from "../../src/store/slots.ts";

const blob = fc
  .tuple(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 150, max: 255 })), fc.nat(1e6))
  .map(([count, seed]) => Buffer.from(Array.from({ length: count * SLOT_BYTES }, (_, i) => (seed * 31 + i * i) % 251)));

test("what is in use keeps its slots, whatever was given back and taken anew", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(blob, fc.nat(7)), { maxLength: 60 }), (steps) => {
      const room = createSlotRoom();
      const inUse = new Map<number, { readonly slots: Slots; readonly bytes: Buffer }>();
      for (const [bytes, place] of steps) {
        const before = inUse.get(place);
        if (before !== undefined) room.free(before.slots);
        inUse.set(place, { slots: room.view(bytes), bytes });
        for (const { slots, bytes: own } of inUse.values()) expect(Buffer.from(blobOf(slots)).equals(own)).toBe(true);
      }
    }),
  );
});

test("slots in memory that held more say the same as those of their own", () => {
  fc.assert(
    fc.property(blob, blob, (first, bytes) => {
      const room = createSlotRoom();
      room.free(room.view(first));
      const [slots, own] = [room.view(bytes), viewSlots(bytes)];
      const said = (its: Slots): unknown[] =>
        Array.from({ length: its.count + 1 }, (_, i) => {
          if (i === its.count) return isDead(its, i);
          const fingerprint = fingerprintOf(its, i);
          return [fingerprint, usedOf(its, i), isDead(its, i), findSlot(its, fingerprint)];
        });
      expect(said(slots)).toEqual(said(own));
    }),
  );
});
