import { defineFormat } from '../format.ts'
import { beginsHeap, HeapLines, heapSink, isHeapLine } from '../lib/heap-lines.ts'
import { emitJcmdPid, jcmdPid } from '../lib/jcmd.ts'

/** jcmd GC.heap_info of all collectors: HeapInfoDCmd, src/hotspot/share/services/diagnosticCommand.cpp. */
export const heapInfo = defineFormat({
  id: 'heap-info',
  title: 'Java heap (GC.heap_info)',
  version: 3,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '' && jcmdPid(line) === null && line.trim() !== 'Heap')
    const first = lines[0]
    if (first === undefined || !beginsHeap(first)) return 'no'
    const others = lines.filter((line) => !isHeapLine(line)).length
    return others === 0 ? 'certain' : others * 4 < lines.length ? 'yes' : 'no'
  },
  open(context) {
    const heap = new HeapLines(heapSink(context, null))
    return {
      line(line) {
        const text = line.text()
        if (text.trim() === '' || heap.read({ number: line.number, text })) return
        if (!emitJcmdPid(context, text, line.number)) {
          context.report('malformed-line', line.number, 'Not a line of a heap report')
        }
      },
      end(lines, cut) {
        heap.end()
        if (lines === 0) return
        if (cut) context.report('truncated', lines, 'The report ends early')
        context.emit({
          kind: 'region',
          id: 'heap',
          title: 'Java heap',
          note: 'Space by space: what is reserved, committed and used.',
          depth: 0,
          span: { line: 1, endLine: lines },
        })
      },
    }
  },
})
