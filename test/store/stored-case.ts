/** A small case, written the way ingest and openCase write it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FormatRecord } from '../../shared/model/records.ts'
import type { RawArtifact } from '../../electron/engine/ingest/types.ts'
import { openLibrary, type Library } from '../../electron/engine/store/library.ts'
import {
  beginIngest,
  completeIngest,
  type IngestId,
  type IngestKey,
} from '../../electron/engine/store/queries/ingests.ts'
import { RecordWriter } from '../../electron/engine/store/writer.ts'
import { artifactResult, rawArtifact, sampleRecords } from './sample-records.ts'

export const key: IngestKey = { paths: ['/bundles/one'], contentKey: 'c0ffee', parsers: 'hs-err@1 text@1' }

/** A folder that is removed when the test file ends (`using`). */
export function temporaryFolder(): Disposable & { path: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'mortem-test-'))
  return { path: folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

export function temporaryLibrary(): Disposable & { library: Library; folder: string; reopen(): Library } {
  const folder = temporaryFolder()
  let library = openLibrary(folder.path)
  return {
    get library() {
      return library
    },
    folder: folder.path,
    reopen() {
      library.close()
      return (library = openLibrary(folder.path))
    },
    [Symbol.dispose]() {
      library.close()
      folder[Symbol.dispose]()
    },
  }
}

export interface ArtifactSample {
  raw?: Partial<RawArtifact>
  records?: readonly FormatRecord[]
}

/** Begins an ingest of `caseId` and writes artifacts, a bundle and one process that has them all. */
export function storeArtifacts(
  library: Library,
  caseId: string,
  artifacts: readonly ArtifactSample[] = [{ records: sampleRecords }],
): { ingest: IngestId; ids: number[] } {
  const ingest = beginIngest(library.index, caseId, key)
  const writer = new RecordWriter(library.index, { ingest, packing: library.packing, spool: library.spool })
  const ids = artifacts.map(({ raw, records = [] }, ordinal) => {
    writer.begin(rawArtifact({ ordinal, ...raw }))
    for (const record of records) writer.record(record)
    writer.finish(artifactResult({ ordinal }))
    return writer.artifactId(ordinal)
  })
  writer.bundles([
    { name: 'one', kind: 'folder', bytes: 100, sha256: null, issues: [], parts: [], root: '/bundles/one' },
  ])
  writer.processes([
    {
      label: 'broker · 1',
      host: 'broker',
      pid: 1,
      startedAt: null,
      crashAt: null,
      artifacts: ids.map((id) => ({ id, scope: 'process' })),
    },
  ])
  writer.flush()
  return { ingest, ids }
}

export function storeCase(
  library: Library,
  caseId: string,
  artifacts?: readonly ArtifactSample[],
): { ingest: IngestId; ids: number[] } {
  const { ingest, ids } = storeArtifacts(library, caseId, artifacts)
  return { ingest: completeIngest(library.index, ingest), ids }
}
