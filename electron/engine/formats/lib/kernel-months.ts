/** Months as `strftime` shortens them in the language of whoever ran dmesg or journalctl; syslog prints them in English. */

/** How the names begin, for each month: en, de, fr, es, pt, it, ru. */
const NAMES: readonly RegExp[] = [
  /^(?:jan|ene|gen|янв)/,
  /^(?:feb|fev|fév|фев)/,
  /^(?:mar|mär|мар)/,
  /^(?:apr|avr|abr|апр)/,
  /^(?:may|mai|mag|май|мая)/,
  /^(?:jun|juin|giu|июн)/,
  /^(?:jul|juil|lug|июл)/,
  /^(?:aug|aoû|ago|авг)/,
  /^(?:sep|set|сен)/,
  /^(?:oct|okt|out|ott|окт)/,
  /^(?:nov|ноя)/,
  /^(?:dec|dez|déc|dic|дек)/,
]
// 11月        11월
const NUMBERED = /^(\d{1,2})[月월]$/u
const LONGEST = 8

/** From 0; null for what is no month. */
export function monthOf(name: string): number | null {
  if (name.length > LONGEST) return null
  const number = Number(NUMBERED.exec(name)?.[1])
  if (number >= 1 && number <= 12) return number - 1
  const lower = name.toLowerCase()
  const month = NAMES.findIndex((pattern) => pattern.test(lower))
  return month < 0 ? null : month
}
