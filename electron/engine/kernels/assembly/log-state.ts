/** What is kept of an application's log from call to call, shared with its parser (formats/lib/log-kernel.ts has the same places). */
import { recentKeys } from './recent-keys'
import { NOTHING } from './tables'

const COUNTED: usize = 0
const COUNTS: usize = 4
const SUM: usize = 44
const PASSED: usize = 48
const STRIDE: usize = 52
const TOTAL: usize = 56
const LAST: usize = 60
const RECENT_KEYS: usize = 64

class LogState {
  base: usize = 0
  /** A bit for each kind of which lines are only counted. */
  counted: u32 = 0

  begin(base: usize): void {
    this.base = base
    this.counted = load<u32>(base + COUNTED)
    recentKeys.base = base + RECENT_KEYS
    store<u32>(base + LAST, 0)
  }

  isCounted(kind: u8): bool {
    return (this.counted & ((<u32>1) << kind)) != 0
  }

  count(kind: u8, many: i32): void {
    const place = this.base + COUNTS + ((<usize>kind) << 2)
    store<i32>(place, load<i32>(place) + many)
  }

  /** Segments more or less by one line. Twin: segment-history.ts, add. Returns `point` when their number is to be told at this line. */
  change(by: i32, line: u32, point: u8): u8 {
    store<i32>(this.base + SUM, this.sum + by)
    store<i32>(this.base + TOTAL, this.total + abs(by))
    store<u32>(this.base + LAST, line + 1)
    const passed = load<u32>(this.base + PASSED) + 1
    const isPoint = passed >= load<u32>(this.base + STRIDE)
    store<u32>(this.base + PASSED, isPoint ? 0 : passed)
    return isPoint ? point : NOTHING
  }

  get sum(): i32 {
    return load<i32>(this.base + SUM)
  }

  get total(): i32 {
    return load<i32>(this.base + TOTAL)
  }
}

export const logState = new LogState()
