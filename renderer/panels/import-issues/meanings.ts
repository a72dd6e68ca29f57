/** What each kind of problem on import means for what is shown. Exhaustive: a new code needs its sentence. */
import type { IssueCode } from '../../../shared/model/records.ts'

/** `info`: nothing is missing. `lost`: something of the bundle is not in the case. `error`: an artifact or a parser failed as a whole. */
export type Severity = 'info' | 'lost' | 'error'

export interface Meaning {
  severity: Severity
  sentence: string
}

const info = (sentence: string): Meaning => ({ severity: 'info', sentence })
const lost = (sentence: string): Meaning => ({ severity: 'lost', sentence })
const error = (sentence: string): Meaning => ({ severity: 'error', sentence })

export const meanings: Record<IssueCode, Meaning> = {
  unreadable: error('The file system or the archive refused it; nothing of it is in the case.'),
  empty: lost('There is nothing in it: what should have been captured was not.'),
  'outside-root': lost(
    'Its path leads out of the bundle; it was refused so that nothing is read or written elsewhere.',
  ),
  'link-refused': lost('Links are not followed; what it points to is not in the case unless it is there by itself.'),
  'device-refused': lost('A device, pipe or socket has no content of its own; it was not opened.'),
  'too-many-entries': lost('The archive or folder holds more files than are read; the last ones are not in the case.'),
  'too-deep': lost('Archives within archives are opened to a fixed depth; what lies deeper was not unpacked.'),
  'too-large': lost('It is larger than what is read of such a file; what lies beyond is not in the case.'),
  'ratio-too-high': lost('It grows suspiciously when unpacked, as decompression bombs do; unpacking was stopped.'),
  'archive-damaged': error('The archive is damaged; what came before the damage is in the case, the rest is not.'),
  'archive-encrypted': error('It needs a password; unpack it yourself and open the result.'),
  'xz-missing': error('No decompressor for xz is at hand; unpack it yourself and open the result.'),
  'duplicate-name': info('Two files of the bundle have the same path; both are in the case, one under another name.'),
  binary: info('It is not text; only what its format states in headers was read, if anything.'),
  unsupported: lost('It was recognised, but files of this kind are not read.'),
  'hash-partial': info('It is too large to be hashed whole; the hash vouches only for the part that is named.'),
  'line-too-long': lost('The rest of the line was left out for the diagnosis; the original is unchanged.'),
  'invalid-utf8': info('Bytes that are no valid UTF-8 are shown as replacement signs; numbers and names may suffer.'),
  'decoded-utf16': info('It was stored as UTF-16 and is shown as text; line numbers are those of the text.'),
  'parser-failed': error(
    'Our parser failed on it; its text can be read, but its facts are missing from the diagnosis.',
  ),
  'unknown-section': info('A part that this version does not know; it can be read, but took no part in the diagnosis.'),
  'malformed-line': lost('A line does not read as its format demands; it was left out of the diagnosis.'),
  'malformed-mapping': lost(
    'A line of the mapping listing cannot be read; the count of mappings may be too low by it.',
  ),
  truncated: lost('The text ends before its format does; counts from it are lower bounds.'),
  'nested-error': lost('The JVM failed while it wrote the log; that section is cut short or missing.'),
  'total-mismatch': lost('The printed total and the lines that follow differ; the lines were counted.'),
  'no-time-zone': info('Its times name no zone and were taken as UTC; they may be off by the offset of the host.'),
  'zone-unknown': info(
    'Its zone is printed by a name that several countries use, or that is not known; taken as UTC, so hours may be off.',
  ),
  'time-assumed': info(
    'A part of its times is missing or ambiguous and was assumed; order across artifacts may suffer.',
  ),
}

export const severityWords: Record<Severity, string> = { error: 'error', lost: 'data lost', info: 'info' }
