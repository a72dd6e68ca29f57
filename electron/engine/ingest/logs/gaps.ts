/** What is known to be missing between two files of one log. */
import { isGcLog, type LogFile } from './sets.ts'
import { pairsOf } from './order.ts'

/** Before the first file: collections of this life that were overwritten, or not captured. */
export function missingBeforeFirst({ log: { ids, startsVm } }: LogFile): string | null {
  return ids === null || startsVm || ids.least === 0 ? null : collections(0, ids.least - 1)
}

/** @param known Numbers of all files with this name, those that are no log included. */
export function missingBetween(
  one: LogFile,
  next: LogFile,
  files: readonly LogFile[],
  known: ReadonlySet<number>,
): string | null {
  // Numbers of collections are certain; names only where there are none.
  if (one.log.ids && next.log.ids) {
    const { most } = one.log.ids
    return next.log.ids.least > most + 1 ? collections(most + 1, next.log.ids.least - 1) : null
  }
  const missing = numbersBetween(one, next, files).filter((number) => !known.has(number))
  const [first, last] = [missing[0], missing.at(-1)]
  if (first === undefined || last === undefined) return null
  return first === last ? `${one.stem}.${first}` : `${one.stem}.${first} to ${one.stem}.${last}`
}

function collections(first: number, last: number): string {
  return first === last ? `GC(${first})` : `GC(${first}) to GC(${last})`
}

/** Numbers that the files between would have. Those of dated names begin anew with each date. */
function numbersBetween(one: LogFile, next: LogFile, files: readonly LogFile[]): number[] {
  if (one.dated || next.dated || one.stem !== next.stem || one.number === null) return []
  if (isFalling(files)) return range((next.number ?? 0) + 1, one.number - 1)
  if (next.number === null) return []
  if (next.number > one.number) return range(one.number + 1, next.number - 1)
  // A ring begins anew with 0.
  return isGcLog(one) ? range(0, next.number - 1) : []
}

/** log4j's RollingFileAppender renames: `.1` is the youngest of the old files. */
function isFalling(files: readonly LogFile[]): boolean {
  const pairs = pairsOf(files)
  return (
    pairs.length > 0 &&
    pairs.every(([one, next]) => one.number !== null && one.number > (next.number ?? 0)) &&
    !isGcLog(files[0] as LogFile)
  )
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}
