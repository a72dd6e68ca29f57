/** What to do about crashes: of native or compiled code, of the VM itself, for want of stack, on a file that was cut. */
import type { Remedy } from '../../../../shared/model/analysis.ts'
import type { ProcessFacts } from '../../facts/process-facts.ts'

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

/** Letters before a frame: frame.cpp, frame::print_on_error; the number is the compilation's, with % of one that replaced a running loop. */
const COMPILED = /^J\s+(?:\d+%?\s+)?(?:(?:c1|c2|jvmci)\s+)?([\w$./<>]{1,300})\(/i
const NATIVE = /^C\s+\[([^\]]+?)\+0x[0-9a-f]+\]/
/** unsafe.cpp; the stubs that copy what Unsafe.copyMemory and array copies are given. */
const UNSAFE = /\bUnsafe_\w|\bStubRoutines::\w*(?:copy|fill|set_memory)/i
/** They fault on what their caller hands them. */
const BASE_LIBRARY = /^(?:libc|libpthread|libsystem_\w+|ld-[\w-]+|libstdc\+\+|ntdll|ucrtbase|VCRUNTIME\d+|MSVCR\d+)\b/i

export function nativeCrashRemedies({ crash }: ProcessFacts): Remedy[] {
  const frame = crash?.problematicFrame?.value ?? ''
  const native = crash?.nativeFrames.map(({ type, library }) => (type === 'C' ? library : null)) ?? []
  const library = blamedLibrary([NATIVE.exec(frame)?.[1] ?? null, ...native])
  if (frame === '') return [keepCore]
  if (library !== null) return [...askLibrary(library), keepCore]
  if (UNSAFE.test(frame)) return [findCaller, keepCore]
  return [...updateJdk(COMPILED.exec(frame)?.[1] ?? null), keepCore]
}

export function vmErrorRemedies(): Remedy[] {
  return [...updateJdk(null), keepCore]
}

/** @param libraries of the frames, the innermost first; null where a frame is HotSpot's, Java's, or nobody's. */
function blamedLibrary(libraries: readonly (string | null)[]): string | null {
  for (const library of libraries) if (library === null || !BASE_LIBRARY.test(library)) return library
  return null
}

function askLibrary(library: string): Remedy[] {
  return [
    {
      title: `Update ${library}, or ask its maintainers`,
      command:
        'the crash log whole, and the version of the library; grep its path among the dynamic libraries of the log',
      why: `The fault is in ${library}: code of the JDK, of the system or of the application, as its path tells.`,
      sideEffects: '',
    },
    {
      title: 'See whether it is called wrongly',
      command: '-Xcheck:jni',
      why: 'It tells of wrong arguments, pending exceptions and references that are used after their end.',
      sideEffects: 'Calls into native code become slower; meant for a test system.',
    },
  ]
}

function updateJdk(method: string | null): Remedy[] {
  const update: Remedy = {
    title: 'Update the JDK to the last release of its line',
    command: 'java -version; the assertion, signal and frame are what to search for at bugs.openjdk.org',
    why: 'The fault is in the VM or in code that it compiled. Unsafe and wrong native code elsewhere can corrupt what these read, too.',
    sideEffects: '',
  }
  if (method === null) return [update]
  return [
    update,
    {
      title: 'Until then, do not compile that method',
      command: `-XX:CompileCommand=exclude,${method.replace(/\.(?=[^.]*$)/, '::')}`,
      why: 'If the crashes end, the compiler made wrong code; if they go on in other methods, something corrupts memory.',
      sideEffects: 'The method is interpreted, and slow.',
    },
  ]
}

const findCaller: Remedy = {
  title: 'Look at who passed the address',
  command: 'the Java frames of the crash log: the innermost one outside of java.*, jdk.* and sun.*',
  why: 'Unsafe reads and writes any address that it is given, without a check: a buffer used after it was freed or unmapped, an offset out of its bounds.',
  sideEffects: '',
}

const keepCore: Remedy = {
  title: 'Keep a core file next time',
  command: 'ulimit -c unlimited in the start script, LimitCORE=infinity in a systemd unit; coredumpctl gdb PID',
  why: 'The crash log has the stack of one thread; a core has the memory that the faulting instruction read.',
  sideEffects: 'As large as the process; it holds whatever the process knew, passwords too.',
}
