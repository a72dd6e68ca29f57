/** What was refused, and which known path that is: by the frames if they name it, else by what the refusal itself says. */
import type { Victim } from '../../../shared/model/analysis.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import type { Bytes } from '../../../shared/model/units.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { zgcMappingErrno } from '../facts/zgc-mapping.ts'
import { align } from './align.ts'
import { tableOf, unsafeBytes, type Choice } from './choose.ts'
import { fileMap } from './file-map.ts'
import { exceptionFrames, observedFrames, type ObservedFrame } from './frames.ts'
import { targetOf } from './gates/map-count.ts'
import { ENOMEM, type GateContext } from './gates/gate-context.ts'
import { unsafeAllocate } from './hotspot/c-heap.ts'
import { guardProtect } from './hotspot/guard-protect.ts'
import { guardZone } from './hotspot/guard-zone.ts'
import { reservePaths, threadPaths } from './knowledge.ts'
import type { CallPathTable, PathRow } from './path-table.ts'
import { inRange } from './version-range.ts'
import { sentences } from './walk.ts'

export interface Situation {
  table: CallPathTable
  row: PathRow
  /** How the row was chosen, where the JDK release leaves doubt; empty otherwise. */
  doubt: string
  /** Outermost first. */
  frames: ObservedFrame[]
  victim: Victim
  /** The log line that told of the refusal; null when a fatal error log did. */
  event: Stored<EventRecord> | null
  request: Bytes | null
  target: GateContext['target']
}

export function situationOf(facts: ProcessFacts): Situation | null {
  const { victim, crash } = facts
  if (!victim || !isLinux(facts)) return null
  const zgc = zgcMappingErrno(facts)
  const fatal =
    crash !== null && (crash.kind === 'out-of-memory' || zgc !== null) && victim.citation.artifact === crash.artifact
  const event = fatal ? null : eventOf(facts, victim)
  const frames = fatal ? crashFrames(facts) : event ? framesOf(facts, event) : []
  const chosen = tableOf(facts, victim, frames, event)
  if (!chosen) return null
  const asked = askedOf(victim, chosen.table, event)
  return {
    ...chosen,
    ...rowOf(chosen, facts.jvm?.feature ?? null, frames),
    frames,
    victim: asked,
    event,
    request: requestOf(facts, asked, chosen.table, event),
    target: targetOfCall(facts, asked, chosen.table, fatal),
  }
}

/** An error of Java that names what malloc could not give: the kernel refused it, with the only errno that malloc knows. */
function askedOf(victim: Victim, table: CallPathTable, event: Stored<EventRecord> | null): Victim {
  const bytes = table === unsafeAllocate && event ? unsafeBytes(event) : null
  return bytes === null ? victim : { ...victim, bytes, errno: ENOMEM, errnoOrigin: 'inferred' }
}

/** All that stands below HotSpot in the tables is of Linux; another system refuses by rules of its own. */
function isLinux({ os, kernel, listing }: ProcessFacts): boolean {
  if (kernel !== null || listing !== null) return true
  return !/windows|darwin|mac ?os|bsd|solaris|sunos|aix/i.test(os?.name ?? '')
}

/** The way of FileChannel.map to System.gc(), where only a collection shows that it was gone; frames there are none. */
export function mapRetrySituation(facts: ProcessFacts, victim: Victim): Situation {
  const chosen: Choice = {
    table: fileMap,
    doubt: 'Inferred from the collection: no frame of it is in the dump, and mappings were counted at another moment',
  }
  const row = rowOf(chosen, facts.jvm?.feature ?? null, [])
  return { ...chosen, ...row, frames: [], victim, event: null, request: null, target: null }
}

function crashFrames(facts: ProcessFacts): ObservedFrame[] {
  const { nativeFrames = [], javaFrames = [] } = facts.crash ?? {}
  const native = observedFrames(nativeFrames)
  if (native.some((frame) => frame.java)) return native
  // Some logs print the Java frames only in their own list; they stand outside of the native ones.
  return [...observedFrames(javaFrames), ...native]
}

function eventOf(facts: ProcessFacts, { citation }: Victim): Stored<EventRecord> | null {
  return (
    facts.records.events.find((event) => event.artifact === citation.artifact && event.span.line === citation.line) ??
    null
  )
}

/** Of one refusal HotSpot warns on its console, and Java logs the exception: the frames are in whichever has some. */
const TOLD_TWICE_MS = 5000

function framesOf({ records }: ProcessFacts, event: Stored<EventRecord>): ObservedFrame[] {
  const own = exceptionFrames(event)
  if (own.length > 0) return own
  const same = records.events.find(
    (other) => other.type === event.type && exceptionFrames(other).length > 0 && isTogether(event, other),
  )
  return same ? exceptionFrames(same) : []
}

/** The console may print no time: then the first of the kind is taken for it. */
function isTogether(one: Stored<EventRecord>, other: Stored<EventRecord>): boolean {
  return one.at === null || other.at === null || Math.abs(one.at - other.at) <= TOLD_TWICE_MS
}

function rowOf(
  { table, doubt }: Choice,
  feature: number | null,
  frames: readonly ObservedFrame[],
): { row: PathRow; doubt: string } {
  const row = feature === null ? rowByFrames(table, frames) : table.rows.find((each) => inRange(each, feature))
  if (!row) throw new Error(`call path ${table.id} has no row for Java ${feature}`)
  const read = row.readIn.join(', ')
  const release =
    feature === null
      ? `The Java release is not stated; as in ${read}`
      : row.readIn.includes(feature)
        ? ''
        : `As in Java ${read}; the source of ${feature} was not read`
  return { row, doubt: sentences(doubt, release) }
}

/** The row that fits most of the frames; of several the newest. */
function rowByFrames(table: CallPathTable, frames: readonly ObservedFrame[]): PathRow | undefined {
  const innermost = frames.at(-1)?.name ?? null
  let best: { row: PathRow; score: number } | null = null
  for (const row of table.rows) {
    const met = align(frames, row.down).filter((frame) => frame !== -1).length
    const score = met + (innermost !== null && row.throwsFrom === innermost ? 1 : 0)
    if (!best || score >= best.score) best = { row, score }
  }
  return best?.row
}

/** The size the kernel was asked for, in whole pages. */
function requestOf(
  facts: ProcessFacts,
  victim: Victim,
  table: CallPathTable,
  event: Stored<EventRecord> | null,
): Bytes | null {
  const bytes =
    victim.bytes ??
    (threadPaths.includes(table)
      ? stackSizeOf(facts, event)
      : reservePaths.includes(table)
        ? (facts.startupFailure?.bytes ?? null)
        : null)
  if (bytes === null || !Number.isFinite(bytes) || bytes <= 0) return null
  return Math.ceil(bytes / facts.pageSize.bytes) * facts.pageSize.bytes
}

// Failed to start thread "Unknown thread" - pthread_create failed (EAGAIN) for attributes: stacksize: 1024k, guardsize: 0k, detached.
const STACK_SIZE = /\bstacksize: (\d{1,9})k\b/

function stackSizeOf(facts: ProcessFacts, event: Stored<EventRecord> | null): Bytes | null {
  const candidates = [event, ...facts.records.events.filter((each) => each.type === 'thread-start-failed')]
  for (const each of candidates) {
    const size = each && STACK_SIZE.exec(each.quote)?.[1]
    if (size) return Number(size) * 1024
  }
  return null
}

/** The address of a commit stands in HotSpot's warning; a guard zone begins where the stack begins. */
function targetOfCall(
  facts: ProcessFacts,
  victim: Victim,
  table: CallPathTable,
  fatal: boolean,
): GateContext['target'] {
  if (!fatal || victim.bytes === null) return null
  const warning = facts.records.events.find(
    (event) => event.type === 'commit-failed' && Number(event.values['bytes']) === victim.bytes,
  )
  const printed = warning ? addressOf(warning.values['address']) : null
  const own = facts.records.threads.find((thread) => thread.current && thread.stackStart !== null)
  const start = printed ?? (table === guardZone || table === guardProtect ? (own?.stackStart ?? null) : null)
  return start === null ? null : targetOf(facts, start, start + victim.bytes)
}

// 0x00007fe55f2ca000
const ADDRESS = /^(?:0x)?0{0,16}([0-9a-f]{1,13})$/i

function addressOf(value: string | number | undefined): number | null {
  const digits = typeof value === 'string' ? ADDRESS.exec(value)?.[1] : undefined
  const address = digits === undefined ? Number(value) : Number.parseInt(digits, 16)
  return Number.isSafeInteger(address) && address > 0 ? address : null
}
