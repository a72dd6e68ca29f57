/** Stacks (frame::print_on_error, os::print_location; src/hotspot/share/runtime/frame.cpp). */
import type { FrameRecord, FrameType } from '../../../../shared/model/records.ts'
import { quoteLine, type CrashRecords } from './records.ts'
import type { SectionReader } from './section.ts'

export type Frame = Pick<FrameRecord, 'type' | 'library' | 'libraryOffset' | 'symbol'>

const TYPES = new Set<string>(['C', 'V', 'v', 'j', 'J', 'A'])
// [libjvm.so+0xc29810]      the library's name may hold `+` itself
const LIBRARY = /^\[(.{1,300})\+(0x[0-9a-f]+)\]/
// Behind any frame where the source was looked for (NativeStackPrinter::print_stack_from_frame):
//   (javaCalls.cpp:416)      (no source info available)
const SOURCE = /\s{2}\((?:[^()]{1,200}:\d+|no source info available)\)$/
const OFFSET = /\+(?:0x[0-9a-f]+|\d+)$/
// 7320 c2 clojure.lang.AFn.applyToHelper(...)...      127314 C2 org...      287% c1 zoo...      19903  org...      (JDK 6 and 7: none)
// 17709 JVMCI-native org.graalvm.compiler.truffle.runtime.OptimizedCallTarget.callRoot(...)...
const COMPILED = /^(?:\d+(?:%| %)?\s+(?:[\w-]{1,20}\s+)?)?(\S+)/
// kafka.Kafka.main([Ljava/lang/String;)V+7 java.base@17.0.15
const INTERPRETED = /^(\S+?)(?:\+\d+)?(?:\s|$)/

/**
 * A line of a stack; null when it is none.
 *
 *     V  [libjvm.so+0xedbe66]  JavaCalls::call_helper(JavaValue*, Thread*)+0x466  (javaCalls.cpp:416)
 *     C  0x00007f053c3fe5a0
 *     j  zoo.Sim.segv()V+24
 *     J 286 c2 zoo.Sim.peek(J)J (38 bytes) @ 0x00007fa8a3edddb0 [0x00007fa8a3eddd80+0x0000000000000030]
 *     v  ~StubRoutines::call_stub
 */
export function parseFrame(text: string): Frame | null {
  const letter = text.charAt(0)
  if (!TYPES.has(letter) || text.charAt(1) !== ' ') return null
  const type = letter as FrameType
  const rest = text.slice(2).trim().replace(SOURCE, '')
  if (rest === '') return null
  if (type === 'J' || type === 'A') return java(type, COMPILED.exec(rest)?.[1])
  if (type === 'j') return java(type, INTERPRETED.exec(rest)?.[1])
  if (type === 'v') return java(type, rest.replace(/ 0x[0-9a-f]+$/, ''))
  const library = LIBRARY.exec(rest)
  const symbol = rest
    .slice(library?.[0].length ?? 0)
    .trim()
    .replace(OFFSET, '')
  return {
    type,
    library: library?.[1] ?? null,
    libraryOffset: library?.[2] ?? null,
    symbol: symbol === '' || /^0x[0-9a-f]+$/.test(symbol) ? null : symbol,
  }
}

function java(type: FrameType, symbol: string | undefined): Frame {
  return { type, library: null, libraryOffset: null, symbol: symbol ?? null }
}

/** Reads one stack. */
export function openFrames(records: CrashRecords, stack: FrameRecord['stack']): SectionReader {
  const frames: FrameRecord[] = []
  return {
    line(line) {
      const frame = parseFrame(line.text)
      if (!frame) return
      const span = { line: line.number, endLine: line.number }
      frames.push({ kind: 'frame', stack, index: frames.length, ...frame, span, quote: quoteLine(line) })
    },
    end() {
      records.frames(stack, frames)
    },
  }
}
