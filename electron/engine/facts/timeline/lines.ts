/** Lines of logs and consoles: errors, warnings, refusals, what the kernel says, and who leads. */
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { EventRecord, EventType } from '../../../../shared/model/records.ts'
import { citationOf } from '../known.ts'
import { oomKillsOf } from '../oom-kills.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { entryOf, type Entry, type EntryDraft } from './entry.ts'
import { Neighbours } from './neighbours.ts'
import type { Instant, Times } from './times.ts'
import { wordsOf } from './words.ts'

/** Lines that have entries of their own elsewhere. */
const ELSEWHERE: ReadonlySet<EventType> = new Set([
  'segment-rolled',
  'segment-deleted',
  'start',
  'shutdown',
  'thread-dump',
])

export function lineEntries(facts: ProcessFacts, times: Times): Entry[] {
  const neighbours = new Neighbours(facts, times)
  const lines = facts.records.events.flatMap((event) => {
    if (ELSEWHERE.has(event.type) || repeatsCrash(event, facts) || facts.retoldThreads.has(event)) return []
    const instant = times.ofEvent(event) ?? ofCrash(event, facts, times) ?? neighbours.before(event)
    return instant ? [entryOf({ ...instant, ...wordsOf(event), citation: citationOf(event) })] : []
  })
  return [...lines.map(toneOfKill(facts)), ...silentEntries(facts)]
}

/** HotSpot prints the header of the crash log to the console, too. */
function repeatsCrash({ type }: Stored<EventRecord>, { crash }: ProcessFacts): boolean {
  return (type === 'insufficient-memory' || type === 'fatal-error') && crash !== null
}

/** warn_fail_commit_memory (os_linux.cpp) prints no time, but of the crash's own bytes it speaks at the crash. */
function ofCrash({ type, values }: Stored<EventRecord>, { crash }: ProcessFacts, times: Times): Instant | null {
  if (type !== 'commit-failed' || !crash?.requested || Number(values['bytes']) !== crash.requested.value) return null
  const instant = times.ofCrash()
  return instant && { at: instant.at, clock: 'time of the crash' }
}

function toneOfKill(facts: ProcessFacts): (entry: Entry) => Entry {
  const others = new Set(
    oomKillsOf(facts)
      .filter(({ whose }) => whose === 'other')
      .map(({ event }) => `${event.artifact}:${event.span.line}`),
  )
  return (entry) =>
    entry.kind === 'kernel' && others.has(`${entry.citation.artifact}:${entry.citation.line}`)
      ? { ...entry, tone: 'warn', title: `${entry.title}, another process` }
      : entry
}

/** Maps that were refused and tried again, which only the collection between shows. */
function silentEntries({ silentRefusals }: ProcessFacts): Entry[] {
  return silentRefusals.flatMap(({ victim: { at, citation } }) => {
    if (at === null) return []
    const title = 'A map was refused and tried again'
    const draft: EntryDraft = { at, kind: 'refusal', title, tone: 'bad', clock: 'time of the collection', citation }
    return [entryOf(draft)]
  })
}
