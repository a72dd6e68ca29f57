/** HotSpot messages that take several lines: one event each, from first to last line. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { HotspotSign } from './hotspot-lines.ts'

export interface Block extends HotspotSign {
  /** What it is, for the region; empty when it deserves none. */
  title: string
  quote: string
  line: LineNumber
  endLine: LineNumber
  /** Takes the next line; false when the block ended before it. */
  take(text: string, line: LineNumber): boolean
}

const MEMORY_HEADER = 'There is insufficient memory for the Java Runtime Environment to continue.'
// # Native memory allocation (mmap) failed to map 12288 bytes for committing reserved memory.
// # Native memory allocation (mmap) failed to map 12288 bytes. Error detail: committing reserved memory.
const ALLOCATION =
  /^# Native memory allocation \((\w+)\) failed to \w+ (\d{1,20}) bytes(?: for |\. Error detail: | of type )?(.*)$/
/** Of a web page, around all of it. */
const MARKUP = /^\s{0,8}(?:[*_`~]{1,3}|<\w{1,10}>)$/
const REPORT = 'An error report file with more information is saved as:'
const ZGC_LIMIT = 'The system limit on number of memory mappings per process might be too low'
const ZGC_BANNER = 'INCORRECT SYSTEM CONFIGURATION DETECTED'

/** The block that begins with this line, or null. `quote` is the line as evidence. */
export function openBlock(text: string, quote: string, line: LineNumber): Block | null {
  const at = { quote, line, endLine: line }
  if (text.includes(MEMORY_HEADER))
    return memoryBlock(at, text.slice(0, text.indexOf(MEMORY_HEADER)).replace(MARKUP, ''))
  const reason = HANDLED.exec(text)?.[1]
  if (reason !== undefined) return handledBlock(at, reason)
  if (ERROR_HEADER.test(text)) return errorBlock(at)
  if (text.endsWith(INITIALIZATION)) return initializationBlock(at, text.slice(0, -INITIALIZATION.length))
  if (text.includes(ZGC_BANNER) || text.includes(ZGC_LIMIT)) return zgcBlock(at, text)
  return null
}

/** vmError.cpp, VMError::print_native_memory header; the report's file name ends it. @param before What stands before it in its first line */
function memoryBlock(at: Pick<Block, 'quote' | 'line' | 'endLine'>, before: string): Block {
  let saved = false
  let named = false
  const block: Block = {
    type: 'insufficient-memory',
    level: 'fatal',
    title: MEMORY_TITLE,
    values: {},
    ...at,
    take(line, number) {
      if (named) return false
      if (line === '') return true
      const text = headingLine(line, before, saved)
      if (text === null) return false
      block.endLine = number
      const match = ALLOCATION.exec(text)
      if (match) {
        Object.assign(block.values, { mechanism: match[1] ?? '', bytes: Number(match[2]), detail: match[3] ?? '' })
      } else if (saved) {
        block.values['report'] = text.replace(/^# ?/, '').trim()
        // JDK 17 and older print `#` alone between the heading and the name when stdout is shared.
        named = block.values['report'] !== ''
      } else if (text.includes(REPORT)) {
        saved = true
      } else if (!('mechanism' in block.values) && /^# [A-Z]/.test(text) && !('detail' in block.values)) {
        // # Cannot create worker GC thread. Out of system resources.
        block.values['detail'] = text.slice(2)
      }
      return true
    },
  }
  return block
}

/**
 * A line of a heading as HotSpot printed it; null when it is of somebody else. Its first line tells what stands before each: `# `, the
 * name of a service or a time (`kafka-1  | # `, `09:34:10  # `), or nothing, since issues take `# ` for their own markup.
 */
function headingLine(line: string, before: string, saved: boolean): string | null {
  if (line.startsWith('#')) return line
  if (before === '') return saved || BARE.test(line) ? `# ${line}` : null
  const text = behind(line, before.replace(/# ?$/, ''))
  return text?.startsWith('#') === true ? text : null
}

/** What stands behind the same prefix; null where another stands there. */
function behind(line: string, prefix: string): string | null {
  const same = line.length >= prefix.length && masked(line.slice(0, prefix.length)) === masked(prefix)
  return same ? line.slice(prefix.length) : null
}

const MEMORY_TITLE = 'Fatal error: the system refused memory'
const BARE = /^(?:Native memory allocation \(|Cannot create |An error report file )/

/** The time of the next line may be another. */
function masked(text: string): string {
  return text.replaceAll(/\d/g, '0')
}

// # java.lang.OutOfMemoryError: Java heap space
const HANDLED = /^# java\.lang\.OutOfMemoryError: (.{1,300})$/
// # -XX:OnOutOfMemoryError="kill -9 %p"
const HANDLER = /^# -XX:OnOutOfMemoryError="(.{1,400})"$/
// #   Executing /bin/sh -c "kill -9 20572"...
// #   Executing /bin/sh -c "/opt/solr/bin/oom_solr.sh 8983 /var/solr/logs"...                  (bin/oom_solr.sh kills the process, too)
const EXECUTING = /^# {1,4}Executing .{0,40}"(?:(?:\S{0,60}\/)?kill (?:-\w{1,7} )?\d{1,10}"|\S{0,200}oom_solr\.sh\b)/

/** java.cpp, VM_ReportJavaOutOfMemory::doit (-XX:OnOutOfMemoryError): each command is told before it runs. Killing itself is the usual one. */
function handledBlock(at: Pick<Block, 'quote' | 'line' | 'endLine'>, reason: string): Block {
  const block: Block = {
    type: 'out-of-memory',
    level: 'fatal',
    title: '',
    values: { reason },
    ...at,
    take(text, line) {
      if (!text.startsWith('#')) return false
      block.endLine = line
      const handler = HANDLER.exec(text)?.[1]
      if (handler !== undefined) block.values['handler'] = handler
      if (EXECUTING.test(text)) block.values['ending'] = 'killed'
      return true
    },
  }
  return block
}

// #  SIGSEGV (0xb) at pc=0x00007f1609e33159, pid=25595, tid=25602
// #  EXCEPTION_ACCESS_VIOLATION (0xc0000005) at pc=0x00007ffd0f6d1c2a, pid=15120, tid=0x0000000000002c5c
const SIGNAL =
  /^# {1,4}((?:SIG|EXCEPTION_)[A-Z_0-9]{2,40}) \(0x[0-9a-f]{1,8}\) at pc=0x[0-9a-f]{1,16}, pid=(\d{1,10}), tid=/
// #  Internal Error (safepoint.cpp:325), pid=9, tid=139711441291008
const INTERNAL = /^# {1,4}(Internal Error \([^()]{1,200}\)), pid=(\d{1,10}), tid=/
const ERROR_HEADER =
  /^#? ?(?:A fatal|An unexpected) error has been detected by (?:the )?(?:Java Runtime Environment|HotSpot Virtual Machine):/
const FRAME_HEADER = '# Problematic frame:'

/** vmError.cpp, VMError::report: the heading of the crash log of a signal or a failed check, as the console shows it. */
function errorBlock(at: Pick<Block, 'quote' | 'line' | 'endLine'>): Block {
  let frame = false
  const block: Block = {
    type: 'fatal-error',
    level: 'fatal',
    title: 'Fatal error: the JVM ended itself',
    values: {},
    ...at,
    take(text, line) {
      if (!text.startsWith('#')) return text === ''
      const { values } = block
      const signal = SIGNAL.exec(text)
      const internal = INTERNAL.exec(text)
      // The heading of another process that shares the console.
      if ((signal || internal) && 'pid' in values) return false
      block.endLine = line
      const rest = text.replace(/^# {0,4}/, '').trim()
      if (signal) Object.assign(values, { signal: signal[1] ?? '', pid: Number(signal[2]) })
      else if (internal) Object.assign(values, { check: internal[1] ?? '', pid: Number(internal[2]) })
      else if (ALLOCATION.test(text)) {
        // Guard pages that were refused are headed like a fault (VMError::should_report_bug).
        const [, mechanism = '', bytes, detail = ''] = ALLOCATION.exec(text) ?? []
        Object.assign(values, { mechanism, bytes: Number(bytes), detail })
        block.type = 'insufficient-memory'
        block.title = MEMORY_TITLE
      } else if (frame && rest !== '') {
        values['frame'] = rest
        frame = false
      } else if (text.startsWith(FRAME_HEADER)) frame = true
      else if ('check' in values && !('detail' in values) && rest !== '') values['detail'] = rest
      return true
    },
  }
  return block
}

// Error: Could not create the Java Virtual Machine.        Error: A fatal exception has occurred. Program will exit.      (emessages.h)
const OF_LAUNCHER = /^Error: (?:Could not create the Java Virtual Machine|A fatal exception has occurred)/
const LAUNCHER_LINES = 2
const INITIALIZATION = 'Error occurred during initialization of VM'

/** java.cpp, vm_exit_during_initialization: the reason is the next line. @param before What stands before it, and before that */
function initializationBlock(at: Pick<Block, 'quote' | 'line' | 'endLine'>, before: string): Block {
  let skipped = 0
  const block: Block = {
    type: 'vm-initialization-failed',
    level: 'fatal',
    title: 'The VM could not start',
    values: {},
    ...at,
    take(text, line) {
      const reason = behind(text, before)
      if ('reason' in block.values || text === '' || reason === null) return false
      // Of the launcher, on the other stream.
      if (OF_LAUNCHER.test(reason)) return ++skipped <= LAUNCHER_LINES
      block.values['reason'] = reason
      block.endLine = line
      return true
    },
  }
  return block
}

// least 73728 mappings (current limit is 65530). Continuing execution with the current
const ZGC_NUMBERS = /(\d{1,12}) mappings \(current limit is (\d{1,12})\)/

/** zMappings/zPhysicalMemoryBacking check_max_map_count (gc/z/zPhysicalMemoryBacking_linux.cpp): printed at start when in doubt. */
function zgcBlock(at: Pick<Block, 'quote' | 'line' | 'endLine'>, first: string): Block {
  let lines = 0
  const block: Block = {
    type: 'zgc-map-warning',
    level: 'warning',
    title: 'Start-up advice of ZGC',
    values: {},
    ...at,
    take(text, line) {
      if (++lines > 6 || !/\bgc\b/.test(text.slice(0, 200))) return false
      block.endLine = line
      const match = ZGC_NUMBERS.exec(text)
      if (match) Object.assign(block.values, { needed: Number(match[1]), limit: Number(match[2]) })
      if (text.includes('due to failure to map memory')) lines = 6
      return true
    },
  }
  const match = ZGC_NUMBERS.exec(first)
  if (match) Object.assign(block.values, { needed: Number(match[1]), limit: Number(match[2]) })
  return block
}
