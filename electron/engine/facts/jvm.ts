import type { JvmIdentity, OsIdentity } from '../../../shared/model/analysis.ts'
import { pathAt } from '../../../shared/model/mapping-table.ts'
import type { ProcessFacts } from './process-facts.ts'

export function jvmOf(facts: ProcessFacts): JvmIdentity | null {
  const version = facts.index.text('jvm.version')?.value ?? null
  const feature = facts.index.number('jvm.feature')?.value ?? featureOf(version)
  const vm = facts.index.text('jvm.vm')?.value ?? null
  const vendor = vendorOf(facts.index.text('jvm.runtime')?.value ?? null, vm)
  if (version === null && feature === null && vm === null && vendor === null) return null
  return { version, feature, vendor, vm }
}

export function osOf(facts: ProcessFacts): OsIdentity | null {
  const name = facts.index.text('os.name')?.value ?? null
  const kernel = facts.index.text('os.kernel')?.value ?? null
  const arch = facts.index.text('os.arch')?.value ?? null
  return name === null && kernel === null && arch === null ? null : { name, kernel, arch }
}

/** `1.8.0_181-b13` and `8.0_181-b13` are 8; `17.0.15+6` is 17 (JEP 223). */
export function featureOf(version: string | null): number | null {
  const match = version === null ? null : /^(?:1\.)?(\d{1,3})/.exec(version)
  return match ? Number(match[1]) : null
}

const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/Temurin/i, 'Eclipse Adoptium'],
  [/Corretto/i, 'Amazon'],
  [/Zulu|Zing/i, 'Azul'],
  [/GraalVM/i, 'Oracle GraalVM'],
  [/SapMachine/i, 'SAP'],
  [/Microsoft/i, 'Microsoft'],
  // OpenJDK Runtime Environment (Red_Hat-17.0.6.0.10-3.el8_7) (17.0.6+10)
  [/Red_Hat/i, 'Red Hat'],
  [/Dragonwell/i, 'Alibaba'],
  [/BiSheng/i, 'Huawei'],
  [/JBR/, 'JetBrains'],
  [/Java\(TM\)|HotSpot\(TM\)/, 'Oracle'],
  [/OpenJ9/i, 'Eclipse OpenJ9'],
  [/OpenJDK/i, 'OpenJDK'],
]

/** Whose build it is, as far as the names say. */
function vendorOf(runtime: string | null, vm: string | null): string | null {
  const names = `${runtime ?? ''} ${vm ?? ''}`
  return VENDORS.find(([pattern]) => pattern.test(names))?.[1] ?? null
}

// /usr/lib/jvm/java-17/bin/java -Xmx512m
const JAVA = /^(?:\S{0,300}\/)?java(?:\s|$)/

/** Whether the process ran a JVM at all: core files and maps can be of any program. */
export function isJvm(facts: ProcessFacts): boolean {
  if (facts.jvm !== null || facts.index.first('jvm.arguments') !== null) return true
  // A core of many mappings names no files: the note would be too long (fs/binfmt_elf.c, fill_files_note).
  if (JAVA.test(facts.index.text('process.command')?.value ?? '')) return true
  const paths = facts.listing?.record.table.paths
  for (let path = 0; paths && path < paths.count; path++)
    if (/\/libjvm\.so(?: \(deleted\))?$/.test(pathAt(paths, path))) return true
  return false
}
