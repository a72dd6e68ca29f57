/**
 * Damage, contradictions and misleading counters in the evidence, each with what may therefore not be concluded. A verdict can
 * stand beside them; who doubts it has to know them.
 */
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { formatDuration } from '../../../shared/display/durations.ts'
import type { AuditNote } from '../../../shared/model/analysis.ts'
import type { MappingTable } from '../../../shared/model/mapping-table.ts'
import { citationOf } from './known.ts'
import type { Listing, ProcessFacts } from './process-facts.ts'
import { kernelRefusals, refusalOf } from './refusals.ts'

export function auditOf(facts: ProcessFacts): AuditNote[] {
  return [
    ...misleadingCounter(facts),
    ...totalMismatch(facts),
    ...facts.listings.flatMap((listing) => [...cutListing(listing), ...tornListing(listing)]),
    ...staleListing(facts),
    ...staleMemory(facts),
    ...doubtfulLimit(facts),
    ...missingLogs(facts),
    ...userCorrections(facts),
  ]
}

/** Exceptions::count_out_of_memory_exceptions (exceptions.cpp): what is not metaspace is counted as Java heap, Map failed and threads too. */
function misleadingCounter(facts: ProcessFacts): AuditNote[] {
  const counter = facts.index
    .all('crash.exception-count')
    .find(({ value }) => typeof value === 'string' && value.startsWith('java_heap_errors='))
  if (!counter || !refusalOf(facts)) return []
  return [
    {
      what: `The crash log counts ${String(counter.value)}`,
      consequence:
        'HotSpot counts OutOfMemoryErrors of failed maps and thread starts here as well: the counter shows no full Java heap.',
      citation: citationOf(counter),
    },
  ]
}

function totalMismatch(facts: ProcessFacts): AuditNote[] {
  const total = facts.index.first('mappings.total')
  const listing = facts.listings.find((each) => each.record.artifact === total?.artifact)
  if (!total || !listing || listing.record.table.count === total.value) return []
  return [
    {
      what: `The log prints ${formatCount(Number(total.value))} mappings and lists ${formatCount(listing.record.table.count)}`,
      consequence: 'Lines were lost or edited: owners are those of the listed ones, the printed total is the count.',
      citation: citationOf(total),
    },
  ]
}

function cutListing({ complete, citation, vmas }: Listing): AuditNote[] {
  if (complete) return []
  return [
    {
      what: `The listing ends early, after ${formatCount(vmas)} mappings`,
      consequence: 'The true count is this or more; a low count rules no limit out.',
      citation,
    },
  ]
}

/** seq_file resumes by address, so a listing read in pieces while mappings change can miss or repeat some (fs/proc/task_mmu.c). */
function tornListing({ record, citation }: Listing): AuditNote[] {
  const torn = disorderOf(record.table)
  if (torn === 0) return []
  return [
    {
      what: `${formatQuantity(torn, 'mapping')} of the listing out of order`,
      consequence: 'It was read while the process changed: the count is right only to about as many.',
      citation,
    },
  ]
}

export function disorderOf({ count, start, end }: MappingTable): number {
  let disorder = 0
  for (let row = 1; row < count; row++) if ((start[row] ?? 0) < (end[row - 1] ?? 0)) disorder++
  return disorder
}

function staleListing(facts: ProcessFacts): AuditNote[] {
  const { listing } = facts
  const refusedAt = kernelRefusals(facts).find(({ at }) => at !== null)?.at ?? null
  const failedAt = facts.crash?.at ?? refusedAt
  if (!listing || listing.fromCrashLog || listing.at === null || failedAt === null || listing.at >= failedAt) return []
  return [
    {
      what: `The newest listing was taken ${formatDuration(failedAt - listing.at)} before the failure`,
      consequence: 'It bounds the count at the failure from one side only, and owners may have grown since.',
      citation: listing.citation,
    },
  ]
}

function staleMemory(facts: ProcessFacts): AuditNote[] {
  const { atCrash, available, committed } = facts.memory
  const stated = committed ?? available
  if (atCrash || !stated || !facts.crash) return []
  return [
    {
      what: 'The memory figures are of a capture, not of the crash log',
      consequence:
        'What was free or committed at the failure is not known from them: a dead process has given back its own.',
      citation: stated.citation,
    },
  ]
}

function doubtfulLimit(facts: ProcessFacts): AuditNote[] {
  const { otherMaxMapCounts, maxMapCount } = facts.limits
  return otherMaxMapCounts.map((other) => ({
    what: `vm.max_map_count is stated as ${formatCount(other.value)} and as ${formatCount(maxMapCount.value)}`,
    consequence: 'It was changed between the two artifacts: only the one nearer to the failure counts for it.',
    citation: other.citation,
  }))
}

/** Files between those that are here. What a ring overwrote before the first one is the rule, and no damage. */
function missingLogs({ records: { artifacts, collections, events } }: ProcessFacts): AuditNote[] {
  return artifacts.flatMap(({ id, path, format, log }) => {
    if (!log || log.missing === null || log.part === 1) return []
    const first = [...collections, ...events].find(({ artifact }) => artifact === id)
    if (!first) return []
    const before = artifacts.find((other) => other.log?.sequence === log.sequence && other.log.part === log.part - 1)
    const what = `${log.missing} ${log.missing.includes(' to ') ? 'are' : 'is'} missing between ${nameOf(before?.path ?? '')} and ${nameOf(path)}`
    const consequence = format.startsWith('gc-')
      ? 'Collections of that time, explicit ones included, are neither listed nor counted.'
      : 'What was logged in that time is not here: that it shows no error proves nothing.'
    return [{ what, consequence, citation: citationOf(first) }]
  })
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** A conclusion that rests on what the user says has to show it. */
function userCorrections({ records }: ProcessFacts): AuditNote[] {
  const corrected = records.artifacts.filter(({ correction, chosenRoles }) => correction ?? chosenRoles)
  return corrected.flatMap(({ id, path, correction, chosenRoles = [] }): AuditNote[] => {
    const { events, collections, facts: stated, mappings, series } = records
    const first = [events, collections, stated, mappings, series]
      .flatMap((list) => list.find(({ artifact }) => artifact === id) ?? [])
      .toSorted((left, right) => left.span.line - right.span.line)[0]
    const citation = first ? citationOf(first) : { artifact: id, line: 1, endLine: 1, quote: '' }
    const notes: AuditNote[] = []
    if (correction !== undefined)
      notes.push({
        what: `The times of ${path} are ${correction}`,
        consequence: 'Whatever is compared with them rests on that.',
        citation,
      })
    if (chosenRoles.length > 0)
      notes.push({
        what: `Columns of ${path} are taken as you said: ${chosenRoles.map(({ column, role }) => `"${column}" as ${role}`).join(', ')}`,
        consequence: 'What they show rests on that.',
        citation,
      })
    return notes
  })
}
