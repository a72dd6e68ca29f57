import type { RangeRecord, RangeRole } from '../../../../shared/model/records.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { emitJcmdPid } from '../lib/jcmd.ts'
import { MappingRows, type MappingRow } from '../lib/mapping-rows.ts'
import { quoteOf } from '../lib/quote.ts'

// Memory mappings:
const HEADING = /^Memory mappings:\s*$/
// 0x000000008b001000-0x000000008bd95000     14237696 rw-p     14143488            0 4K   com              CDS       /usr/lib/...     (24+)
// 0x0000000414000000 - 0x0000000453000000 1234567890 rw-p 1234567890 1234567890 16g  thp,thpadv       JAVAHEAP /shared/tmp.txt      (22, 23)
const ROW =
  /^0x([0-9a-f]{1,16}) ?- ?0x([0-9a-f]{1,16})\s{1,20}\d{1,20}\s{1,8}([r-][w-][x-][sp])\s{1,20}\d{1,20}\s{1,20}\d{1,20}\s{1,8}\d{1,8}[KMGkmg]?B?(?:\s{1,8}(.*))?$/
/** Notes and uses never begin with these: what does is the file, up to the line's end. */
const FILE = /(?:^|\s)([/[].*)$/
// Number of mappings: 214
const COUNT = /^Number of mappings: (\d{1,9})\s*$/
const HEADER = /^from\s{1,40}to\s{1,40}vsize prot/

/** Uses that a range may have (NMT_FLAGS_DO of memMapPrinter.cpp). */
const ROLES: readonly (readonly [use: string, role: RangeRole])[] = [
  ['JAVAHEAP', 'java-heap'],
  ['CODE', 'code-cache'],
  ['META', 'metaspace'],
  ['CLASS', 'class-space'],
  ['CDS', 'cds-archive'],
  ['CARDTBL', 'card-table'],
  ['GC', 'gc-structure'],
]
// STACK:18625-main (22 to 24)          STACK-38649-Attach-Listener (25)
const STACK = /^STACK[:-]\d{1,10}-(.+)$/

export interface MapRow extends MappingRow {
  /** `JAVAHEAP`, `STACK:18625-main`; empty without native memory tracking. */
  uses: string[]
}

export function isMapHeading(text: string): boolean {
  return HEADING.test(text) || HEADER.test(text)
}

export function readMapRow(text: string): MapRow | null {
  const match = ROW.exec(text)
  if (!match) return null
  const [, start = '', end = '', perms = '', rest = ''] = match
  const file = FILE.exec(rest)
  const words = (file ? rest.slice(0, file.index) : rest).split(/\s+/)
  const uses = words.flatMap((word) => word.split(',')).filter((word) => /^[A-Z]/.test(word))
  return { start, end, perms, path: file?.[1]?.trim() ?? '', uses }
}

export function openMemoryMap(context: ParseContext): LineParser {
  const rows = new MappingRows()
  let strange = 0
  let counted: number | null = null
  /** Neighbours of one use are one range. */
  let range: RangeRecord | null = null

  function close(): void {
    if (range !== null) context.emit(range)
    range = null
  }

  function use({ start, end, uses }: MapRow, line: LineNumber, text: string): void {
    const stack = uses.map((word) => STACK.exec(word)?.[1]).find((thread) => thread !== undefined)
    const role = stack === undefined ? ROLES.find(([word]) => uses.includes(word))?.[1] : 'thread-stack'
    const name = stack ?? uses.join(', ')
    const [from, to] = [Number(`0x${start}`), Number(`0x${end}`)]
    if (range !== null && role === range.role && from === range.end && (stack === undefined || name === range.name)) {
      range.end = to
      range.span.endLine = line
      return
    }
    close()
    if (role === undefined || from >= to) return
    const span = { line, endLine: line }
    range = { kind: 'range', role, name, start: from, end: to, span, quote: quoteOf(text) }
  }

  return {
    line(line) {
      const text = line.text()
      const row = readMapRow(text)
      if (row !== null) {
        if (rows.add(row, line.number, text)) use(row, line.number, text)
        else {
          strange++
          context.report('malformed-mapping', line.number, 'No range of addresses')
        }
        return
      }
      if (line.number === 1) emitJcmdPid(context, text, 1)
      const count = COUNT.exec(text)?.[1]
      if (count !== undefined) counted = Number(count)
      else if (text.startsWith('0x')) {
        strange++
        context.report('malformed-mapping', line.number, 'Not a row of the memory map')
      }
    },
    end(lines, cut) {
      close()
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The map ends early: the count is a lower bound')
      context.emit({
        kind: 'region',
        id: 'mappings',
        title: `${rows.count} mappings`,
        note: 'One line a mapping (VMA), with what HotSpot uses it for when native memory tracking is on.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
      if (rows.count === 0) return
      if (counted !== null && counted !== rows.count) {
        context.report(
          'total-mismatch',
          lines,
          `${counted} mappings are printed as the total, ${rows.count} are listed`,
        )
      }
      const span = { line: rows.firstLine, endLine: rows.lastLine }
      const complete = !cut && strange === 0 && counted === rows.count
      context.emit({ kind: 'mappings', table: rows.finish(), complete, at: null, span, quote: quoteOf(rows.quote) })
    },
  }
}
