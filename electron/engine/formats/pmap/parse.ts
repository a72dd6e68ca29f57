import type { LineNumber, Pid } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { MappingRows, type MappingRow } from '../lib/mapping-rows.ts'
import { quoteOf } from '../lib/quote.ts'

// 18623:   /usr/lib/jvm/java-17/bin/java -Xmx64m App        18623: java -Xmx64m App                   (busybox)
const HEADING = /^(\d{1,10}):(?: |$)/
// Address           Kbytes     RSS   Dirty Mode  Mapping
//          Address Perm   Offset Device   Inode    Size   Rss ... Mapping
const COLUMNS = /^\s{0,20}Address\s{1,20}(?:Kbytes|Perm)\s.{0,2000}?Mapping\s*$/
// 000000008b001000   13904   13812   10644 rw--- classes.jsa                                        (-x)
// 000000008b001000  13904K rw--- classes.jsa                                                        (plain)
// 000000008b001000   13904 rw--- 0000000000001000 0fe:00000 classes.jsa                             (-d)
// 000000008b001000   13904K rw-p  /usr/lib/jvm/java-17/lib/server/classes.jsa                       (busybox)
const SHORT =
  /^([0-9a-f]{6,16})\s{1,20}(\d{1,15})K?(?:\s{1,20}(?:\d{1,15}|-)){0,4}\s{1,20}([r-][w-][x-](?:[s-][R-]|[sp](?= )))(?:\s{1,4}([0-9a-f]{8,16})\s{1,4}([0-9a-f]{3}):([0-9a-f]{5}))?\s{0,20}(.*)$/
//         8b001000 rw-p 00001000  fe:00  328742   13904 13812 13812 ... classes.jsa                 (-X, -XX)
const LONG =
  /^\s{0,16}([0-9a-f]{6,16}) ([r-][w-][x-][sp]) ([0-9a-f]{8,16})\s{1,20}([0-9a-f]{1,8}:[0-9a-f]{1,8})\s{1,20}(\d{1,20})\s{1,20}(\d{1,15})((?:\s{1,30}\d{1,15}){0,40})\s{0,30}(.*)$/
// total kB         2666028   59320   34108        total          2666028K        mapped: 2666028K    writeable/private: ...
const TOTAL = /^\s{0,8}(?:total(?: kB)?\s{1,20}\d|mapped: \d)/
// ---------------- ------- -------        ======= =====        2666028 59320 57087 ... KB
const RULE = /^\s{0,60}(?:-{6,}|={4,})[\s=-]*$/
const LONG_TOTAL = /^\s{0,60}\d{1,15}(?:\s{1,30}\d{1,15}){1,40} KB\s*$/
const KIB = 1024n

export function isPmapHeading(text: string): boolean {
  return COLUMNS.test(text) || (HEADING.test(text) && /^\d{1,10}:\s{1,4}\S/.test(text))
}

/** The mapping of a row; `mappingAt` is where the column Mapping begins, -1 when no heading told. Null for other lines. */
export function readPmapRow(text: string, mappingAt: number): MappingRow | null {
  const long = LONG.exec(text)
  if (long) {
    const [, start = '', perms = '', offset = '', device = '', inode = '', kib = '', , rest = ''] = long
    const path = mappingAt < 0 ? rest : text.slice(mappingAt)
    return { start, end: endOf(start, kib), perms, offset, device, inode, path: pathOf(path) }
  }
  const short = SHORT.exec(text)
  if (!short) return null
  const [, start = '', kib = '', mode = '', offset, major, minor, rest = ''] = short
  const perms = `${mode.slice(0, 3)}${mode[3] === 's' ? 's' : 'p'}`
  const device = major === undefined ? '00:00' : `${major}:${minor}`
  return { start, end: endOf(start, kib), perms, offset: offset ?? '0', device, path: pathOf(rest) }
}

function endOf(start: string, kib: string): string {
  return (BigInt(`0x${start}`) + BigInt(kib) * KIB).toString(16)
}

/** pmap writes `[ anon ]` where the kernel writes nothing, and blanks into the names of the others. */
function pathOf(text: string): string {
  const path = text.trim()
  if (path === '[ anon ]') return ''
  const named = /^\[ ([^\s[\]]{1,100}) \]$/.exec(path)?.[1]
  return named === undefined ? path : `[${named}]`
}

export function openPmap(context: ParseContext): LineParser {
  let rows = new MappingRows()
  let first: LineNumber = 1
  let mappingAt = -1
  let strange = 0
  let total = false
  let listings = 0

  /** Ends a listing: another process follows, or nothing. */
  function flush(last: LineNumber, cut: boolean): void {
    if (rows.count > 0) {
      listings++
      const span = { line: rows.firstLine, endLine: rows.lastLine }
      const complete = total && strange === 0 && !cut
      const title = `${rows.count} mappings`
      context.emit({ kind: 'region', id: 'listing', title, note: '', depth: 1, span: { line: first, endLine: last } })
      context.emit({ kind: 'mappings', table: rows.finish(), complete, at: null, span, quote: quoteOf(rows.quote) })
    }
    rows = new MappingRows()
    strange = 0
    total = false
  }

  function heading(pid: Pid, text: string, line: LineNumber): void {
    if (rows.count > 0) flush(line - 1, false)
    first = line
    context.emit({
      kind: 'fact',
      key: 'process.pid',
      value: pid,
      at: null,
      span: { line, endLine: line },
      quote: quoteOf(text),
    })
  }

  return {
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      const row = readPmapRow(text, mappingAt)
      if (row !== null && rows.add(row, line.number, text)) return
      const pid = HEADING.exec(text)?.[1]
      if (pid !== undefined) heading(Number(pid), text, line.number)
      else if (COLUMNS.test(text)) mappingAt = text.includes(' Perm ') ? text.indexOf('Mapping') : -1
      else if (TOTAL.test(text) || LONG_TOTAL.test(text)) total = true
      else if (!RULE.test(text)) {
        strange++
        context.report('malformed-mapping', line.number, 'Not a row of pmap')
      }
    },
    end(lines, cut) {
      flush(lines, cut)
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The listing ends early: the count is a lower bound')
      context.emit({
        kind: 'region',
        id: 'mappings',
        title: listings > 1 ? `Mappings of ${listings} processes` : 'Mappings',
        note: 'One row a mapping (VMA), in address order; base names and sizes in KiB.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
