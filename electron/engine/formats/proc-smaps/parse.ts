import type { LineParser, ParseContext } from '../format.ts'
import { MappingTableBuilder } from '../lib/mapping-lines.ts'
import { quoteOf } from '../lib/quote.ts'

const COLON = 0x3a
const A = 0x41
const Z = 0x5a

/**
 * Whether a line names an attribute: `Rss:                 132 kB`, `VmFlags: rd wr mr mw me ac`, Android's
 * `Name:           [anon:libc_malloc]`. Words begin with a capital letter, addresses never do.
 */
export function isAttributeLine(buffer: Uint8Array, start: number, end: number): boolean {
  const first = buffer[start] ?? 0
  if (first < A || first > Z) return false
  for (let at = start + 1; at < end && at < start + 40; at++) {
    const character = buffer[at] ?? 0
    if (character === COLON) return true
    const word = (character | 0x20) >= 0x61 && (character | 0x20) <= 0x7a
    if (!word && character !== 0x5f) return false
  }
  return false
}

/** The listing as maps gives it; the attributes are counted over, their values are shown by Source only. */
export function openSmaps(context: ParseContext): LineParser {
  const builder = new MappingTableBuilder()
  let quote = ''
  let strange = 0
  let attributes = 0
  let flags = 0
  return {
    line(line) {
      const { buffer, start, end } = line
      if (builder.count > 0 && isAttributeLine(buffer, start, end)) {
        attributes++
        // `VmFlags:` is the only attribute with an F in third place.
        if (buffer[start + 2] === 0x46 && buffer[start] === 0x56) flags++
        return
      }
      if (builder.add(buffer, start, end, line.number)) {
        if (builder.count === 1) quote = quoteOf(line.text())
      } else if (end > start) {
        strange++
        context.report('malformed-mapping', line.number, 'Neither a mapping nor one of its attributes')
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The listing ends early: the count is a lower bound')
      context.emit({
        kind: 'region',
        id: 'mappings',
        title: `${builder.count} mappings with sizes`,
        note:
          `A mapping (VMA) and ${attributes} attribute lines below the mappings: sizes in kB` +
          (flags > 0 ? ', VmFlags as in proc_pid_smaps(5).' : '.'),
        depth: 0,
        span: { line: 1, endLine: lines },
      })
      if (builder.count === 0) return
      context.emit({
        kind: 'mappings',
        table: builder.finish(),
        complete: !cut && strange === 0,
        at: null,
        span: { line: builder.firstLine, endLine: lines },
        quote,
      })
    },
  }
}
