import { defineFormat } from '../format.ts'
import { lineBoundsOf } from '../lib/head-lines.ts'
import { countMappingLines } from '../lib/mapping-head.ts'
import { MappingTableBuilder } from '../lib/mapping-lines.ts'
import { quoteOf } from '../lib/quote.ts'

/** Linux fs/proc/task_mmu.c, show_map_vma; proc_pid_maps(5). */
export const procMaps = defineFormat({
  id: 'proc-maps',
  title: 'Memory mappings (/proc/PID/maps)',
  version: 1,
  sniff(head) {
    const { mappings, others } = countMappingLines(head, lineBoundsOf(head))
    if (mappings === 0) return 'no'
    if (others === 0) return 'certain'
    return mappings > others * 4 ? 'yes' : 'no'
  },
  open(context) {
    const builder = new MappingTableBuilder()
    let quote = ''
    let strange = 0
    return {
      line(line) {
        if (builder.add(line.buffer, line.start, line.end, line.number)) {
          if (builder.count === 1) quote = quoteOf(line.text())
        } else if (line.end > line.start) {
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
        const span = { line: builder.firstLine, endLine: builder.lastLine }
        const complete = !cut && strange === 0
        context.emit({ kind: 'mappings', table: builder.finish(), complete, at: null, span, quote })
      },
    }
  },
})
