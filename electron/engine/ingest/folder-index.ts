/** Which lives lie in or below a folder, and which folders look alike. */
import type { Pid } from '../../../shared/model/units.ts'
import type { Candidate, Life } from './life.ts'

export interface Around {
  lives: Life[]
  /** How many folders deep the folder is in which they were found. */
  depth: number
}

export class FolderIndex {
  private readonly inOrBelow = new Map<string, Set<Life>>()
  private readonly exactly = new Map<string, Set<Life>>()
  /** Paths of files that speak of a process, below each folder. */
  private readonly files = new Map<string, Set<string>>()
  /** Pids that such files state. */
  private readonly pids = new Map<string, Set<Pid>>()

  constructor(candidates: readonly Candidate[]) {
    for (const candidate of candidates) {
      if (candidate.facts.identity.about !== 'process') continue
      const parts = [...candidate.folders, candidate.name]
      for (let depth = 1; depth < parts.length; depth++) {
        put(this.files, keyOf(candidate, depth), parts.slice(depth).join('/'))
        for (const pid of candidate.pids) put(this.pids, keyOf(candidate, depth), pid)
      }
    }
  }

  add(life: Life, member: Candidate): void {
    for (let depth = 0; depth <= member.folders.length; depth++) put(this.inOrBelow, keyOf(member, depth), life)
    put(this.exactly, member.folders.join('/'), life)
  }

  /** The lives of the nearest folder around the artifact that has any in or below it. Bundles are worlds of their own; loose files side by side are one folder. */
  around(candidate: Candidate): Around {
    const { folders } = candidate
    const here = this.exactly.get(folders.join('/')) ?? []
    for (let depth = folders.length; depth >= 0; depth--) {
      const found = new Set([
        ...(depth === folders.length ? here : []),
        ...(this.inOrBelow.get(keyOf(candidate, depth)) ?? []),
      ])
      if (found.size > 0) return { lives: [...found], depth }
    }
    return { lives: [], depth: 0 }
  }

  /**
   * Whether the artifact's branch below that folder is a node of its own beside those with lives, not another part of the same node:
   * there are several such nodes, or the one there is has a file of the same name at the same place, or is of another pid.
   */
  isNodeOfItsOwn(candidate: Candidate, { lives, depth }: Around): boolean {
    if (depth === candidate.folders.length) return false
    const [life] = lives
    if (life === undefined || lives.length > 1) return true
    const branch = keyOf(candidate, depth + 1)
    const pids = this.pids.get(branch)
    if (life.pid !== null && pids !== undefined && !pids.has(life.pid)) return true
    const mine = this.files.get(branch) ?? new Set()
    return life.members.some((member) => {
      if (member.folders.length <= depth) return false
      const theirs = this.files.get(keyOf(member, depth + 1)) ?? new Set()
      return [...mine].some((path) => theirs.has(path))
    })
  }
}

function keyOf({ facts, folders }: Candidate, depth: number): string {
  return `${facts.bundle}/${folders.slice(0, depth).join('/')}`
}

function put<V>(map: Map<string, Set<V>>, key: string, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, new Set([value]))
  else values.add(value)
}
