/**
 * Which artifacts belong to which process. Three steps: artifacts that state an identity form lives; folders that have none get one;
 * everything else joins the life that its folder, or the nearest folder around it, is about.
 */
import type { ProcessDraft } from '../../../shared/model/ingest.ts'
import type { EpochMs } from '../../../shared/model/units.ts'
import type { ArtifactFacts } from './identity.ts'
import { FolderIndex } from './folder-index.ts'
import { candidateOf, type Candidate, Life, LINK, sameFolder, withNamedPids } from './life.ts'
import { nameGroups } from './name-groups.ts'
import { compareNaturally } from './natural-order.ts'
import { hostAndPidOfFolders, isAddress, shortHost, tellingFolder } from './names.ts'

/** Pure; the order of artifacts does not matter for who belongs together. */
export function assignProcesses(artifacts: readonly ArtifactFacts[]): ProcessDraft[] {
  const groups = nameGroups(artifacts)
  const candidates = artifacts.map((facts) => candidateOf(facts, groups.get(facts.id) ?? null))
  const assignment = new Assignment(withNamedPids(candidates))
  const scopes = assignment.scopes()
  const drafts = assignment.lives.map((life) => draftOf(life, scopes.get(life) ?? new Map(), artifacts))
  return inOrder(drafts, artifacts)
}

/** What an artifact may found: crash logs first, since they state most; then listings; then all that a JVM says of itself. */
function foundingRank({ facts: { identity }, pids }: Candidate): number {
  if (identity.crash) return 0
  if (identity.libraries.length > 0) return 1
  if (pids.length === 1 && identity.about === 'process') return 2
  if (identity.jvmArguments !== null || identity.command !== null) return 3
  return UNIDENTIFIED
}

const UNIDENTIFIED = 4

type Scopes = Map<number, 'process' | 'host'>

class Assignment {
  readonly lives: Life[] = []
  private readonly folders: FolderIndex
  private rest: Candidate[] = []
  /** What the only life was founded on although it speaks of a host alone. */
  private lastResort: Candidate | null = null
  private readonly shared: readonly Candidate[]

  constructor(candidates: readonly Candidate[]) {
    this.folders = new FolderIndex(candidates)
    this.shared = candidates.filter((candidate) => candidate.shared === true)
    this.formLives(candidates)
    this.addFolderLives()
    this.addLastResort()
  }

  scopes(): Map<Life, Scopes> {
    const scopes = new Map(this.lives.map((life): [Life, Scopes] => [life, new Map()]))
    for (const life of this.lives) {
      for (const member of life.members)
        scopes.get(life)?.set(member.facts.id, member.facts.id === this.lastResort?.facts.id ? 'host' : 'process')
    }
    for (const candidate of this.rest) {
      const around = this.folders.around(candidate).lives.filter((life) => !isStranger(candidate, life))
      for (const { life, scope } of placesOf(candidate, around)) scopes.get(life)?.set(candidate.facts.id, scope)
    }
    for (const candidate of this.shared)
      for (const life of this.lives)
        if (life.pid !== null && candidate.pids.includes(life.pid) && !life.contradicts(candidate))
          scopes.get(life)?.set(candidate.facts.id, 'process')
    return scopes
  }

  private formLives(candidates: readonly Candidate[]): void {
    const ranked = candidates.map((candidate) => ({ candidate, rank: foundingRank(candidate) }))
    ranked.sort((one, other) => one.rank - other.rank || byTime(one.candidate, other.candidate))
    for (const { candidate, rank } of ranked) {
      const life = rank < UNIDENTIFIED ? likeliest(candidate, this.lives) : null
      if (life !== null) this.join(life, candidate)
      else if (rank <= 1 || (rank < UNIDENTIFIED && candidate.facts.identity.jvm)) this.found(candidate)
      else this.rest.push(candidate)
    }
  }

  /** Folders with a process's logs but nothing that names it: one life each, unless a life is about that folder already. */
  private addFolderLives(): void {
    // Those that the layout calls a unit come first: what it only gives a host joins them.
    const waiting = this.rest.toSorted((one, other) => unitRank(one) - unitRank(other))
    this.rest = []
    const left: Candidate[] = []
    for (const candidate of waiting) {
      const { identity, place } = candidate.facts
      const unit = place?.unit ?? null
      const mate = unit === null ? undefined : this.lives.find((life) => life.unit === unit)
      if (mate !== undefined && !mate.contradicts(candidate)) {
        this.join(mate, candidate)
        continue
      }
      const speaksOfProcess = identity.about === 'process' && (candidate.pids.length === 0 || identity.jvm)
      const around = this.folders.around(candidate)
      const isKnown = around.lives.some((life) => isOfOnePlace(candidate, life))
      const isNew =
        around.lives.every((life) => isApart(candidate, life)) ||
        (!isKnown && this.folders.isNodeOfItsOwn(candidate, around))
      if (speaksOfProcess && isNew) this.found(candidate)
      else left.push(candidate)
    }
    // A status file may now find the life of its folder, and gives it its pid.
    for (const candidate of left) {
      const life = foundingRank(candidate) < UNIDENTIFIED ? likeliest(candidate, this.lives) : null
      if (life === null) this.rest.push(candidate)
      else this.join(life, candidate)
    }
  }

  /** Nothing speaks of a process: what there is is still one thing to look at. */
  private addLastResort(): void {
    const [first] = this.rest
    if (this.lives.length > 0 || first === undefined) return
    const founder = this.rest.find((candidate) => candidate.facts.identity.about !== 'none') ?? first
    this.rest = this.rest.filter((candidate) => candidate !== founder)
    if (founder.facts.identity.about === 'host') this.lastResort = founder
    this.found(founder)
  }

  private found(candidate: Candidate): void {
    const life = new Life()
    this.lives.push(life)
    this.join(life, candidate)
  }

  private join(life: Life, candidate: Candidate): void {
    life.add(candidate)
    this.folders.add(life, candidate)
  }
}

/** The life that the artifact is tied to the most and contradicts in nothing; of equal ones the nearest by its folders, then in time. */
function likeliest(candidate: Candidate, lives: readonly Life[]): Life | null {
  let best: Life | null = null
  let bestLink: number = LINK.folder
  for (const life of lives) {
    const link = life.link(candidate)
    if (link < bestLink || life.contradicts(candidate)) continue
    if (best === null || link > bestLink || isLikelier(candidate, life, best)) best = life
    bestLink = link
  }
  return best
}

/** Hosts that were set up alike start the same services with the same pids: what lies beside a life is of it. */
function isLikelier(candidate: Candidate, life: Life, than: Life): boolean {
  const [depth, other] = [life.depthWith(candidate), than.depthWith(candidate)]
  return depth === other ? isNearer(candidate.facts.at, life, than) : depth > other
}

/** Times before a crash are likelier than times after it: who is dead writes nothing. */
function isNearer(at: EpochMs | null, life: Life, than: Life): boolean {
  if (life.crashAt === null || than.crashAt === null) return than.crashAt === null && life.crashAt !== null
  if (at === null) return life.crashAt > than.crashAt
  const distance = (crash: EpochMs): number => (at <= crash ? crash - at : (at - crash) * 2)
  return distance(life.crashAt) < distance(than.crashAt)
}

/** @param around The lives of the nearest folder that has any. */
function placesOf(candidate: Candidate, around: readonly Life[]): { life: Life; scope: 'process' | 'host' }[] {
  const { identity, at } = candidate.facts
  const here = around.filter((life) => life.has(candidate.folders))
  const isHost = identity.about === 'host'
  if (around.length <= 1) return around.map((life) => ({ life, scope: isHost ? 'host' : 'process' }))
  if (here.length === 0) return around.map((life) => ({ life, scope: 'host' }))
  const main = mainLife(candidate, here)
  if (isHost) {
    // A log that strayed into the folder says nothing of this host, unless it is the same service or names the same host.
    const ofHost = here.filter(
      (life) => main === null || life === main || sameHost(life, main) || life.isRunOf(main.jvmArguments, main.command),
    )
    return ofHost.map((life) => ({ life, scope: 'host' }))
  }
  if (main !== null) return [{ life: main, scope: 'process' }]
  const dated = here.filter((life) => life.crashAt !== null)
  if (dated.length === 0) return here.map((life) => ({ life, scope: 'host' }))
  return [{ life: dated.reduce((best, life) => (isNearer(at, life, best) ? life : best)), scope: 'process' }]
}

function unitRank({ facts: { place } }: Candidate): number {
  return place?.unit == null ? 1 : 0
}

/** The layout says that they are of one host or pod. */
function isOfOnePlace({ facts: { place } }: Candidate, life: Life): boolean {
  return place?.host != null && place.host === life.placeHost
}

/** The layout says that they are of different hosts or containers, or their JVMs are of different releases. */
function isApart(candidate: Candidate, life: Life): boolean {
  if (life.isOfOtherRelease(candidate)) return true
  return candidate.facts.place !== null && life.contradicts(candidate)
}

/** States another process, or one by number where the life has none and lies elsewhere (`proc/<pid>/` of a whole host). */
function isStranger(candidate: Candidate, life: Life): boolean {
  if (life.contradicts(candidate)) return true
  return candidate.pids.length > 0 && life.pid === null && !life.has(candidate.folders)
}

/** The life that most artifacts of the folder agree on; null where none leads. */
function mainLife(candidate: Candidate, here: readonly Life[]): Life | null {
  const weights = here.map(
    (life) => life.members.filter((member) => sameFolder(member.folders, candidate.folders)).length,
  )
  const most = Math.max(...weights)
  const leaders = here.filter((_, at) => weights[at] === most)
  return leaders.length === 1 ? (leaders[0] ?? null) : null
}

function sameHost(one: Life, other: Life): boolean {
  return one.host !== null && other.host !== null && shortHost(one.host) === shortHost(other.host)
}

function draftOf(
  life: Life,
  scopes: ReadonlyMap<number, 'process' | 'host'>,
  artifacts: readonly ArtifactFacts[],
): ProcessDraft {
  const mine = artifacts.filter((artifact) => scopes.has(artifact.id))
  const bundle = life.members[0]?.facts.bundleName ?? ''
  const named = hostAndPidOfFolders([bundle, ...life.folders])
  const agrees = named !== null && (life.pid === null || life.pid === named.pid)
  const pid = life.pid ?? named?.pid ?? null
  const stated = mine.find((artifact) => artifact.identity.host !== null)?.identity.host ?? null
  const placed = life.placeHost ?? mine.find(({ place }) => place?.host != null)?.place?.host ?? null
  // The collector names each host or pod apart; an address tells people less than a name.
  const host =
    (placed !== null && !isAddress(placed) ? placed : (life.host ?? stated ?? placed)) ?? (agrees ? named.host : null)
  const folder = named === null || agrees ? (tellingFolder(life.folders) ?? bundle) : null
  const name = host === null ? (folder ?? mainClass(life) ?? life.members[0]?.facts.path) : shortHost(host)
  return {
    label: [name, pid].filter((part) => part !== null && part !== '').join(' · '),
    host,
    pid,
    startedAt: life.startedAt,
    crashAt: life.crashAt,
    artifacts: mine.map(({ id }) => ({ id, scope: scopes.get(id) ?? 'process' })),
  }
}

/** What it ran, for a log that strayed into another process's folder. */
function mainClass(life: Life): string | null {
  return life.command?.split(' ')[0] ?? null
}

/** Bundles as they were opened, in each folders by name, in each artifacts as they were read: archives list folders in any order. */
function inOrder(drafts: ProcessDraft[], artifacts: readonly ArtifactFacts[]): ProcessDraft[] {
  if (drafts.length < 2) return drafts
  const known = new Map(artifacts.map((artifact) => [artifact.id, artifact]))
  const places = drafts.map((draft) => {
    const first = known.get(draft.artifacts.find(({ scope }) => scope === 'process')?.id ?? -1)
    const { id = Infinity, bundle = Infinity, path = '' } = first ?? {}
    return { draft, id, bundle, folder: path.slice(0, path.lastIndexOf('/') + 1) }
  })
  const sorted = places.toSorted(
    (one, other) =>
      compare(one.bundle, other.bundle) || compareNaturally(one.folder, other.folder) || compare(one.id, other.id),
  )
  return sorted.map(({ draft }) => draft)
}

/** For numbers that may be infinite. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other
}

function byTime(one: Candidate, other: Candidate): number {
  const time = ({ facts: { identity, at } }: Candidate): number => identity.crashAt ?? at ?? Infinity
  const [first, second] = [time(one), time(other)]
  return first === second ? one.facts.id - other.facts.id : first - second
}
