/**
 * Numbers as text. Thousands are grouped by a thin space, as ISO 80000-1 does: no reader takes it for a decimal mark. It is U+202F,
 * the one at which no line may break: U+2009 would leave `12` on one line and `288` on the next.
 */

export const THIN_SPACE = '\u202f'

/** `65531` -> `65 531` (thin space); from four digits on. Fractions are rounded: a count has none. */
export function formatCount(count: number): string {
  return groupDigits(count, 0)
}

/** With exactly `digits` decimals: `1234.5`, 2 -> `1 234.50`. */
export function formatDecimal(value: number, digits: number): string {
  return groupDigits(value, digits)
}

/** With a sign unless zero: `+1`, `-1`, `0`. */
export function formatSigned(count: number): string {
  return count > 0 ? `+${formatCount(count)}` : formatCount(count)
}

/** A share of 0..1 as percent: `0.976` -> `98 %`, near both ends `99.6 %`, `0.4 %`. Only 0 is shown as 0 %, and only all of it as 100 %. */
export function formatPercent(share: number): string {
  const unit = `${THIN_SPACE}%`
  if (share > 0 && share < 0.0005) return `<${THIN_SPACE}0.1${unit}`
  if (share > 0.9995 && share < 1) return `>${THIN_SPACE}99.9${unit}`
  const nearAnEnd = (share > 0 && share < 0.01) || (share > 0.99 && share < 1)
  return `${nearAnEnd ? formatDecimal(share * 100, 1) : formatCount(share * 100)}${unit}`
}

/** `1 line`, `65 531 lines`; `plural` for words that do not take an s. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${Math.round(count) === 1 ? singular : plural}`
}

/** What a parser wrote of a region, `12606 mappings`: numbers that stand before a word are counts, and those of hosts and files are not touched. */
export function withGroupedCounts(text: string): string {
  return text.replaceAll(/(?<![^\s(]|\b(?:pid|tid|lwp|id|port|line) )\d{4,15}(?= [a-z])/gi, (count) =>
    formatCount(Number(count)),
  )
}

function groupDigits(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? 'infinite' : '-infinite'
  // toFixed of 1e21 and more is in exponent form, which has no digits to group.
  const [whole = '', fraction] = Math.abs(value) < 1e21 ? value.toFixed(digits).split('.') : [BigInt(value).toString()]
  const sign = whole.startsWith('-') ? '-' : ''
  const plain = sign === '' ? whole : whole.slice(1)
  const groups: string[] = []
  for (let end = plain.length; end > 0; end -= 3) groups.unshift(plain.slice(Math.max(0, end - 3), end))
  const grouped = groups.join(THIN_SPACE) + (fraction === undefined ? '' : `.${fraction}`)
  const isZero = /^[0.]*$/.test(plain + (fraction ?? ''))
  return isZero ? grouped : sign + grouped
}
