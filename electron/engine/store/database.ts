/** The only place that loads better-sqlite3. Handles are typed by what they may do; queries take the weaker one. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'

declare const readable: unique symbol
declare const writable: unique symbol

export type ReadableDb = Database.Database & { readonly [readable]: true }
/** A write on a connection opened for reading does not compile. */
export type WritableDb = ReadableDb & { readonly [writable]: true }

export const IN_MEMORY = ':memory:'

/** How long a statement waits for another instance's transaction. Ours take 30 ms; a first open may build a whole index page by page. */
const BUSY_TIMEOUT_MS = 10_000

/** `derived`: may be rebuilt, so an OS crash may damage it. `authored`: every commit is on the disk. */
export type Durability = 'derived' | 'authored'

export interface OpenOptions {
  /** A path, or {@link IN_MEMORY}. The folder is created. */
  file: string
  durability: Durability
}

export function openStore(options: OpenOptions & { mode: 'write' }): WritableDb
export function openStore(options: OpenOptions & { mode: 'read' }): ReadableDb
export function openStore({ file, durability, mode }: OpenOptions & { mode: 'read' | 'write' }): ReadableDb {
  if (file !== IN_MEMORY) mkdirSync(path.dirname(file), { recursive: true })
  const db = new Database(file, { timeout: BUSY_TIMEOUT_MS, readonly: mode === 'read', ...binding() })
  try {
    // WAL: readers never wait for the writer. Setting it reads the file, so one that is no database fails here.
    if (mode === 'write') db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durability === 'derived' ? 'OFF' : 'FULL'}`)
    db.pragma('foreign_keys = ON')
    db.pragma('temp_store = MEMORY')
    // A file of a library may come from elsewhere: its schema must not call functions of ours or write into itself.
    db.pragma('trusted_schema = OFF')
  } catch (cause) {
    db.close()
    throw cause
  }
  return db as ReadableDb
}

/** better-sqlite3's prebuilt binding needs Node-API 10. A runtime that has only 9 carries its own beside the executable. */
function binding(): { nativeBinding?: string } {
  const api = Number(process.versions['napi'])
  if (api >= 10) return {}
  const nativeBinding = path.join(path.dirname(process.execPath), `better_sqlite3.napi${api}.node`)
  if (!existsSync(nativeBinding)) throw new Error(`this runtime has Node-API ${api}; better-sqlite3 needs 10`)
  return { nativeBinding }
}

const statements = new WeakMap<ReadableDb, Map<string, Database.Statement>>()

/** Compiles each SQL text once a connection. */
export function prepared<Row = unknown>(db: ReadableDb, sql: string): Database.Statement<unknown[], Row> {
  let cache = statements.get(db)
  if (cache === undefined) statements.set(db, (cache = new Map()))
  let statement = cache.get(sql)
  if (statement === undefined) cache.set(sql, (statement = db.prepare(sql)))
  return statement as Database.Statement<unknown[], Row>
}

const BUSY_ATTEMPTS = 3

/**
 * Runs `change` as one transaction that takes the write lock at once, so that it cannot fail half way for another instance's
 * sake. Retried when the lock was not to be had in time: `change` must have no effect but on the database.
 */
export function write<Result>(db: WritableDb, change: () => Result): Result {
  const transaction = db.transaction(change)
  for (let attempt = 1; ; attempt++) {
    try {
      return transaction.immediate()
    } catch (error) {
      if (attempt === BUSY_ATTEMPTS || !isBusy(error)) throw error
    }
  }
}

function sqliteCode(error: unknown): string {
  return error instanceof Database.SqliteError ? error.code : ''
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error).startsWith('SQLITE_BUSY')
}

/** The file is no database, or no longer a whole one. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error)
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ'
}

export function isSqliteError(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError
}

/** Lines of the query plan, for tests. */
export function explain(db: ReadableDb, sql: string): string[] {
  const count = sql.split('?').length - 1
  const rows = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(Array(count).fill(null))
  return rows.map(({ detail }) => detail)
}
