/** The reading half of `bench:formats`, in a thread of its own: what hangs here is noticed by the thread that waits for its words. */
import { closeSync, openSync, readSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { ArtifactResult, RawArtifact } from '../../shared/model/ingest.ts'
import type { FormatRecord } from '../../shared/model/records.ts'
import { type Confidence, type Format, HEAD_BYTES } from '../../electron/engine/formats/format.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { FALLBACK_FORMAT, headOf } from '../../electron/engine/ingest/detect.ts'
import { ingest } from '../../electron/engine/ingest/index.ts'
import type { Message, Row, Task } from './formats-row.ts'

const RANKS: readonly Confidence[] = ['no', 'maybe', 'yes', 'certain']
const MARK = [0xef, 0xbb, 0xbf]

/** The same formats, blind for names. */
function nameless(format: Format): Format {
  return {
    ...format,
    sniff: (head) => format.sniff({ ...head, name: 'unknown' }),
    open: (context) => format.open({ ...context, name: 'unknown' }),
  }
}

/** What every format says of the beginning of a text, the surest first; the fallback, which takes anything, left out. */
function claimsOf(list: readonly Format[], { textPath, name }: RawArtifact): { id: string; confidence: Confidence }[] {
  if (textPath === null) return []
  const bytes = Buffer.alloc(HEAD_BYTES + MARK.length + 1)
  const file = openSync(textPath, 'r')
  const length = readSync(file, bytes, 0, bytes.length, 0)
  closeSync(file)
  const start = MARK.every((byte, at) => bytes[at] === byte) ? MARK.length : 0
  const head = headOf(bytes.subarray(start, length), length - start <= HEAD_BYTES, name)
  return list
    .filter(({ id }) => id !== FALLBACK_FORMAT)
    .map(({ id, sniff }) => ({ id, confidence: sniff(head) }))
    .filter(({ confidence }) => confidence !== 'no')
    .toSorted((left, right) => RANKS.indexOf(right.confidence) - RANKS.indexOf(left.confidence))
}

/** Lines that lie in at least one region. */
class Coverage {
  readonly #spans: [line: number, endLine: number][] = []

  add(line: number, endLine: number): void {
    this.#spans.push([line, endLine])
  }

  lines(): number {
    let covered = 0
    let last = 0
    for (const [line, endLine] of this.#spans.toSorted((left, right) => left[0] - right[0])) {
      const from = Math.max(line, last + 1)
      if (endLine >= from) covered += endLine - from + 1
      last = Math.max(last, endLine)
    }
    return covered
  }
}

async function read({ folder, unknown }: Task, tell: (message: Message) => void): Promise<void> {
  const given = [...more, ...formats]
  const list = unknown ? given.map(nameless) : given
  let started = 0
  let facts = 0
  let coverage = new Coverage()
  let raw: RawArtifact | null = null
  const sink = {
    begin(artifact: RawArtifact) {
      raw = artifact
      facts = 0
      coverage = new Coverage()
      tell({ kind: 'begin', path: artifact.path })
      started = performance.now()
    },
    record(record: FormatRecord) {
      if (record.kind === 'fact') facts++
      if (record.kind === 'region') coverage.add(record.span.line, record.span.endLine)
    },
    finish({ lines, textBytes, bytes, issues }: ArtifactResult) {
      if (raw === null) throw new Error('finish before begin')
      const milliseconds = performance.now() - started
      const claims = claimsOf(list, raw)
      const row: Row = {
        path: raw.path,
        format: raw.formatId,
        claims,
        lines,
        covered: coverage.lines(),
        facts,
        issues: issues.map(({ code, count, line, message }) => ({ code, count, line, message })),
        milliseconds,
        bytes: Math.max(textBytes, bytes),
      }
      tell({ kind: 'row', row })
    },
  }
  const onProgress = (): void => tell({ kind: 'alive' })
  const { bundles } = await ingest([folder], { formats: list, spool, sink, onProgress })
  tell({ kind: 'end', issues: bundles.flatMap(({ issues }) => issues) })
}

const { spool, more: module } = workerData as { spool: string; more: string | null }
const more =
  module === null ? [] : ((await import(pathToFileURL(module).href)) as { formats: readonly Format[] }).formats

const port = parentPort
port?.on('message', (task: Task) => {
  read(task, (message) => port.postMessage(message)).catch((error: unknown) => {
    port.postMessage({
      kind: 'failed',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies Message)
  })
})
port?.postMessage({ kind: 'alive' } satisfies Message)
