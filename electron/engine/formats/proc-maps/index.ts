import type { LineNumber } from '../../../../shared/model/units.ts'
import { defineFormat } from '../format.ts'
import { lineBoundsOf } from '../lib/head-lines.ts'
import { countMappingLines } from '../lib/mapping-head.ts'
import { emitJcmdPid } from '../lib/jcmd.ts'
import { MappingTableBuilder } from '../lib/mapping-lines.ts'
import { quoteOf } from '../lib/quote.ts'

// Dynamic libraries:
const DYNLIBS = 'Dynamic libraries:'
// Total number of mappings: 740                                                                     (JDK 21 and later)
const PRINTED_TOTAL = /^Total number of mappings: (\d{1,9})\s*$/

/** Linux fs/proc/task_mmu.c, show_map_vma; proc_pid_maps(5). jcmd VM.dynlibs prints the same below a heading. */
export const procMaps = defineFormat({
  id: 'proc-maps',
  title: 'Memory mappings (/proc/PID/maps)',
  version: 2,
  sniff(head) {
    const { mappings, others } = countMappingLines(head, lineBoundsOf(head))
    if (mappings === 0) return 'no'
    if (others === 0 || head.lines.slice(0, 3).includes(DYNLIBS)) return 'certain'
    return mappings > others * 4 ? 'yes' : 'no'
  },
  open(context) {
    const builder = new MappingTableBuilder()
    let quote = ''
    let strange = 0
    let printed: number | null = null

    /** What jcmd prints around the listing. */
    function isHeading(text: string, line: LineNumber): boolean {
      if (text === DYNLIBS || (builder.count === 0 && emitJcmdPid(context, text, line))) return true
      const total = PRINTED_TOTAL.exec(text)?.[1]
      if (total !== undefined) printed = Number(total)
      return total !== undefined
    }

    return {
      line(line) {
        if (builder.add(line.buffer, line.start, line.end, line.number)) {
          if (builder.count === 1) quote = quoteOf(line.text())
        } else if (line.end > line.start && !isHeading(line.text(), line.number)) {
          strange++
          context.report('malformed-mapping', line.number, 'Not a line of a mapping listing')
        }
      },
      end(lines, cut) {
        if (lines === 0) return
        if (cut) context.report('truncated', lines, 'The listing ends early: the count is a lower bound')
        context.emit({
          kind: 'region',
          id: 'mappings',
          title: `${builder.count} mappings`,
          note: 'One line a mapping (VMA), in address order: range, permissions, offset, device, inode, path.',
          depth: 0,
          span: { line: 1, endLine: lines },
        })
        if (builder.count === 0) return
        if (printed !== null && printed !== builder.count) {
          const message = `${printed} mappings are printed as the total, ${builder.count} are listed`
          context.report('total-mismatch', lines, message)
        }
        const span = { line: builder.firstLine, endLine: builder.lastLine }
        const complete = !cut && strange === 0 && (printed === null || printed === builder.count)
        context.emit({ kind: 'mappings', table: builder.finish(), complete, at: null, span, quote })
      },
    }
  },
})
