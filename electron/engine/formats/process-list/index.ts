import { defineFormat } from '../format.ts'
import { openSnapshots } from '../lib/snapshot-tables.ts'
import { isPsRow, psColumns, PsFacts } from './parse.ts'

/** ps(1): processes of the host, or threads with -L and -T. */
export const processList = defineFormat({
  id: 'process-list',
  title: 'Processes of the host (ps)',
  version: 3,
  sniff(head) {
    const at = head.lines.findIndex((line) => psColumns(line) !== null)
    // top has such a header too, below its summary.
    return at >= 0 && at < 10 && !head.lines.slice(0, at).some((line) => /^(?:top - |Mem: )/.test(line)) ? 'yes' : 'no'
  },
  open(context) {
    const facts = new PsFacts()
    let columns: readonly string[] = []
    return openSnapshots(context, {
      region: {
        id: 'processes',
        title: 'Processes of the host',
        note: 'One row a process, or a thread where LWP is a column.',
      },
      rows: ['row', 'rows'],
      begins(text) {
        const found = psColumns(text)
        if (found) {
          columns = found
          facts.columns(found)
        }
        return found !== null
      },
      isRow: (text) => isPsRow(text, columns),
      facts,
    })
  },
})
