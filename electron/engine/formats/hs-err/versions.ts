/** Which Java this was, from whichever line says so. */
import type { CrashRecords, LogLine } from './records.ts'
import type { SectionReader } from './section.ts'

// # JRE version: OpenJDK Runtime Environment Temurin-25.0.3+9 (25.0.3+9) (build 25.0.3+9-LTS)
// # JRE version: Java(TM) SE Runtime Environment (8.0_111-b14) (build 1.8.0_111-b14)
// # JRE version:  (8.0_151-b12) (build )
// # JRE version: 7.0_09-b05
const JRE_VERSION = '# JRE version:'
const VM_LINE = '# Java VM:'
const BARE_RUNTIME = /^\s*(\d[\w.+-]*)/
// # Java VM: OpenJDK 64-Bit Server VM (17.0.15+6-Debian-1deb12u1, mixed mode, sharing, ..., g1 gc, linux-amd64)
// # Java VM: OpenJDK GraalVM CE 19.0.0 (25.212-b03-jvmci-19-b01 mixed mode linux-amd64 compressed oops)
const VM = /^(.{1,200}? VM\b|.{1,200}?(?= \(\d))/
const VM_RELEASE = /\((\d[^\s,()]*)/
const COLLECTOR = /, ([a-z][a-z\d -]{0,40}) gc\b/
const PLATFORM = /[ ,](linux|windows|bsd|macos|solaris|aix)-([a-z0-9]+)/
/** What a port is called. The one of macOS has the name of its origin. */
const SYSTEMS = new Map([
  ['linux', 'Linux'],
  ['windows', 'Windows'],
  ['bsd', 'macOS or BSD'],
  ['macos', 'macOS'],
  ['solaris', 'Solaris'],
  ['aix', 'AIX'],
])
// vm_info: OpenJDK 64-Bit Server VM (25.111-b14) for linux-amd64 JRE (1.8.0_111-b14), built on Oct 25 2016 ...
// vm_info: OpenJDK 64-Bit Server VM (25.252-b14) for linux-amd64 JRE (Zulu 8.46.0.52-SA-linux64) (1.8.0_252-b14), built on ...
const VM_INFO_RUNTIME = / JRE (?:\([A-Z][^()]{0,80}\) )?\(([^()]+)\)/

/** 17 of `17.0.15+6`, 8 of `8.0_111-b14` and of `1.8.0_111-b14`; null when the text does not begin with a version. */
export function featureOf(version: string): number | null {
  const match = /^(?:fastdebug |slowdebug )?(\d{1,3})(?:\.(\d{1,3}))?/.exec(version)
  if (!match) return null
  const major = Number(match[1])
  return major === 1 && match[2] !== undefined ? Number(match[2]) : major
}

/**
 * The feature release behind a VM's own number. From JDK 9 it is the Java version; before, HotSpot counted for itself:
 * 25.x came with 8, 21 to 24 with 7, 10 to 20 with 6, and up to 5 the numbers were Java's (1.4.2_04, 1.5.0_22).
 */
export function featureOfVm(release: string): number | null {
  if (release.includes('+')) return featureOf(release)
  const express = /^(\d{2})\.\d{1,4}-b/.exec(release)
  if (!express) return release.startsWith('1.') ? featureOf(release) : null
  const major = Number(express[1])
  return major === 25 ? 8 : major >= 21 ? 7 : major >= 10 ? 6 : null
}

export function openVersions(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (line.text.startsWith(JRE_VERSION)) readRuntime(records, line)
      else if (line.text.startsWith(VM_LINE)) readVm(records, line)
    },
  }
}

function readRuntime(records: CrashRecords, line: LogLine): void {
  const rest = line.text.slice(JRE_VERSION.length)
  const open = versionParenthesis(rest)
  const version = open < 0 ? (BARE_RUNTIME.exec(rest)?.[1] ?? '') : rest.slice(open + 1, rest.indexOf(')', open))
  records.fact('jvm.runtime', open < 0 ? '' : rest.slice(0, open).trim(), line)
  records.fact('jvm.version', version, line)
  stateFeature(records, featureOf(version), line, true)
}

/** Where the version's own parenthesis opens, not the one of `Java(TM)`; -1 when there is none. */
function versionParenthesis(text: string): number {
  for (let open = text.indexOf('('); open >= 0; open = text.indexOf('(', open + 1)) {
    if (/^\((?:fastdebug |slowdebug )?\d[^()]*\)/.test(text.slice(open, open + 200))) return open
  }
  return -1
}

function readVm(records: CrashRecords, line: LogLine): void {
  records.fact('jvm.vm', VM.exec(line.text.slice(VM_LINE.length).trim())?.[1] ?? '', line)
  const release = VM_RELEASE.exec(line.text)?.[1] ?? ''
  stateFeature(records, featureOfVm(release), line, false)
  if (release.includes('+') || release.startsWith('1.')) records.fallback('jvm.version', release, line)
  const collector = COLLECTOR.exec(line.text)?.[1]
  if (collector) records.fact('jvm.gc', collector === 'concurrent mark sweep' ? 'cms' : collector, line)
  statePlatform(records, line)
}

export function openVmInfo(records: CrashRecords): SectionReader {
  return {
    line(line) {
      if (!line.text.startsWith('vm_info:')) return
      const info = line.text.slice('vm_info:'.length).trim()
      records.fact('jvm.vm-info', info, line)
      const runtime = VM_INFO_RUNTIME.exec(info)?.[1] ?? ''
      records.fallback('jvm.version', runtime, line)
      records.fallback('jvm.vm', VM.exec(info)?.[1] ?? '', line)
      stateFeature(records, featureOf(runtime) ?? featureOfVm(VM_RELEASE.exec(info)?.[1] ?? ''), line, false)
      statePlatform(records, line)
    },
  }
}

function stateFeature(records: CrashRecords, feature: number | null, line: LogLine, certain: boolean): void {
  if (feature === null) return
  records.feature ??= feature
  if (certain) records.fact('jvm.feature', feature, line)
  else records.fallback('jvm.feature', feature, line)
}

function statePlatform(records: CrashRecords, line: LogLine): void {
  const platform = PLATFORM.exec(line.text)
  if (!platform) return
  records.fallback('os.arch', platform[2] ?? '', line)
  // The log may end before its system part.
  records.lastResort('os.name', SYSTEMS.get(platform[1] ?? '') ?? '', line)
}
