/**
 * Memory of direct buffers. The JDK keeps its own account of it (java.nio.Bits) and refuses by itself above -XX:MaxDirectMemorySize, or
 * the maximum heap: no system call is made, no errno is given. Before it does, it has references cleared and calls System.gc().
 */
import { formatCount } from '../../../shared/display/counts.ts'
import type { Gate } from '../../../shared/model/analysis.ts'
import { citationOf } from '../facts/known.ts'
import type { Stored } from '../../../shared/model/process-records.ts'
import type { EventRecord } from '../../../shared/model/records.ts'
import { jdk, type CallPathTable, type FrameSpec } from './path-table.ts'

const BITS = 'java.base java/nio/Bits.java'
/** The step in which the account is compared with the limit. */
export const DIRECT_LIMIT_STEP = 'java.nio.Bits.tryReserveMemory'

// Direct buffer memory          Cannot reserve 1048576 bytes of direct buffer memory (allocated: 100663296, limit: 100663296)
const REFUSED = /Direct buffer memory|Cannot reserve \d{1,19} bytes of direct buffer memory/
const NUMBERS = /Cannot reserve (\d{1,19}) bytes of direct buffer memory \(allocated: (\d{1,19}), limit: (\d{1,19})\)/

export function isDirectMemoryRefusal(text: string): boolean {
  return REFUSED.test(text)
}

/** The numbers are printed since 17 (Bits.reserveMemory); before, the text alone says that the limit was met. */
export function directLimitGate(event: Stored<EventRecord>): Gate {
  const [, asked, allocated, limit] = NUMBERS.exec(`${String(event.values['reason'] ?? '')} ${event.quote}`) ?? []
  const values =
    limit === undefined
      ? 'the numbers are not printed by this release; the exception says that it held'
      : `${formatCount(Number(allocated))} + ${formatCount(Number(asked))} > ${formatCount(Number(limit))}`
  return { condition: 'reserved + size > limit', holds: true, values, errno: null, citation: citationOf(event) }
}

function outcome(text: string): FrameSpec[] {
  return [
    jdk('java.lang.System.gc', `${BITS}: reserveMemory`, 'Once, after references were helped along', {
      returned: true,
    }),
    jdk('java.lang.Thread.sleep', `${BITS}: reserveMemory`, 'Up to nine times, 1 to 256 ms, half a second in all', {
      returned: true,
    }),
    jdk('java.lang.OutOfMemoryError', `${BITS}: reserveMemory`, `${text}. The kernel was not asked; the VM lives on`, {
      returned: true,
      proof: 'direct-exception',
    }),
  ]
}

const DOWN: FrameSpec[] = [
  jdk('java.nio.ByteBuffer.allocateDirect', 'java.base java/nio/ByteBuffer.java: allocateDirect'),
  jdk('java.nio.DirectByteBuffer.<init>', 'java.base java/nio/Direct-X-Buffer.java.template'),
  jdk('java.nio.Bits.reserveMemory', `${BITS}: reserveMemory`),
  jdk(DIRECT_LIMIT_STEP, `${BITS}: tryReserveMemory`, '', { returned: true }),
]

export const directMemory: CallPathTable = {
  id: 'direct-memory',
  title: 'Memory of a direct buffer',
  anchors: ['java.nio.Bits.reserveMemory'],
  calls: [],
  rows: [
    { from: 0, to: 17, readIn: [8, 11], down: DOWN, outcome: outcome('Direct buffer memory') },
    {
      from: 17,
      to: null,
      readIn: [17, 21],
      down: DOWN,
      outcome: outcome('Cannot reserve … bytes of direct buffer memory'),
    },
  ],
}
