/**
 * Owners of all distinct paths of a listing. 65 000 index files differ only in digits and folder, so paths are put to the rules
 * once per folder and shape of the name: the name with its runs of digits made equal.
 */
import type { PathTable } from '../../../../shared/model/mapping-table.ts'
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
  const buffer = Buffer.from(paths.bytes.buffer, paths.bytes.byteOffset, paths.bytes.byteLength)
  // Latin-1 keeps bytes apart and costs least; what the rules look at is ASCII. Group names are decoded as UTF-8 below.
  const text = buffer.toString('latin1')
  const kind = new Uint16Array(paths.count)
  const deleted = new Uint8Array(paths.count)
  const group = new Uint32Array(paths.count)
  const kinds = new Numbers<PathOwner>()
  const folders = new Numbers<string>()
  const shapes = new Numbers<string>()
  const kindOf = new Map<number, number>()
  const groups = new Numbers<string>()
  groups.of('', '')

  for (let path = 1; path < paths.count; path++) {
    const start = paths.offsets[path] ?? 0
    const end = paths.offsets[path + 1] ?? 0
    const slash = text.lastIndexOf('/', end - 1)
    const nameAt = Math.max(slash + 1, start)
    const folder = text.slice(start, nameAt)
    const shape = shapeOf(text, nameAt, end)
    const key = folders.of(folder, folder) * 0x100000 + shapes.of(shape, shape)
    let number = kindOf.get(key)
    if (number === undefined) {
      const owner = ownerOfPath(text.slice(start, end))
      number = kinds.of(`${owner.owner} ${owner.why}`, owner)
      kindOf.set(key, number)
    }
    kind[path] = number
    if (shape.endsWith('deleted') || shape.endsWith(')')) deleted[path] = isDeletedPath(text.slice(start, end)) ? 1 : 0
    const grouping = kinds.values[number]?.group ?? 'none'
    if (grouping === 'none') continue
    const of = grouping === 'folder' && nameAt > start + 1 ? text.slice(start, nameAt - 1) : text.slice(start, end)
    group[path] = groups.of(of, () => groupName(Buffer.from(of, 'latin1').toString('utf8'), grouping))
  }
  return { kind, kinds: kinds.values, deleted, group, groups: groups.values }
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

/** `00000000000000000042.index` -> `#20.index`: runs of digits as their length, since rules ask for 20 of them. */
function shapeOf(text: string, start: number, end: number): string {
  let shape = ''
  let from = start
  let at = start
  while (at < end) {
    const first = at
    while (at < end && isDigit(text.charCodeAt(at))) at++
    if (at > first) {
      shape += `${text.slice(from, first)}#${at - first}`
      from = at
    } else {
      at++
    }
  }
  return shape + text.slice(from, end)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** A folder goes by its last two names when the last is a mere part (`orders/0/index`), else by the last: `orders-7`. */
function groupName(key: string, grouping: PathOwner['group']): string {
  const parts = key.replace(/ \(deleted\)$/, '').split('/')
  const last = parts.at(-1) ?? key
  if (grouping === 'name') return last
  if (last === 'index' && parts.length > 3) return parts.slice(-3, -1).join('/')
  return last === '' ? key : last
}
