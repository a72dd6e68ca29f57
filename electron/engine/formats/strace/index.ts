import { defineFormat } from '../format.ts'
import { openTrace } from './parser.ts'
import { readTraceLine } from './trace-line.ts'

// % time     seconds  usecs/call     calls    errors syscall                                                              -c
const SUMMARY = /^% time {1,9}seconds {1,9}usecs\/call {1,9}calls {1,9}errors syscall$/
// strace: Process 9615 attached with 45 threads
const ATTACHED = /^strace: Process \d{1,7} (?:attached|detached)\b/
//  > /usr/lib/x86_64-linux-gnu/libc.so.6(gsignal+0x12) [0x3bfb2]                                                            -k
const STACK = /^ > /
const LEAST = 2

/** strace, and `perf trace`: which system call was refused, to whom, with which errno. A trace is the errno's own witness. */
export const strace = defineFormat({
  id: 'strace',
  title: 'System calls (strace, perf trace)',
  version: 1,
  sniff(head) {
    const lines = head.lines.filter((line) => line !== '' && !STACK.test(line))
    if (lines.slice(0, 3).some((line) => SUMMARY.test(line) || ATTACHED.test(line))) return 'certain'
    const read = lines.slice(0, 400)
    const traced = read.filter((line) => readTraceLine(line) !== null).length
    // The program prints between them where both go to the terminal.
    return traced >= LEAST && traced >= 0.6 * read.length ? 'certain' : 'no'
  },
  open: openTrace,
})
