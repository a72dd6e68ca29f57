/** Files of a rotated log in memory: parsed, put in order and joined as a case does it. */
import { joinedCollections } from '../../electron/engine/facts/joined-collections.ts'
import type { Format } from '../../electron/engine/formats/format.ts'
import { IdentityCollector, type ArtifactFacts } from '../../electron/engine/ingest/identity.ts'
import { logPartsOf } from '../../electron/engine/ingest/logs/index.ts'
import type { LogPart } from '../../shared/model/log-part.ts'
import type { Stored } from '../../shared/model/process-records.ts'
import type { GcRecord } from '../../shared/model/records.ts'
import { feed } from './feed.ts'

export interface TextFile {
  path: string
  text: string
  at?: number | null
}

export interface JoinedLogs {
  parts: ReadonlyMap<string, LogPart>
  collections: Stored<GcRecord>[]
}

export function joinLogs(format: Format, files: readonly TextFile[]): JoinedLogs {
  const artifacts: ArtifactFacts[] = []
  const records: Stored<GcRecord>[] = []
  for (const [id, { path, text, at = null }] of files.entries()) {
    const collector = new IdentityCollector()
    for (const record of feed(format, text).records) {
      collector.see(record)
      if (record.kind === 'gc') records.push(Object.assign(record, { artifact: id }))
    }
    const identity = collector.identity()
    artifacts.push({
      id,
      bundle: 0,
      bundleName: 'logs.zip',
      path,
      format: format.id,
      at,
      identity,
      value: null,
      place: null,
    })
  }
  const parts = logPartsOf(artifacts)
  const order = (record: Stored<GcRecord>) => parts.get(record.artifact)?.order ?? record.artifact
  const inOrder = records.toSorted((one, other) => order(one) - order(other))
  const known = artifacts.map(({ id, path, at }) => {
    return { id, path, at, format: format.id, scope: 'process' as const, log: parts.get(id) ?? null }
  })
  return {
    parts: new Map(artifacts.flatMap(({ id, path }) => [[path, parts.get(id)] as const].filter(isKnown))),
    collections: joinedCollections(inOrder, known),
  }
}

function isKnown(entry: readonly [string, LogPart | undefined]): entry is readonly [string, LogPart] {
  return entry[1] !== undefined
}
