/** Command line, flags, counters of exceptions. */
import type { CrashRecords } from './records.ts'
import type { SectionReader } from './section.ts'

const UNKNOWN = '<unknown>'

// jvm_args: -Xmx512m -XX:+UseG1GC
// java_command: kafka.Kafka server.properties
export function openArguments(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const value = line.text.slice(line.text.indexOf(':') + 1).trim()
      if (value === UNKNOWN) return
      if (line.text.startsWith('jvm_args:')) records.fact('jvm.arguments', value, line)
      else if (line.text.startsWith('java_command:')) records.fact('jvm.command', value, line)
    },
  }
}

/**
 * `Command Line:` of the summary holds options and command in one; they count when the log ends before "VM Arguments".
 * The options are the leading words that begin with `-`.
 */
export function openCommandLine(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (!line.text.startsWith('Command Line:')) return
      const words = line.text.slice('Command Line:'.length).trim().split(/\s+/)
      const first = words.findIndex((word) => !word.startsWith('-'))
      const options = first < 0 ? words : words.slice(0, first)
      records.fallback('jvm.arguments', options.join(' '), line)
      if (first >= 0) records.fallback('jvm.command', words.slice(first).join(' '), line)
    },
  }
}

//    size_t MaxHeapSize                              = 536870912                                 {product} {command line}
//      bool UseG1GC                                  = true                                      {product} {command line}
const FLAG = /^\s*\w+ (\w{1,80})\s*= (\S+)/

const WHOLE = /^\d{1,18}$/
const COLLECTOR_FLAGS = new Map<string, string>([
  ['UseG1GC', 'g1'],
  ['UseSerialGC', 'serial'],
  ['UseParallelGC', 'parallel'],
  ['UseConcMarkSweepGC', 'cms'],
  ['UseZGC', 'z'],
  ['UseShenandoahGC', 'shenandoah'],
  ['UseEpsilonGC', 'epsilon'],
])

/** "[Global flags]": the flags that differ from their defaults (9 and later). */
export function openFlags(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const match = FLAG.exec(line.text)
      if (!match) return
      const [, name = '', value = ''] = match
      if (name === 'MaxHeapSize' && WHOLE.test(value)) records.fact('heap.max', Number(value), line)
      const collector = COLLECTOR_FLAGS.get(name)
      if (collector && value === 'true') records.fallback('jvm.gc', collector, line)
    },
  }
}

// OutOfMemoryError java_heap_errors=3
// LinkageErrors=12
const COUNTER = /^(?:OutOfMemoryError )?(\w{1,60}=\d{1,12})\s*$/

export function openExceptionCounts(records: CrashRecords): SectionReader {
  return {
    line(line) {
      const counter = COUNTER.exec(line.text)?.[1]
      if (counter) records.repeated('crash.exception-count', counter, line)
    },
  }
}
