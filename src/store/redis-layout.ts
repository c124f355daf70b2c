// The layouts that the scripts inside of Redis and their callers share: first elements of answers, sizes of packed records.

/** The first element of each answer. */
export const DONE = 0;
/** The session is not there, or is not the one that was meant: it was purged. */
export const GONE = 1;
/** Redis has dropped a part of the session. */
export const TORN = 2;
export const FULL = 3;
export const USED_UP = 4;
export const CONFLICT = 5;
/** Nothing was done: not all pieces of a call may fit. */
export const NEAR = 6;

/** Bytes of a value's record in PUT: three handles, fingerprint, kind (8 each), styles, literal, counter, length 4. */
export const PUT_RECORD = 47;
/** What became of a value in PUT: made or known as it was asked for, or told by a whole result. */
export const MADE = "m";
export const KNOWN = "k";
export const OTHER = "o";
/** Bytes of a whole result of PUT: handle, kind, number (8 each), whether it was made. */
export const PUT_RESULT = 25;
/** Bytes of a number of a counter: token, number. */
export const NUMBERED = 16;
/** Where the numbers of an entry begin in `i`. */
export const INFO = 26;
