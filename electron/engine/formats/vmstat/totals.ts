import type { FactKey } from '../../../../shared/model/facts.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { openFactLines, type LineFact } from '../lib/fact-lines.ts'

//      24684092 K total memory        18970028 K free memory        24105 M total memory        91 non-nice user cpu ticks
//       4039476  total memory                                                     (procps 3.2 leaves the unit out where it is KiB)
const TOTAL = /^ {1,20}(\d{1,20}) (?:([kKmM ]) ?)?([a-zA-Z][a-zA-Z -]{2,40})$/
const FIRST = /^ {1,20}\d{1,20} (?:[kKmM] | )total memory$/
const UNITS = new Map([
  [' ', 1024],
  ['k', 1000],
  ['K', 1024],
  ['m', 1e6],
  ['M', 1024 * 1024],
])
const KEYS = new Map<string, FactKey>([
  ['total memory', 'memory.total'],
  ['free memory', 'memory.free'],
  ['buffer memory', 'memory.buffers'],
  ['total swap', 'memory.swap-total'],
  ['free swap', 'memory.swap-free'],
])

/** Whether the line is the first of `vmstat -s`. */
export function isTotal(text: string): boolean {
  return FIRST.test(text)
}

function readTotal(text: string): LineFact[] | null {
  const match = TOTAL.exec(text)
  if (!match) return null
  const key = KEYS.get(match[3] ?? '')
  const unit = UNITS.get(match[2] ?? '')
  return key && unit !== undefined ? [{ key, value: Number(match[1]) * unit }] : []
}

export function openTotals(context: ParseContext): LineParser {
  return openFactLines(context, {
    region: { id: 'vmstat', title: 'Totals of the host (vmstat -s)', note: 'Since boot; memory as it was then.' },
    read: readTotal,
  })
}
