import type { FactKey } from '../../../../shared/model/facts.ts'
import { defineFormat } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'
import { isRollupLine } from '../lib/rollup.ts'

// Rss:               59320 kB
const FIELD = /^([A-Z]\w{1,40}):\s{1,30}(\d{1,15}) kB\s*$/

const KEYS = new Map<string, FactKey>([
  ['Rss', 'process.rss'],
  ['Swap', 'process.swap'],
  ['Locked', 'process.locked-size'],
])

function readField(text: string): LineFact[] | null {
  if (isRollupLine(text)) return []
  const match = FIELD.exec(text)
  if (!match) return null
  const key = KEYS.get(match[1] ?? '')
  return key ? [{ key, value: Number(match[2]) * 1024 }] : []
}

/** Linux 4.14 and later: Documentation/ABI/testing/procfs-smaps_rollup. */
export const smapsRollup = defineFormat({
  id: 'smaps-rollup',
  title: 'Memory of the process (/proc/PID/smaps_rollup)',
  version: 1,
  sniff: (head) => (isRollupLine(head.lines.find((line) => line.trim() !== '') ?? '') ? 'certain' : 'no'),
  open: (context) =>
    openFactLines(context, {
      region: {
        id: 'smaps-rollup',
        title: 'Memory of the process',
        note: 'Sums over all mappings: Rss is what is resident, Pss shares what others use too.',
      },
      read: readField,
    }),
})
