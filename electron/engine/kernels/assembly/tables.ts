/** Where the host (kernels.ts) wants results: what is not worth a look leaves no trace but the end of its line. */

/** Of a line that the parser is to read. */
export const GIVEN: u8 = 1
/** Not written: a line that does not concern the parser. */
export const NOTHING: u8 = 0

export class Tables {
  /** Positions of line ends, counted from `base`. */
  ends: usize = 0
  /** For each line that is given or told: its place among the lines, its kind, how many keys are its own. */
  lines: usize = 0
  kinds: usize = 0
  counts: usize = 0
  entries: u32 = 0

  begin(ends: usize, lines: usize, kinds: usize, counts: usize): void {
    this.ends = ends
    this.lines = lines
    this.kinds = kinds
    this.counts = counts
    this.entries = 0
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
  }
}

export const tables = new Tables()
