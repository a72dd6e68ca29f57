/**
 * user.db: what the user authors. It is never dropped; each step is run once, in order, in one transaction with the others.
 * A step that was released is never edited: add the next one.
 */
import { write, type ReadableDb, type WritableDb } from '../database.ts'
import { userVersion } from '../schema.ts'
import { addCases } from './0001-cases.ts'
import { addCorrections } from './0002-corrections.ts'

/** The step at index i brings the file from version i to i + 1. */
export const migrations: readonly ((db: WritableDb) => void)[] = [addCases, addCorrections]

export const USER_VERSION = migrations.length

/** The file was written by a newer version of the program. Nothing was changed. */
export class StoreFromFutureError extends Error {
  override name = 'StoreFromFutureError'

  constructor(found: number, known: number) {
    super(
      `The library was written by a newer version of Mortem (its format is ${found}, this version knows ${known}). ` +
        'Nothing was changed. Update Mortem, or choose another library.',
    )
  }
}

/** @throws StoreFromFutureError */
export function migrate(db: WritableDb, to: number = USER_VERSION): void {
  assertKnown(db)
  if (userVersion(db) >= to) return
  // Steps may rebuild tables that others refer to; the pragma has no effect within a transaction.
  db.pragma('foreign_keys = OFF')
  try {
    write(db, () => {
      // Read again: another instance may have migrated while this one waited for the lock.
      assertKnown(db)
      for (let version = userVersion(db); version < to; version++) {
        migrations[version]?.(db)
        db.pragma(`user_version = ${version + 1}`)
      }
      const broken = db.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) throw new Error(`a migration left ${broken.length} rows without the row they refer to`)
    })
  } finally {
    db.pragma('foreign_keys = ON')
  }
}

function assertKnown(db: ReadableDb): void {
  const found = userVersion(db)
  if (found > USER_VERSION) throw new StoreFromFutureError(found, USER_VERSION)
}
