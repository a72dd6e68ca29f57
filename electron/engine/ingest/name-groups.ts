/**
 * Files of several processes in one folder, told apart by a word that all names of one have: `broker-1-server.log`, `broker-1-gc.log`,
 * `broker-2-server.log`, or `server-broker-1.log`. Support cases collect attachments like that. Pure.
 */
import type { ArtifactFacts } from './identity.ts'
import { foldersOf, shortHost } from './names.ts'

export interface Split {
  /** `broker-1` */
  key: string
  /** `server.log` */
  rest: string
}

const SEPARATOR = /[-_.]/g
const SHORTEST_KEY = 2
/** What follows a name's first point is no name of its own: `gc.log` and `server.log` are not two files `log`. */
const EXTENSION = /^(?:log|out|txt|json|csv|tsv|err|xml|html|conf|properties|gz|xz|zip|zst|current|hprof|jfr|core)\b/i
/** `1795337215451.txt` is a time, `1` a rotated file: captures and rotated logs of one process differ in these. */
const NUMBER = /^\d+(?:\D|$)/

function before(name: string): Split[] {
  return [...name.matchAll(SEPARATOR)]
    .map(({ index }) => ({ key: name.slice(0, index), rest: name.slice(index + 1) }))
    .filter(
      ({ key, rest }) => key.length >= SHORTEST_KEY && rest.length > 1 && !EXTENSION.test(rest) && !NUMBER.test(rest),
    )
}

function behind(name: string): Split[] {
  const point = name.indexOf('.')
  const [stem, extension] = point < 0 ? [name, ''] : [name.slice(0, point), name.slice(point)]
  return [...stem.matchAll(SEPARATOR)]
    .map(({ index }) => ({ key: stem.slice(index + 1), rest: stem.slice(0, index) + extension }))
    .filter(({ key }) => key.length >= SHORTEST_KEY && !NUMBER.test(key))
}

/** How the name of each artifact is split whose folder is such a one, by its id. */
export function nameGroups(artifacts: readonly ArtifactFacts[]): ReadonlyMap<number, Split> {
  const folders = new Map<string, ArtifactFacts[]>()
  for (const artifact of artifacts) {
    const parts = foldersOf(artifact.path)
    // Files that were opened one by one lie side by side.
    const folder = parts.length === 0 ? '' : `${artifact.bundle}/${parts.join('/')}`
    const inside = folders.get(folder)
    if (inside === undefined) folders.set(folder, [artifact])
    else inside.push(artifact)
  }
  const found = new Map<number, Split>()
  for (const inside of folders.values()) {
    const groups = [before, behind]
      .map((splits) => groupsBy(inside, splits))
      .filter((each) => areApart(each))
      .toSorted((one, other) => sizeOf(other) - sizeOf(one))[0]
    for (const members of groups?.values() ?? [])
      for (const { artifact, split } of members) found.set(artifact.id, split)
  }
  return found
}

type Groups = Map<string, { artifact: ArtifactFacts; split: Split }[]>

function sizeOf(groups: Groups): number {
  return [...groups.values()].reduce((sum, members) => sum + members.length, 0)
}

/** Keys are words that stand at the same place of names which else are alike. */
function groupsBy(artifacts: readonly ArtifactFacts[], splits: (name: string) => Split[]): Groups {
  const named = artifacts.map((artifact) => ({ artifact, all: splits(nameOf(artifact)) }))
  const keysOf = new Map<string, Set<string>>()
  for (const { all } of named)
    for (const { key, rest } of all) keysOf.set(rest, (keysOf.get(rest) ?? new Set()).add(key))
  /** How many names each key has that another has, too. */
  const shared = new Map<string, number>()
  for (const { all } of named)
    for (const { key, rest } of all) if ((keysOf.get(rest)?.size ?? 0) > 1) shared.set(key, (shared.get(key) ?? 0) + 1)
  const weight = ({ key }: Split): number => shared.get(key) ?? 0
  const groups: Groups = new Map()
  for (const { artifact, all } of named) {
    // Of two that have as many the longer: what is before a word of several parts may be shared, too.
    const [split] = all.toSorted((one, other) => weight(other) - weight(one) || other.key.length - one.key.length)
    if (split === undefined || weight(split) === 0) continue
    const members = groups.get(split.key)
    if (members === undefined) groups.set(split.key, [{ artifact, split }])
    else members.push({ artifact, split })
  }
  return groups
}

function nameOf({ path }: ArtifactFacts): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Whether two groups at least say who they speak of, and no two of them the same. */
function areApart(groups: Groups): boolean {
  const stated = [...groups.values()].map(statementsOf).filter(({ pids, hosts }) => pids.size + hosts.size > 0)
  return (
    stated.length > 1 &&
    stated.every((one, at) =>
      stated.slice(at + 1).every((other) => differ(one.pids, other.pids) || differ(one.hosts, other.hosts)),
    )
  )
}

function statementsOf(members: readonly { artifact: ArtifactFacts }[]): { pids: Set<number>; hosts: Set<string> } {
  const identities = members.map(({ artifact }) => artifact.identity)
  const hosts = identities.flatMap(({ host }) => (host === null ? [] : [shortHost(host)]))
  return { pids: new Set(identities.flatMap(({ pids }) => pids)), hosts: new Set(hosts) }
}

function differ<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size > 0 && other.size > 0 && [...one].every((each) => !other.has(each))
}
