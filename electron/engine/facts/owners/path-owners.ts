/**
 * Owners of all distinct paths of a listing. 65 000 index files differ only in digits and folder, so paths are put to the rules
 * once per folder and shape of the name: the name with its runs of digits made equal.
 */
import type { PathTable } from '../../../../shared/model/mapping-table.ts'
import { ByteNumbers, sameBytes, sameShape } from './byte-numbers.ts'
import { isDeletedPath, ownerOfPath, type PathOwner } from './path-rules.ts'

export interface PathOwners {
  /** Path number -> index into `kinds`. */
  kind: Uint16Array<ArrayBuffer>
  kinds: readonly PathOwner[]
  /** Path number -> 1 for files that are gone or about to be. */
  deleted: Uint8Array<ArrayBuffer>
  /** Path number -> group number, 0 for none. */
  group: Uint32Array<ArrayBuffer>
  /** Group number -> name. Different groups may have one name (the same topic in two log folders). */
  groups: readonly string[]
}

export function ownersOfPaths(paths: PathTable): PathOwners {
  const bytes = Buffer.from(paths.bytes.buffer, paths.bytes.byteOffset, paths.bytes.byteLength)
  const kind = new Uint16Array(paths.count)
  const deleted = new Uint8Array(paths.count)
  const group = new Uint32Array(paths.count)
  const kinds = new Numbers<PathOwner>()
  const groups = new Numbers<string>()
  groups.of('', '')
  const folders = new ByteNumbers(bytes, sameBytes)
  const shapes = new ByteNumbers(bytes, sameShape)
  const kindOf = new Map<number, number>()
  const groupOf = new Map<number, number>()

  for (let path = 1; path < paths.count; path++) {
    const start = paths.offsets[path] ?? 0
    const end = paths.offsets[path + 1] ?? 0
    const nameAt = afterLastSlash(bytes, start, end)
    const folder = folders.of(start, nameAt)
    const key = folder * 0x100000 + shapes.of(nameAt, end)
    let number = kindOf.get(key)
    if (number === undefined) {
      // Latin-1 keeps bytes apart; what the rules look at is ASCII. Group names are decoded as UTF-8 below.
      const owner = ownerOfPath(bytes.toString('latin1', start, end))
      number = kinds.of(`${owner.owner} ${owner.why}`, owner)
      kindOf.set(key, number)
    }
    kind[path] = number
    const last = bytes[end - 1]
    if (last === CLOSING || last === LETTER_D)
      deleted[path] = isDeletedPath(bytes.toString('latin1', start, end)) ? 1 : 0
    const grouping = kinds.values[number]?.group ?? 'none'
    if (grouping === 'none') continue
    const byFolder = grouping === 'folder' && nameAt > start + 1
    const known = byFolder ? groupOf.get(folder) : undefined
    if (known !== undefined) {
      group[path] = known
      continue
    }
    const of = bytes.toString('latin1', start, byFolder ? nameAt - 1 : end)
    group[path] = groups.of(of, () => groupName(Buffer.from(of, 'latin1').toString('utf8'), grouping))
    if (byFolder) groupOf.set(folder, group[path] ?? 0)
  }
  return { kind, kinds: kinds.values, deleted, group, groups: groups.values }
}

const SLASH = 0x2f
/** Last bytes of ` (deleted)` and `.deleted`. */
const CLOSING = 0x29
const LETTER_D = 0x64

function afterLastSlash(bytes: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && bytes[at - 1] !== SLASH) at--
  return at
}

/** Distinct keys, numbered in order of appearance, each with a value. */
class Numbers<T> {
  readonly values: T[] = []
  readonly #numbers = new Map<string, number>()

  of(key: string, value: T | (() => T)): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.values.length
    this.#numbers.set(key, number)
    this.values.push(typeof value === 'function' ? (value as () => T)() : value)
    return number
  }
}

/** A folder goes by its last two names when the last is a mere part (`orders/0/index`), else by the last: `orders-7`. */
function groupName(key: string, grouping: PathOwner['group']): string {
  const parts = key.replace(/ \(deleted\)$/, '').split('/')
  const last = parts.at(-1) ?? key
  if (grouping === 'name') return last
  if (last === 'index' && parts.length > 3) return parts.slice(-3, -1).join('/')
  return last === '' ? key : last
}
