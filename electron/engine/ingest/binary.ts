/** Runs a binary format over a file: its rendering becomes the artifact's text, in the spool; its records follow. */
import { createHash } from 'node:crypto'
import type { FormatRecord } from '../../../shared/model/records.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { BinaryContext, BinaryFormat, ByteSource } from '../formats/binary-format.ts'
import { type Draft, rawArtifact, recordWithoutText } from './artifact.ts'
import type { Budget } from './budget.ts'
import { readAt } from './bytes.ts'
import { errorText, ReadFailure } from './failure.ts'
import { IdentityCollector } from './identity.ts'
import type { ArtifactIssues } from './issues.ts'
import { LineIndex } from './line-index.ts'
import type { Session } from './session.ts'
import type { SpoolWriter } from './spool.ts'
import { artifactTime } from './time.ts'

/** Characters of the rendering that are gathered before they are written. */
const GATHERED = 64 * 1024

export interface BinaryFile {
  file: number
  /** Of the file as it stands in the bundle; `file` may hold only its beginning. */
  size: Bytes
  sha256: string
}

/** Records the file as an artifact. @throws ReadFailure that ends the file on disk when the caps are used up */
export async function recordBinary(
  session: Session,
  budget: Budget,
  format: BinaryFormat,
  draft: Draft,
  { file, size, sha256 }: BinaryFile,
): Promise<void> {
  const { issues, place, name } = draft
  session.progress.at('parsing', place.path)
  const { at, timeSource } = artifactTime(name, place.modified, place.modifiedSource)
  const rendering = new Rendering(session.spool.create(), budget)
  const records: FormatRecord[] = []
  const context: BinaryContext = {
    emit: (record) => void records.push(record),
    report: (code, line, message) => issues.add(code, line, message),
    write: (line) => rendering.write(line),
    name,
    at,
  }
  let textPath: string
  try {
    await run(session, format, sourceOf(file, size, issues), context, issues)
    textPath = rendering.finish(renderingKey(sha256, size, format))
  } catch (error) {
    rendering.discard()
    if (!(error instanceof ReadFailure)) throw error
    issues.add(error.code, null, `${place.path}: ${error.message}`)
    recordWithoutText(session, 'binary', { ...draft, sha256 })
    throw error
  }
  const artifact = rawArtifact(session, draft, {
    formatId: format.id,
    formatTitle: format.title,
    formatVersion: format.version,
    textPath,
    encoding: 'utf-8',
  })
  session.sink.begin(artifact)
  const collector = new IdentityCollector()
  for (const record of records) {
    if (record.kind === 'mappings' && timeSource === 'name') record.at ??= at
    collector.see(record)
    session.record(record)
  }
  session.finish(artifact, collector.identity(), {
    ordinal: artifact.ordinal,
    bytes: draft.bytes,
    textBytes: rendering.bytes,
    lines: rendering.lines,
    sha256,
    lineIndex: rendering.index(),
    cut: draft.cut,
    issues: issues.list(),
  })
}

/** What the format throws is an issue of its artifact; what stops the ingest is not. */
async function run(
  session: Session,
  format: BinaryFormat,
  source: ByteSource,
  context: BinaryContext,
  issues: ArtifactIssues,
): Promise<void> {
  const steps = format.read(source, context)
  for (;;) {
    let done: boolean
    try {
      done = steps.next().done === true
    } catch (error) {
      if (error instanceof ReadFailure) throw error
      issues.add('parser-failed', null, `The parser failed (${errorText(error)}); records up to there were kept`)
      return
    }
    if (done) return
    await session.pace.breathe()
  }
}

function sourceOf(file: number, size: Bytes, issues: ArtifactIssues): ByteSource {
  return {
    size,
    read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
      let got = 0
      try {
        while (got < bytes.length) {
          const more = readAt(file, bytes.subarray(got), bytes.length - got, offset + got)
          if (more === 0) break
          got += more
        }
      } catch (error) {
        if (!(error instanceof ReadFailure)) throw error
        issues.add(error.code, null, error.message)
      }
      return got === bytes.length ? bytes : bytes.slice(0, got)
    },
  }
}

/** A rendering depends on more than the bytes: on how the format's version writes it, and on how long the file is said to be. */
function renderingKey(sha256: string, size: Bytes, { id, version }: BinaryFormat): string {
  return createHash('sha256').update(`${sha256} ${size} ${id}@${version}`).digest('hex')
}

/** The text, written as it grows. */
class Rendering {
  lines = 0
  bytes: Bytes = 0
  private readonly writer: SpoolWriter
  private readonly budget: Budget
  private readonly lineIndex = new LineIndex()
  private gathered: string[] = []
  private gatheredLength = 0

  constructor(writer: SpoolWriter, budget: Budget) {
    this.writer = writer
    this.budget = budget
  }

  write(line: string): number {
    this.lineIndex.add(this.lines, this.bytes)
    this.lines++
    this.bytes += Buffer.byteLength(line) + 1
    this.gathered.push(line)
    this.gatheredLength += line.length
    if (this.gatheredLength > GATHERED) this.flush()
    return this.lines
  }

  index(): Float64Array<ArrayBuffer> {
    return this.lineIndex.finish()
  }

  finish(key: string): string {
    this.flush()
    return this.writer.finish(key, true)
  }

  discard(): void {
    this.writer.discard()
  }

  private flush(): void {
    if (this.gathered.length === 0) return
    const chunk = Buffer.from(`${this.gathered.join('\n')}\n`)
    this.budget.countSpooled(chunk.length)
    this.writer.write(chunk)
    this.gathered = []
    this.gatheredLength = 0
  }
}
