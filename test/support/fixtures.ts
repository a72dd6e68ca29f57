import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Fixture {
  /** Folder: the id of the format it belongs to. */
  format: string
  name: string
  bytes: Uint8Array
}

const folder = path.join(import.meta.dirname, '../fixtures/formats')

/** Every file of test/fixtures/formats/<id>/. */
export function formatFixtures(): Fixture[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: format }) =>
      readdirSync(path.join(folder, format))
        .toSorted()
        .map((name) => ({ format, name, bytes: new Uint8Array(readFileSync(path.join(folder, format, name))) })),
    )
}
