/** A mapped file became shorter than its mapping: the kernel answers an access beyond its end with SIGBUS, BUS_ADRERR (man 2 mmap). */
import { mappingPath, PERM_SHARED, rowOfPage } from '../../../shared/model/mapping-table.ts'
import { PAGE_UNIT } from '../../../shared/model/units.ts'
import { hugeMappingAt } from '../facts/huge-pages.ts'
import { citationOf, type Known } from '../facts/known.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { refusalOf } from '../facts/refusals.ts'
import { stackFaultOf } from '../facts/stack-fault.ts'
import { Findings } from './lib/evidence.ts'
import { defineRule, type RuleResult } from './rule.ts'

export const mappedFileTruncated = defineRule({
  id: 'mapped-file-truncated',
  title: 'A mapped file was truncated',
  question: 'Was memory of a mapped file read beyond the end of the file (or on a full disk)?',
  evaluate(facts) {
    const findings = new Findings()
    const { crash } = facts
    if (crash?.signal?.value.includes('IN_PAGE_ERROR')) {
      findings.for('EXCEPTION_IN_PAGE_ERROR, the SIGBUS of Windows', crash.signal.citation)
      findings.lacks(
        'which file it was, and the status behind the exception',
        'the Windows event log of that time (disk, network); the third number of siginfo is the NTSTATUS',
      )
      return findings.result(
        'likely',
        0.75,
        'Windows could not read a page of a mapped file, or of the paging file: a network or removable drive that went away, or a disk error.',
      )
    }
    if (!crash?.signal?.value.includes('SIGBUS')) {
      if (!crash) return byInternalError(facts, findings)
      findings.against('The end was no SIGBUS', crash.headline.citation)
      return findings.result('ruled-out', 0.85, 'The end was no SIGBUS.')
    }
    findings.for('SIGBUS', crash.signal.citation)
    if (crash.signalCode && !crash.signalCode.value.includes('BUS_ADRERR')) {
      findings.against(`${crash.signalCode.value}, not BUS_ADRERR`, crash.signalCode.citation)
      return findings.result('unlikely', 0.7, `SIGBUS with ${crash.signalCode.value}: another kind of fault.`)
    }
    if (crash.signalCode) findings.for(crash.signalCode.value, crash.signalCode.citation)
    const stack = stackFaultOf(facts)?.where
    if (stack === 'guard' || stack === 'below') {
      findings.against('The address is at the end of the thread’s stack', crash.signalAddress?.citation ?? null)
      return findings.result('ruled-out', 0.85, 'SIGBUS at the end of a stack.')
    }
    const huge = hugeMappingAt(facts, crash.signalAddress?.value ?? -1)
    if (huge !== null) {
      findings.against(`${huge} consists of huge pages, not of a file’s`, crash.signalAddress?.citation ?? null)
      return findings.result('unlikely', 0.8, `SIGBUS in ${huge}: a matter of huge pages.`)
    }
    const file = fileAt(facts, crash.signalAddress?.value ?? null)
    if (file === null) {
      findings.lacks('which mapping the address was in', 'an uncut copy of the crash log')
      const frame = readerOfMappedFiles(facts)
      if (frame) {
        findings.for('The frame reads a mapped archive: zip_util.c maps its directory', frame.citation)
        return findings.result('likely', 0.8, 'SIGBUS while a mapped archive was read: it was replaced or truncated.')
      }
      return findings.result('likely', 0.65, 'SIGBUS at an address whose mapping is not listed.')
    }
    if (file.path === '') {
      findings.against('The address is in no mapped file', crash.signalAddress?.citation ?? null)
      return findings.result('unlikely', 0.6, 'SIGBUS at an address of no mapped file.')
    }
    findings.for(`The address is in a mapping of ${file.path}`, crash.signalAddress?.citation ?? null)
    return findings.result(
      'confirmed',
      file.shared ? 0.88 : 0.8,
      `SIGBUS in the mapping of ${file.path}: the file ended before the mapping.`,
    )
  },
})

/**
 * For an access by Unsafe, which mapped buffers use, the VM makes a java.lang.InternalError of the SIGBUS (handle_unsafe_access,
 * signals_posix.cpp) and lives on. Nothing else gives this text.
 */
function byInternalError(facts: ProcessFacts, findings: Findings): RuleResult {
  const faults = facts.records.events.filter((event) => event.type === 'unsafe-access-fault')
  const [first] = faults
  if (!first) return findings.result('unlikely', 0.85, 'No SIGBUS is in the artifacts.')
  findings.for('The VM met a SIGBUS in mapped memory and threw InternalError', citationOf(first))
  findings.lacks(
    'which file it was: the error does not name it',
    'ls -l of the mapped files against their mappings; df for a full disk',
  )
  const refusal = refusalOf(facts)
  if (refusal || facts.victim?.operation === 'java-allocation') {
    findings.against('Something else ended or troubled the process as well', facts.victim?.citation ?? null)
    return findings.result('likely', 0.55, 'Mapped memory had no file behind it; other errors stand in the logs, too.')
  }
  return findings.result(
    'confirmed',
    0.87,
    `${faults.length === 1 ? 'An access' : 'Accesses'} to a mapped file found no page behind it: the file became shorter than its mapping, or the disk is full.`,
  )
}

// C  [libzip.so+0x11ba0]  newEntry.isra.4+0x60                     (zip_util.c: the central directory is read where it is mapped)
const ARCHIVE_READER =
  /\[(?:lib)?zip\.(?:so|dylib|dll)\+0x[0-9a-f]{1,16}\] {1,4}(?:newEntry|readCEN|ZIP_\w{1,40}|checkAndAddEntry)\b/

function readerOfMappedFiles({ crash }: ProcessFacts): Known<string> | null {
  const frame = crash?.problematicFrame
  return frame && ARCHIVE_READER.test(frame.value) ? frame : null
}

function fileAt(facts: ProcessFacts, address: number | null): { path: string; shared: boolean } | null {
  const { listing } = facts
  if (address === null || !listing?.fromCrashLog) return null
  const { table } = listing.record
  const row = rowOfPage(table, Math.floor(address / PAGE_UNIT))
  if (row === -1) return null
  const path = mappingPath(table, row)
  return { path: path.startsWith('/') ? path : '', shared: ((table.perms[row] ?? 0) & PERM_SHARED) !== 0 }
}
