import { defineFormat } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'
import { isJavaCommand, readCommandLine } from '../lib/java-command.ts'

/** /proc/PID/cmdline (proc_pid_cmdline(5): arguments end with NUL) or the same as ps prints it. */
export const commandLine = defineFormat({
  id: 'command-line',
  title: 'Java command line',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line.trim() !== '')
    return lines.length === 1 && head.whole && isJavaCommand(lines[0] ?? '') ? 'certain' : 'no'
  },
  open: (context) => ({
    line(line) {
      const text = line.text()
      if (text.trim() === '') return
      if (!isJavaCommand(text)) {
        context.report('malformed-line', line.number, 'Not a Java command line')
        return
      }
      const { options, command } = readCommandLine(text)
      const record = {
        kind: 'fact',
        at: null,
        span: { line: line.number, endLine: line.number },
        quote: quoteOf(text),
      } as const
      context.emit({ ...record, key: 'jvm.arguments', value: options.join(' ') })
      if (command.length > 0) context.emit({ ...record, key: 'jvm.command', value: command.join(' ') })
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The command line ends early')
      context.emit({
        kind: 'region',
        id: 'command-line',
        title: 'Command line of the JVM',
        note: '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }),
})
