/** Records as text for goldens, and the check that every record stands where it says. */
import type { FormatRecord, GcRecord, LogMoment } from '../../shared/model/records.ts'
import { mappingPath, permsText } from '../../shared/model/mapping-table.ts'
import { type LineSpan, QUOTE_LIMIT } from '../../shared/model/span.ts'
import type { Fed } from './feed.ts'

/** One line a record (and one a mapping or point), issues at the end. */
export function recordsText({ records, issues, excerpts }: Fed): string {
  const lines = records.flatMap((record) => [headline(record), ...details(record)])
  for (const { name, spans } of excerpts)
    lines.push(`excerpt ${spans.map(({ line, endLine }) => `${line}-${endLine}`).join(' ')}: ${name}`)
  for (const { code, count, line, message } of issues) lines.push(`issue ${code} x${count} at ${line}: ${message}`)
  return `${lines.join('\n')}\n`
}

function headline(record: FormatRecord): string {
  const { line, endLine } = record.span
  const where = line === endLine ? `${line}` : `${line}-${endLine}`
  const quote = 'quote' in record ? ` | ${record.quote.replaceAll('\0', '\\0').slice(0, 60)}` : ''
  return `${where} ${summary(record)}${quote}`
}

function summary(record: FormatRecord): string {
  switch (record.kind) {
    case 'fact':
      return `fact ${record.key} = ${JSON.stringify(record.value)}${timeText(record.at)}`
    case 'event': {
      const uptime = record.uptime === null ? '' : ` after ${record.uptime} s`
      const source = record.source === '' ? '' : ` by ${record.source}`
      return `event ${record.type} ${record.level}${timeText(record.at)}${uptime}${source} ${JSON.stringify(record.values)}`
    }
    case 'series':
      return `series ${record.series} "${record.title}" ${record.unit}`
    case 'mappings':
      return `mappings ${record.table.count}${record.complete ? ' complete' : ' incomplete'}${timeText(record.at)}`
    case 'region':
      return `region ${record.id} depth ${record.depth}: ${record.title}${record.note === '' ? '' : ` - ${record.note}`}`
    case 'thread':
      return `thread ${record.threadKind} "${record.name}" ${record.state ?? '-'} id ${record.osId ?? '-'}`
    case 'range':
      return `range ${record.role} "${record.name}" ${hex(record.start)}-${hex(record.end)}`
    case 'gc':
      return gcText(record)
    case 'unlisted':
      return `unlisted ${record.type} x${record.count}`
    case 'extent': {
      const { first, last, zoned, startsVm } = record
      return `extent${momentText(first)} to${momentText(last)}${zoned ? '' : ', no zone'}${startsVm ? ', from the start of the VM' : ''}`
    }
    default:
      return record.kind
  }
}

function gcText(record: GcRecord): string {
  const { gcId, at, uptime, collection, cause, heapBefore, heapAfter, heapCommitted, pauseMs, concurrent } = record
  const after = uptime === null ? '' : ` after ${uptime} s`
  const heap = `heap ${heapBefore} -> ${heapAfter} of ${heapCommitted}`
  const id = gcId === null ? '' : ` ${gcId}`
  return `gc${id} ${collection} (${cause})${timeText(at)}${after} ${heap}, ${pauseMs} ms${concurrent ? ', concurrent' : ''}${record.lacks ? `, lacks ${record.lacks}` : ''}`
}

function momentText({ at, uptime }: LogMoment): string {
  return `${timeText(at)}${uptime === null ? '' : ` after ${uptime} s`}`
}

function details(record: FormatRecord): string[] {
  if (record.kind === 'series') {
    return Array.from(record.at, (at, index) => `  line ${record.line[index]}:${timeText(at)} ${record.value[index]}`)
  }
  if (record.kind !== 'mappings') return []
  const { table } = record
  return Array.from(table.start, (start, row) => {
    const range = `${hex(start)}-${hex(table.end[row] ?? 0)}`
    return `  line ${table.line[row]}: pages ${range} ${permsText(table.perms[row] ?? 0)} ${mappingPath(table, row)}`
  })
}

function hex(value: number): string {
  return value.toString(16)
}

function timeText(at: number | null): string {
  return at === null ? '' : ` at ${new Date(at).toISOString()}`
}

/** What is wrong with the records of an artifact whose lines are `lines`; empty when nothing is. */
export function integrityFaults({ records, excerpts }: Fed, lines: readonly string[]): string[] {
  const faults: string[] = []
  const isOutside = ({ line, endLine }: LineSpan): boolean => line < 1 || endLine < line || endLine > lines.length
  for (const { name, spans } of excerpts) if (spans.some(isOutside)) faults.push(`excerpt ${name}: outside of the text`)
  for (const record of records) {
    if (isOutside(record.span)) faults.push(`${headline(record)}: outside of the text`)
    if (!('quote' in record)) continue
    const text = lines[record.span.line - 1] ?? ''
    if (record.quote.length > QUOTE_LIMIT) faults.push(`${headline(record)}: quote too long`)
    if (!text.includes(record.quote)) faults.push(`${headline(record)}: quote does not stand there`)
    if (record.quote === '') faults.push(`${headline(record)}: empty quote`)
  }
  return faults
}

/** Whether a region of the artifact's whole length is among its records. */
export function isCovered({ records, lines }: Fed): boolean {
  return lines === 0 || records.some(({ kind, span }) => kind === 'region' && span.line === 1 && span.endLine === lines)
}
