/**
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

/** Standard offsets of Windows zone names in English (CLDR windowsZones); their "Daylight Time" is an hour more. */
const WINDOWS_MINUTES = new Map<string, number>([
  ['GMT', 0],
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
