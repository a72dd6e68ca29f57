import type { CrashRecords } from './records.ts'
import type { SectionReader } from './section.ts'
import { parseThread } from './thread-line.ts'

// =>0x00007f053401a970 JavaThread "main" [...]
//   0x00007f05341a27a0 JavaThread "Reference Handler" daemon [...]
// =>0x0000015d54e5a800 (exited) JavaThread "Unknown thread" [...]
const ENTRY = /^(=>|  )0x[0-9a-f]+ (?:\(exited\) )?/

/** Java Threads and Other Threads (Threads::print_on_error). */
export function openThreads(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const prefix = ENTRY.exec(line.text)
      if (!prefix) return
      const span = { line: line.number, endLine: line.number }
      const thread = parseThread(line.text.slice(prefix[0].length), prefix[1] === '=>', span)
      if (thread) records.thread(thread)
      else records.report('malformed-line', line.number, 'A thread whose name holds a line break, or a damaged line')
    },
  }
}
