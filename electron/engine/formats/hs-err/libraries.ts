/**
 * "Dynamic libraries:". On Linux HotSpot copies /proc/self/maps there, line by line (os::print_dll_info, os_linux.cpp): that is the
 * mapping listing. On macOS and Windows it lists loaded libraries, from which no mapping can be counted.
 */
import { MappingTableBuilder } from '../lib/mapping-lines.ts'
import { quoteOf } from '../lib/quote.ts'
import { quoteLine, type CrashRecords, type LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

// Total number of mappings: 65532                                  (21 and later)
const TOTAL = /^Total number of mappings: (\d{1,9})\s*$/
// 0x00007ff6d1a20000 - 0x00007ff6d1a30000 	C:\Program Files\Java\bin\java.exe
// 0x0000000104328000 	/usr/lib/libobjc.A.dylib
const LIBRARY = /^\s*0x[0-9a-f]+\s/i
const MAPPING_START = /^[0-9a-f]{4,16}-[0-9a-f]/i

/** A log has one listing; a damaged one a few. Each costs memory from the start, so that a hostile file must not open millions. */
const MAX_LISTINGS = 16

export function openLibraries(records: CrashRecords): SectionReader {
  if (++records.listings > MAX_LISTINGS) return { line: (line) => tooMany(records, line) }
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  const builder = new MappingTableBuilder()
  let quote = ''
  let total: number | null = null
  let whole = true
  let libraries = false
  return {
    bytes(buffer, start, end, number) {
      if (!builder.add(buffer, start, end, number)) return false
      if (builder.count === 1) quote = quoteOf(decoder.decode(buffer.subarray(start, end)))
      return true
    },
    line(line) {
      // A log shipper escaped something in it.
      const bytes = line.written === undefined ? null : encoder.encode(line.text)
      if (bytes !== null && builder.add(bytes, 0, bytes.length, line.number)) {
        if (builder.count === 1) quote = quoteLine(line)
        return
      }
      const printed = TOTAL.exec(line.text)
      if (printed) {
        total = Number(printed[1])
        records.fact('mappings.total', total, line)
      } else if (LIBRARY.test(line.text)) {
        libraries = true
      } else if (MAPPING_START.test(line.text)) {
        records.report('malformed-mapping', line.number, 'A line of the mapping listing is damaged')
        whole = false
      } else if (isNestedError(line)) {
        whole = false
      }
    },
    end(followed) {
      const { count } = builder
      if (count === 0 || libraries) return
      if (total !== null && total !== count)
        records.report('total-mismatch', builder.firstLine, `${total} mappings printed as total, ${count} listed`)
      records.mappings({
        kind: 'mappings',
        table: builder.finish(),
        complete: followed && whole,
        at: null,
        span: { line: builder.firstLine, endLine: builder.lastLine },
        quote,
      })
    },
  }
}

function tooMany(records: CrashRecords, line: LogLine): void {
  records.report('malformed-line', line.number, `More than ${MAX_LISTINGS} mapping listings in one log`)
}

/** Printing was interrupted here: lines are missing. */
function isNestedError(line: LogLine): boolean {
  return line.text.includes('error occurred during error reporting')
}
