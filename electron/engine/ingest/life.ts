/** One JVM life while it is being put together from the artifacts that state who they speak of. */
import type { EpochMs, PageNumber, Pid } from '../../../shared/model/units.ts'
import type { ArtifactFacts } from './identity.ts'
import type { Split } from './name-groups.ts'
import { foldersOf, isAddress, numbersInName, pidInPath, shortHost } from './names.ts'

/** A process crashes once; logs print whole seconds. */
const SAME_CRASH_MS = 2000
/** A core is written after the crash log, which takes its time; no number comes round again so soon. */
const SAME_PID_CRASH_MS = 300_000
/** Zones are whole quarter hours and at most 14 hours from UTC (Pacific/Kiritimati). */
const ZONE_STEP_MS = 900_000
const MOST_ZONE_MS = 14 * 3_600_000
/** `crash time - elapsed time`, both printed to the second. */
const SAME_START_MS = 5000
/** Below this, listings are too short to be told apart by their libraries. */
const FINGERPRINT_MINIMUM = 3
const SAME_LIBRARIES = 0.5
const OTHER_LIBRARIES = 0.2
/** The first process of every container has such a pid, so it means nothing in another folder. */
const CONTAINER_PIDS = 300

/** How sure two artifacts are of one life; the higher the surer. */
export const LINK = { none: 0, folder: 1, arguments: 2, pid: 3, libraries: 4 } as const

export interface Candidate {
  facts: ArtifactFacts
  folders: readonly string[]
  /** Its pids are those of all lives that wrote it. */
  shared?: boolean
  /** Base name, without a word of it that stands for a folder. */
  name: string
  /** Of its records, else of its name. */
  pids: readonly Pid[]
}

/** What the records say; else the name; else the layout, whose pid is that of the process, not of the host's files beside it. */
export function candidateOf(facts: ArtifactFacts, group: Split | null): Candidate {
  const { identity, place } = facts
  const named = pidInPath(facts.path) ?? (identity.about === 'host' ? null : (place?.pid ?? null))
  const { pids } = identity
  return {
    facts,
    folders: group === null ? foldersOf(facts.path) : [...foldersOf(facts.path), group.key],
    name: group?.rest ?? facts.path.slice(facts.path.lastIndexOf('/') + 1),
    pids: pids.length > 0 ? pids : named === null ? [] : [named],
  }
}

/**
 * Where an artifact says nothing of its process, numbers count that another artifact of the bundle states as a pid: of who wrote its lines,
 * as a journal says, or in its name, since who gathers files of several processes in one folder puts the pid into all names.
 */
export function withNamedPids(candidates: readonly Candidate[]): Candidate[] {
  const known = new Set(
    candidates.flatMap(({ facts, pids }) =>
      pids.filter((pid) => pid >= CONTAINER_PIDS).map((pid) => `${facts.bundle} ${pid}`),
    ),
  )
  return candidates.map((candidate) => {
    if (candidate.pids.length > 0) return candidate
    const { bundle, path, identity } = candidate.facts
    const isKnown = (pid: Pid): boolean => known.has(`${bundle} ${pid}`)
    const writers = (identity.writers ?? []).filter(isKnown)
    if (writers.length > 0) return { ...candidate, pids: writers, shared: writers.length > 1 }
    const named = new Set(numbersInName(path).filter(isKnown))
    return named.size === 1 ? { ...candidate, pids: [...named] } : candidate
  })
}

export class Life {
  readonly members: Candidate[] = []
  pid: Pid | null = null
  host: string | null = null
  startedAt: EpochMs | null = null
  crashAt: EpochMs | null = null
  command: string | null = null
  jvmArguments: string | null = null
  /** Of the layout: the host of its capture, and who is of another unit is another process. */
  placeHost: string | null = null
  unit: string | null = null
  /** The release of its JVM. */
  private feature: number | null = null
  private libraries: ReadonlySet<PageNumber> = new Set()

  get crashed(): boolean {
    return this.members.some((member) => member.facts.identity.crash)
  }

  /** Where its artifacts lie, the folder of the first one first. */
  get folders(): readonly string[] {
    return this.members[0]?.folders ?? []
  }

  has(folders: readonly string[]): boolean {
    return this.members.some((member) => sameFolder(member.folders, folders))
  }

  /** How many folders the artifact has in common with the nearest one of this life; -1 for those of other bundles. */
  depthWith({ facts, folders }: Candidate): number {
    let deepest = -1
    for (const member of this.members) {
      if (member.facts.bundle !== facts.bundle) continue
      const differs = folders.findIndex((part, at) => part !== member.folders[at])
      deepest = Math.max(deepest, differs < 0 ? folders.length : differs)
    }
    return deepest
  }

  add(candidate: Candidate): void {
    const { identity } = candidate.facts
    this.members.push(candidate)
    if (candidate.pids.length === 1) this.pid ??= candidate.pids[0] ?? null
    this.host ??= identity.host
    this.startedAt ??= identity.startedAt
    this.crashAt ??= identity.crash ? identity.crashAt : null
    this.command ??= identity.command
    this.jvmArguments ??= identity.jvmArguments
    this.placeHost ??= candidate.facts.place?.host ?? null
    this.unit ??= candidate.facts.place?.unit ?? null
    if (identity.features?.length === 1) this.feature ??= identity.features[0] ?? null
    if (this.libraries.size === 0) this.libraries = new Set(identity.libraries)
  }

  /** Whether the artifact cannot be of this life. */
  contradicts(candidate: Candidate): boolean {
    const { identity, place } = candidate.facts
    if (this.unit !== null && place !== null && place.unit !== null && this.unit !== place.unit) return true
    if (this.pid !== null && candidate.pids.length > 0 && !candidate.pids.includes(this.pid)) return true
    const share = this.sharedLibraries(identity.libraries)
    if (share !== null && share < OTHER_LIBRARIES) return true
    if (share !== null && share >= SAME_LIBRARIES) return false
    if (this.isOfOtherHost(candidate) || this.isOfOtherRelease(candidate)) return true
    const isSamePid = this.pid !== null && this.pid >= CONTAINER_PIDS && candidate.pids.includes(this.pid)
    if (identity.crash && differ(this.crashAt, identity.crashAt, SAME_CRASH_MS))
      return !(isSamePid && isOneCrash(this.crashAt, identity.crashAt))
    return identity.crash && differ(this.startedAt, identity.startedAt, SAME_START_MS)
  }

  /** A JVM is of one release for life. Who collected the files of a process, or names it, knows better what is of it. */
  isOfOtherRelease({ facts: { identity, place }, pids }: Candidate): boolean {
    const { features = [] } = identity
    if (place !== null || (this.pid !== null && pids.includes(this.pid))) return false
    return this.feature !== null && features.length > 0 && !features.includes(this.feature)
  }

  /** A collector's name for a host may be another than the host's own, an address above all: like is compared with like. */
  private isOfOtherHost({ facts: { identity, place } }: Candidate): boolean {
    const placed = place?.host ?? null
    if (this.placeHost !== null && placed !== null) return shortHost(this.placeHost) !== shortHost(placed)
    const [mine, theirs] = [this.host ?? this.placeHost, identity.host ?? placed]
    if (mine === null || theirs === null || isAddress(mine) !== isAddress(theirs)) return false
    return shortHost(mine) !== shortHost(theirs)
  }

  /** How the artifact is tied to this life. */
  link(candidate: Candidate): number {
    const { identity } = candidate.facts
    const share = this.sharedLibraries(identity.libraries)
    if (share !== null && share >= SAME_LIBRARIES) return LINK.libraries
    const near = this.has(candidate.folders)
    if (this.pid !== null && candidate.pids.includes(this.pid)) {
      if (
        near ||
        this.pid >= CONTAINER_PIDS ||
        this.members.some((member) => nested(member.folders, candidate.folders))
      ) {
        return LINK.pid
      }
    }
    if (near && this.isRunOf(identity.jvmArguments, identity.command)) return LINK.arguments
    return near ? LINK.folder : LINK.none
  }

  /** Whether it was started with these arguments: the same service, this life or another. */
  isRunOf(jvmArguments: string | null, command: string | null): boolean {
    if (this.jvmArguments !== null && jvmArguments !== null) return this.jvmArguments === jvmArguments
    return this.command !== null && command !== null && this.command === command
  }

  /** Share of the shorter listing's libraries that start at the same pages; null if that says nothing. */
  private sharedLibraries(libraries: readonly PageNumber[]): number | null {
    const smaller = Math.min(this.libraries.size, libraries.length)
    if (smaller < FINGERPRINT_MINIMUM) return null
    let shared = 0
    for (const page of libraries) if (this.libraries.has(page)) shared++
    return shared / smaller
  }
}

export function sameFolder(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, at) => part === other[at])
}

/** Whether one folder is the other or lies in it. */
export function nested(one: readonly string[], other: readonly string[]): boolean {
  const [outer, inner] = one.length <= other.length ? [one, other] : [other, one]
  return outer.every((part, at) => part === inner[at])
}

/** Of one pid: near each other, but for a zone that one of the two does not print. */
function isOneCrash(one: EpochMs | null, other: EpochMs | null): boolean {
  const distance = Math.abs((one ?? 0) - (other ?? 0))
  const beyond = distance % ZONE_STEP_MS
  return (
    distance <= SAME_PID_CRASH_MS || (distance <= MOST_ZONE_MS && Math.min(beyond, ZONE_STEP_MS - beyond) <= 60_000)
  )
}

function differ(one: EpochMs | null, other: EpochMs | null, tolerance: number): boolean {
  return one !== null && other !== null && Math.abs(one - other) > tolerance
}
