/** A sink in memory, temporary folders, and archives made by hand: also ones that no tool would write. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach } from 'vitest'
import { defineFormat, type Format } from '../../../electron/engine/formats/format.ts'
import {
  type ArtifactResult,
  type ArtifactSink,
  ingest,
  type IngestOptions,
  type IngestResult,
  type RawArtifact,
} from '../../../electron/engine/ingest/index.ts'
import type { FormatRecord, Issue } from '../../../shared/model/records.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ingest-'))
  folders.push(folder)
  return folder
}

/** Takes every text; one `log-error` event for each line that starts with ERROR. */
export const lineFormat: Format = defineFormat({
  id: 'text',
  title: 'Text',
  version: 1,
  sniff: () => 'maybe',
  open: ({ emit }) => ({
    line(line) {
      const text = line.text()
      if (!text.startsWith('ERROR')) return
      emit({
        kind: 'event',
        type: 'log-error',
        at: null,
        uptime: null,
        level: 'error',
        source: '',
        values: {},
        span: { line: line.number, endLine: line.number },
        quote: text.slice(0, 400),
      })
    },
    end() {},
  }),
})

export interface Recorded extends RawArtifact {
  records: FormatRecord[]
  result: ArtifactResult
}

export class MemorySink implements ArtifactSink {
  readonly artifacts: Recorded[] = []
  private open: { artifact: RawArtifact; records: FormatRecord[] } | null = null

  begin(artifact: RawArtifact): void {
    if (this.open !== null) throw new Error('begin before finish')
    this.open = { artifact, records: [] }
  }

  record(record: FormatRecord): void {
    if (this.open === null) throw new Error('record outside begin and finish')
    this.open.records.push(record)
  }

  finish(result: ArtifactResult): void {
    if (this.open?.artifact.ordinal !== result.ordinal) throw new Error('finish of another artifact')
    this.artifacts.push({ ...this.open.artifact, records: this.open.records, result })
    this.open = null
  }
}

export interface Ingested {
  result: IngestResult
  artifacts: Recorded[]
  spool: string
  /** By path. @throws Error if there is none */
  artifact(path: string): Recorded
  bundleIssue(code: Issue['code']): Issue | undefined
  paths: string[]
}

export async function ingested(paths: string | string[], options: Partial<IngestOptions> = {}): Promise<Ingested> {
  const sink = new MemorySink()
  const spool = options.spool ?? temporaryFolder()
  const result = await ingest([paths].flat(), { formats: [lineFormat], spool, sink, ...options })
  const { artifacts } = sink
  return {
    result,
    artifacts,
    spool,
    artifact(wanted) {
      const found = artifacts.find((artifact) => artifact.path === wanted)
      if (found === undefined)
        throw new Error(`no artifact ${wanted} in ${artifacts.map((each) => each.path).join(', ')}`)
      return found
    },
    bundleIssue: (code) => result.bundles.flatMap((bundle) => bundle.issues).find((issue) => issue.code === code),
    paths: artifacts.map((artifact) => artifact.path),
  }
}

export function issueCodes(artifact: Recorded): string[] {
  return artifact.result.issues.map((issue) => issue.code)
}

export function file(name: string, content: string | Uint8Array): string {
  const target = path.join(temporaryFolder(), name)
  writeFileSync(target, content)
  return target
}

type TarEntry = Parameters<ReturnType<typeof pack>['entry']>[0] & { content?: string | Buffer }

export async function tar(entries: readonly TarEntry[]): Promise<Buffer> {
  const packer = pack()
  for (const { content, ...header } of entries) packer.entry(header, content ?? '')
  packer.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of packer) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}

export interface ZipEntry {
  /** Bytes are a name of which no flag says that it is UTF-8. */
  name: string | Buffer
  /** Instead of what deflate makes of the content. */
  packed?: Buffer
  content?: string | Buffer
  /** Central directory and local header state this size instead of the true one. */
  statedSize?: number
  statedCrc?: number
  encrypted?: boolean
  /** Encrypted so that not even the list of members can be trusted (APPNOTE.TXT 4.4.4, bit 6). */
  stronglyEncrypted?: boolean
  method?: number
  /** Unix mode, e.g. 0o120777 for a symbolic link. */
  mode?: number
  /** Sizes follow the data, as streaming tools write it. */
  descriptor?: boolean
  /** Shares the packed bytes of this earlier entry. */
  sameDataAs?: number
  /** Where the directory says that it begins, instead of where it does. */
  statedOffset?: number
}

/** A zip of deflated members. `withoutDirectory` leaves out the end, as a broken download does. */
export function zip(entries: readonly ZipEntry[], { withoutDirectory = false } = {}): Buffer {
  const body: Buffer[] = []
  const directory: Buffer[] = []
  const offsets: { offset: number; packed: Buffer; size: number; crc: number }[] = []
  let offset = 0
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '')
    const shared = entry.sameDataAs === undefined ? undefined : offsets[entry.sameDataAs]
    const packed = shared?.packed ?? entry.packed ?? zlib.deflateRawSync(content, { level: 9 })
    const size = entry.statedSize ?? shared?.size ?? content.length
    const crc = entry.statedCrc ?? shared?.crc ?? zlib.crc32(content)
    const strong = entry.stronglyEncrypted === true ? 0x41 : 0
    const utf8 = typeof entry.name === 'string' ? 0x800 : 0
    const flags = utf8 | (entry.encrypted === true ? 1 : 0) | strong | (entry.descriptor === true ? 8 : 0)
    const name = Buffer.from(entry.name)
    const method = entry.method ?? 8
    const place = shared?.offset ?? offset
    offsets.push({ offset: place, packed, size, crc })
    if (shared === undefined) {
      const local = Buffer.alloc(30)
      local.writeUInt32LE(0x04034b50, 0)
      local.writeUInt16LE(20, 4)
      local.writeUInt16LE(flags, 6)
      local.writeUInt16LE(method, 8)
      local.writeUInt16LE(0x5d76, 12)
      if (entry.descriptor !== true) {
        local.writeUInt32LE(crc, 14)
        local.writeUInt32LE(packed.length, 18)
        local.writeUInt32LE(size, 22)
      }
      local.writeUInt16LE(name.length, 26)
      const descriptor = Buffer.alloc(entry.descriptor === true ? 16 : 0)
      if (entry.descriptor === true) {
        descriptor.writeUInt32LE(0x08074b50, 0)
        descriptor.writeUInt32LE(crc, 4)
        descriptor.writeUInt32LE(packed.length, 8)
        descriptor.writeUInt32LE(size, 12)
      }
      const whole = Buffer.concat([local, name, packed, descriptor])
      body.push(whole)
      offset += whole.length
    }
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE((3 << 8) | 20, 4)
    central.writeUInt16LE(20, 6)
    central.writeUInt16LE(flags, 8)
    central.writeUInt16LE(method, 10)
    central.writeUInt16LE(0x5d76, 14) // 2026-11-22
    central.writeUInt32LE(crc, 16)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(size, 24)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
    central.writeUInt32LE(entry.statedOffset ?? place, 42)
    directory.push(central, name)
  }
  if (withoutDirectory) return Buffer.concat(body)
  const listed = Buffer.concat(directory)
  return Buffer.concat([...body, listed, endOfZip({ entries: entries.length, size: listed.length, offset })])
}

/** The end record, with those of ZIP64 before it where the number of entries needs them (APPNOTE.TXT 4.3.14 to 4.3.16). */
function endOfZip({ entries, size, offset }: { entries: number; size: number; offset: number }): Buffer {
  const large = Buffer.alloc(entries > 0xfffe ? 56 + 20 : 0)
  if (large.length > 0) {
    large.writeUInt32LE(0x06064b50, 0)
    large.writeBigUInt64LE(44n, 4)
    large.writeUInt16LE(45, 14)
    large.writeBigUInt64LE(BigInt(entries), 24)
    large.writeBigUInt64LE(BigInt(entries), 32)
    large.writeBigUInt64LE(BigInt(size), 40)
    large.writeBigUInt64LE(BigInt(offset), 48)
    large.writeUInt32LE(0x07064b50, 56)
    large.writeBigUInt64LE(BigInt(offset + size), 64)
    large.writeUInt32LE(1, 72)
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Math.min(entries, 0xffff), 8)
  end.writeUInt16LE(Math.min(entries, 0xffff), 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([large, end])
}
