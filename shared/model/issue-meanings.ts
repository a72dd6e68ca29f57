/** What each kind of problem on import means for what is shown, and what to do about it. Exhaustive: a new code needs its sentences. */
import type { IssueCode } from './records.ts'

/** `info`: nothing is missing. `lost`: something of the bundle is not in the case. `error`: an artifact or a parser failed as a whole. */
export type Severity = 'info' | 'lost' | 'error'

export interface Meaning {
  severity: Severity
  /** What it means. */
  sentence: string
  /** What to do. */
  advice: string
}

const info = (sentence: string, advice: string): Meaning => ({ severity: 'info', sentence, advice })
const lost = (sentence: string, advice: string): Meaning => ({ severity: 'lost', sentence, advice })
const error = (sentence: string, advice: string): Meaning => ({ severity: 'error', sentence, advice })

export const meanings: Record<IssueCode, Meaning> = {
  unreadable: error(
    'The file system or the archive refused it; nothing of it is in the case.',
    'Copy the file again, or check its permissions.',
  ),
  // A console that stayed empty is as usual as a command that failed: nothing is known to be lost.
  empty: info(
    'There is nothing in it: nobody wrote to it, as to the console of a quiet process, or what was to write it failed.',
    'If it was to be the output of a command, run that again and look at what it says to standard error.',
  ),
  'outside-root': lost(
    'Its path leads out of the bundle; it was refused so that nothing is read or written elsewhere.',
    'Unpack the archive yourself if you trust it, and open the folder.',
  ),
  'link-refused': lost(
    'Links are not followed; what it points to is not in the case unless it is there by itself.',
    'Copy what the link points to into the bundle.',
  ),
  'device-refused': lost(
    'A device, pipe or socket has no content of its own; it was not opened.',
    'Nothing, unless a file was expected in its place.',
  ),
  'too-many-entries': lost(
    'The archive or folder holds more files than are read; the last ones are not in the case.',
    'Open the folder or archive in parts.',
  ),
  'too-deep': lost(
    'Archives within archives are opened to a fixed depth; what lies deeper was not unpacked.',
    'Unpack the innermost archive yourself and open the result.',
  ),
  'too-large': lost(
    'It is larger than what is read of such a file; what lies beyond is not in the case.',
    'Cut out the part around the failure and open that.',
  ),
  'ratio-too-high': lost(
    'It grows suspiciously when unpacked, as decompression bombs do; unpacking was stopped.',
    'Unpack the archive yourself if you trust it, and open the folder.',
  ),
  'archive-damaged': error(
    'The archive is damaged; what came before the damage is in the case, the rest is not.',
    'Copy the archive again from where it was made.',
  ),
  'archive-encrypted': error(
    'It needs a password; unpack it yourself and open the result.',
    'Unpack it with the password and open the folder.',
  ),
  'xz-missing': error(
    'No decompressor for xz is at hand; unpack it yourself and open the result.',
    'Unpack it with `xz -d` or `tar -xJf` and open the result.',
  ),
  'duplicate-name': info(
    'Two files of the bundle have the same path; both are in the case, one under another name.',
    'Nothing.',
  ),
  binary: info(
    'It is not text; only what its format states in headers was read, if anything.',
    'Nothing, unless a text was expected: then capture it again.',
  ),
  unsupported: lost(
    'It was recognised, but files of this kind are not read.',
    'Open what a tool for that kind prints about it.',
  ),
  'hash-partial': info(
    'It is too large to be hashed whole; the hash vouches only for the part that is named.',
    'Compute the hash of the whole file with `sha256sum` if the evidence must be vouched for.',
  ),
  'line-too-long': lost(
    'The rest of the line was left out for the diagnosis; the original is unchanged.',
    'Nothing, unless the end of that line matters: Source shows the original.',
  ),
  'invalid-utf8': info(
    'Bytes that are no valid UTF-8 are shown as replacement signs; numbers and names may suffer.',
    'Nothing, unless names look wrong: then capture it again with LC_ALL=C.UTF-8.',
  ),
  'decoded-utf16': info(
    'It was stored as UTF-16 and is shown as text; line numbers are those of the text.',
    'Nothing.',
  ),
  'parser-failed': error(
    'Our parser failed on it; its text can be read, but its facts are missing from the diagnosis.',
    'Report it to us with the file, if you may share it.',
  ),
  'unknown-section': info(
    'A part that this version does not know; it can be read, but took no part in the diagnosis.',
    'Nothing; report it to us if it should count.',
  ),
  'malformed-line': lost(
    'A line does not read as its format demands; it was left out of the diagnosis.',
    'Look at the line: it may have been cut or edited, or two writers mixed.',
  ),
  'malformed-mapping': lost(
    'A line of the mapping listing cannot be read; the count of mappings may be too low by it.',
    'Look at the line, and capture the listing again if the process lives.',
  ),
  truncated: lost(
    'The text ends before its format does; counts from it are lower bounds.',
    'Get the whole file if it still exists: disk space and log rotation cut files.',
  ),
  'nested-error': lost(
    'The JVM failed while it wrote the log; that section is cut short or missing.',
    'Nothing; other captures may tell what that section would have.',
  ),
  'total-mismatch': lost(
    'The printed total and the lines that follow differ; the lines were counted.',
    'Get the file as the JVM wrote it if this one was edited or filtered.',
  ),
  'no-time-zone': info(
    'Its times name no zone and were taken as UTC; they may be off by the offset of the host.',
    'Set the zone of its times: the panel Artifact, or --time-zone.',
  ),
  'zone-unknown': info(
    'Its zone is printed by a name that several countries use, or that is not known; taken as UTC, so hours may be off.',
    'Set the zone of its times: the panel Artifact, or --time-zone.',
  ),
  'time-assumed': info(
    'A part of its times is missing or ambiguous and was assumed; order across artifacts may suffer.',
    'Compare with an artifact that prints whole dates, such as the crash log.',
  ),
}

export const severityWords: Record<Severity, string> = { error: 'error', lost: 'data lost', info: 'info' }
