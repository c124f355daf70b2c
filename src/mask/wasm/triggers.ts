// Where placeholders may stand: the byte that each of them is read from, with as much around it as one look at sixteen places
// tells. What cannot be told here is let through; placeholder.ts reads what stands there. Memory is laid out by triggers-wasm.ts.

// @ts-ignore: decorator
@inline
function is(bytes: v128, byte: u8): v128 {
  return v128.eq<u8>(bytes, i8x16.splat(byte));
}

/** Members of a range of `count` bytes. */
// @ts-ignore: decorator
@inline
function within(bytes: v128, first: u8, count: u8): v128 {
  return v128.lt<u8>(v128.sub<u8>(bytes, i8x16.splat(first)), i8x16.splat(count));
}

/**
 * Writes the offsets of such bytes among `[from, to)` to `out`, counted from `from`; returns how many. Reads one byte before and
 * up to sixteen behind, whatever these are.
 */
export function triggers(from: usize, to: usize, out: usize): i32 {
  let end = out;
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at);
    const next = v128.load(at, 1);
    const zeros = v128.and(is(next, 0x30), is(v128.load(at, 2), 0x30));
    // Two zeros behind `0` or `4`; one behind `+`; the first letter of the only mail address there is.
    let found = v128.or(
      v128.and(zeros, v128.or(is(bytes, 0x30), is(bytes, 0x34))),
      v128.or(v128.and(is(bytes, 0x2b), is(next, 0x30)), v128.and(is(bytes, 0x40), is(next, 0x65))),
    );
    found = v128.or(found, v128.and(is(bytes, 0x24), is(next, 0x7b)));
    const letters = within(bytes, 0x58, 3);
    const marks = v128.or(letters, v128.or(is(bytes, 0x3c), is(bytes, 0x5f)));
    if (v128.any_true(marks)) {
      const isUpper = within(next, 0x41, 26);
      const isBehindUpper = within(v128.load(at - 1), 0x41, 26);
      found = v128.or(found, v128.and(is(bytes, 0x3c), isUpper));
      found = v128.or(found, v128.and(is(bytes, 0x5f), isBehindUpper));
      found = v128.or(found, v128.and(letters, v128.and(isBehindUpper, within(next, 0x30, 10))));
      // The country that no account has.
      found = v128.or(found, v128.and(is(bytes, 0x58), is(next, 0x58)));
    }
    let mask = i8x16.bitmask(found);
    while (mask !== 0) {
      const place = at + ctz(mask);
      if (place >= to) break;
      store<u32>(end, <u32>(place - from));
      end += 4;
      mask &= mask - 1;
    }
  }
  return <i32>((end - out) >> 2);
}
