/** Run by instances.test.ts: writes a case as the engine does. `node writing-process.ts FOLDER forever|once CASE` */
import { openLibrary } from '../../electron/engine/store/library.ts'
import { beginIngest } from '../../electron/engine/store/queries/ingests.ts'
import { rememberCase } from '../../electron/engine/store/queries/recent.ts'
import { RecordWriter } from '../../electron/engine/store/writer.ts'
import { artifactResult, rawArtifact, sampleRecords } from './sample-records.ts'
import { key, storeCase } from './stored-case.ts'

const [folder = '', mode = '', name = ''] = process.argv.slice(2)
const library = openLibrary(folder)
rememberCase(library.user, {
  id: name,
  title: name,
  paths: [`/bundles/${name}`],
  bundles: [name],
  contentKey: name,
  verdict: '',
  openedAt: 1,
})
if (mode === 'once') {
  process.stdout.write('ready\n')
  storeCase(
    library,
    name,
    Array.from({ length: 20 }, () => ({ records: sampleRecords })),
  )
  library.close()
} else {
  const ingest = beginIngest(library.index, name, key)
  const writer = new RecordWriter(library.index, { ingest, packing: library.packing, spool: library.spool })
  const step = (ordinal: number): void => {
    writer.begin(rawArtifact({ ordinal, path: `${ordinal}.log` }))
    for (const record of sampleRecords) writer.record(record)
    writer.finish(artifactResult({ ordinal }))
    writer.flush()
    if (ordinal === 20) process.stdout.write('ready\n')
    setImmediate(step, ordinal + 1)
  }
  step(0)
}
