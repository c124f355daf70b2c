// Memory for the slots of pages that are remembered, used again for those that come next. A blob as SQLite gives it lies in memory of
// its own: one that was remembered for a while and forgotten takes it until V8 has looked through its whole heap, and leaves a hole.

import { SLOT_BYTES, type Slots, setBlob, slotsAt, viewSlots } from "./slots.ts";

export interface SlotRoom {
  /** The slots of a blob, copied where they are not unusually many. */
  view(blob: Uint8Array): Slots;
  /** Takes the memory of slots back, which nobody looks at any more. */
  free(slots: Slots): void;
}

/** More slots have hardly room in a page with their values. */
const ROOM = 160 * SLOT_BYTES;

export function createSlotRoom(): SlotRoom {
  const free: Slots[] = [];
  return {
    view(blob) {
      if (blob.length > ROOM) return viewSlots(blob);
      const slots = free.pop() ?? slotsAt(new Uint8Array(ROOM), 0);
      setBlob(slots, blob);
      return slots;
    },
    free(slots) {
      if (slots.memory.length === ROOM) free.push(slots);
    },
  };
}
