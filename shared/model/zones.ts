/**
 * Time zones as they are printed, by abbreviation or offset.
 *
 * Offset of a time zone as a C library prints it (`strftime %Z`). Abbreviations that several countries use (CST, IST, BST, AST ...)
 * are left out: a wrong hour would be worse than a stated assumption.
 */
const MINUTES = new Map<string, number>([
  ['UTC', 0],
  ['GMT', 0],
  ['Z', 0],
  ['UCT', 0],
  ['Coordinated Universal Time', 0],
  ['WET', 0],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['SAST', 120],
  ['EAT', 180],
  ['WAT', 60],
  ['CAT', 120],
  ['PKT', 300],
  ['WIB', 420],
  ['HKT', 480],
  ['JST', 540],
  ['KST', 540],
  ['AWST', 480],
  ['ACST', 570],
  ['ACDT', 630],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
  ['NST', -210],
  ['NDT', -150],
  ['EST', -300],
  ['EDT', -240],
  ['CDT', -300],
  ['MST', -420],
  ['MDT', -360],
  ['PST', -480],
  ['PDT', -420],
  ['AKST', -540],
  ['AKDT', -480],
  ['HST', -600],
])

/** Each the abbreviation of several zones (tz database): China and Chicago, India and Ireland, Britain and Bangladesh ... */
const AMBIGUOUS = new Set(['CST', 'IST', 'BST', 'AST', 'ADT', 'GST', 'SST', 'ECT', 'AMT', 'WST', 'BRT'])

/** Standard offsets of Windows zone names in English (CLDR windowsZones); their "Daylight Time" is an hour more. */
const WINDOWS_MINUTES = new Map<string, number>([
  ['GMT', 0],
  ['Greenwich', 0],
  ['W. Europe', 60],
  ['Central Europe', 60],
  ['Romance', 60],
  ['Central European', 60],
  ['FLE', 120],
  ['GTB', 120],
  ['E. Europe', 120],
  ['South Africa', 120],
  ['Israel', 120],
  ['Russian', 180],
  ['Turkey', 180],
  ['Arab', 180],
  ['Arabic', 180],
  ['E. Africa', 180],
  ['Arabian', 240],
  ['Pakistan', 300],
  ['India', 330],
  ['Sri Lanka', 330],
  ['SE Asia', 420],
  ['China', 480],
  ['Singapore', 480],
  ['Malay Peninsula', 480],
  ['Taipei', 480],
  ['Tokyo', 540],
  ['Korea', 540],
  ['AUS Eastern', 600],
  ['New Zealand', 720],
  ['E. South America', -180],
  ['Argentina', -180],
  ['Eastern', -300],
  ['Central', -360],
  ['Mountain', -420],
  ['US Mountain', -420],
  ['Pacific', -480],
])

// +03   -0330   +05:30   UTC+2
const NUMERIC = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/
// E. Africa Standard Time
const WINDOWS = /^(.{2,40}) (Standard|Daylight) Time$/

/** Minutes east of UTC; null when the name is unknown or means several zones. */
export function zoneOffsetMinutes(name: string): number | null {
  const known = MINUTES.get(name)
  if (known !== undefined) return known
  const numeric = NUMERIC.exec(name)
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0)
    return minutes > 14 * 60 ? null : numeric[1] === '-' ? -minutes : minutes
  }
  const windows = WINDOWS.exec(name)
  const standard = WINDOWS_MINUTES.get(windows?.[1] ?? '')
  return standard === undefined ? null : standard + (windows?.[2] === 'Daylight' ? 60 : 0)
}

/** Whether it is the abbreviation of a zone, of one or of several; other words in capitals are none (`INFO`). */
export function isZoneName(name: string): boolean {
  return MINUTES.has(name) || AMBIGUOUS.has(name)
}

export interface PrintedZone {
  /** As printed: `+0100`, `CET`, `E. Africa Standard Time`. */
  name: string
  /** Minutes east of UTC; null where the name means several zones or none that is known. */
  offset: number | null
}

// 08:46:45.012      08:59:20 2026
const CLOCK = /\d\d:\d\d:\d\d(?:[.,]\d{1,9})?( \d{4}(?= [A-Z]))?/
// Z   UTC   +0100   -03:30   CET, where a clock ends
const SHORT_ZONE = /^ ?(Z|[+-]\d\d(?::?\d\d)?|[A-Z]{3,5})(?![A-Za-z\d])/
// UTC   E. Africa Standard Time elapsed time: 1.3 seconds, where a date ends
const NAMED_ZONE = /^ (.{1,40}? (?:Standard|Daylight) Time|Coordinated Universal Time|[A-Z]{2,5}|[+-]\d{2,4})(?= |$)/

/** The zone behind the first clock of a line; null where none stands there. */
export function printedZone(text: string): PrintedZone | null {
  const clock = CLOCK.exec(text)
  if (!clock) return null
  const rest = text.slice(clock.index + clock[0].length)
  // A date of `ctime` is followed by its zone, whatever that is called; behind a bare clock stands a level or a thread as often.
  const year = clock[1] !== undefined
  const name = (year ? NAMED_ZONE : SHORT_ZONE).exec(rest)?.[1]
  if (name === undefined || (!year && /^[A-Z]{2}/.test(name) && !isZoneName(name))) return null
  return { name, offset: zoneOffsetMinutes(name) }
}

/** Whether a line says its zone, so that its time needed no assumption. */
export function isZoned(text: string): boolean {
  return printedZone(text)?.offset != null
}
