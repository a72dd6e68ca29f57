import type { FactKey } from '../../../../shared/model/facts.ts'

/** Kernel setting -> fact and the size of its unit (Documentation/admin-guide/sysctl/vm.rst and kernel.rst). */
const SETTINGS = new Map<string, { key: FactKey; unit: number }>([
  ['vm.max_map_count', { key: 'limit.max-map-count', unit: 1 }],
  ['vm.overcommit_memory', { key: 'limit.overcommit-memory', unit: 1 }],
  ['vm.overcommit_ratio', { key: 'limit.overcommit-ratio', unit: 1 }],
  ['vm.overcommit_kbytes', { key: 'limit.overcommit-bytes', unit: 1024 }],
  ['vm.admin_reserve_kbytes', { key: 'limit.admin-reserve', unit: 1024 }],
  ['vm.user_reserve_kbytes', { key: 'limit.user-reserve', unit: 1024 }],
  ['vm.swappiness', { key: 'limit.swappiness', unit: 1 }],
  ['kernel.threads-max', { key: 'limit.threads-max', unit: 1 }],
  ['kernel.pid_max', { key: 'limit.pid-max', unit: 1 }],
])

const WHOLE = /^\d{1,15}$/

/** The fact a kernel setting states; `name` dotted or as the path below /proc/sys. Null for other settings and values. */
export function sysctlFact(name: string, value: string): { key: FactKey; value: number } | null {
  const setting = SETTINGS.get(name.replaceAll('/', '.'))
  const text = value.trim()
  return setting && WHOLE.test(text) ? { key: setting.key, value: Number(text) * setting.unit } : null
}
