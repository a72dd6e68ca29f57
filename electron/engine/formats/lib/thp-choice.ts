import type { LineFact } from './fact-lines.ts'

// always [madvise] never
const ENABLED = 'always madvise never'
/** What the other files offer: defrag, shmem_enabled (Documentation/admin-guide/mm/transhuge.rst), and `inherit` of a size's own. */
const OTHERS = new Set([
  'always defer defer+madvise madvise never',
  'always within_size advise never deny force',
  'always inherit madvise never',
  'always inherit within_size advise never',
])
const CHOSEN = /\[([\w+]{1,20})\]/

/**
 * The setting of a line of /sys/kernel/mm/transparent_hugepage; the bracket marks what is in force. Nothing is kept of files other
 * than `enabled`; null when the line is of none.
 */
export function thpFacts(text: string): LineFact[] | null {
  const words = text.trim()
  const chosen = CHOSEN.exec(words)?.[1]
  if (chosen === undefined) return null
  const choices = words.replace(`[${chosen}]`, chosen)
  if (choices === ENABLED) return [{ key: 'os.thp', value: chosen }]
  return OTHERS.has(choices) ? [] : null
}
