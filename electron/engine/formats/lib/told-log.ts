/** What a kernel told of the lines of an application's log, in their order. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { LINE_GIVEN, type Line, type ToldLines } from '../format.ts'
import { LOG_FRAME, LOG_TRACE } from './log-kernel.ts'

export interface ToldLog {
  /** This was the last log line; it says nothing more. */
  headed(line: Line): void
  /** A log line ends what stands above it. */
  endAbove(): void
  /** Whether a frame belongs to nothing that wants it. */
  isIdleFrame(number: LineNumber): boolean
  /** Whether a trace that tells nothing belongs to nothing that wants it. */
  isSilentTrace(first: Line, last: LineNumber): boolean
  /** Whether nothing of a log line but its kind matters. Its keys are the `keyCount` pairs from `keys[key]` on. */
  isCounted(line: number, kind: number, number: LineNumber, keys: Int32Array, key: number, keyCount: number): boolean
}

/**
 * Lines without an entry are log lines that say nothing more. What each log line does, it ends what stands above, they do before the
 * next line that is read; their time is asked for only if it is the last one before a line without.
 */
export function takeToldLog(told: ToldLines, log: ToldLog): void {
  const { entryCount, firstLine, lineCount, lines, kinds, counts, keys } = told
  /** Behind the last entry; of the next entry's keys; of the last log line that was not read, -1 if one was read since. */
  let next = 0
  let key = 0
  let header = -1
  /** Whether something may stand above that a log line ends: all was ended by the last one that was told. */
  let above = true
  for (let entry = 0; entry < entryCount; entry++) {
    const line = lines[entry] ?? 0
    const kind = kinds[entry] ?? LINE_GIVEN
    if (line > next) header = line - 1
    next = line + 1
    if (kind === LINE_GIVEN || kind === LOG_FRAME || kind === LOG_TRACE) {
      if (header >= 0) log.headed(told.at(header))
      header = -1
      above = true
      if (kind === LINE_GIVEN) told.give(line)
      else if (kind === LOG_FRAME) {
        if (!log.isIdleFrame(firstLine + line)) told.give(line)
      } else {
        const last = lines[++entry] ?? line
        if (!log.isSilentTrace(told.at(line), firstLine + last)) for (let at = line; at <= last; at++) told.give(at)
        next = last + 1
      }
      continue
    }
    if (above) log.endAbove()
    above = false
    const keyCount = counts[entry] ?? 0
    if (log.isCounted(line, kind, firstLine + line, keys, key, keyCount)) header = line
    else {
      header = -1
      above = true
      told.give(line)
    }
    key += keyCount * 2
  }
  if (next < lineCount) header = lineCount - 1
  if (header >= 0) log.headed(told.at(header))
}
