/** Where the host (kernels.ts) wants results: what is not worth a look leaves no trace but the end of its line. */

/** Of a line that the parser is to read. */
export const GIVEN: u8 = 1
/** Not written: a line that does not concern the parser. */
export const NOTHING: u8 = 0

/** Of an entry before which no line stands that leaves nothing but a heading. */
const NO_HEAD: u32 = 0xffff

export class Tables {
  /** Positions of line ends, counted from `base`. */
  ends: usize = 0
  /** For each line that is given or told: its place among the lines, its kind, how many keys are its own. */
  lines: usize = 0
  kinds: usize = 0
  counts: usize = 0
  /** For each entry: the last line since the entry before that is not told but heads what stands below it. */
  heads: usize = 0
  entries: u32 = 0
  head: u32 = NO_HEAD

  begin(ends: usize, lines: usize, kinds: usize, counts: usize, heads: usize): void {
    this.ends = ends
    this.lines = lines
    this.kinds = kinds
    this.counts = counts
    this.heads = heads
    this.entries = 0
    this.head = NO_HEAD
  }

  end(line: u32, position: u32): void {
    store<u32>(this.ends + ((<usize>line) << 2), position)
  }

  add(line: u32, kind: u8, keys: u32): void {
    const entry = <usize>this.entries
    this.entries++
    store<u16>(this.lines + (entry << 1), <u16>line)
    store<u8>(this.kinds + entry, kind)
    store<u8>(this.counts + entry, <u8>keys)
    store<u16>(this.heads + (entry << 1), <u16>this.head)
    this.head = NO_HEAD
  }

  lastIs(kind: u8, line: u32): bool {
    const last = <usize>(this.entries - 1)
    return this.entries > 0 && load<u8>(this.kinds + last) == kind && <u32>load<u16>(this.lines + (last << 1)) == line
  }

  moveLast(line: u32): void {
    store<u16>(this.lines + ((<usize>(this.entries - 1)) << 1), <u16>line)
  }

  /** Takes entries back: there are `entries` again. */
  backTo(entries: u32): void {
    if (entries == this.entries) return
    this.entries = entries
    this.head = <u32>load<u16>(this.heads + ((<usize>entries) << 1))
  }
}

export const tables = new Tables()
