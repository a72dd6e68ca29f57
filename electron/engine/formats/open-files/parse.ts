import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// COMMAND   PID USER   FD   TYPE             DEVICE  SIZE/OFF    NODE NAME
// COMMAND   PID   TID TASKCMD  USER   FD      TYPE DEVICE SIZE/OFF NODE NAME                            (threads too)
const HEADER = /^COMMAND\s{1,40}PID\s.{0,200}\sFD\s{1,20}TYPE\s.{0,200}NAME\s*$/
// java    14210 root  mem    REG              254,0      4096 2155610 /srv/kafka/data/orders-3/00000000000000059000.timeindex
// java    14210 14215 GC\x20Thr root  cwd    DIR ...
const ROW = /^\S{1,40}\s{1,40}(\d{1,10})\s{1,20}(.*)$/
// root  mem    REG        root   12u  IPv6        root  DEL    REG        1001  3rW  REG
const DESCRIPTOR =
  /^\S{1,80}\s{1,20}(\d{1,9}[a-zA-Z -]{0,3}|mem|mmap|DEL|[a-z]{2,4}[a-z0-9]{0,4}|NOFD)\s{1,20}(?:[A-Za-z0-9]{2,8})\b/
const FILE_DESCRIPTOR = /^\d/
const MAPPED = new Set(['mem', 'mmap', 'DEL'])
// lr-x------ 1 root root 64 Nov 25 22:41 12 -> /usr/lib/jvm/java-17/lib/libjli.so
// lr-------- 1 root root 64 Nov 25 22:42 7f487b3f8000-7f487b3f9000 -> /srv/kafka/data/orders-3/00000000000000059000.index
// lrwx------ 1 kafka kafka 64 Nov 25 22:42 /proc/14210/fd/12 -> socket:[45678]                          (ls -l /proc/PID/fd/*)
const LINK =
  /^l[r-][w-][x-][-rwx]{6}[.+@]?\s{1,12}\d{1,4}\s.{5,120}\s(?:\/proc\/(?<pid>\d{1,10})\/(?:fd|map_files)\/)?(?<name>\d{1,9}|[0-9a-f]{4,16}-[0-9a-f]{4,16}) -> ./
// lrwx------ 1 kafka kafka 64 Nov 25 22:42 3            (where it leads to is not shown to everybody; other links are of mode 777)
const UNREADABLE = /^l[r-][w-]x------[.+@]?\s{1,12}\d{1,4}\s.{5,120}\s(?<name>\d{1,9})$/
// total 0        dr-x------ 2 kafka kafka  0 Nov 25 22:41 .        ls: cannot read symbolic link '/proc/14210/fd/3': Permission denied
const AROUND = /^(?:total \d{1,12}|d[-rwxsSt]{9}[.+@]?\s.{5,120}\s\.{1,2}|ls: .{1,300})$/
const RANGE = /-/
/** `/proc/14210/fd:` above a listing of several folders. */
const FOLDER = /^\/proc\/(\d{1,10})\/(?:fd|map_files):$/

export function isLsofHeader(text: string): boolean {
  return HEADER.test(text)
}

export function isLinkRow(text: string): boolean {
  return LINK.test(text) || UNREADABLE.test(text)
}

/** What `ls -la` prints around the links, and complains of. */
export function isAroundLinks(text: string): boolean {
  return AROUND.test(text)
}

interface Counted {
  count: number
  line: LineNumber
  endLine: LineNumber
  quote: string
}

export function openFiles(context: ParseContext): LineParser {
  const descriptors: Counted = { count: 0, line: 0, endLine: 0, quote: '' }
  const mapped: Counted = { count: 0, line: 0, endLine: 0, quote: '' }
  let ranges = 0
  let threads = false
  let lsof = false
  let pid: { value: number; line: LineNumber; quote: string } | null = null
  let processes = 0

  function add(counted: Counted, text: string, line: LineNumber): void {
    if (counted.count === 0) {
      counted.line = line
      counted.quote = quoteOf(text)
    }
    counted.count++
    counted.endLine = line
  }

  function ofProcess(value: number, text: string, line: LineNumber): void {
    if (pid?.value === value) return
    pid = { value, line, quote: quoteOf(text) }
    processes++
  }

  function lsofRow(text: string, line: LineNumber): void {
    const row = ROW.exec(text)
    if (!row) return
    ofProcess(Number(row[1]), text, line)
    const kind = DESCRIPTOR.exec(row[2] ?? '')?.[1]
    if (kind === undefined) return
    if (FILE_DESCRIPTOR.test(kind)) add(descriptors, text, line)
    else if (MAPPED.has(kind)) add(mapped, text, line)
  }

  function state(key: FactKey, { count, line, endLine, quote }: Counted): void {
    context.emit({ kind: 'fact', key, value: count, at: null, span: { line, endLine }, quote })
  }

  return {
    line(line) {
      if (line.end === line.start) return
      const text = line.text()
      const groups = (LINK.exec(text) ?? UNREADABLE.exec(text))?.groups
      const link = groups?.['name']
      if (link !== undefined) {
        if (groups?.['pid'] !== undefined) ofProcess(Number(groups['pid']), text, line.number)
        if (RANGE.test(link)) ranges++
        else add(descriptors, text, line.number)
        return
      }
      const folder = FOLDER.exec(text)?.[1]
      if (folder !== undefined) ofProcess(Number(folder), text, line.number)
      else if (isLsofHeader(text)) {
        lsof = true
        threads ||= /\sTID\s/.test(text)
      } else if (lsof) lsofRow(text, line.number)
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The listing ends early: counts are lower bounds')
      // Of several processes, or each file once a thread, a sum says nothing.
      const one = processes <= 1 && !threads
      if (one && pid !== null) {
        const { value, line, quote } = pid
        context.emit({ kind: 'fact', key: 'process.pid', value, at: null, span: { line, endLine: line }, quote })
      }
      if (one && !cut && descriptors.count > 0) state('process.open-files', descriptors)
      if (one && !cut && mapped.count > 0) state('process.mapped-files', mapped)
      const parts = [
        descriptors.count > 0 ? `${descriptors.count} descriptors` : '',
        mapped.count > 0 ? `${mapped.count} mapped files` : '',
        ranges > 0 ? `${ranges} mappings of files` : '',
      ].filter((part) => part !== '')
      context.emit({
        kind: 'region',
        id: 'open-files',
        title: `Open files: ${parts.join(', ') || 'none'}${processes > 1 ? `, ${processes} processes` : ''}`,
        note: 'A file that is mapped twice is listed once by lsof: it counts files, not mappings.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
