// always [madvise] never
const CHOICES = 'always madvise never'
const CHOSEN = /\[(\w{1,20})\]/

/**
 * What is in force of /sys/kernel/mm/transparent_hugepage/enabled (Documentation/admin-guide/mm/transhuge.rst): the word in brackets.
 * Null for a text that is not that file's line.
 */
export function chosenThp(text: string): string | null {
  const words = text.trim()
  const chosen = CHOSEN.exec(words)?.[1]
  return chosen !== undefined && words.replace(`[${chosen}]`, chosen) === CHOICES ? chosen : null
}
