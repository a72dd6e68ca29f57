const LANES: usize = 16

/**
 * Positions of `\n` in `[from, to)`, counted from `base`, written to `out`; returns how many. Stops when `capacity` is reached, and may
 * have looked at up to 15 bytes behind the last one: the caller goes on behind it.
 */
export function newlines(base: usize, from: usize, to: usize, out: usize, capacity: u32): u32 {
  const wanted = i8x16.splat(10)
  const limit = out + ((<usize>capacity) << 2)
  const begin = out
  let at = from
  for (; at + LANES <= to; at += LANES) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(at), wanted))
    while (mask != 0) {
      if (out == limit) return capacity
      store<u32>(out, <u32>(at - base) + ctz(mask))
      out += 4
      mask &= mask - 1
    }
  }
  for (; at < to; at++) {
    if (load<u8>(at) != 10) continue
    if (out == limit) return capacity
    store<u32>(out, <u32>(at - base))
    out += 4
  }
  return <u32>((out - begin) >> 2)
}
