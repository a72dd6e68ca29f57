/**
 * Mappings that nobody needs any more, as far as the listing shows it: of files that are gone, and second ones of the same part of a
 * file. A buffer of FileChannel.map is unmapped when the collector finds it dead, not when its file is closed or removed, so both
 * stay until then (sun.nio.ch.FileChannelImpl.Unmapper runs as a Cleaner).
 */
import { ownerIds, type OwnerId } from '../../../../shared/model/analysis.ts'
import { mappingBytes, pathAt, type MappingTable, type PathTable } from '../../../../shared/model/mapping-table.ts'
import {
  staleKinds,
  type StaleFile,
  type StaleKind,
  type StaleMappings,
  type StaleTotal,
} from '../../../../shared/model/neighbours.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { Ownership, ProcessFacts } from '../process-facts.ts'
import { printsOffsets } from './listed-offsets.ts'
import { citeRows } from './quote-row.ts'

const FILES_SHOWN = 20

/**
 * Files that a store opens, replaces and removes. Memory that is shared by way of a file has no name from the start
 * (/memfd:, /SYSV, /dev/zero), and a library that was updated on disk is in use all the same: neither is stale.
 */
const STORE_FILES: ReadonlySet<OwnerId> = new Set(['index-file', 'data-file', 'other-file'])

const WHYS: Record<StaleKind, string> = {
  deleted:
    'The file was removed (the kernel prints "(deleted)", d_path in fs/d_path.c); the mapping, its disk space and its place under the limit stay until the collector finds the buffer dead',
  'to-be-deleted':
    'Kafka renamed the file to .deleted and removes it after file.delete.delay.ms, one minute by default; many of them mean much deletion at that moment, not a leak',
  'mapped-twice':
    'The same file is mapped already from the same offset on: an older mapping that was replaced and not yet unmapped, or two readers of one file',
}

/** Kernel's suffix, and that of Kafka (LogFileUtils.DELETED_FILE_SUFFIX). */
const DELETED = ' (deleted)'
const TO_BE_DELETED = '.deleted'

/** null: no listing. */
export function staleOf({ ownership }: ProcessFacts): StaleMappings | null {
  return ownership && new StaleCount(ownership).finish()
}

interface FileCount {
  path: number
  owner: OwnerId
  count: number
  pages: Bytes
  row: number
}

class StaleCount {
  readonly #ownership: Ownership
  readonly #table: MappingTable
  readonly #files: Record<StaleKind, Map<number, FileCount>> = {
    deleted: new Map(),
    'to-be-deleted': new Map(),
    'mapped-twice': new Map(),
  }
  readonly #offsetsKnown: boolean
  #count = 0
  #bytes: Bytes = 0

  constructor(ownership: Ownership) {
    this.#ownership = ownership
    this.#table = ownership.listing.record.table
    this.#offsetsKnown = printsOffsets(this.#table)
    this.#pass()
  }

  #pass(): void {
    const table = this.#table
    const gone = goneOf(table.paths)
    const seen = this.#offsetsKnown ? new SeenParts(table) : null
    for (let row = 0; row < table.count; row++) {
      const owner = ownerIds[this.#ownership.owners[row] ?? 0]
      if (owner === undefined || !STORE_FILES.has(owner)) continue
      const kind = gone[table.path[row] ?? 0] ?? null
      if (kind !== null) this.#add(kind, owner, row)
      const again = seen?.isAgain(row) === true
      if (again) this.#add('mapped-twice', owner, row)
      if (kind === null && !again) continue
      this.#count++
      this.#bytes += mappingBytes(table, row)
    }
  }

  #add(kind: StaleKind, owner: OwnerId, row: number): void {
    const path = this.#table.path[row] ?? 0
    const bytes = mappingBytes(this.#table, row)
    const file = this.#files[kind].get(path)
    if (file === undefined) this.#files[kind].set(path, { path, owner, count: 1, pages: bytes, row })
    else {
      file.count++
      file.pages += bytes
    }
  }

  finish(): StaleMappings {
    const { listing } = this.#ownership
    return {
      count: this.#count,
      bytes: this.#bytes,
      share: listing.vmas > 0 ? this.#count / listing.vmas : 0,
      kinds: staleKinds.map((kind) => this.#total(kind)).filter(({ count }) => count > 0),
      complete: listing.complete,
      offsetsKnown: this.#offsetsKnown,
    }
  }

  #total(kind: StaleKind): StaleTotal {
    const files = [...this.#files[kind].values()]
    return {
      kind,
      why: WHYS[kind],
      count: files.reduce((sum, { count }) => sum + count, 0),
      bytes: files.reduce((sum, { pages }) => sum + pages, 0),
      files: files.length,
      top: files
        .toSorted((left, right) => right.count - left.count || right.pages - left.pages || left.row - right.row)
        .slice(0, FILES_SHOWN)
        .map((file) => this.#file(file)),
    }
  }

  #file({ path, owner, count, pages, row }: FileCount): StaleFile {
    return {
      path: pathAt(this.#table.paths, path),
      owner,
      count,
      bytes: pages,
      citation: citeRows(this.#ownership.listing, row),
    }
  }
}

/** Path number -> the kind, for paths that say that their file is gone. Paths are compared as bytes: few of them are ever decoded. */
function goneOf({ count, bytes, offsets }: PathTable): (StaleKind | undefined)[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const gone: (StaleKind | undefined)[] = []
  for (let path = 1; path < count; path++) {
    const [start, end] = [offsets[path] ?? 0, offsets[path + 1] ?? 0]
    if (endsWith(buffer, start, end, DELETED)) gone[path] = 'deleted'
    else if (endsWith(buffer, start, end, TO_BE_DELETED)) gone[path] = 'to-be-deleted'
  }
  return gone
}

/** The last byte is looked at first: hardly any path has it, and text costs. */
function endsWith(buffer: Buffer, start: number, end: number, suffix: string): boolean {
  return (
    buffer[end - 1] === suffix.charCodeAt(suffix.length - 1) &&
    end - start >= suffix.length &&
    buffer.toString('latin1', end - suffix.length, end) === suffix
  )
}

/** Parts of files that were met: a path with another inode is another file, one that replaced it. */
class SeenParts {
  readonly #table: MappingTable
  readonly #firstRow: Int32Array
  /** Further parts: path, inode and offset. Few files are mapped in parts. */
  readonly #further = new Set<string>()

  constructor(table: MappingTable) {
    this.#table = table
    this.#firstRow = new Int32Array(table.paths.count).fill(-1)
  }

  isAgain(row: number): boolean {
    const { path: paths, offset, inode } = this.#table
    const path = paths[row] ?? 0
    const first = this.#firstRow[path] ?? -1
    if (first === -1) {
      this.#firstRow[path] = row
      return false
    }
    if (offset[first] === offset[row] && inode[first] === inode[row]) return true
    const key = `${path} ${inode[row]} ${offset[row]}`
    if (this.#further.has(key)) return true
    this.#further.add(key)
    return false
  }
}
