/** The three lines of `java -version` (sun.launcher, System.c; java.lang.VersionProps, print). */
import type { LineFact } from './fact-lines.ts'

// openjdk version "17.0.15" 2025-04-15                                                              (java -version)
const LAUNCHER = /^(?:openjdk|java) (?:version )?"?\d[\w.+-]{0,40}"?(?: \d{4}-\d\d-\d\d)?(?: LTS)?$/
// OpenJDK Runtime Environment (build 17.0.15+6-Debian-1deb12u1)
const RUNTIME = /^(\S.{0,100}Runtime Environment\b.{0,60}) \(build (\S{1,80})\)$/
// OpenJDK 64-Bit Server VM (build 17.0.15+6-Debian-1deb12u1, mixed mode, sharing)
const VM_BUILD = /^(\S.{0,100} VM\b.{0,60}) \(build ([^\s,]{1,80}), .{1,80}\)$/

export function isLauncherLine(text: string): boolean {
  return LAUNCHER.test(text)
}

export function isRuntimeLine(text: string): boolean {
  return RUNTIME.test(text)
}

/** Facts of one of the three lines; empty for the first, whose number the second has too; null for other lines. */
export function readVersionLine(text: string): LineFact[] | null {
  const vm = VM_BUILD.exec(text)
  if (vm) return [{ key: 'jvm.vm', value: vm[1] ?? '' }]
  const runtime = RUNTIME.exec(text)
  if (!runtime) return isLauncherLine(text) ? [] : null
  return [
    { key: 'jvm.runtime', value: runtime[1] ?? '' },
    { key: 'jvm.version', value: runtime[2] ?? '' },
  ]
}
