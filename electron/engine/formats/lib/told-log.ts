/** What a kernel told of the lines of an application's log, in their order. */
import type { LineNumber } from '../../../../shared/model/units.ts'
import { LINE_GIVEN, NO_HEAD, type Line, type ToldLines } from '../format.ts'
import type { EventSink } from './event-sink.ts'
import {
  LOG_DELETED,
  LOG_ERROR,
  LOG_FRAME,
  LOG_FRAME_END,
  LOG_POINT,
  LOG_ROLLED,
  LOG_SPEAKS,
  LOG_TRACE,
  LOG_WARNING,
  STATE_COUNTED,
  STATE_COUNTS,
  STATE_KINDS,
} from './log-kernel.ts'
import type { SegmentReader } from './segment-reader.ts'

/** Kinds of lines that are told, and are events of their own until there are too many. Of segments there is more to know. */
const COUNTED = [
  [LOG_SPEAKS, 'leadership'],
  [LOG_WARNING, 'log-warning'],
  [LOG_ERROR, 'log-error'],
] as const

export interface ToldLog {
  /** This was the last log line; it says nothing more. */
  headed(line: Line): void
  /** A log line ends what stands above it. */
  endAbove(): void
  /** Whether a frame is to be read. */
  wantsFrame(): boolean
  /** Frames that are not, the last of them on line `last`. */
  idleFrames(count: number, last: LineNumber): void
  /** Whether a trace that tells nothing belongs to nothing that wants it. */
  isSilentTrace(first: Line, last: LineNumber): boolean
  /** Whether nothing of a log line but its kind matters. */
  isCounted(kind: number): boolean
  /** A segment was counted: `total` came or went until now, and there are `sum` more than at first. */
  point(line: number, number: LineNumber, sum: number, total: number): void
}

/**
 * What each log line does, it ends what stands above, those that are not told do before the next line that is read; their time is asked
 * for only if it is the last one before such a line.
 */
export function takeToldLog(told: ToldLines, log: ToldLog): void {
  const { entryCount, firstLine, lines, kinds, counts, heads, keys } = told
  /** Of the next entry's keys; of the last log line that was not read, -1 if one was read since. */
  let key = 0
  let header = -1
  /** Whether something may stand above that a log line ends: all was ended by the last one that was told. */
  let above = true
  for (let entry = 0; entry < entryCount; entry++) {
    const line = lines[entry] ?? 0
    const kind = kinds[entry] ?? LINE_GIVEN
    const head = heads[entry] ?? NO_HEAD
    if (head !== NO_HEAD) header = head
    if (kind === LINE_GIVEN || kind === LOG_FRAME || kind === LOG_TRACE) {
      if (header >= 0) log.headed(told.at(header))
      header = -1
      above = true
      if (kind === LINE_GIVEN) told.give(line)
      else if (kind === LOG_FRAME) {
        const last = entry + 1 < entryCount && kinds[entry + 1] === LOG_FRAME_END ? (lines[++entry] ?? line) : line
        let frame = line
        while (frame <= last && log.wantsFrame()) told.give(frame++)
        if (frame <= last) log.idleFrames(last - frame + 1, firstLine + last)
      } else {
        const last = lines[++entry] ?? line
        if (!log.isSilentTrace(told.at(line), firstLine + last)) for (let at = line; at <= last; at++) told.give(at)
      }
      continue
    }
    if (above) log.endAbove()
    above = false
    if (kind === LOG_POINT) {
      log.point(line, firstLine + line, keys[key] ?? 0, keys[key + 1] ?? 0)
      header = line
    } else if (log.isCounted(kind)) header = line
    else {
      header = -1
      above = true
      told.give(line)
    }
    key += (counts[entry] ?? 0) * 2
  }
  if (told.lastHead !== NO_HEAD) header = told.lastHead
  if (header >= 0) log.headed(told.at(header))
}

/** Takes what the kernel has counted. */
export function beginTold({ state, firstLine }: ToldLines, sink: EventSink, segments: SegmentReader): void {
  segments.beginTold(state, firstLine)
  for (const [kind, type] of COUNTED) sink.count(type, state[STATE_COUNTS + kind] ?? 0)
  state.fill(0, STATE_COUNTS, STATE_COUNTS + STATE_KINDS)
}

/** Lets the kernel count what is not listed any more. @param timed whether the time of a silent trace tells nothing new */
export function endTold({ state }: ToldLines, sink: EventSink, segments: SegmentReader, timed: boolean): void {
  segments.endTold()
  let counted = timed ? 1 << LOG_TRACE : 0
  for (const kind of [LOG_ROLLED, LOG_DELETED] as const) if (segments.isCounted(kind)) counted |= 1 << kind
  for (const [kind, type] of COUNTED) if (sink.isFull(type)) counted |= 1 << kind
  state[STATE_COUNTED] = counted
}

/** Whether nothing of the line but its kind matters any more. */
export function isCounted(kind: number, sink: EventSink): boolean {
  for (const [counted, type] of COUNTED) if (counted === kind) return sink.skipIfFull(type)
  return false
}
