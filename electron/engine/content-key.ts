/**
 * What originals hold, as one hash: whether a case can be shown from the index without reading its bundles again.
 * Every byte is read, since a time stamp proves nothing about evidence.
 */
import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Bytes } from '../../shared/model/units.ts'
import { binaryFormats } from './formats/binary.ts'
import { HEAD_BYTES } from './formats/format.ts'
import { defaultCaps, CancelledError, NothingReadableError } from './ingest/index.ts'

const CHUNK_BYTES = 1024 * 1024

/** Absolute, each once, in an order of their own: the same choice in another order is the same case. */
export function canonicalPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.map((chosen) => path.resolve(chosen)))].toSorted()
}

/**
 * Hash of names, kinds and contents below `paths`, hex. Links within a folder are not followed, as ingest does not either.
 * @throws NothingReadableError if none of the paths can be looked at; CancelledError
 */
export async function contentKey(paths: readonly string[], signal?: AbortSignal): Promise<string> {
  const key = createHash('sha256')
  const walk: Walk = { key, entries: 0, signal, buffer: Buffer.allocUnsafeSlow(CHUNK_BYTES) }
  let readable = 0
  let refusal: unknown
  for (const chosen of canonicalPaths(paths)) {
    try {
      // What the user chose may be a link; what it points at is the bundle.
      const target = await fs.promises.stat(chosen)
      note(key, 'root', path.basename(chosen))
      if (target.isDirectory()) await addFolder(walk, chosen, '', 0)
      else await addFile(walk, chosen, '')
      readable++
    } catch (error) {
      if (error instanceof CancelledError) throw error
      refusal = error
      note(key, 'unreadable', path.basename(chosen))
    }
  }
  if (readable === 0)
    throw new NothingReadableError(
      'Nothing of what was chosen can be opened.',
      refusal === undefined ? {} : { cause: refusal },
    )
  return key.digest('hex')
}

interface Walk {
  key: Hash
  entries: number
  signal: AbortSignal | undefined
  buffer: Buffer
}

async function addFolder(walk: Walk, folder: string, relative: string, depth: number): Promise<void> {
  if (depth > defaultCaps.folderDepth) return note(walk.key, 'too-deep', relative)
  const entries = await fs.promises.readdir(folder, { withFileTypes: true }).catch(() => null)
  if (entries === null) return note(walk.key, 'unreadable', relative)
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    throwIfAborted(walk.signal)
    if (++walk.entries > defaultCaps.entries) return note(walk.key, 'too-many', '')
    const inner = `${relative}/${entry.name}`
    if (entry.isDirectory()) await addFolder(walk, path.join(folder, entry.name), inner, depth + 1)
    else if (entry.isFile()) await addFile(walk, path.join(folder, entry.name), inner)
    else note(walk.key, 'other', inner)
  }
}

async function addFile(walk: Walk, file: string, relative: string): Promise<void> {
  const hash = await hashContent(file, walk).catch((error: unknown) => {
    if (error instanceof CancelledError || relative === '') throw error
    return 'unreadable'
  })
  note(walk.key, hash, relative)
}

/** Of what ingest hashes only the beginning of, that and the size: reading a core of 60 GB would take minutes. */
async function hashContent(file: string, { buffer, signal }: Walk): Promise<string> {
  const { size } = await fs.promises.stat(file)
  if (size <= defaultCaps.wholeHashBytes || !(await isBinaryEvidence(file))) return hashFile(file, buffer, signal)
  return `${size} ${await hashFile(file, buffer, signal, defaultCaps.partialHashBytes)}`
}

async function isBinaryEvidence(file: string): Promise<boolean> {
  const head = Buffer.alloc(HEAD_BYTES)
  const handle = await fs.promises.open(file, 'r')
  try {
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    return binaryFormats.some((format) => format.sniff(head.subarray(0, bytesRead)) === 'certain')
  } finally {
    await handle.close()
  }
}

/** Hex, of the first `limit` bytes. @throws CancelledError, and errors of the file system. */
export async function hashFile(
  file: string,
  buffer: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES),
  signal?: AbortSignal,
  limit: Bytes = Infinity,
): Promise<string> {
  const hash = createHash('sha256')
  const handle = await fs.promises.open(file, 'r')
  try {
    for (let left = limit; ;) {
      throwIfAborted(signal)
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, left), null)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
      left -= bytesRead
    }
  } finally {
    await handle.close()
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError()
}

/** JSON, so that no name can pretend to be two entries. */
function note(key: Hash, kind: string, name: string): void {
  key.update(`${JSON.stringify([kind, name])}\n`)
}
