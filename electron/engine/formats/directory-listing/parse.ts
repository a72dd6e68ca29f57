import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

const LINE_CHARACTERS = 8192
// -rw-r--r-- 1 kafka kafka 10485760 Nov 22 08:46 00000000000000000000.index
//   393218      4 -rw-r--r--   1 kafka  kafka  10485760 Nov 22 08:46 /srv/kafka/data/orders-3/00000000000000000000.index      (find -ls)
//    12 drwxr-xr-x 2 kafka kafka 12288 Nov 25 22:41 orders-0        393218 -rw-r--r-- ...               (ls -s, ls -i)
const ENTRY =
  /^(?:\s{0,12}\d{1,15}(?:\.\d{1,3})?[KMGTP]?\s{1,12}(?:\d{1,15}\s{1,12})?)?[-dlbcps][rwxsStT-]{9}[.+@]?\s{1,12}\d{1,10}\s{1,20}\S{1,80}\s/
// /srv/kafka/data/orders-3:        .:
const FOLDER = /^(\/[^\0]{0,4000}|\.{1,2}(?:\/[^\0]{0,4000})?|[\w.-]{1,255}(?:\/[^\0]{1,4000})?):\s*$/
// /srv/kafka/data/orders-3/00000000000000000000.index        ./orders-3/00000000000000000000.timeindex
const PATH = /^\.{0,2}\/[^\0:*?"<>|]{1,4000}$/
// total 20488
const TOTAL = /^total \d{1,12}(?:\.\d{1,3})?[KMGTP]?\s*$/
// 4\t/srv/kafka/data/orders-3/00000000000000000000.log        4.0K\t./orders-3                          (du -a, du -h)
// 10485760 /srv/kafka/data/orders-3/00000000000000000000.index                                         (find -printf '%s %p')
// 2026-11-25 22:41 100 ./orders-3/00000000000000000000.log        1795337160.123 4096 /srv/...         (with times)
const SIZED =
  /^(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,10})?)?\s{1,4})?(?:\d{1,15}(?:\.\d{1,10})?[KMGTP]?\s{1,12}){1,4}\.{0,2}\/[^\0]{1,4000}$/
// ./orders-3/00000000000000000000.index\t10485760\tWed Nov 25 22:41:33.4155909930 2026                 (find -printf '%p\t%s\t%t')
const TABBED = /^(\.{0,2}\/[^\0\t]{1,4000})\t[\d.]{1,30}(?:\t[^\t]{0,100}){0,4}$/
// 00000000000000000000.index        00000000000000368769.timeindex              (Kafka LogFileUtils; .deleted ones are not mapped)
const INDEX = /(?:^|[\s/])\d{20}\.(?:index|timeindex)$/
// orders-3        orders-3.0123456789abcdef0123456789abcdef-future
const PARTITION = /-\d{1,9}(\.[0-9a-f]{32}-(?:delete|future|stray))?$/
// 00000000000000000000.log        orders-3        leader-epoch-checkpoint                                (ls -R)
const BARE =
  /^(?:\d{20}\.(?:log|snapshot|txnindex)(?:\.\w{1,20})?|[\w.-]{1,249}-\d{1,9}|(?:leader-epoch|cleaner-offset|log-start-offset|recovery-point-offset|replication-offset)-checkpoint|partition\.metadata|meta\.properties)$/
/** Where the path begins in a row of find -ls, and in one of find. */
const PATH_START = /(?<=^|\s)\.{0,2}\//
const LETTER_X = 0x78
const SLASH = 0x2f
const DOT = 0x2e
const TAB = 0x09
const COLON = 0x3a

export function isListingLine(text: string): boolean {
  const line = text.slice(0, LINE_CHARACTERS)
  return [ENTRY, TOTAL, FOLDER, PATH, INDEX, SIZED, TABBED].some((pattern) => pattern.test(line))
}

/** A name alone, as `ls -R` prints it: only beside index files, since it could be anything. */
export function isBareName(text: string): boolean {
  return BARE.test(text.slice(0, LINE_CHARACTERS))
}

export function isIndexLine(text: string): boolean {
  return INDEX.test(text.slice(0, LINE_CHARACTERS))
}

interface Found {
  line: LineNumber
  endLine: LineNumber
  quote: string
}

export function openDirectoryListing(context: ParseContext): LineParser {
  let folder = ''
  let entries = 0
  let files = 0
  let found: Found | null = null
  const partitions = new Set<string>()

  function index(text: string, line: LineNumber): void {
    const at = text.search(PATH_START)
    const path = at < 0 ? '' : text.slice(at).trim()
    const place = path === '' ? folder : path.slice(0, path.lastIndexOf('/'))
    const partition = PARTITION.exec(place)
    // The cache of remote indexes holds copies in a folder of its own; what is deleted is unmapped.
    if (place !== '' && place !== '.' && (!partition || place.endsWith('-delete'))) return
    files++
    found ??= { line, endLine: line, quote: quoteOf(text) }
    found.endLine = line
    if (partition && partition[1] === undefined) partitions.add(place)
  }

  return {
    line(line) {
      const { buffer, start, end } = line
      if (end === start) return
      const last = buffer[end - 1]
      const first = buffer[start]
      if ((first === SLASH || first === DOT) && buffer.subarray(start, end).includes(TAB)) {
        entries++
        const path = TABBED.exec(line.text())?.[1]
        if (path !== undefined && isIndexLine(path)) index(path, line.number)
        return
      }
      // Only names of indexes end so, and of folders with a colon.
      if (last !== LETTER_X && last !== COLON) {
        entries++
        return
      }
      const text = line.text()
      const heading = end - start > LINE_CHARACTERS ? undefined : FOLDER.exec(text)?.[1]
      if (heading !== undefined) folder = heading.replace(/\/+$/, '')
      else {
        entries++
        if (isIndexLine(text)) index(text, line.number)
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The listing ends early: counts are lower bounds')
      if (found !== null) {
        const { line, endLine, quote } = found
        const span = { line, endLine }
        context.emit({ kind: 'fact', key: 'kafka.index-files-on-disk', value: files, at: null, span, quote })
        if (partitions.size > 0) {
          context.emit({ kind: 'fact', key: 'kafka.partitions-on-disk', value: partitions.size, at: null, span, quote })
        }
      }
      context.emit({
        kind: 'region',
        id: 'directory-listing',
        title: `Directory listing, ${entries} entries`,
        note: files === 0 ? '' : `${files} index files in ${partitions.size} partitions: each open one is a mapping.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
