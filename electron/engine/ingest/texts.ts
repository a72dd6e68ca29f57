/** Reads texts: in place where they are plain files, through the spool where they are packed or not UTF-8. */
import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import type { IssueCode } from '../../../shared/model/records.ts'
import type { BinaryFormat } from '../formats/binary-format.ts'
import { HEAD_BYTES } from '../formats/format.ts'
import { type Draft, type Place, type Recorded, recordOpenText, recordText, recordWithoutText } from './artifact.ts'
import { type Budget, limited } from './budget.ts'
import { recordBinary } from './binary.ts'
import { type ByteReader, type Chunks, Digest, fileChunks, openPlainFile, readAt } from './bytes.ts'
import { detectBinary } from './detect.ts'
import { type Content, contentOf, NOT_TEXT, utf16ToUtf8 } from './encoding.ts'
import { ReadFailure, systemErrorText } from './failure.ts'
import { ArtifactIssues } from './issues.ts'
import { withoutCompressionSuffix } from './paths.ts'
import { lineChunks, shownChunks } from './line-chunks.ts'
import { isEndOfSplitZip, isPartOfSplit, JOIN_PARTS, JOIN_ZIP } from './split.ts'
import { beginsWithHole, holeText, ONLY_NULS, skipNuls } from './nuls.ts'
import type { Session } from './session.ts'
import type { SpoolWriter } from './spool.ts'

type TextContent = Extract<Content, { kind: 'text' }>

/** A session with a journal in it that has a core dump and what a JVM printed. */
const DEEPEST_EXCERPT = 3

const encodingNames = { 'utf-16le': 'UTF-16 (little endian)', 'utf-16be': 'UTF-16 (big endian)' }

export class TextReader {
  private readonly session: Session
  private readonly budget: Budget

  constructor(session: Session, budget: Budget) {
    this.session = session
    this.budget = budget
  }

  /** A plain file that stays where it is: hashed and parsed in one pass. */
  async readPlain(place: Place, path: string, file: number, size: number): Promise<void> {
    const { lines } = this.session
    const hash = createHash('sha256')
    lines.open(file, hash)
    let head = lines.head(HEAD_BYTES)
    let content = contentOf(head.bytes, head.whole)
    const draft = draftOf(place, place.name, size)
    // A file of /proc states no size, and some (pagemap) have no end that anybody waits for.
    const isEndless = size === 0
    const isHole = !isEndless && beginsWithHole(head.bytes)
    if (isHole) {
      const nuls = await lines.skipNuls()
      head = lines.head(HEAD_BYTES)
      content = contentBehind(draft, nuls, head.bytes, content, contentOf(head.bytes, head.whole))
    }
    if (content.kind === 'binary') {
      const format = isHole ? null : detectBinary(this.session.binaryFormats, head.bytes)
      if (format !== null && size > this.session.caps.wholeHashBytes) {
        const sha256 = this.hashBeginning(draft, file, size)
        await recordBinary(this.session, this.budget, format, draft, { file, size, sha256 })
        return
      }
      const { progress, caps } = this.session
      const limit = isEndless ? caps.partialHashBytes : Infinity
      const read = await lines.drain({ read: (bytes) => progress.read(bytes) }, limit)
      if (read.failure !== null) {
        draft.issues.add('unreadable', null, `Reading ${place.path} stopped: ${systemErrorText(read.failure)}`)
      }
      const sha256 = hash.digest('hex')
      if (!read.ended) draft.issues.add('hash-partial', null, endlessText(place, read.bytes))
      const known = { ...draft, bytes: read.bytes, cut: read.failure !== null }
      if (format !== null) await recordBinary(this.session, this.budget, format, known, { file, size, sha256 })
      else {
        const why = isEndOfSplitZip(file, size) ? `the last part of a zip that was split; ${JOIN_ZIP}` : content.why
        this.recordOtherBinary(known, why, sha256)
      }
    } else if (content.encoding === 'utf-8') {
      const known = { ...draft, mark: content.mark }
      await this.recordExcerpts(known, path, await recordOpenText(this.session, known, path, hash))
    } else {
      const digest = this.digestFile(file)
      await this.spoolText(draft, content, digest.reader, digest)
    }
  }

  /** The bytes of a file on disk, hashed; its progress is the bundle's. */
  digestFile(file: number): Digest {
    const { progress } = this.session
    return new Digest(this.fileBytes(file), (bytes) => progress.read(bytes))
  }

  fileBytes(file: number): Chunks {
    const { pool, pace } = this.session
    return fileChunks(file, pool, pace, { start: 0, end: Infinity })
  }

  /**
   * A text that is no plain file.
   * @param digest Of what stands in the bundle; `reader` gives that, or what came out of unpacking it.
   * @throws ReadFailure if the file on disk ends with it
   */
  async readText(place: Place, reader: ByteReader, digest: Digest): Promise<void> {
    const packed = reader !== digest.reader
    const draft = draftOf(place, packed ? withoutCompressionSuffix(place.name) : place.name, 0)
    let head = await reader.peek(HEAD_BYTES)
    let content = contentOf(head, head.length < HEAD_BYTES)
    const isHole = beginsWithHole(head)
    if (isHole) {
      const nuls = await skipNuls(reader)
      head = await reader.peek(HEAD_BYTES)
      content = contentBehind(draft, nuls, head, content, contentOf(head, head.length < HEAD_BYTES))
    }
    if (content.kind === 'text') {
      await this.spoolText(draft, content, reader, digest)
      return
    }
    const format = isHole ? null : detectBinary(this.session.binaryFormats, head)
    if (format !== null) {
      await this.spoolBinary(draft, format, reader, digest)
      return
    }
    await this.recordNamed(place, digest, content.why, draft)
  }

  /** What is known by its kind and not read. @throws ReadFailure if the file on disk ends with it */
  async recordNamed(place: Place, digest: Digest, why: string, draft = draftOf(place, place.name, 0)): Promise<void> {
    const endsFile = await this.finishDigest(draft, digest)
    this.recordOtherBinary({ ...draft, bytes: digest.bytes }, why, digest.hex())
    if (endsFile !== null) throw endsFile
  }

  private recordOtherBinary(draft: Draft, why: string, sha256: string): void {
    const part = why.startsWith(NOT_TEXT) && isPartOfSplit(draft.place.name) ? `; ${JOIN_PARTS}` : ''
    draft.issues.add('binary', null, `${draft.place.path} is ${why}${part}`)
    recordWithoutText(this.session, 'binary', { ...draft, sha256 })
  }

  /** A sparse core of 60 GB has a few MB of evidence at its beginning; reading it all would take minutes. */
  private hashBeginning(draft: Draft, file: number, size: number): string {
    const { caps, progress } = this.session
    const beginning = Buffer.alloc(Math.min(size, caps.partialHashBytes))
    const got = readAt(file, beginning, beginning.length, 0)
    draft.issues.add(
      'hash-partial',
      null,
      `${draft.place.path} is ${size} bytes long; its hash is of the first ${got} bytes (head -c ${got} | sha256sum)`,
    )
    progress.read(size)
    return createHash('sha256').update(beginning.subarray(0, got)).digest('hex')
  }

  /** Unpacks as much as the format needs to a file that lives as long as it is read; the rest is only hashed. */
  private async spoolBinary(draft: Draft, format: BinaryFormat, reader: ByteReader, digest: Digest): Promise<void> {
    const { session } = this
    session.progress.at('reading', draft.place.path)
    const wanted = format.headBytes ?? Infinity
    const writer = session.spool.create()
    let size = 0
    let endsFile: ReadFailure | null = null
    try {
      for await (const chunk of limited(reader.rest(), session.caps.memberBytes)) {
        const kept = chunk.subarray(0, Math.max(0, wanted - size))
        if (kept.length > 0) {
          this.budget.countSpooled(kept.length)
          writer.write(kept)
        }
        size += chunk.length
        await session.pace.breathe()
      }
    } catch (error) {
      endsFile = this.cutShort(draft, error)
    }
    endsFile = (await this.finishDigest(draft, digest)) ?? endsFile
    const known: Draft = { ...draft, bytes: digest.bytes }
    await withSpooled(writer, (file) =>
      recordBinary(session, this.budget, format, known, { file, size, sha256: digest.hex() }),
    )
    if (endsFile !== null) throw endsFile
  }

  /** Writes a text to the spool as UTF-8 and records it from there. What ends early is kept up to where it ended. */
  private async spoolText(draft: Draft, content: TextContent, reader: ByteReader, digest: Digest): Promise<void> {
    const { session } = this
    const { encoding } = content
    session.progress.at('reading', draft.place.path)
    const raw = limited(reader.rest(), session.caps.memberBytes)
    const text = encoding === 'utf-8' ? raw : utf16ToUtf8(raw, encoding)
    const writer = session.spool.create()
    let endsFile: ReadFailure | null = null
    try {
      await this.spool(text, writer)
    } catch (error) {
      endsFile = this.cutShort(draft, error)
    }
    endsFile = (await this.finishDigest(draft, digest)) ?? endsFile
    const known: Draft = { ...draft, encoding, bytes: digest.bytes, sha256: digest.hex() }
    if (writer.bytes === 0 && known.cut) {
      writer.discard()
      recordWithoutText(session, 'unreadable', { ...known, sha256: digest.hex() })
    } else {
      const path = writer.finish(
        digest.hex(),
        encoding !== 'utf-8' || reader !== digest.reader || writer.bytes !== digest.bytes,
      )
      if (encoding === 'utf-8') known.mark = content.mark
      else
        draft.issues.add(
          'decoded-utf16',
          null,
          `${draft.place.path} is ${encodingNames[encoding]}; it is shown and cited as UTF-8`,
        )
      await this.recordExcerpts(known, path, await recordText(session, known, path))
    }
    if (endsFile !== null) throw endsFile
  }

  /** What the parser found to be of another process, each with the lines it has in the text. */
  private async recordExcerpts(draft: Draft, textPath: string, recorded: Recorded, depth = 0): Promise<void> {
    const { excerpts, format, lines, lineIndex } = recorded
    if (excerpts.length === 0 || format === null || depth >= DEEPEST_EXCERPT) return
    const { session } = this
    const { file } = openPlainFile(textPath)
    try {
      for (const { name, spans, isOther, file: fileName, group, isShown } of excerpts) {
        const { path } = session.paths.claim(pathOfExcerpt(draft.place.path, name, group))
        const place = { ...draft.place, path, name: fileName ?? `${draft.name} (${name})` }
        const known: Draft = { ...draftOf(place, place.name, 0), ...(isOther === true ? {} : { format }) }
        known.cut = recorded.cut && (spans.at(-1)?.endLine ?? 0) >= lines
        const writer = session.spool.create()
        const chunks = lineChunks(file, session, lineIndex, spans)
        const digest = new Digest(isShown === true ? shownChunks(chunks) : chunks)
        try {
          await this.spool(limited(digest.reader.rest(), session.caps.memberBytes), writer)
        } catch (error) {
          this.cutShort(known, error)
        }
        const sha256 = digest.hex()
        const ready: Draft = { ...known, bytes: digest.bytes, sha256 }
        const spooled = writer.finish(sha256, false)
        await this.recordExcerpts(ready, spooled, await recordText(session, ready, spooled), depth + 1)
      }
    } finally {
      fs.closeSync(file)
    }
  }

  private async spool(chunks: Chunks, writer: SpoolWriter): Promise<void> {
    for await (const chunk of chunks) {
      this.budget.countSpooled(chunk.length)
      writer.write(chunk)
      await this.session.pace.breathe()
    }
  }

  /** Reads what was not asked for, so that the hash is of the whole. */
  private async finishDigest(draft: Draft, digest: Digest): Promise<ReadFailure | null> {
    try {
      await digest.finish()
      return null
    } catch (error) {
      return this.cutShort(draft, error)
    }
  }

  /** A text that ends early. Returns the failure if the file on disk ends with it. */
  private cutShort(draft: Draft, error: unknown): ReadFailure | null {
    if (!(error instanceof ReadFailure)) throw error
    if (!draft.cut) draft.issues.add(error.code, null, `${draft.place.path}: ${error.message}`)
    draft.cut = true
    return error.endsFile ? error : null
  }

  /** Unpacks what has to be a file: a zip is read from its end, and what is in an xz may be an xz. */
  async withFile(reader: ByteReader, read: (file: number, size: number) => Promise<unknown>): Promise<void> {
    const { session } = this
    const writer = session.spool.create()
    let failure: ReadFailure | null = null
    try {
      await this.spool(limited(reader.rest(), session.caps.memberBytes), writer)
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error
      failure = error
    }
    await reader.close()
    await withSpooled(writer, read)
    if (failure !== null) throw failure
  }

  /** What is there but cannot be opened. */
  recordUnreadable(place: Place, bytes: number, code: IssueCode, why: string): void {
    const draft = draftOf(place, place.name, bytes)
    draft.issues.add(code, null, `${place.path} cannot be read: ${why}`)
    recordWithoutText(this.session, 'unreadable', { ...draft, sha256: '' })
  }
}

function endlessText({ path }: Place, bytes: number): string {
  return `${path} states no size and has more than ${bytes} bytes, of which its hash is; the rest was left out`
}

/** What stands behind the NULs, where it is a text: else the file is what it was taken for. */
function contentBehind(draft: Draft, nuls: number, rest: Uint8Array, whole: Content, behind: Content): Content {
  if (rest.length === 0) return { kind: 'binary', why: ONLY_NULS }
  if (behind.kind === 'binary' || behind.encoding !== 'utf-8') return whole
  draft.issues.add('truncated', null, holeText(nuls))
  return behind
}

/** Ends the writing and gives the file to `read`; afterwards it is gone. */
async function withSpooled(writer: SpoolWriter, read: (file: number, size: number) => Promise<unknown>): Promise<void> {
  const path = writer.finish(randomUUID(), false)
  const { file, size } = openPlainFile(path)
  try {
    await read(file, size)
  } finally {
    fs.closeSync(file)
    fs.rmSync(path, { force: true })
  }
}

function pathOfExcerpt(path: string, name: string, group: string | undefined): string {
  return group === undefined ? `${path} (${name})` : `${path} (hosts)/${group}/${name}`
}

function draftOf(place: Place, name: string, bytes: number): Draft {
  return { place, name, bytes, sha256: null, encoding: 'utf-8', mark: 0, issues: new ArtifactIssues(), cut: false }
}
