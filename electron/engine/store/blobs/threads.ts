/** Threads as one JSON array a block: 32 000 of them are some ten rows. Columns keep their names from repeating. */
import type { ThreadRecord } from '../../../../shared/model/records.ts'
import { StoreDamage } from './store-damage.ts'

type ThreadRow = [
  name: string,
  threadKind: string,
  state: string | null,
  osId: number | null,
  stackStart: number | null,
  stackEnd: number | null,
  current: 0 | 1,
  line: number,
  endLine: number,
]

export function encodeThreads(threads: readonly ThreadRecord[]): string {
  return JSON.stringify(
    threads.map((thread): ThreadRow => [
      thread.name,
      thread.threadKind,
      thread.state,
      thread.osId,
      thread.stackStart,
      thread.stackEnd,
      thread.current ? 1 : 0,
      thread.span.line,
      thread.span.endLine,
    ]),
  )
}

/** Throws {@link StoreDamage}. */
export function decodeThreads(block: string): ThreadRecord[] {
  let rows: ThreadRow[]
  try {
    rows = JSON.parse(block) as ThreadRow[]
  } catch (cause) {
    throw new StoreDamage('a block of threads cannot be read', { cause })
  }
  return rows.map(([name, threadKind, state, osId, stackStart, stackEnd, current, line, endLine]) => ({
    kind: 'thread',
    name,
    threadKind,
    state,
    osId,
    stackStart,
    stackEnd,
    current: current === 1,
    span: { line, endLine },
  }))
}
