/** Reads one text: recognises its format, feeds its lines to the parser, hands records to the sink. */
import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import {
  LISTED_EVENTS,
  type EventRecord,
  type FactRecord,
  type FormatRecord,
  type IssueCode,
} from '../../../shared/model/records.ts'
import type { Bytes, EpochMs, LineNumber } from '../../../shared/model/units.ts'
import {
  type Format,
  HEAD_BYTES,
  type Line,
  type LineParser,
  type ParseContext,
  type Excerpt,
  type Skimming,
} from '../formats/format.ts'
import { openPlainFile } from './bytes.ts'
import { detect, FALLBACK_FORMAT, headOf } from './detect.ts'
import { findLate, type Late } from './late.ts'
import { errorText, systemErrorText } from './failure.ts'
import { type Identity, IdentityCollector, unknownIdentity } from './identity.ts'
import type { ArtifactIssues } from './issues.ts'
import { Listed } from './listed.ts'
import type { Session } from './session.ts'
import { foldersOf } from './names.ts'
import { artifactTime, timeInFolders } from './time.ts'
import type { RawArtifact, TextEncoding, TimeSource } from './types.ts'

/** Where an artifact stands. */
export interface Place {
  bundle: number
  path: string
  /** Base name as it stands in the bundle. */
  name: string
  modified: number | null
  modifiedSource: Exclude<TimeSource, 'name'>
}

/** What is known of the artifact before its lines are read. */
export interface Draft {
  place: Place
  name: string
  bytes: Bytes
  /** Of the bytes in the bundle; null if it is to be computed from the text file, which then is the original. */
  sha256: string | null
  encoding: TextEncoding
  /** Bytes of the byte order mark in the text file. */
  mark: number
  issues: ArtifactIssues
  /** The text ended early. */
  cut: boolean
  /** Of an excerpt: that of the artifact it is from. Else it is recognised. */
  format?: Format
}

/** What of a recorded text is to become artifacts of their own, and where its lines are. */
export interface Recorded {
  excerpts: readonly Excerpt[]
  format: Format | null
  lines: LineNumber
  lineIndex: Float64Array
  cut: boolean
}

/** Records an artifact that has no text, or none that can be read. */
export function recordWithoutText(
  session: Session,
  formatId: 'binary' | 'unreadable',
  draft: Pick<Draft, 'place' | 'name' | 'bytes' | 'issues' | 'cut'> & { sha256: string },
): void {
  const artifact = rawArtifact(session, draft, {
    formatId,
    formatTitle: formatId === 'binary' ? 'Binary file' : 'Unreadable',
    formatVersion: 0,
    textPath: null,
    encoding: 'utf-8',
  })
  session.sink.begin(artifact)
  session.finish(artifact, unknownIdentity(), {
    ordinal: artifact.ordinal,
    bytes: draft.bytes,
    textBytes: 0,
    lines: 0,
    sha256: draft.sha256,
    lineIndex: new Float64Array(0),
    cut: draft.cut,
    issues: draft.issues.list(),
  })
}

/** Opens a text file (the original or a spooled one) and records it. Without `draft.sha256` the file is hashed in the same pass. */
export async function recordText(session: Session, draft: Draft, textPath: string): Promise<Recorded> {
  const { file } = openPlainFile(textPath)
  try {
    const hash = draft.sha256 === null ? createHash('sha256') : null
    session.lines.open(file, hash)
    return await recordOpenText(session, draft, textPath, hash)
  } finally {
    fs.closeSync(file)
  }
}

/** The same for a file that `session.lines` has opened. */
export async function recordOpenText(
  session: Session,
  draft: Draft,
  textPath: string,
  hash: Hash | null,
): Promise<Recorded> {
  const { lines: source, sink } = session
  const { issues, mark } = draft
  const head = source.head(HEAD_BYTES + mark)
  const value = head.whole ? shortLine(head.bytes.subarray(mark)) : null
  const found = draft.format
    ? { format: draft.format, failures: [] }
    : detect(session.formats, headOf(head.bytes.subarray(mark), head.whole, draft.name))
  const { failures } = found
  const isAll = head.whole || draft.format !== undefined || found.format?.late !== undefined
  const late = isAll ? null : findLate(session.formats, textPath)
  const format = late?.format ?? found.format
  for (const failure of failures) {
    issues.add(
      'parser-failed',
      null,
      `The format ${failure.format.id} could not look at it: ${errorText(failure.error)}`,
    )
  }
  const artifact = rawArtifact(session, draft, {
    formatId: format?.id ?? FALLBACK_FORMAT,
    formatTitle: format?.title ?? 'Text',
    formatVersion: format?.version ?? 0,
    textPath,
    encoding: draft.encoding,
  })
  sink.begin(artifact)
  session.progress.at('parsing', artifact.path)
  const parsing = new Parsing(session, artifact, format, issues)
  if (late !== null) parsing.precede(found.format, late)
  const summary = await source.feed(
    {
      line: (line, offset) => parsing.line(line, offset),
      longLine: (number) => {
        const limit = session.caps.lineBytes
        issues.add('line-too-long', number, `Line ${number} is longer than ${limit} bytes; what follows was not parsed`)
      },
      invalidUtf8: (number) => {
        issues.add('invalid-utf8', number, 'Bytes that are not valid UTF-8 are shown as replacement characters')
      },
      read: (bytes) => {
        if (hash !== null) session.progress.read(bytes)
      },
      skimming: () => parsing.skimming(),
    },
    mark,
  )
  if (summary.failure !== null) {
    issues.add('unreadable', null, `Reading ${artifact.path} stopped: ${systemErrorText(summary.failure)}`)
  }
  const cut = draft.cut || summary.failure !== null
  parsing.end(summary.lines, cut)
  const identity = parsing.identity()
  // Loggers write whole lines: a copy was taken too early, or broke off.
  if (summary.unfinished && !cut && identity.log) issues.add('truncated', summary.lines, UNFINISHED)
  if (summary.bytes === 0 && !cut) issues.add('empty', null, `${artifact.path} is empty (0 bytes)`)
  const result = {
    ordinal: artifact.ordinal,
    bytes: hash === null ? draft.bytes : summary.bytes,
    textBytes: summary.bytes,
    lines: summary.lines,
    sha256: hash?.digest('hex') ?? draft.sha256 ?? '',
    lineIndex: summary.index,
    cut,
    issues: issues.list(),
  }
  session.finish(artifact, identity, result, value)
  return { excerpts: parsing.excerpts, format, lines: summary.lines, lineIndex: summary.index, cut }
}

const UNFINISHED = 'The log ends in the middle of a line: what came after is not here'

/** Longer lines are no bare values. */
const VALUE_BYTES: Bytes = 256

/** The text where it is one short line: `9615`, `kafka-broker-13`. */
function shortLine(bytes: Buffer): string | null {
  if (bytes.length === 0 || bytes.length > VALUE_BYTES) return null
  const text = bytes.toString('utf8').trim()
  return text === '' || text.includes('\n') || text.includes('\0') ? null : text
}

export function rawArtifact(
  session: Session,
  draft: Pick<Draft, 'place' | 'name' | 'bytes'>,
  rest: Pick<RawArtifact, 'formatId' | 'formatTitle' | 'formatVersion' | 'textPath' | 'encoding'>,
): RawArtifact {
  const { place } = draft
  return {
    ordinal: session.nextOrdinal(),
    bundle: place.bundle,
    path: place.path,
    name: draft.name,
    bytes: draft.bytes,
    ...artifactTime(draft.name, place.modified, place.modifiedSource),
    ...rest,
  }
}

/** The parser at work, fenced in: what it throws is an issue of its artifact; what the sink throws is not. */
class Parsing {
  readonly excerpts: Excerpt[] = []
  private readonly session: Session
  private readonly artifact: RawArtifact
  private readonly issues: ArtifactIssues
  private readonly collector = new IdentityCollector()
  private readonly events = new Listed(
    ({ type }: EventRecord) => type,
    (event) => this.keep(event),
  )
  private readonly facts = new Listed(
    ({ key }: FactRecord) => key,
    (fact) => this.keep(fact),
  )
  private parser: LineParser | null = null
  private fenced: Skimming | null = null
  /** Reads what stands before `from`, the offset at which the text that the artifact is recorded as begins. */
  private preamble: LineParser | null = null
  private from: Bytes = 0
  private sinkFailure: { error: unknown } | null = null
  /** Of a listing that does not say itself when it was taken: as its name or that of its folder does. */
  private readonly takenAt: EpochMs | null

  constructor(session: Session, artifact: RawArtifact, format: Format | null, issues: ArtifactIssues) {
    const folders = [session.bundleNames[artifact.bundle] ?? '', ...foldersOf(artifact.path)]
    this.takenAt = artifact.timeSource === 'name' ? artifact.at : timeInFolders(folders)
    this.session = session
    this.artifact = artifact
    this.issues = issues
    this.guard(null, () => {
      this.parser = format?.open(this.context((record) => this.emit(record))) ?? null
    })
  }

  /** The artifact begins as a text of `format`: its regions stand within those of what it is recorded as. */
  precede(format: Format | null, { offset }: Late): void {
    this.from = offset
    this.guard(null, () => {
      const context = this.context((record) =>
        this.emit(record.kind === 'region' ? { ...record, depth: record.depth + 1 } : record),
      )
      this.preamble = format?.open(context) ?? null
    })
  }

  line(line: Line, offset: Bytes): void {
    if (offset < this.from) {
      if (this.preamble !== null) this.guard(line.number, () => this.preamble?.line(line))
      return
    }
    if (this.preamble !== null) this.endPreamble(line.number - 1)
    if (this.parser === null) return
    // Not through `guard`: a function for each of millions of lines costs a tenth of the time.
    try {
      this.parser.line(line)
    } catch (error) {
      this.failed(line.number, error)
    }
  }

  /** Null once the parser has failed. */
  skimming(): Skimming | null {
    const skimming = this.parser?.skimming
    if (skimming === undefined) return null
    return (this.fenced ??= {
      kernel: skimming.kernel,
      words: skimming.words,
      isReady: () => this.parser !== null && skimming.isReady(),
      take: (told) => {
        try {
          skimming.take(told)
        } catch (error) {
          this.failed(told.firstLine, error)
        }
      },
    })
  }

  end(lines: LineNumber, cut: boolean): void {
    const { parser } = this
    // The file changed since its end was looked at.
    if (this.preamble !== null) this.endPreamble(lines)
    if (parser !== null) this.guard(lines, () => parser.end(lines, cut))
    // Also of a parser that failed.
    for (const { key: type, count } of this.events.end())
      this.keep({ kind: 'unlisted', type, count, span: { line: 1, endLine: lines } })
    const repeated = this.facts.end().toSorted((one, other) => other.count - one.count)
    if (repeated[0]) {
      const times = repeated[0].count + 2 * LISTED_EVENTS
      const others = repeated.length === 1 ? '' : ` (and ${repeated.length - 1} more, not more often)`
      const message = `${repeated[0].key}${others} is stated ${times} times; the first and last ${LISTED_EVENTS} are kept`
      this.issues.add('too-large', null, message)
    }
  }

  identity(): Identity {
    return this.collector.identity()
  }

  private context(emit: ParseContext['emit']): ParseContext {
    const { artifact, issues } = this
    return {
      emit,
      excerpt: (excerpt) => void this.excerpts.push(excerpt),
      report: (code: IssueCode, line: LineNumber | null, message: string) => issues.add(code, line, message),
      name: artifact.name,
      at: artifact.at,
    }
  }

  private endPreamble(lines: LineNumber): void {
    const { preamble } = this
    this.preamble = null
    this.guard(lines, () => preamble?.end(lines, false))
  }

  private emit(record: FormatRecord): void {
    if (record.kind === 'event') {
      this.events.add(record)
      return
    }
    if (record.kind === 'fact') {
      this.facts.add(record)
      return
    }
    if (record.kind === 'mappings' && record.at === null) record.at = this.takenAt
    this.keep(record)
  }

  private keep(record: FormatRecord): void {
    this.collector.see(record)
    try {
      this.session.record(record)
    } catch (error) {
      this.sinkFailure = { error }
      throw error
    }
  }

  private guard(line: LineNumber | null, work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failed(line, error)
    }
  }

  private failed(line: LineNumber | null, error: unknown): void {
    if (this.sinkFailure !== null) throw this.sinkFailure.error
    this.parser = null
    const where = line === null ? '' : ` at line ${line}`
    this.issues.add(
      'parser-failed',
      line,
      `The parser failed${where} (${errorText(error)}); records up to there were kept`,
    )
  }
}
