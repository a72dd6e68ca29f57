/** The what-if calculator in words. Pure. */
import type { MapInputs, WhatIf } from '../../../shared/model/what-if.ts'
import { formatCount, formatQuantity } from '../../../shared/display/counts.ts'
import { mapsFor, partitionsWithin } from '../../../shared/display/what-if.ts'

export const fields: readonly { key: keyof MapInputs; label: string; step: number; hint: string }[] = [
  {
    key: 'partitions',
    label: 'Partitions',
    step: 1,
    hint: 'Topic-partitions or shards: folders whose files are mapped',
  },
  { key: 'segmentsPerPartition', label: 'Segments each', step: 0.01, hint: 'On average' },
  {
    key: 'mapsPerSegment',
    label: 'Maps a segment',
    step: 1,
    hint: 'Kafka maps two files of each segment: offset index and time index',
  },
  { key: 'threads', label: 'Threads', step: 1, hint: 'Of the process, native ones too' },
  { key: 'mapsPerThread', label: 'Maps a thread', step: 0.01, hint: 'Stack and guard pages: 2, sometimes 3' },
  { key: 'base', label: 'All other maps', step: 1, hint: 'Libraries, heap, malloc, archives: 200 to 400 in most JVMs' },
  { key: 'reserve', label: 'Reserve (1 = as much again)', step: 0.1, hint: 'Room kept free, as a share of the need' },
]

/** Where nothing was measured: Kafka's two files, two mappings a thread, and as much again in reserve; the rest is to be typed. */
export const blank: WhatIf = mapsFor({
  partitions: 0,
  segmentsPerPartition: 0,
  mapsPerSegment: 2,
  threads: 0,
  mapsPerThread: 2,
  base: 0,
  reserve: 1,
})

/** What was typed, over what was measured. An empty field counts as zero. */
export function typedInputs(measured: MapInputs, typed: Partial<Record<keyof MapInputs, string>>): MapInputs {
  const inputs = { ...measured }
  for (const { key } of fields) if (typed[key] !== undefined) inputs[key] = Number(typed[key])
  return inputs
}

/** Whether the need fits into the limit that holds now, and what would: two short sentences. */
export function fitWords({ inputs, maps }: WhatIf, limit: number | null): { fits: boolean; words: string } | null {
  if (limit === null) return null
  const room = limit - maps
  const fit =
    room >= 0
      ? `The present limit, ${formatCount(limit)}, holds them: ${formatCount(room)} to spare.`
      : `The present limit, ${formatCount(limit)}, is ${formatCount(-room)} too small.`
  const most = partitionsWithin(inputs, limit)
  const words = most === null ? fit : `${fit} It has room for ${formatQuantity(most, 'partition')} of this shape.`
  return { fits: room >= 0, words }
}
