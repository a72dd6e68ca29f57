/** Names of metrics as exports print them: `process_maps{instance="a:9100"}`, `RSS (MiB)`, `heapUsedMb`. */

export type Label = readonly [name: string, value: string]

export interface Metric {
  /** As it is shown: name and labels. */
  text: string
  /** Without labels; empty for the result of an expression. */
  name: string
  /** In the order of the export, without `__name__`. */
  labels: readonly Label[]
  /** Bytes of one unit where something other than the name states it; null: not stated. */
  factor: number | null
  /** Seconds of one unit where something other than the name states it; absent: not stated. */
  seconds?: number
  /** A share, or something per second: of the same name, and of no use as what it is a share or rate of. */
  relative: boolean
}

/** Longer names are shown cut; Kubernetes' labels reach some hundred characters. */
const TEXT_LIMIT = 300
/** The name that Prometheus keeps among the labels (prometheus/common, model.MetricNameLabel). */
export const NAME_LABEL = '__name__'
/** What Grafana calls the value of a metric that has no name of its own. */
export const VALUE_NAME = /^_?(?:value|val)(?: ?#\w{1,3})?$/i

/** @param name Without labels, or a selector with some in braces. */
export function metricOf(name: string, labels: readonly Label[] = []): Metric {
  const read = readSelector(name)
  // A name that is a selector repeats what stands among the labels.
  const stated = new Set(read.labels.map(([key]) => key))
  const all = [...read.labels, ...labels.filter(([key]) => !stated.has(key))]
  const named = all.find(([key]) => key === NAME_LABEL)?.[1]
  const plain = named !== undefined && (read.name === '' || VALUE_NAME.test(read.name)) ? named : read.name
  const others = all.filter(([key]) => key !== NAME_LABEL)
  return { text: textOf(plain, others), name: plain, labels: others, factor: null, relative: false }
}

export function labelsText(labels: readonly Label[]): string {
  return `{${labels.map(([key, value]) => `${key}="${value}"`).join(', ')}}`
}

function textOf(name: string, labels: readonly Label[]): string {
  const text = labels.length === 0 ? name : `${name}${labelsText(labels)}`
  return text.length <= TEXT_LIMIT ? text : `${text.slice(0, TEXT_LIMIT - 1)}…`
}

// instance="a:9100"      (the value's quotes and backslashes are escaped)
const LABEL = /\s*([A-Za-z_][\w.]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/y

/** `name{key="value", ...}`, a space before the brace allowed; what is not of this form is all name. */
function readSelector(text: string): { name: string; labels: Label[] } {
  const brace = text.indexOf('{')
  if (brace < 0 || !text.endsWith('}')) return { name: text, labels: [] }
  const inner = text.slice(brace + 1, -1)
  const labels: Label[] = []
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < inner.length) {
    const label = LABEL.exec(inner)
    if (!label) return { name: text, labels: [] }
    labels.push([label[1] ?? '', (label[2] ?? '').replace(/\\(.)/g, '$1')])
  }
  return { name: text.slice(0, brace).trim(), labels }
}

const KIB = 1024
const FACTORS = new Map<string, number>([
  ...units(['byte', 'bytes'], 1),
  ...units(['kb', 'kib', 'kbyte', 'kbytes', 'kilobytes', 'kibibytes'], KIB),
  ...units(['mb', 'mib', 'mbyte', 'mbytes', 'megabytes', 'mebibytes'], KIB ** 2),
  ...units(['gb', 'gib', 'gbyte', 'gbytes', 'gigabytes', 'gibibytes'], KIB ** 3),
])
// RSS (B)   RSS [b]
const SINGLE_BYTE = /[([]\s?[Bb]\s?[)\]]\s*$/

function units(names: readonly string[], factor: number): [string, number][] {
  return names.map((name) => [name, factor])
}

/** The words of a name in lower case, and the bytes of its unit where one of them is a unit. */
export function wordsOf(name: string): { words: string[]; factor: number | null } {
  const single = SINGLE_BYTE.test(name)
  const all = (single ? name.replace(SINGLE_BYTE, '') : name)
    // mapCount, VmSize, heapUsedMB; not MiB
    .replace(/([a-z])(?=[A-Z][a-z]|[KMG]i?B$)/g, '$1_')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const unit = all.findLast((word) => FACTORS.has(word))
  return {
    words: all.filter((word) => !FACTORS.has(word)),
    factor: unit === undefined ? (single ? 1 : null) : (FACTORS.get(unit) ?? null),
  }
}
