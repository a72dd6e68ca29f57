/**
 * A library: the two stores and the folder of unpacked texts. `index.db` is rebuilt whenever it does not fit; `user.db` is
 * migrated and otherwise left alone, whatever its state.
 */
import { mkdtempSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Packing } from './blobs/columns.ts'
import { StoreDamage } from './blobs/store-damage.ts'
import { IN_MEMORY, isDamage, openStore, prepared, type WritableDb } from './database.ts'
import { migrate } from './migrations/index.ts'
import { prepareIndex } from './schema.ts'
import { sweepIncomplete } from './queries/ingests.ts'

export interface Library {
  /** Replaced by {@link Library.rebuildIndex}: read it anew for every use. */
  readonly index: WritableDb
  readonly user: WritableDb
  /** Folder of unpacked texts, named by the SHA-256 of their content. */
  readonly spool: string
  readonly sqliteVersion: string
  /** Empty for a temporary library. */
  readonly folder: string
  /** Whether anything is left after `close`. */
  readonly persistent: boolean
  readonly packing: Packing
  /** Starts an empty index. For damage that was found while reading; what the user authored is not touched. */
  rebuildIndex(): void
  close(): void
}

const INDEX_FILE = 'index.db'
const USER_FILE = 'user.db'
const SPOOL_FOLDER = 'spool'
/** Another instance may be unpacking right now, into files the index does not know yet. */
const SPOOL_GRACE_MS = 86_400_000

/**
 * Opens or makes the library in `folder`. Safe beside other instances.
 * @throws StoreFromFutureError if user.db is of a newer version. Errors of SQLite if user.db cannot be read.
 */
export function openLibrary(folder: string): Library {
  const spool = path.join(folder, SPOOL_FOLDER)
  mkdirSync(spool, { recursive: true })
  const user = openStore({ file: path.join(folder, USER_FILE), durability: 'authored', mode: 'write' })
  try {
    migrate(user)
    const library = assemble({ folder, spool, user, packing: 'packed' }, () => openIndex(path.join(folder, INDEX_FILE)))
    sweepSpool(library)
    return library
  } catch (error) {
    user.close()
    throw error
  }
}

/** In memory, with a spool of its own that `close` removes. For the command line and tests. */
export function openTemporaryLibrary(): Library {
  const spool = mkdtempSync(path.join(tmpdir(), 'mortem-'))
  const user = openStore({ file: IN_MEMORY, durability: 'authored', mode: 'write' })
  migrate(user)
  return assemble({ folder: '', spool, user, packing: 'plain' }, () => {
    const index = openStore({ file: IN_MEMORY, durability: 'derived', mode: 'write' })
    prepareIndex(index)
    return index
  })
}

type Parts = Pick<Library, 'folder' | 'spool' | 'user' | 'packing'>

function assemble(parts: Parts, open: () => WritableDb): Library {
  let index = open()
  const persistent = parts.folder !== ''
  return {
    ...parts,
    persistent,
    sqliteVersion: parts.user.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '',
    get index() {
      return index
    },
    rebuildIndex() {
      index.close()
      if (persistent) removeDatabase(path.join(parts.folder, INDEX_FILE))
      index = open()
    },
    close() {
      index.close()
      parts.user.close()
      if (!persistent) rmSync(parts.spool, { recursive: true, force: true })
    },
  }
}

/** Any damage that shows itself on opening costs only the time to read the bundles again. */
function openIndex(file: string): WritableDb {
  try {
    return openChecked(file)
  } catch (error) {
    if (!isIndexDamage(error)) throw error
    removeDatabase(file)
    return openChecked(file)
  }
}

function openChecked(file: string): WritableDb {
  const db = openStore({ file, durability: 'derived', mode: 'write' })
  try {
    prepareIndex(db)
    sweepIncomplete(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Also what only decoding found: a BLOB that cannot be unpacked. */
export function isIndexDamage(error: unknown): boolean {
  return isDamage(error) || error instanceof StoreDamage
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** Removes unpacked texts that no artifact refers to any more. */
export function sweepSpool(library: Library, now: number = Date.now()): void {
  const statement = prepared(library.index, 'SELECT 1 FROM artifact WHERE text_spooled = 1 AND text_path = ?')
  for (const name of readdirSync(library.spool)) {
    const file = path.join(library.spool, name)
    const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now
    if (now - modified > SPOOL_GRACE_MS && statement.get(file) === undefined)
      rmSync(file, { recursive: true, force: true })
  }
}
