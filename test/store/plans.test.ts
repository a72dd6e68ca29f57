/** The hot queries must find their rows by key: a scan is invisible in a small test and minutes in a large library. */
import { expect, test } from 'vitest'
import { explain } from '../../electron/engine/store/database.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'
import { ARTIFACTS_OF } from '../../electron/engine/store/queries/artifacts.ts'
import { FIND_INGEST } from '../../electron/engine/store/queries/ingests.ts'
import { recordsQuery } from '../../electron/engine/store/queries/process-records.ts'
import { RECENT } from '../../electron/engine/store/queries/recent.ts'
import { REGIONS_OF } from '../../electron/engine/store/queries/regions.ts'

const library = openTemporaryLibrary()
const wasteful = (plan: string[]): string[] => plan.filter((step) => /\bSCAN\b|TEMP B-TREE/.test(step))

test.each(['fact', 'event', 'frame', 'range', 'series', 'mappings', 'thread_block'])('records of %s', (table) => {
  const plan = explain(library.index, recordsQuery(table, 'r.position'))
  expect(wasteful(plan)).toEqual([])
  expect(plan.length).toBe(2)
})

test.each([
  ['artifacts', ARTIFACTS_OF],
  ['regions', REGIONS_OF],
  ['ingest by content', FIND_INGEST],
])('%s', (_, sql) => {
  expect(wasteful(explain(library.index, sql))).toEqual([])
})

test.each(['ingest', 'artifact', 'process'])('deleting a row of %s finds what hangs on it by key', (table) => {
  const children = library.index
    .prepare<[], { child: string; column: string }>(
      `SELECT m.name AS child, f."from" AS "column" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
       WHERE m.type = 'table' AND f."table" = '${table}'`,
    )
    .all()
  expect(children.length).toBeGreaterThan(0)
  for (const { child, column } of children)
    expect(wasteful(explain(library.index, `SELECT 1 FROM "${child}" WHERE ${column} = ?`))).toEqual([])
})

test('recent cases are read in the order of an index', () => {
  expect(explain(library.user, RECENT)).toEqual(['SCAN library_case USING INDEX library_case_opened'])
})
