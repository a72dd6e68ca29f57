/** Which files may be one log: same folder, same format, and names that differ only as rotated ones do, or the same life of a VM. */
import type { EpochMs, Milliseconds } from '../../../../shared/model/units.ts'
import type { ArtifactFacts } from '../identity.ts'
import { baseName, INSIDE } from '../paths.ts'
import type { LogFacts } from './facts.ts'
import { rotationOf, type Rotation } from './names.ts'

export interface LogFile extends Rotation {
  facts: ArtifactFacts
  log: LogFacts
  folder: string
}

/** `at - uptime` of two files of one life: both are printed to the millisecond. */
const SAME_START: Milliseconds = 1000

export function logFileOf(facts: ArtifactFacts): LogFile | null {
  const { log } = facts.identity
  if (!log) return null
  const rotation = rotationOf(baseName(facts.path))
  return { facts, log, folder: folderOf(facts, rotation), ...rotation }
}

/** A file opened by itself lies beside the others that were; one that was zipped by itself, beside its archive. */
export function folderOf({ path, bundle, bundleName }: ArtifactFacts, { stem }: Rotation): string {
  if (path === bundleName) return ''
  const inside = path.lastIndexOf(INSIDE)
  const archive = path.slice(0, Math.max(0, inside))
  const isAlone = inside >= 0 && !path.slice(inside + INSIDE.length).includes('/')
  const outer = isAlone && rotationOf(baseName(archive)).stem === stem ? archive : path
  return `${bundle}:${outer.slice(0, Math.max(0, outer.lastIndexOf('/')))}`
}

export function isGcLog({ facts }: LogFile): boolean {
  return facts.format.startsWith('gc-')
}

export function setsOf(files: readonly LogFile[]): LogFile[][] {
  const byName = new Map<string, LogFile[]>()
  for (const file of files) {
    const key = `${file.folder}\n${file.facts.format}\n${file.stem}`
    byName.set(key, [...(byName.get(key) ?? []), file])
  }
  return mergedByLife([...byName.values()])
}

/** GC logs under other names, as when somebody renamed old files: the same VM, by when it started, at other times. */
function mergedByLife(sets: LogFile[][]): LogFile[][] {
  const merged: LogFile[][] = []
  for (const set of sets) {
    const same = merged.find((other) => other.some((one) => set.some((file) => isSameLife(one, file))))
    if (same) same.push(...set)
    else merged.push([...set])
  }
  return merged
}

function isSameLife(one: LogFile, other: LogFile): boolean {
  if (!isGcLog(one) || one.folder !== other.folder || one.facts.format !== other.facts.format) return false
  const [start, started] = [startOf(one.log), startOf(other.log)]
  if (start === null || started === null || Math.abs(start - started) > SAME_START) return false
  // Both at once are two logs, or copies of one.
  const [from, to] = [one.log.first.at ?? 0, one.log.last.at ?? 0]
  const [begin, end] = [other.log.first.at ?? 0, other.log.last.at ?? 0]
  return to <= begin || end <= from
}

/** When the VM started, by the first line; null when it does not state both. */
export function startOf({ first: { at, uptime } }: LogFacts): EpochMs | null {
  return at === null || uptime === null ? null : at - uptime * 1000
}
