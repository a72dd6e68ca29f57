/** What could have been missing, cut or written otherwise in a bundle: every variant is the same incident, told worse. */
import { CRASH_LOG_FORMS, CUTS, underLimit, type Rewrite } from './crash-log-forms.ts'

export interface BundleFile {
  /** `/` separated. */
  path: string
  format: string
  bytes: Buffer
}

export interface Variant {
  name: string
  /** less: evidence was taken away, so that nothing may become more certain. same: it says the same in other words. */
  kind: 'less' | 'same'
  /** The variant it is to be compared with; null: the bundle as it is. Stands before it in the list. */
  of: string | null
  files: () => BundleFile[]
}

const CRASH_LOG = 'hs-err'
const ALONE = 'crash log alone'

/** What collectors leave out together: whoever does not copy maps copies no smaps either. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'crash log': [CRASH_LOG],
  sysctl: ['sysctl'],
  maps: ['proc-maps', 'proc-smaps', 'pmap', 'vm-memory-map'],
  'GC log': ['gc-unified', 'gc-legacy'],
  'standard output': ['hotspot-stdout'],
  'application log': ['application-log'],
  metrics: ['metrics-csv', 'metrics-json'],
  limits: ['proc-limits', 'ulimit'],
  status: ['proc-status', 'process-list'],
  meminfo: ['meminfo', 'free', 'vmstat'],
  'kernel log': ['kernel-log', 'kernel-log-json'],
  'exit status': ['exit-status'],
  'control group': ['cgroup'],
  'thread dumps': ['thread-dump', 'thread-dump-json'],
}

export function variantsOf(files: readonly BundleFile[]): Variant[] {
  const variants: Variant[] = []
  const add = (name: string, kind: Variant['kind'], changed: () => BundleFile[], of: string | null = null): void => {
    variants.push({ name, kind, of, files: changed })
  }
  for (const [name, formats] of Object.entries(GROUPS)) {
    if (files.some(({ format }) => formats.includes(format)))
      add(`no ${name}`, 'less', () => files.filter(({ format }) => !formats.includes(format)))
  }
  add('renamed', 'same', () => files.map((file, index) => ({ ...file, path: `part-${index + 1}` })))
  const crashLogs = files.filter(({ format }) => format === CRASH_LOG)
  if (crashLogs.length === 0) return variants
  const texts = new Map(crashLogs.map((file) => [file, file.bytes.toString('utf8')]))
  const others = files.filter(({ format }) => format !== CRASH_LOG)
  const rewritten = (rewrite: Rewrite): BundleFile[] =>
    crashLogs.map((file) => ({ ...file, bytes: Buffer.from(rewrite(texts.get(file) ?? '')) }))
  add(ALONE, 'less', () => [...crashLogs])
  for (const [name, place] of Object.entries(CUTS)) {
    const cut: Rewrite = (text) => text.slice(0, place(text) ?? text.length)
    if (![...texts.values()].some((text) => place(text) !== null)) continue
    add(`crash log ${name}`, 'less', () => [...others, ...rewritten(cut)])
    add(`${ALONE}, ${name}`, 'less', () => rewritten(cut), ALONE)
    add(`crash log ${name}, no maps`, 'less', () => [
      ...others.filter(({ format }) => !GROUPS['maps']?.includes(format)),
      ...rewritten(cut),
    ])
  }
  add('crash log as JDK 8', 'same', () => [...others, ...rewritten(CRASH_LOG_FORMS['as JDK 8'] ?? ((text) => text))])
  for (const [name, rewrite] of Object.entries(CRASH_LOG_FORMS)) {
    add(`${ALONE}, ${name}`, 'same', () => rewritten(rewrite), ALONE)
  }
  for (const limit of [4096, 20_001]) {
    const lowered: Rewrite = (text) => underLimit(text, limit)
    if ([...texts.values()].some((text) => lowered(text) !== text))
      add(`${ALONE}, limit ${limit}`, 'same', () => rewritten(lowered), ALONE)
  }
  return variants
}
