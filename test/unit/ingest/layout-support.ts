/** Bundles built from small members, in each packing, and what is made of them. */
import { expect } from 'vitest'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { formats } from '../../../electron/engine/formats/index.ts'
import { type ArtifactFacts, assignProcesses } from '../../../electron/engine/ingest/index.ts'
import type { LayoutPart } from '../../../shared/model/ingest.ts'
import { ingested, tar, temporaryFolder, zip } from './support.ts'

export type Members = Readonly<Record<string, string | Buffer>>

export const fixture = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../../fixtures/formats', name), 'utf8')

/** With sizes in binary, as a journal's export has them. */
export const binaryFixture = (name: string): Buffer =>
  readFileSync(path.join(import.meta.dirname, '../../fixtures/formats', name))

export const gcLog = fixture('gc-unified/g1-17.log')
export const jstack = fixture('thread-dump/jcmd.txt')
export const limits = fixture('proc-limits/soft-limits.txt')
export const status = fixture('proc-status/java.txt')
export const sysctl = fixture('sysctl/all.txt')
export const serverLog = fixture('application-log/kafka.log')
export const elasticLog = fixture('application-log/elasticsearch.log')
export const uname = (host: string): string => `Linux ${host} 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n`

export interface Opened {
  parts: readonly LayoutPart[]
  /** Path below the bundle -> format, and what the layout says that it is. */
  files: Record<string, string>
  processes: string[]
  artifacts: readonly ArtifactFacts[]
}

export const packings = {
  async folder(members: Members, name: string): Promise<string> {
    const root = path.join(temporaryFolder(), name)
    for (const [member, content] of Object.entries(members)) {
      mkdirSync(path.dirname(path.join(root, member)), { recursive: true })
      writeFileSync(path.join(root, member), content)
    }
    return root
  },
  async zip(members: Members, name: string): Promise<string> {
    const target = path.join(temporaryFolder(), `${name}.zip`)
    writeFileSync(target, zip(Object.entries(members).map(([member, content]) => ({ name: member, content }))))
    return target
  },
  async 'tar.gz'(members: Members, name: string): Promise<string> {
    const target = path.join(temporaryFolder(), `${name}.tar.gz`)
    const packed = await tar(Object.entries(members).map(([member, content]) => ({ name: member, content })))
    writeFileSync(target, zlib.gzipSync(packed))
    return target
  },
}

export async function opened(bundle: string): Promise<Opened> {
  const { result } = await ingested(bundle, { formats })
  const paths = new Map(result.artifacts.map(({ id, path: shown }) => [id, shown]))
  return {
    parts: result.bundles[0]?.parts ?? [],
    files: Object.fromEntries(
      result.artifacts.map(({ path: shown, format, place }) => [
        shown,
        place?.role == null ? format : `${format}: ${place.role}`,
      ]),
    ),
    processes: assignProcesses(result.artifacts).map(
      ({ label, artifacts }) =>
        `${label}: ${artifacts.map(({ id, scope }) => (scope === 'host' ? `(${paths.get(id)})` : paths.get(id))).join(' ')}`,
    ),
    artifacts: result.artifacts,
  }
}

/** The same in each packing. */
export async function openedEach(members: Members, name: string): Promise<Opened> {
  const { folder, zip: zipped, 'tar.gz': tarred } = packings
  const one = await opened(await folder(members, name))
  for (const pack of [zipped, tarred]) {
    const { parts, files, processes } = await opened(await pack(members, name))
    expect({ parts, files: sorted(files), labels: labels(processes) }).toEqual({
      parts: one.parts,
      files: sorted(one.files),
      labels: labels(one.processes),
    })
  }
  return one
}

const sorted = (files: Record<string, string>): string[] =>
  Object.entries(files)
    .map(([file, what]) => `${file} ${what}`)
    .toSorted()

export const labels = (processes: readonly string[]): string[] =>
  processes.map((each) => (each.split(': ')[0] ?? '').replace(/\.(?:zip|tar\.gz)/, '')).toSorted()

export const under = (folder: string, members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([name, content]) => [`${folder}/${name}`, content]))
