import type { ProcessRecords } from '../../../../shared/model/process-records.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import { statedSizes } from './argument-sizes.ts'

const KIB: Bytes = 1024
/** No stack is smaller: a number below it counts KiB. */
const LEAST_STACK: Bytes = 16 * KIB
/** 1 MiB is ThreadStackSize, CompilerThreadStackSize and VMThreadStackSize on Linux x86-64 and aarch64 (2 MiB), 8 MiB RLIMIT_STACK's default. */
const DEFAULTS: readonly Bytes[] = [1024 * KIB, 2048 * KIB, 8192 * KIB]
/** Sizes a stack may have in this process: defaults, arguments, and those of listed threads. */
export function stackSizes(records: ProcessRecords): ReadonlySet<Bytes> {
  const sizes = new Set(DEFAULTS)
  for (const size of statedSizes(records, '-Xss')) sizes.add(size)
  // These count KiB unless a unit stands there.
  for (const size of statedSizes(records, '-XX:(?:Compiler|VM)?ThreadStackSize='))
    sizes.add(size < LEAST_STACK ? size * KIB : size)
  for (const fact of records.facts)
    if (fact.key === 'limit.stack' && typeof fact.value === 'number') sizes.add(fact.value)
  for (const thread of records.threads) {
    if (thread.stackStart !== null && thread.stackEnd !== null) sizes.add(thread.stackEnd - thread.stackStart)
  }
  return sizes
}
