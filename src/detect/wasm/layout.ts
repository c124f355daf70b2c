// Where the tables lie that are read at each byte, in AssemblyScript: their addresses are in the code itself, so that a place in one
// of them costs no addition. The first bytes of the memory, laid out by pass-wasm.ts in this order.

/** The column of each byte in the rows of the shapes, see shapes.ts. */
export const COLUMNS: usize = 0;
/** Two filters for the windows of the needles, see needles.ts. */
export const FILTERS: usize = 0x100;
/** What needles.ts writes of a block, and small tables. */
export const SCRATCH: usize = 0x8100;
/** What masks.ts compares bytes with. */
export const VECTORS: usize = 0xbe00;
/** What each byte is between a name and its value, see vendor.ts. */
export const GAPS: usize = 0xbf00;
/** By length of a code, where its looks begin, four bytes each, see code.ts. */
export const LOOKS: usize = 0xc000;
/** The rows of the shapes. */
export const ROWS: usize = 0xc100;
