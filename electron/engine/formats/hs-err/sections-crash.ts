/** Headings of the header, the summary and the thread part. */
import { openCommandLine } from './arguments.ts'
import { openFrames } from './frames.ts'
import { openProblem, openProblematicFrame } from './header.ts'
import type { Section } from './section.ts'
import { openHost } from './system.ts'
import { openCurrentThread, openSiginfo } from './thread.ts'
import { openTime } from './time.ts'
import { openVersions } from './versions.ts'

/** First lines of a crash log, by generation. What stands before them in the line is a log shipper's. */
export const HEADER_STARTS = [
  '# A fatal error has been detected by the Java Runtime Environment',
  '# There is insufficient memory for the Java Runtime Environment to continue.',
  '# An unexpected error has been detected by ',
  'Unexpected Signal : ',
] as const

const LOCATION: Omit<Section, 'starts'> = {
  id: 'location',
  title: 'Where it was reported',
  note: 'HotSpot source file and line, process id and thread id. The line number depends on the build.',
  blank: 'stays',
  open: openProblem,
}

export const headerSections: readonly Section[] = [
  {
    id: 'problem',
    title: 'Problem',
    note: 'What ended the VM: a signal, an internal error, or memory the system refused, with the bytes asked for.',
    starts: HEADER_STARTS,
    blank: 'stays',
    open: openProblem,
  },
  {
    ...LOCATION,
    // One blank where the log passed through Markdown.
    starts: ['#  Out of Memory Error (', '# Out of Memory Error ('],
  },
  {
    // Behind the reasons of a refusal that the header calls an error: guard pages of a stack (VMError::should_report_bug).
    ...LOCATION,
    starts: ['#  Internal Error (', '# Internal Error (', '#  INVALID (', '# INVALID ('],
    notWithin: ['problem'],
  },
  {
    id: 'possible-reasons',
    title: 'Possible reasons and solutions',
    note: 'Printed with every out-of-memory error whatever its cause: advice, not evidence.',
    starts: ['# Possible reasons:', '# Possible solutions:'],
    blank: 'stays',
    merges: true,
  },
  {
    id: 'versions',
    title: 'Java version',
    note: 'Version and build of the runtime and of the VM; the VM line names the collector and the platform.',
    starts: ['# JRE version:', '# Java VM:', '# Derivative:', '# Distribution:', '# Package:'],
    blank: 'stays',
    merges: true,
    open: openVersions,
  },
  {
    id: 'problematic-frame',
    title: 'Problematic frame',
    note: 'The frame that ran when the signal came. C: native code, V: the VM, J: compiled Java, j: interpreted Java.',
    starts: ['# Problematic frame:'],
    blank: 'stays',
    open: openProblematicFrame,
  },
  {
    id: 'core-dump',
    title: 'Core dump',
    note: 'Whether the system wrote a core file, and where.',
    starts: ['# Core dump', '# No core dump', '# Failed to write core', '# CreateCoredumpOnCrash', '# JFR recording'],
    blank: 'stays',
  },
  {
    id: 'bug-report',
    title: 'Where to report',
    note: '',
    starts: ['# If you would like to submit', '# The crash happened outside', '# Please report this error'],
    blank: 'stays',
    merges: true,
  },
  {
    id: 'error-id',
    title: 'Error id',
    note: 'JDK 1.4 and earlier: an encoded source file and line.',
    starts: ['# HotSpot Virtual Machine Error', '# Error ID'],
    blank: 'stays',
    merges: true,
  },
]

export const threadSections: readonly Section[] = [
  {
    id: 'command-line',
    title: 'Command line',
    note: 'Options and main class as the launcher passed them.',
    starts: ['Command Line:'],
    open: openCommandLine,
  },
  {
    id: 'host',
    title: 'Host',
    note: "Processor, cores, memory the VM may use (the container's limit if there is one) and operating system.",
    starts: ['Host:'],
    open: openHost,
  },
  {
    id: 'time',
    title: 'Time of the crash',
    note: 'Local time of the VM and how long it had run. JDK 8 and earlier print no time zone, late updates of 8 on the next line.',
    starts: ['Time: ', 'time: ', 'elapsed time: ', 'Local Time = ', 'Elapsed Time = ', 'timezone: '],
    merges: true,
    open: openTime,
  },
  {
    id: 'current-thread',
    title: 'Failing thread',
    note: 'The thread that ran into the error. Out of memory it is the one that happened to ask: a victim, not the culprit.',
    starts: ['Current thread '],
    open: openCurrentThread,
  },
  {
    id: 'compile-task',
    title: 'Current compile task',
    note: 'The method that the failing compiler thread was compiling.',
    starts: ['Current CompileTask:'],
  },
  {
    id: 'stack-bounds',
    title: 'Stack of the failing thread',
    note: 'Address range of the stack, stack pointer and free space.',
    starts: ['Stack: ', 'Stack:['],
  },
  {
    id: 'native-frames',
    title: 'Native frames',
    note: 'The stack from the innermost call outwards. V frames are libjvm, C other native code.',
    // Retrying call stack printing without source information...          (21 and later)
    starts: ['Native frames:', 'Retrying call stack printing'],
    open: (records) => openFrames(records, 'native'),
  },
  {
    id: 'java-frames',
    title: 'Java frames',
    note: 'The Java part of the same stack; j is interpreted, J compiled.',
    starts: ['Java frames:', 'Current Java thread:'],
    notWithin: ['processed-thread'],
    open: (records) => openFrames(records, 'java'),
  },
  {
    id: 'processed-thread',
    title: 'Thread that was being processed',
    note: 'The collector was at work on the stack of this thread when it failed: not the stack that failed.',
    // JavaThread 0x00007f1c5003f000 (nid = 10023) was being processed
    starts: ['JavaThread 0x'],
  },
  {
    id: 'siginfo',
    title: 'Signal',
    note: 'Code and address of the signal: SEGV_MAPERR is an unmapped address, SEGV_ACCERR a protected one, BUS_ADRERR a mapped file that is too short.',
    starts: ['siginfo:'],
    open: openSiginfo,
  },
  {
    id: 'cds-access',
    title: 'Unreadable class data archive',
    note: 'The fault hit the mapped class data sharing archive: its file could not be read any more, or is shorter than it was.',
    // Error accessing class data sharing archive. Mapped file inaccessible during execution, possible disk/network problem.
    starts: ['Error accessing class data sharing archive'],
  },
  {
    id: 'compile-failure',
    title: 'Compilation that failed',
    note: 'Why the compiler gave up on the method before the crash.',
    starts: ['Pending compilation failure details', '>> Please see below for a detailed breakdown of compiler memory'],
    merges: true,
  },
  {
    id: 'registers',
    title: 'Registers',
    note: 'Processor registers when the signal came.',
    starts: ['Registers:'],
    blank: 'stays',
  },
  {
    id: 'register-mapping',
    title: 'What the registers point at',
    note: '',
    starts: ['Register to memory mapping:'],
    blank: 'stays',
  },
  {
    id: 'top-of-stack',
    title: 'Top of stack',
    note: 'Raw memory from the stack pointer upwards.',
    starts: ['Top of Stack:'],
  },
  {
    id: 'instructions',
    title: 'Instructions',
    note: 'Machine code around the program counter.',
    starts: ['Instructions:'],
  },
  {
    id: 'stack-mapping',
    title: 'What the stack slots point at',
    note: '',
    starts: ['Stack slot to memory mapping:', 'stack at sp + ', 'unreadable stack slot at sp + ', 'Misaligned sp: '],
    merges: true,
    blank: 'stays',
  },
  {
    id: 'lock-stack',
    title: 'Lock stack',
    note: 'Objects that the failing thread has locked.',
    starts: ['Lock stack of current Java thread'],
  },
  {
    id: 'code-blobs',
    title: 'Compiled code of the stack',
    note: 'Compiled methods and stubs that the failing stack runs through.',
    starts: [
      'Compiled method (',
      '[CodeBlob ',
      'StubRoutines::',
      'Decoding ',
      '[MachCode]',
      'BufferBlob',
      'RuntimeStub',
      '[Constant Pool',
      '[Entry Point]',
      '[Instructions begin]',
      '[Disassembly',
    ],
    // A rule of 70 or 80 dashes stands before each blob.
    pattern: /^-{60,90}$/,
    blank: 'stays',
    merges: true,
    afterBlank: true,
  },
  {
    id: 'vm-operation',
    title: 'VM operation',
    note: 'What the VM thread was doing.',
    starts: ['VM_Operation (', 'VM_Operation:'],
  },
  {
    id: 'vm-callbacks',
    title: 'What the VM was doing',
    note: 'Written by the VM code that had announced to explain itself if it fails.',
    // VMErrorCallback 1:
    starts: ['VMErrorCallback '],
    blank: 'stays',
    merges: true,
  },
  {
    id: 'last-pc',
    title: 'Last program counter',
    note: '',
    starts: ['The last pc belongs to '],
  },
]
