/** What to do about a full heap, a used-up stack and a file that was cut under its mapping. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import { ARRAY_SIZE, javaErrorOf } from '../../facts/java-errors.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'

export function heapRemedies(facts: ProcessFacts): Remedy[] {
  if (ARRAY_SIZE.test(javaErrorOf(facts)?.reason ?? ''))
    return [
      {
        title: 'Find who asks for such an array',
        command: 'the frames of the OutOfMemoryError; the lengths that they compute or read from a file or a request',
        why: 'An array has at most about 2 147 483 647 elements. A length beyond that is mostly a sum that grew too large, or damaged input.',
        sideEffects: '',
      },
    ]
  return [
    {
      title: 'See what fills the heap',
      command: '-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=/var/log/jvm; or jcmd PID GC.class_histogram',
      why: 'Only what survives full collections counts: a leak keeps growing, a working set that is too large stays level.',
      sideEffects: 'A dump is as large as the heap and stops the process while it is written.',
    },
    {
      title: 'Give it more heap, if it is no leak',
      command: '-Xmx at about twice what remains after a full collection',
      why: 'Near its limit a heap is collected all the time before it fails.',
      sideEffects: 'More memory of the host; the container’s limit must leave room for the rest of the JVM.',
    },
  ]
}

export function stackRemedies(): Remedy[] {
  return [
    {
      title: 'Find the recursion',
      command: 'the repeating frames of the crash log or of the StackOverflowError; coredumpctl gdb PID, then bt -50',
      why: 'A stack of ordinary size holds thousands of frames: more is nearly always a recursion without an end.',
      sideEffects: '',
    },
    {
      title: 'Larger stacks, if the depth is meant',
      command:
        '-Xss4m for all Java threads, the stackSize argument of java.lang.Thread for one; ulimit -s for the first thread of native programs',
      why: 'Native code shares the stack of the Java thread that calls it.',
      sideEffects: 'Address space for each thread; memory only as it is used.',
    },
  ]
}

export function truncatedFileRemedies(): Remedy[] {
  return [
    {
      title: 'Do not shorten or overwrite files in place while they are mapped',
      command: 'write a new file and rename it over the old one (mv); never cp over it, truncate it or sync into it',
      why: 'A mapping keeps the old file alive after a rename, but not the pages of a file that was cut.',
      sideEffects: '',
    },
    {
      title: 'Look at the disk',
      command: 'df -h; df -i; dmesg | grep -iE "I/O error|ENOSPC"',
      why: 'A sparse file on a full disk, and a disk that cannot be read, give the same signal.',
      sideEffects: '',
    },
  ]
}
