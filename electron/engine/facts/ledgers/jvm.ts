/** The JVM's own limits: heap, metaspace, class space, direct memory. It refuses with OutOfMemoryError, never with an errno. */
import type { QuantityLedger } from '../../../../shared/model/quantity-ledger.ts'
import type { Citation } from '../../../../shared/model/span.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { argumentsOf } from '../explicit-gc/arguments.ts'
import { javaErrorOf, type JavaError } from '../java-errors.ts'
import { citationOf, type Known } from '../known.ts'
import type { ProcessFacts } from '../process-facts.ts'
import { ledgerFrom, usedOf, type LedgerDraft } from './draft.ts'
import { argumentsListed, sizeOption } from './options.ts'

const HEAP = /^(?:Java heap space|GC overhead limit exceeded|Requested array size exceeds VM limit)/
const METASPACE = /^Metaspace/
const CLASS_SPACE = /^Compressed class space/
const DIRECT = /^(?:Direct buffer memory|Cannot reserve \d{1,20} bytes of direct buffer memory)/
// Cannot reserve 1048576 bytes of direct buffer memory (allocated: 33554432, limit: 33554432)
const DIRECT_SUM =
  /^Cannot reserve (\d{1,20}) bytes of direct buffer memory \(allocated: (\d{1,20}), limit: (\d{1,20})\)/

/** arguments.cpp, set_compressed_class_space: the default of CompressedClassSpaceSize. */
const CLASS_SPACE_DEFAULT: Bytes = 1024 ** 3

export function jvmLedgers(facts: ProcessFacts): QuantityLedger[] {
  const error = javaErrorOf(facts)
  return [heapLedger, metaspaceLedger, classSpaceLedger, directLedger].flatMap((ledger) => ledger(facts, error) ?? [])
}

/** An error of the JVM says that the limit was met, whatever was measured at another moment. */
function metBy(error: JavaError | null, reasons: RegExp): Partial<LedgerDraft> {
  if (!error || !reasons.test(error.reason)) return {}
  return {
    standing: 'reached',
    requestCitation: error.citation,
    proves: `OutOfMemoryError: ${error.reason} was thrown: the JVM refused an allocation for this limit`,
  }
}

/** In the crash log the use is of the end; but nothing was asked of this limit then. */
function roomWhenMeasured(facts: ProcessFacts, used: Known<Bytes> | null): Partial<LedgerDraft> {
  const atEnd = used !== null && facts.index.fromCrashLog(used)
  return { atFailure: null, proves: atEnd ? 'There was room at the end' : 'There was room when it was measured' }
}

function heapLedger(facts: ProcessFacts, error: JavaError | null): QuantityLedger | null {
  const limit = argumentsOf(facts).maxHeap
  if (!limit) return null
  const used = facts.index.number('heap.used') ?? afterLastCollection(facts)
  return withRoom(facts, used, error, HEAP, {
    id: 'java-heap',
    title: 'Java heap',
    unit: 'bytes',
    limit: limit.value,
    limitNote: 'the maximum heap (-Xmx)',
    limitCitation: limit.citation,
    test: 'no room is found after a full collection → OutOfMemoryError (CollectedHeap::mem_allocate)',
  })
}

function withRoom(
  facts: ProcessFacts,
  used: Known<Bytes> | null,
  error: JavaError | null,
  reasons: RegExp,
  draft: LedgerDraft,
): QuantityLedger {
  const whole = { ...draft, ...usedOf(used) }
  const plain = ledgerFrom(whole)
  return ledgerFrom({
    ...whole,
    ...(plain.standing === 'room' ? roomWhenMeasured(facts, used) : {}),
    // A heap is full between collections as a rule: only an error tells that it was not enough.
    ...(plain.standing === 'reached' ? { standing: 'close' as const } : {}),
    ...metBy(error, reasons),
  })
}

/** What the newest collection of the GC log left. */
function afterLastCollection({ records }: ProcessFacts): Known<Bytes> | null {
  const last = records.collections.findLast(({ heapAfter }) => heapAfter !== null)
  return last?.heapAfter == null ? null : { value: last.heapAfter, citation: citationOf(last), at: last.at }
}

/** The limit is on what is committed (MetaspaceGC::can_expand, metaspace.cpp). */
function metaspaceLedger(facts: ProcessFacts, error: JavaError | null): QuantityLedger | null {
  const limit = sizeOption(facts, 'MaxMetaspaceSize')
  const used = facts.index.number('metaspace.committed') ?? facts.index.number('metaspace.used')
  const known = limit !== null || (argumentsListed(facts) && used !== null)
  if (!known) return null
  return withRoom(facts, used, error, METASPACE, {
    id: 'metaspace',
    title: 'Metaspace',
    unit: 'bytes',
    limit: limit?.value ?? null,
    limitSource: limit ? 'measured' : 'derived',
    limitNote: limit ? '-XX:MaxMetaspaceSize' : '-XX:MaxMetaspaceSize is not among the arguments',
    limitCitation: limit?.citation ?? null,
    test: 'committed + request > MaxMetaspaceSize → OutOfMemoryError (MetaspaceGC::can_expand, metaspace.cpp)',
  })
}

/** Shown where somebody set it, or where it was met: of its use artifacts seldom tell. */
function classSpaceLedger(facts: ProcessFacts, error: JavaError | null): QuantityLedger | null {
  const limit = sizeOption(facts, 'CompressedClassSpaceSize')
  const met = metBy(error, CLASS_SPACE)
  if (!limit && met.standing === undefined) return null
  return ledgerFrom({
    id: 'class-space',
    title: 'Compressed class space',
    unit: 'bytes',
    limit: limit?.value ?? CLASS_SPACE_DEFAULT,
    limitSource: limit ? 'measured' : 'derived',
    limitNote: limit ? '-XX:CompressedClassSpaceSize' : 'the default of CompressedClassSpaceSize',
    limitCitation: limit?.citation ?? null,
    test: 'the reserved class space is used up → OutOfMemoryError (Metaspace::allocate, metaspace.cpp)',
    ...met,
  })
}

function directLedger(facts: ProcessFacts, error: JavaError | null): QuantityLedger | null {
  const base = {
    id: 'direct-memory',
    title: 'Direct memory',
    unit: 'bytes',
    test: 'capacity > MaxDirectMemorySize - reserved, after a System.gc() → OutOfMemoryError (java.nio.Bits.reserveMemory)',
  } as const
  const printed = printedSum(facts)
  if (printed) return ledgerFrom({ ...base, ...printed })
  const { maxDirectMemory, maxHeap } = argumentsOf(facts)
  const limit = maxDirectMemory ?? maxHeap
  if (!limit) return null
  const counted = directInUse(facts)
  // More than the limit cannot be direct buffers: it is what else is counted with them, and says nothing of them.
  const used = counted && (counted.exact || counted.known.value <= limit.value) ? counted : null
  return withRoom(facts, used?.known ?? null, error, DIRECT, {
    ...base,
    limit: limit.value,
    limitSource: maxDirectMemory ? 'measured' : 'derived',
    limitNote: maxDirectMemory ? '-XX:MaxDirectMemorySize' : 'the maximum heap, since MaxDirectMemorySize is not set',
    limitCitation: limit.citation,
  })
}

/** JDK 17 and later print the whole sum in the error; the last one is nearest to the end. */
function printedSum({
  records,
}: ProcessFacts): (Partial<LedgerDraft> & Pick<LedgerDraft, 'limit' | 'limitCitation'>) | null {
  for (const event of records.events.toReversed()) {
    if (event.type !== 'out-of-memory') continue
    const match = DIRECT_SUM.exec(String(event.values['reason'] ?? ''))
    if (!match) continue
    const citation: Citation = citationOf(event)
    const [request, used, limit] = [Number(match[1]), Number(match[2]), Number(match[3])]
    return {
      limit,
      limitNote: 'as the error prints it',
      limitCitation: citation,
      used,
      usedCitation: citation,
      at: event.at,
      request,
      requestCitation: citation,
      atFailure: true,
      standing: 'reached',
      proves: 'The request did not fit: the JDK refused it',
    }
  }
  return null
}

/** From JDK 11 native memory tracking counts direct buffers under Other, with what else Unsafe.allocateMemory gave: at most that. */
function directInUse({ index, jvm }: ProcessFacts): { known: Known<Bytes>; exact: boolean } | null {
  const dumped = index.number('heap-dump.direct-bytes')
  if (dumped) return { known: dumped, exact: true }
  const other = (jvm?.feature ?? 0) >= 11 ? index.number('nmt.other-committed') : null
  return other && { known: other, exact: false }
}
