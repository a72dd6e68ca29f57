/** What the name of a rotated file says of its place. A hint: times within the files decide. */

export interface Rotation {
  /** What all files of one log share: the name without number, date, `.current` and compression. */
  stem: string
  /** The file that is being written. */
  current: boolean
  number: number | null
  /** Whether a date stands in the name: numbers then begin anew with each. */
  dated: boolean
}

// gc.log.0.gz      system.log.1.zip
const COMPRESSED = /\.(?:gz|xz|zip|bz2|zst)$/
// gc.log.0.current       ostream.cpp of JDK 8, CURRENTAPPX
const CURRENT = /\.current$/
// server.log.2022-03-07-18      gc-2022-03-07_10-11-12.log      catalina.out-20220307
const DATE = /[._-]?(?<!\d)\d{4}-?\d\d-?\d\d(?:[T_-]\d\d(?:[-:.]?\d\d){0,2})?(?!\d)/
// gc.log.0      gc.log.07
const LAST_NUMBER = /\.(\d{1,4})$/
// app-2022-03-07-1.log: only behind a date, since `node-1.log` is the log of a node
const NUMBER_BEHIND_DATE = /[.-](\d{1,4})(?=\.[A-Za-z]{2,5}$)/

export function rotationOf(name: string): Rotation {
  let stem = name.replace(COMPRESSED, '')
  const current = CURRENT.test(stem)
  stem = stem.replace(CURRENT, '')
  const dated = DATE.test(stem)
  if (dated) stem = stem.replace(DATE, '')
  const number = LAST_NUMBER.exec(stem) ?? (dated ? NUMBER_BEHIND_DATE.exec(stem) : null)
  if (number) stem = stem.slice(0, number.index) + stem.slice(number.index + number[0].length)
  return { stem, current: current || (number === null && !dated), number: number ? Number(number[1]) : null, dated }
}
