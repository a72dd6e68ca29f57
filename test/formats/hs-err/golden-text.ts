import type { FormatRecord } from '../../../shared/model/records.ts'
import type { Fed } from '../../support/feed.ts'
import { recordsText } from '../../support/records.ts'

/** As `recordsText`, with frames, threads and ranges in full. */
export function goldenText(fed: Fed): string {
  const records = fed.records.map(
    (record) => crashRecord(record) ?? recordsText({ ...fed, records: [record], issues: [] }),
  )
  return records.join('') + recordsText({ ...fed, records: [] }).trimStart()
}

function crashRecord(record: FormatRecord): string | null {
  const { line } = record.span
  switch (record.kind) {
    case 'frame': {
      const { stack, index, type, library, libraryOffset, symbol } = record
      return `${line} ${stack} frame ${index} ${type} ${library ?? '-'} ${libraryOffset ?? '-'} ${symbol ?? '-'}\n`
    }
    case 'thread': {
      const { name, threadKind, state, osId, stackStart, stackEnd, current } = record
      const stack = `${stackStart?.toString(16) ?? '-'}-${stackEnd?.toString(16) ?? '-'}`
      return `${line} thread${current ? ' =>' : ''} ${threadKind} "${name}" ${state ?? '-'} ${osId ?? '-'} ${stack}\n`
    }
    case 'range':
      return `${line} range ${record.role} ${record.start.toString(16)}-${record.end.toString(16)} ${record.name}\n`
    default:
      return null
  }
}
