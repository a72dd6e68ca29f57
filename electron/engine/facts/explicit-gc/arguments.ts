/** Options of the JVM that decide who can ask for a collection, and how it shows. */
import type { Citation } from '../../../../shared/model/span.ts'
import type { Stored } from '../../../../shared/model/process-records.ts'
import type { FactRecord } from '../../../../shared/model/records.ts'
import type { Bytes, Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'

export interface Option<T> {
  value: T
  citation: Citation
}

export interface Arguments {
  /** Whether an artifact lists the arguments with their system properties: what is not there was not set. */
  known: Citation | null
  disableExplicitGc: Option<boolean> | null
  explicitGcConcurrent: Option<boolean> | null
  /** -XX:MaxDirectMemorySize; 0, its default, stands for the maximum heap and is left out. */
  maxDirectMemory: Option<Bytes> | null
  maxHeap: Option<Bytes> | null
  /** The shorter of sun.rmi.dgc.client.gcInterval and sun.rmi.dgc.server.gcInterval. */
  rmiInterval: Option<Milliseconds> | null
  /** JMX over RMI was asked for. */
  remoteManagement: Option<true> | null
}

const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }
const RMI = /(?:^|\s)-Dsun\.rmi\.dgc\.(?:client|server)\.gcInterval=(?:0[xX]([0-9a-fA-F]{1,12})|(\d{1,15}))(?=\s|$)/g
/** A list of -XX options alone is none of the arguments. */
const PROPERTIES = /(?:^|\s)-(?:D|X(?!X:)|cp|classpath|jar)/

export function argumentsOf({ index }: ProcessFacts): Arguments {
  const given = index.all('jvm.arguments').filter(isText)
  const all = [...given, ...index.all('jvm.flags').filter(isText)]
  const heap = index.number('heap.max')
  return {
    known: citationOfFirst(given.find((fact) => PROPERTIES.test(fact.value))),
    disableExplicitGc: firstOf(all, (text) => switchOf(text, 'DisableExplicitGC')),
    explicitGcConcurrent: firstOf(all, (text) =>
      // JDK 8 to 14 had it in two forms.
      switchOf(text, 'ExplicitGCInvokesConcurrent', 'ExplicitGCInvokesConcurrentAndUnloadsClasses'),
    ),
    maxDirectMemory: firstOf(all, (text) =>
      sizeOf(text, /(?:^|\s)-XX:MaxDirectMemorySize=(\d{1,15})([kKmMgGtT]?)(?=\s|$)/g),
    ),
    maxHeap:
      firstOf(all, (text) => sizeOf(text, /(?:^|\s)-(?:Xmx|XX:MaxHeapSize=)(\d{1,15})([kKmMgGtT]?)(?=\s|$)/g)) ??
      (heap && { value: heap.value, citation: heap.citation }),
    rmiInterval: firstOf(given, shortestInterval),
    remoteManagement: firstOf(given, (text) =>
      /(?:^|\s)-Dcom\.sun\.management\.jmxremote\.(?:rmi\.)?port=\d/.test(text) ? true : null,
    ),
  }
}

type TextFact = Stored<FactRecord> & { value: string }

export function isText(fact: Stored<FactRecord>): fact is TextFact {
  return typeof fact.value === 'string'
}

function citationOfFirst(fact: TextFact | undefined): Citation | null {
  return fact ? citationOf(fact) : null
}

export function firstOf<T>(facts: readonly TextFact[], read: (text: string) => T | null): Option<T> | null {
  for (const fact of facts) {
    const value = read(fact.value)
    if (value !== null) return { value, citation: citationOf(fact) }
  }
  return null
}

/** The last one given wins (arguments.cpp). */
function switchOf(text: string, ...names: readonly string[]): boolean | null {
  let value: boolean | null = null
  for (const word of text.split(/\s+/)) {
    const match = /^-XX:([+-])(\w{1,60})$/.exec(word)
    if (match && names.includes(match[2] ?? '')) value = match[1] === '+'
  }
  return value
}

export function sizeOf(text: string, pattern: RegExp): Bytes | null {
  const match = [...text.matchAll(pattern)].at(-1)
  const bytes = match ? Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1) : 0
  return bytes > 0 ? bytes : null
}

function shortestInterval(text: string): Milliseconds | null {
  const intervals = [...text.matchAll(RMI)]
    .map(([, hex, decimal]) => (hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)))
    .filter((interval) => interval > 0)
  return intervals.length === 0 ? null : Math.min(...intervals)
}
