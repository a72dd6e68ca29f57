/**
 * Whose series are whose: an export of a dashboard holds those of many processes, each with its labels in the title. Another
 * process's counts would be evidence of what never happened here, so only what can be told to be this process's keeps its role.
 */
import type { ProcessRecords, Stored } from '../../../shared/model/process-records.ts'
import type { SeriesRecord } from '../../../shared/model/records.ts'
import { roleOf } from '../../../shared/model/metric-roles.ts'
import type { ArtifactId } from '../../../shared/model/span.ts'
import type { Milliseconds } from '../../../shared/model/units.ts'

/** A sample and a listing this far apart may still be told to agree: most servers sample every 15 to 60 seconds. */
const NEAR: Milliseconds = 60_000
/** How much a count may move between a listing and the sample nearest to it. */
const AGREES = 0.02

// Memory mappings {instance="kafka-1:9404", job="kafka"}
const LABELS = /\{.*\}$/
const FOREIGN_MAP_COUNT = /^column:Memory mappings \{/
const WHICH_COLLECTIONS = /^(?:gc|name|action|cause|key|jvm_gc_.*|quantile|le)$/
const LABEL_VALUE = /(\w[\w.]*)="([^"]*)"/g

/** The same records with the series of other targets as columns of their own. */
export function withOwnSeries(records: ProcessRecords): ProcessRecords {
  const targets = new Map<string, Set<string>>()
  const others = new Set<string>()
  for (const series of records.series) {
    if (series.series.startsWith('column:')) continue
    const key = `${series.artifact} ${series.series}`
    const labels = labelsOf(series)
    targets.set(key, (targets.get(key) ?? new Set()).add(labels))
    if (isOfAnother(labels, records)) others.add(labels)
  }
  if (others.size === 0 && ![...targets.values()].some((labels) => labels.size > 1)) return records
  const own = ownLabels(records, others)
  return {
    ...records,
    series: records.series.map((series) => {
      const labels = labelsOf(series)
      const shared = (targets.get(`${series.artifact} ${series.series}`)?.size ?? 0) > 1
      const isOwn = !others.has(labels) && (!shared || own.has(labels))
      return isOwn ? series : { ...series, series: `column:${series.title}` }
    }),
  }
}

/** Columns that keep their role. */
export function ownColumnsOf({ series }: ProcessRecords): { artifact: ArtifactId; column: string }[] {
  return series.flatMap(({ artifact, origin, series: id }) =>
    origin === undefined || roleOf(id) === null ? [] : [{ artifact, column: origin.column }],
  )
}

/** Series of map counts that could not be told to be this process's. */
export function foreignMapCounts({ series }: ProcessRecords): number {
  return series.filter((each) => FOREIGN_MAP_COUNT.test(each.series)).length
}

/** Those that say whose it is: collections also have labels of which ones they are. */
function labelsOf({ title, series }: SeriesRecord): string {
  const labels = LABELS.exec(title)?.[0] ?? ''
  if (!series.startsWith('gc-')) return labels
  const targets = [...labels.matchAll(LABEL_VALUE)].filter(([, name]) => !WHICH_COLLECTIONS.test(name ?? ''))
  return targets.length === 0 ? '' : `{${targets.map(([label]) => label).join(', ')}}`
}

/** Labels that name the process's host or pid; failing that, the one target whose map count agrees with the listings. */
function ownLabels(records: ProcessRecords, others: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(records.series.map(labelsOf).filter((labels) => !others.has(labels)))
  const named = [...all].filter((labels) => isNamed(labels, records))
  if (named.length > 0) return new Set(named)
  const agreeing = records.series.filter(
    (series) => series.series === 'map-count' && !others.has(labelsOf(series)) && agrees(series, records),
  )
  const labels = new Set(agreeing.map(labelsOf))
  return labels.size === 1 ? labels : new Set()
}

/** They name another process of the case and not this one: a single column too can be of the wrong process. */
function isOfAnother(labels: string, records: ProcessRecords): boolean {
  if (labels === '' || isNamed(labels, records)) return false
  return (records.others ?? []).some((other) => isNamed(labels, other))
}

/** By host or pid; a pid that differs outweighs the host, on which several may run. */
function isNamed(labels: string, { host, pid }: Pick<ProcessRecords, 'host' | 'pid'>): boolean {
  let named = false
  for (const [, name, value = ''] of labels.matchAll(LABEL_VALUE)) {
    if (pid !== null && /^(?:process_)?pid$/.test(name ?? '')) {
      if (value !== String(pid)) return false
      named = true
    }
    if (host !== null && shortName(value) === shortName(host)) named = true
  }
  return named
}

/** Without port and domain; addresses whole. */
function shortName(host: string): string {
  const name = host.toLowerCase().replace(/:\d+$/, '')
  return /^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? name)
}

/** Every listing that a sample stands near to, and at least one, has about as many rows. */
function agrees(series: Stored<SeriesRecord>, { mappings }: ProcessRecords): boolean {
  let compared = 0
  for (const { at, complete, table } of mappings) {
    if (at === null || !complete) continue
    let nearest = -1
    for (const [index, time] of series.at.entries())
      if (nearest < 0 || Math.abs(time - at) < Math.abs((series.at[nearest] ?? 0) - at)) nearest = index
    if (nearest < 0 || Math.abs((series.at[nearest] ?? 0) - at) > NEAR) continue
    if (Math.abs((series.value[nearest] ?? 0) - table.count) > AGREES * table.count) return false
    compared++
  }
  return compared > 0
}
