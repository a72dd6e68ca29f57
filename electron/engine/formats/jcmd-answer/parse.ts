import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineFact } from '../lib/fact-lines.ts'
import { jcmdPid } from '../lib/jcmd.ts'
import { isLauncherLine, isRuntimeLine, readVersionLine } from '../lib/version-lines.ts'

// OpenJDK 64-Bit Server VM version 17.0.15+6-Debian-1deb12u1                                        (VM.version)
const VM_VERSION = /^([A-Z].{0,80} VM) version (\S{1,80})$/
// JDK 17.0.15
const JDK = /^JDK \d[\w.+-]{0,40}$/
// 68.549 s                                                                                          (VM.uptime)
const UPTIME = /^(\d{1,12}\.\d{3}) s$/
// #Wed Nov 25 22:42:39 UTC 2026                                                                     (java.util.Properties.store)
const DATE = /^#[A-Z][a-z]{2} [A-Z][a-z]{2} \d/
// java.runtime.version=17.0.15+6-Debian-1deb12u1        file.separator = /                          (jinfo of JDK 8)
const PROPERTY = /^([\w.-]{2,120}) ?= ?(.*)$/
// Java System Properties:        VM Flags:
const TITLE = /^(?:Java System Properties|VM Flags|VM Arguments):$/
// Total Usage - 20 loaders, 967 classes (843 shared):                                               (VM.metaspace)
const METASPACE = /^(?:Total )?Usage(?: - |:)/
// Virtual space:                                                                                    (VM.metaspace)
const VIRTUAL_SPACE = /^Virtual space:$/
//              Both:        1.06 GB reserved,       1.06 MB ( <1%) committed.
const BOTH =
  /^ {1,40}(?:Both|Total): {1,40}([\d.]{1,12} (?:bytes|[KMG]B)) reserved, {1,40}([\d.]{1,12} (?:bytes|[KMG]B)) .{0,20}committed/
// Metaspace        used 1345K, committed 1472K, reserved 1114112K                                     (VM.metaspace, 21 and later)
const EXACT = /^Metaspace {1,20}used (\d{1,15})K, committed (\d{1,15})K, reserved (\d{1,15})K$/
// jvm_args: -Xmx256m -XX:+UseG1GC          java_command: kafka.Kafka server.properties                           (jinfo, 9 and later)
const STARTED = /^(jvm_args|java_command): (.*)$/
// -XX:CICompilerCount=2 -XX:MaxHeapSize=268435456 -XX:+UseG1GC                                                    (jinfo, below "VM Flags:")
const MAX_HEAP = /^-XX:.*-XX:MaxHeapSize=(\d{1,18})\b/
const PROPERTIES = new Map<string, FactKey>([
  ['java.runtime.version', 'jvm.version'],
  ['java.runtime.name', 'jvm.runtime'],
  ['java.vm.name', 'jvm.vm'],
  ['sun.java.command', 'jvm.command'],
  ['os.version', 'os.kernel'],
])

/** Whether most lines are properties, with those that every JVM sets: a log may hold some as well. */
export function isProperties(lines: readonly string[]): boolean {
  if (lines.filter((line) => PROPERTY.test(line)).length * 2 < lines.length) return false
  const names = new Set(lines.map((line) => PROPERTY.exec(line)?.[1]))
  return names.has('java.runtime.version') && names.has('java.vm.name')
}

/** Whether the lines, jcmd's own heading aside, are one of the short answers. */
export function isShortAnswer(lines: readonly string[]): boolean {
  const [first = '', second = ''] = lines
  if (VM_VERSION.test(first)) return lines.length === 1 || JDK.test(second)
  // With -XX:+PrintFlagsFinal the version stands above or below a table of flags.
  if (isLauncherLine(first)) return isRuntimeLine(second) && !lines.includes('[Global flags]')
  return lines.length === 1 && UPTIME.test(first)
}

/** From its top: a crash log and VM.info have a shorter one below. */
export function isMetaspaceReport(lines: readonly string[]): boolean {
  return lines.slice(0, 5).some((line) => METASPACE.test(line)) && lines.some((line) => BOTH.test(line))
}

/** A feature release has no plus; what the VM calls its version is the runtime's with one (abstract_vm_version.cpp, JDK 9 and later). */
function vmVersion(version: string): LineFact[] {
  return /^\d[\d.]*(?:-\w+)?\+/.test(version) ? [{ key: 'jvm.version', value: version }] : []
}

/** What `\:`, `\=` and `\\` of a properties file stand for. */
function unescaped(value: string): string {
  return value.replaceAll(/\\([\\:=#! ])/g, '$1')
}

export class AnswerReader {
  #virtualSpace = false
  #exact = false

  /** Facts of a line, sizes in bytes; lines that say nothing that is kept give none. */
  read(text: string): LineFact[] {
    const pid = jcmdPid(text)
    if (pid !== null) return [{ key: 'process.pid', value: pid }]
    const vm = VM_VERSION.exec(text)
    if (vm) return [{ key: 'jvm.vm', value: vm[1] ?? '' }, ...vmVersion(vm[2] ?? '')]
    const uptime = UPTIME.exec(text)
    if (uptime) return [{ key: 'process.uptime', value: Number(uptime[1]) }]
    return this.#metaspace(text) ?? readVersionLine(text) ?? property(text)
  }

  #metaspace(text: string): LineFact[] | null {
    const exact = EXACT.exec(text)
    if (exact) {
      this.#exact = true
      const [used = 0, committed = 0, reserved = 0] = exact.slice(1).map((kib) => Number(kib) * 1024)
      return [
        { key: 'metaspace.used', value: used },
        { key: 'metaspace.committed', value: committed },
        { key: 'metaspace.reserved', value: reserved },
      ]
    }
    // Further down the same is printed once more, rounded.
    if (VIRTUAL_SPACE.test(text)) this.#virtualSpace = !this.#exact
    const both = this.#virtualSpace ? BOTH.exec(text) : null
    if (!both) return null
    this.#virtualSpace = false
    const [reserved, committed] = [bytesOf(both[1] ?? ''), bytesOf(both[2] ?? '')]
    // Two dots are no number.
    if (!Number.isFinite(reserved + committed)) return null
    return [
      { key: 'metaspace.reserved', value: reserved },
      { key: 'metaspace.committed', value: committed },
    ]
  }
}

const SCALES = new Map([
  ['bytes', 1],
  ['KB', 2 ** 10],
  ['MB', 2 ** 20],
  ['GB', 2 ** 30],
])

function bytesOf(text: string): number {
  const [number = '0', unit = 'bytes'] = text.split(' ')
  return Math.round(Number(number) * (SCALES.get(unit) ?? 1))
}

function property(text: string): LineFact[] {
  if (DATE.test(text) || TITLE.test(text)) return []
  const started = STARTED.exec(text)
  const words = started?.[2]?.trim() ?? ''
  if (started)
    return words === '' ? [] : [{ key: started[1] === 'jvm_args' ? 'jvm.arguments' : 'jvm.command', value: words }]
  const heap = MAX_HEAP.exec(text)?.[1]
  if (heap !== undefined) return [{ key: 'heap.max', value: Number(heap) }]
  const match = PROPERTY.exec(text)
  const key = PROPERTIES.get(match?.[1] ?? '')
  return key ? [{ key, value: unescaped(match?.[2] ?? '') }] : []
}
