let collator: Intl.Collator | undefined

/** Names by the numbers in them: `broker-2` before `broker-10`. The collator is made when it is needed: that takes milliseconds. */
export function compareNaturally(one: string, other: string): number {
  collator ??= new Intl.Collator('en', { numeric: true })
  return collator.compare(one, other)
}
