import { defineFormat } from '../format.ts'
import { quoteOf } from '../lib/quote.ts'

// JvmtiExport can_access_local_variables 1
const EXPORT = /^JvmtiExport can_\w{1,60} [01]$/
// version 2
const VERSION = /^version \d{1,3}$/
// compile java/util/HashMap hash (Ljava/lang/Object;)I -1 4 inline 3 0 -1 java/util/HashMap hash (Ljava/lang/Object;)I
const COMPILE = /^compile (\S+) (\S+) (\S+) (-?\d+) (\d)/
// A hidden class has no name that lasts: where it was found stands for it (17 and later, JDK-8271911).
// compile @bci zoo/Main test (I)V 1 <appendix> argL0 ; invoke (Ljava/lang/Object;)V -1 4 inline 3 ...
// compile @cpi zoo/Main 56 form vmentry <vmtarget> ; invoke (Ljava/lang/Object;)V -1 4 inline 3 ...
const HIDDEN = /^compile @(?:bci|cpi) (\S+) (?:\S+ ){1,40}?; (\S+) (\S+) (-?\d+) (\d)/

/**
 * replay_pid*.log: what the compiler needs to repeat a compilation that crashed (ciEnv::dump_replay_data, ciReplay.cpp).
 * Recognised and named; which method it was is the one thing for a reader here.
 */
export const replay = defineFormat({
  id: 'replay',
  title: 'Compiler replay file',
  version: 2,
  sniff(head) {
    const [first = '', second = ''] = head.lines
    return EXPORT.test(first) || (VERSION.test(first) && EXPORT.test(second)) ? 'certain' : 'no'
  },
  open(context) {
    return {
      line(line) {
        // Only such lines are decoded: others hold kilobytes of profile data.
        if (line.buffer[line.start] !== LETTER_C || line.buffer[line.start + 1] !== LETTER_O) return
        const text = line.text()
        const hidden = HIDDEN.exec(text)
        const match = hidden ?? COMPILE.exec(text)
        if (!match) return
        const [, holder = '', method = '', , bci, level] = match
        const name = holder.replaceAll('/', '.')
        const osr = bci === '-1' ? '' : `, entered in a loop at bytecode ${bci}`
        context.emit({
          kind: 'region',
          id: 'compilation',
          title: `Compilation of ${quoteOf(hidden ? `${method} of a hidden class of ${name}` : `${name}.${method}`)}`,
          note: `The method whose compilation crashed, at level ${level}${osr}.${hidden ? '' : ' -XX:CompileCommand=exclude would leave it out.'}`,
          depth: 1,
          span: { line: line.number, endLine: line.number },
        })
      },
      end(lines, cut) {
        if (lines === 0) return
        if (cut) context.report('truncated', lines, 'The replay file ends early')
        context.emit({
          kind: 'region',
          id: 'replay',
          title: 'Compiler replay file',
          note: 'Written beside the crash log when a compiler thread crashed: classes and profiles to repeat that compilation.',
          depth: 0,
          span: { line: 1, endLine: lines },
        })
      },
    }
  },
})

const LETTER_C = 0x63
const LETTER_O = 0x6f
