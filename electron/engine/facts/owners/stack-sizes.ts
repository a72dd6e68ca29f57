import type { ProcessRecords } from '../../../../shared/model/process-records.ts'
import type { Bytes } from '../../../../shared/model/units.ts'

const KIB: Bytes = 1024
/** 1 MiB is ThreadStackSize, CompilerThreadStackSize and VMThreadStackSize on Linux x86-64 and aarch64 (2 MiB), 8 MiB RLIMIT_STACK's default. */
const DEFAULTS: readonly Bytes[] = [1024 * KIB, 2048 * KIB, 8192 * KIB]
const UNIT: Record<string, Bytes> = { '': 1, k: KIB, m: KIB * KIB, g: KIB * KIB * KIB }

/** Sizes a stack may have in this process: defaults, arguments, and those of listed threads. */
export function stackSizes(records: ProcessRecords): ReadonlySet<Bytes> {
  const sizes = new Set(DEFAULTS)
  for (const fact of records.facts) {
    if (fact.key === 'jvm.arguments' && typeof fact.value === 'string') addArguments(fact.value, sizes)
    if (fact.key === 'limit.stack' && typeof fact.value === 'number') sizes.add(fact.value)
  }
  for (const thread of records.threads) {
    if (thread.stackStart !== null && thread.stackEnd !== null) sizes.add(thread.stackEnd - thread.stackStart)
  }
  return sizes
}

/** `-Xss256k`; `-XX:ThreadStackSize=512` and its kin, which count KiB unless a unit stands there. */
function addArguments(text: string, sizes: Set<Bytes>): void {
  for (const match of text.matchAll(/(?:^|\s)-Xss(\d{1,9})([kKmMgG]?)(?=\s|$)/g)) {
    sizes.add(Number(match[1]) * (UNIT[(match[2] ?? '').toLowerCase()] ?? 1))
  }
  for (const match of text.matchAll(/-XX:(?:Compiler|VM)?ThreadStackSize=(\d{1,9})([kKmMgG]?)(?=\s|$)/g)) {
    const unit = (match[2] ?? '').toLowerCase()
    sizes.add(Number(match[1]) * (unit === '' ? KIB : (UNIT[unit] ?? KIB)))
  }
}
