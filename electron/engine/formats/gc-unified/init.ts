/** What the VM says about itself when it starts: `[gc,init]` and `[gc] Using G1`. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import { bytesOf, standsAt } from '../lib/gc-bytes.ts'
import { collectorNamed } from '../lib/gc-collectors.ts'
import { parseSize } from '../lib/sizes.ts'

type Statement = readonly [key: FactKey, value: FactValue]

// Version: 17.0.15+6-Debian-1deb12u1 (release)      Version: 24-internal-adhoc.saint.jdk (slowdebug)       gcInitLogger.cpp
const VERSION = /^Version: (\d{1,3})([\w.+-]{0,100})(?: \(\w{1,20}\))?\s*$/
// Memory: 24105M
const MEMORY = /^Memory: (\d{1,12}[BKMGT])\s*$/
// Heap Max Capacity: 512M      Max Capacity: 40960M (ZGC)
const MAX_CAPACITY = /^(?:Heap )?Max Capacity: (\d{1,12}[BKMGT])\s*$/
// Initialize Shenandoah heap: 8192M initial, 8192M min, 8192M max
const SHENANDOAH = /^Initialize Shenandoah heap: .{1,80}, (\d{1,12}[BKMGT]) max\b/
// Using G1      Using The Z Garbage Collector
const USING = /^Using ([A-Z][A-Za-z0-9 ]{0,40}?)\s*$/

/** How those begin: without tags among the decorations the words alone say that it is the start. */
const STATEMENTS = [
  'Version: ',
  'Memory: ',
  'Heap Max Capacity: ',
  'Max Capacity: ',
  'Initialize Shenandoah heap: ',
].map(bytesOf)

/** Whether `buffer[at..end)` begins as a message of the start that states something. */
export function isStatement(buffer: Uint8Array, at: number, end: number): boolean {
  return STATEMENTS.some((words) => buffer[at] === words[0] && standsAt(words, buffer, at, end))
}

/** Whether a message names the collector: each VM says it once. */
export function collectorOf(message: string): string | null {
  const name = USING.exec(message)?.[1]
  return name === undefined ? null : collectorNamed(name)
}

/** Facts of a message of the start. */
export function readInit(message: string): Statement[] {
  const collector = collectorOf(message)
  if (collector) return [['jvm.gc', collector]]
  const version = VERSION.exec(message)
  if (version) {
    return [
      ['jvm.version', `${version[1]}${version[2]}`],
      ['jvm.feature', Number(version[1])],
    ]
  }
  const memory = MEMORY.exec(message)
  if (memory) return sizeOf('memory.total', memory[1])
  const heap = MAX_CAPACITY.exec(message) ?? SHENANDOAH.exec(message)
  return heap ? sizeOf('heap.max', heap[1]) : []
}

function sizeOf(key: FactKey, text = ''): Statement[] {
  const value = parseSize(text)
  return value === null ? [] : [[key, value]]
}
