import { defineFormat, type Line, type LineParser, type ParseContext } from '../format.ts'
import { isDmesg, openDmesg } from './dmesg.ts'
import { openKernelLogJson, sniffKernelLogJson } from './parse.ts'

/**
 * journalctl -o json and json-pretty, of the kernel and of systemd-coredump (systemd.journal-fields(7), systemd-coredump(8)), and
 * dmesg --json.
 */
export const kernelLogJson = defineFormat({
  id: 'kernel-log-json',
  title: 'Journal (JSON), dmesg --json',
  version: 7,
  sniff: (head) => (isDmesg(head.lines) ? 'certain' : sniffKernelLogJson(head)),
  open: openEither,
})

/** Both may begin with a line `{`: the one below it tells. */
function openEither(context: ParseContext): LineParser {
  let brace: Line | null = null
  let parser: LineParser | null = null
  return {
    line(line) {
      if (parser === null && brace === null && line.text().trim() === '{') {
        const buffer = line.buffer.slice(line.start, line.end)
        const text = line.text()
        const slice = (from: number, to: number): string => text.slice(from, to)
        brace = { number: line.number, buffer, start: 0, end: buffer.length, text: () => text, slice }
        return
      }
      if (parser === null) {
        parser = brace && isDmesg([brace.text(), line.text()]) ? openDmesg(context) : openKernelLogJson(context)
        if (brace) parser.line(brace)
      }
      parser.line(line)
    },
    end(lines, cut) {
      const last = parser ?? openKernelLogJson(context)
      if (parser === null && brace) last.line(brace)
      last.end(lines, cut)
    },
  }
}
