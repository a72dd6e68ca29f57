/**
 * One real crash log in the words of other JDKs, libcs, page sizes and limits: the diagnosis must not depend on any of them. What an
 * older JDK does not print is left out; nothing is made up that the log does not say. FORMATS.md sections 1, 2, 5 and 6.
 */

/** The two lines that end a section; `---------------  S Y S T E M  ---------------`. */
const LISTING = 'Dynamic libraries:'

export type Rewrite = (text: string) => string

/** `bytes. Error detail: committing reserved memory.` (17 late, 21, 25) was ` bytes for committing reserved memory.` before. */
const olderDetail: Rewrite = (text) => text.replaceAll(/ bytes\. Error detail: /g, ' bytes for ')

/** `Total number of mappings: 65532` came with 21. */
const withoutTotal: Rewrite = (text) => text.replaceAll(/^Total number of mappings: \d+\n/gm, '')

/** `/proc/sys/vm/max_map_count (maximum number ...): 65530`: JDK 11 prints the value on the next line. */
const valuesOnNextLine: Rewrite = (text) => text.replaceAll(/^(\/proc\/sys\/[^\n]*?:) (\d[^\n]*)$/gm, '$1\n$2\n')

/** JDK 8 prints no sysctl, no memory of the process, no SUMMARY, and soft limits only, five of them. */
const asJdk8: Rewrite = (text) =>
  withoutTotal(olderDetail(text))
    .replaceAll(/^\/proc\/sys\/[^\n]*\n/gm, '')
    .replaceAll(/^Process Memory:\n(?:[^\n]+\n)*/gm, '')
    .replaceAll(/^-+ {2}S U M M A R Y -+\n/gm, '')
    .replaceAll(
      /^rlimit \(soft\/hard\): STACK ([^/\s]+)\/\S+ , CORE ([^/\s]+)\/\S+ , NPROC ([^/\s]+)\/\S+ , NOFILE ([^/\s]+)\/\S+ , AS ([^/\s]+)\/[^\n]*$/gm,
      'rlimit: STACK $1, CORE $2, NPROC $3, NOFILE $4, AS $5',
    )

/** Kernels with `vsyscall=none`, and all of aarch64, list no gate page. */
const withoutVsyscall: Rewrite = (text) =>
  text
    .replace(/^ffffffffff600000-[^\n]*\[vsyscall\]\n/m, '')
    .replace(
      /^Total number of mappings: (\d+)$/m,
      (_line, total: string) => `Total number of mappings: ${Number(total) - 1}`,
    )

const asAarch64: Rewrite = (text) =>
  withoutVsyscall(text)
    .replaceAll('linux-amd64', 'linux-aarch64')
    .replaceAll('x86_64', 'aarch64')
    .replace(/^Memory: 4k page/m, 'Memory: 64k page')

const asMusl: Rewrite = (text) => text.replace(/^libc:.*$/m, 'libc: musl - unknown musl - unknown')

const asCopied: Rewrite = (text) => text.replaceAll('\n', '\r\n')

const LIMIT = /^(\/proc\/sys\/vm\/max_map_count [^\n]*: ?)\d+$/m
const TOTAL = /^Total number of mappings: \d+$/

/** The same process under a lower limit; as it is where the log does not state one. */
export function underLimit(text: string, limit: number): string {
  const start = text.indexOf(`\n${LISTING}\n`)
  if (start === -1 || !LIMIT.test(text)) return text
  const first = start + LISTING.length + 2
  const end = text.indexOf('\n\n', first)
  const rows = text.slice(first, end).split('\n')
  const maps = rows.filter((row) => !TOTAL.test(row))
  const gate = maps.at(-1)?.includes('[vsyscall]') === true ? 1 : 0
  const over = maps.length - gate - (limit + 1)
  if (over <= 0) return text
  const kept = maps.toSpliced(Math.floor(maps.length / 2) - Math.floor(over / 2), over)
  const totals = rows.filter((row) => TOTAL.test(row)).map(() => `Total number of mappings: ${kept.length}`)
  return `${text.slice(0, first)}${[...kept, ...totals].join('\n')}${text.slice(end)}`.replace(LIMIT, `$1${limit}`)
}

export const CRASH_LOG_FORMS: Readonly<Record<string, Rewrite>> = {
  'as JDK 8': asJdk8,
  'as JDK 11': (text) => valuesOnNextLine(withoutTotal(olderDetail(text))),
  'as JDK 17 of old': (text) => withoutTotal(olderDetail(text)),
  'without [vsyscall]': withoutVsyscall,
  'as aarch64 with pages of 64 KiB': asAarch64,
  'as musl': asMusl,
  'copied through Windows': asCopied,
}

/** Where a crash log was cut off, by what still stood before. Null where the log has no such place. */
export const CUTS: Readonly<Record<string, (text: string) => number | null>> = {
  'cut after the header': (text) => placeOf(text, /^-{10,} {2}S U M M A R Y|^-{10,} {2}T H R E A D/m),
  'cut before the maps': (text) => placeOf(text, /^Dynamic libraries:/m),
  'cut within the maps': (text) => {
    const start = placeOf(text, /^Dynamic libraries:/m)
    if (start === null) return null
    const end = text.indexOf('\n\n', start)
    // Within a line, as a full disk does it.
    return end === -1 ? null : Math.floor((start + end) / 2)
  },
  'cut after the maps': (text) => {
    const start = placeOf(text, /^Dynamic libraries:/m)
    const end = start === null ? -1 : text.indexOf('\n\n', start)
    return end === -1 ? null : end + 2
  },
}

function placeOf(text: string, heading: RegExp): number | null {
  const found = text.search(heading)
  return found > 0 ? found : null
}
