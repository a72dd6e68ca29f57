/** Sizes that the arguments of the JVM state. */
import type { ProcessRecords } from '../../../../shared/model/process-records.ts'
import type { Bytes } from '../../../../shared/model/units.ts'
import type { VmSizes } from './vm-shapes.ts'

const UNITS: Record<string, Bytes> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }

/** Of every text of arguments or flags that has one: `digits` and `unit` as {@link sizeOf} reads them. */
export function statedSizes(records: ProcessRecords, flag: string): Bytes[] {
  // -Xss256k          -XX:ReservedCodeCacheSize=48m
  const pattern = new RegExp(String.raw`(?:^|\s)${flag}(\d{1,15})([kKmMgGtT]?)(?=\s|$)`, 'g')
  return records.facts.flatMap(({ key, value }) =>
    (key === 'jvm.arguments' || key === 'jvm.flags') && typeof value === 'string'
      ? [...value.matchAll(pattern)].map(([, digits = '', unit = '']) => sizeOf(digits, unit))
      : [],
  )
}

function sizeOf(digits: string, unit: string): Bytes {
  return Number(digits) * (UNITS[unit.toLowerCase()] ?? 1)
}

/** The last of several arguments counts, as it does for the VM. */
export function vmSizes(records: ProcessRecords): VmSizes {
  const last = (...flags: string[]): Bytes | null => flags.flatMap((flag) => statedSizes(records, flag)).at(-1) ?? null
  const stated = records.facts.findLast(({ key, value }) => key === 'heap.max' && typeof value === 'number')
  return {
    heap: typeof stated?.value === 'number' ? stated.value : last('-Xmx', '-XX:MaxHeapSize='),
    codeCache: last('-XX:ReservedCodeCacheSize='),
    classSpace: last('-XX:CompressedClassSpaceSize='),
  }
}
