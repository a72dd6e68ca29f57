/**
 * What a metric measures, told from its name and labels. A wrong role would be evidence of a failure that never was: a name with
 * a word that is not known to be harmless stays a column, and so do sizes without a unit, shares, rates, sums over processes, and
 * parts of a whole (one memory pool, threads of one state).
 */
import { metricRoles, roleInfo, type MetricRole as KnownSeries } from '../../../../shared/model/metric-roles.ts'
import type { SeriesId, SeriesRecord } from '../../../../shared/model/records.ts'
import { labelsText, wordsOf, type Label, type Metric } from './metrics-names.ts'

export interface MetricRole {
  series: SeriesId
  title: string
  unit: SeriesRecord['unit']
  /** Values are multiplied by this. */
  factor: number
}

interface Role {
  /** Parts of one target (young and old collections) each have it. */
  parts?: boolean
  is: (words: ReadonlySet<string>, plain: string) => boolean
}

const PROCESS = ['process', 'proc', 'pid', 'self', 'jvm', 'java', 'os', 'linux', 'current', 'now', 'value']
const COUNT = ['count', 'num', 'number', 'nr', 'of', 'total', 'n']
const SIZE = ['memory', 'mem', 'set', 'size', 'used', 'usage', 'ps', 'total']

const GC = ['gc', 'gcs', 'collection', 'collections']
const COLLECTED = [
  'garbage',
  'collector',
  'young',
  'old',
  'minor',
  'major',
  'full',
  'gen',
  'generation',
  'pause',
  'pauses',
]
const PAUSE = ['pause', 'pauses', 'time', 'duration', 'stw']
const TIME_UNITS = new Map<string, number>([
  ...['s', 'sec', 'secs', 'second', 'seconds'].map((word) => [word, 1] as const),
  ...['ms', 'millis', 'msec', 'millisecond', 'milliseconds'].map((word) => [word, 1e-3] as const),
  ...['us', 'micros', 'microseconds'].map((word) => [word, 1e-6] as const),
])

// process_map_count   num_maps   number_of_mappings   vma_count
const COUNT_OF_MAPS = /(?:^|_)(?:(?:maps?|mappings?|vmas?)_(?:count|num|number)|mapcount)(?:_|$)/
const NUMBER_OF_MAPS =
  /(?:^|_)(?:num|nr|number|count)_(?:of_)?(?:memory_)?(?:maps|mappings|vmas|map_areas|map_entries)(?:_|$)/
const NO_COUNT = new Set(
  `max maximum min minimum limit limits rate irate per percent pct ratio peak avg average mean sum by free left remaining headroom
  delta idelta increase deriv growth change changes threshold capacity bpf ebpf hash field fields index`.split(/\s+/),
)

/** Each role: which names have it. Words beside those that make it must be among the harmless ones. */
const ROLES: Record<KnownSeries, Role> = {
  'map-count': {
    is: (words, plain) =>
      ((COUNT_OF_MAPS.test(plain) || NUMBER_OF_MAPS.test(plain)) && ![...words].some((word) => NO_COUNT.has(word))) ||
      (hasOne(words, ['maps', 'mappings', 'vmas']) &&
        hasOnly(words, ['maps', 'mappings', 'vmas', 'memory', 'mem', 'vm', 'lines', ...PROCESS, ...COUNT])),
  },
  rss: {
    is: (words) =>
      hasOne(words, ['rss', 'vmrss', 'resident']) &&
      hasOnly(words, ['rss', 'vmrss', 'vm', 'resident', ...PROCESS, ...SIZE]),
  },
  'heap-used': {
    is: (words) =>
      words.has('heap') &&
      hasOne(words, ['used', 'usage']) &&
      hasOnly(words, ['heap', 'used', 'usage', 'memory', 'mem', ...PROCESS]),
  },
  threads: {
    is: (words) =>
      (hasOne(words, ['threads', 'nthreads', 'nlwp']) || (words.has('thread') && hasOne(words, COUNT))) &&
      hasOnly(words, ['threads', 'nthreads', 'nlwp', 'thread', 'live', ...PROCESS, ...COUNT]),
  },
  'virtual-size': {
    is: (words, plain) =>
      (hasOne(words, ['virtual', 'virt', 'vsz', 'vsize', 'vmsize']) || /(?:^|_)vm_size(?:_|$)/.test(plain)) &&
      hasOnly(words, ['virtual', 'virt', 'vsz', 'vsize', 'vmsize', 'vm', ...PROCESS, ...SIZE]),
  },
  'gc-count': {
    parts: true,
    is: (words) =>
      hasOne(words, GC) &&
      (hasOne(words, COUNT) || hasOne(words, ['gcs', 'collections'])) &&
      hasOnly(words, [...GC, ...COLLECTED, ...PROCESS, ...COUNT]),
  },
  'gc-pause': {
    parts: true,
    is: (words) =>
      hasOne(words, GC) &&
      hasOne(words, PAUSE) &&
      hasOnly(words, [...GC, ...COLLECTED, ...PAUSE, ...TIME_UNITS.keys(), ...PROCESS, 'total']),
  },
}

function hasOne(words: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.some((word) => words.has(word))
}

function hasOnly(words: ReadonlySet<string>, allowed: readonly string[]): boolean {
  return [...words].every((word) => allowed.includes(word) || /^\d+$/.test(word))
}

/**
 * Metrics that exporters document and whose names alone would not tell. A label that chooses what is measured stands with it.
 * - client_java: jvm_memory_used_bytes (1.x, and Micrometer), jvm_memory_bytes_used (0.x)
 * - jmx_exporter: names of java.lang MBeans, all sizes in bytes. CommittedVirtualMemorySize is vsize of /proc/self/stat
 *   (com.sun.management, OperatingSystemImpl.c)
 * - collections: client_java (jvm_gc_collection_seconds), Micrometer (jvm_gc_pause_seconds), OpenTelemetry (jvm_gc_duration_seconds),
 *   and the GarbageCollector MBeans, whose CollectionTime is in milliseconds
 * - process-exporter (namedprocess_*): of a group of processes; Telegraf (procstat_*); elasticsearch_exporter
 */
const KNOWN = new Map<string, readonly { series: KnownSeries; label?: Label; factor?: number }[]>([
  ['jvm_memory_used_bytes', [{ series: 'heap-used', label: ['area', 'heap'] }]],
  ['jvm_memory_bytes_used', [{ series: 'heap-used', label: ['area', 'heap'] }]],
  ['elasticsearch_jvm_memory_used_bytes', [{ series: 'heap-used', label: ['area', 'heap'] }]],
  ['java_lang_memory_heapmemoryusage_used', [{ series: 'heap-used' }]],
  ['java_lang_threading_threadcount', [{ series: 'threads' }]],
  ['java_lang_operatingsystem_committedvirtualmemorysize', [{ series: 'virtual-size' }]],
  [
    'namedprocess_namegroup_memory_bytes',
    [
      { series: 'rss', label: ['memtype', 'resident'] },
      { series: 'virtual-size', label: ['memtype', 'virtual'] },
    ],
  ],
  ['namedprocess_namegroup_num_threads', [{ series: 'threads' }]],
  ['procstat_memory_rss', [{ series: 'rss' }]],
  ['procstat_memory_vms', [{ series: 'virtual-size' }]],
  ['procstat_num_threads', [{ series: 'threads' }]],
  ['elasticsearch_process_mem_resident_size_bytes', [{ series: 'rss' }]],
  ['elasticsearch_process_mem_virtual_size_bytes', [{ series: 'virtual-size' }]],
  ...[
    'jvm_gc_collection_seconds',
    'jvm_gc_pause_seconds',
    'jvm_gc_duration_seconds',
    'elasticsearch_jvm_gc_collection_seconds',
  ].flatMap(
    (name) =>
      [
        [`${name}_count`, [{ series: 'gc-count' }]],
        [`${name}_sum`, [{ series: 'gc-pause' }]],
      ] as [string, { series: KnownSeries }[]][],
  ),
  ['java_lang_garbagecollector_collectioncount', [{ series: 'gc-count' }]],
  ['java_lang_garbagecollector_collectiontime', [{ series: 'gc-pause', factor: 1e-3 }]],
])

/** Labels that say whose the value is. */
const TARGET =
  /^(?:instance|job|host|hostname|host_?name|node|node_?name|pod|pod_?name|container|container_?name|namespace|cluster|cluster_name|service|service_.*|app|application|pid|process|process_?(?:id|name)|broker|broker_?(?:id|name)|server|server_name|member|target|endpoint|ip|address|exporter|(?:kubernetes|k8s|exported|label|app_kubernetes_io|otel_scope)_.*|groupname|name|exe|comm|user|env|environment|region|(?:availability_)?zone|dc|datacenter|data_center|rack|replica|prometheus|prometheus_replica|monitor|vm|machine|tenant|team|stack|legend|series)$/i
/** Labels that say which part of a whole the value is. */
const PART =
  /^(?:id|pool|area|state|status|type|kind|memtype|threadname|thread|daemon|mode|owner|quantile|le|cpu|device|gc|cause|action|perms?|path|file|mapping|category|stat|statistic|jvm_.*)$/i
// rate(   sum_over_time(   a / b
const EXPRESSION =
  /(?:^|[^\w])(?:i?rate|i?delta|increase|deriv|predict_linear|sum|avg|min|max|count|group|stddev|quantile|topk|bottomk|abs|ceil|floor|round|scalar|clamp\w{0,8}|label_\w{1,10}|histogram_\w{1,20}|\w{1,12}_over_time)\(| [*/+^] /
// 12 %   MiB/s   bytes per second
const RELATIVE = /%|\/ ?(?:s|sec|min|h)\b|(?:^|[\W_])per[\W_]/i

/** Whether a column of a table says whose the others are. */
export function isTarget(column: string): boolean {
  return TARGET.test(column)
}

interface Guess {
  series: KnownSeries
  factor: number
  /** Those that did not choose the role. */
  labels: readonly Label[]
}

/**
 * A role for each metric. Every series of one name and one target keeps its role; two names that measure the same of the same
 * target, or several parts of one, cannot both have it.
 */
export function rolesOf(metrics: readonly Metric[]): MetricRole[] {
  const guesses = metrics.map(guessOf)
  const alike = new Map<string, number>()
  for (const [index, guess] of guesses.entries()) {
    if (!guess) continue
    const key = partsKey(guess, metrics[index]?.name ?? '')
    alike.set(key, (alike.get(key) ?? 0) + 1)
  }
  const taken = new Set<string>()
  return metrics.map((metric, index) => {
    const guess = guesses[index]
    if (!guess) return columnRole(metric)
    const inParts = ROLES[guess.series].parts === true
    const whole = `${guess.series}${inParts ? metric.name : ''}${labelsText(guess.labels)}`
    const parts = guess.labels.some(([name]) => !isTarget(name)) && (alike.get(partsKey(guess, metric.name)) ?? 0) > 1
    if ((parts && !inParts) || taken.has(whole)) return columnRole(metric)
    taken.add(whole)
    const { title, unit } = roleInfo[guess.series]
    const what = inParts ? `${title}: ${metric.name}` : title
    return {
      series: guess.series,
      title: guess.labels.length === 0 ? what : `${what} ${clipped(labelsText(guess.labels))}`,
      unit,
      factor: guess.factor,
    }
  })
}

/** Series that share this differ in labels that may be parts. */
function partsKey({ series, labels }: Guess, name: string): string {
  return `${series} ${name}${labelsText(labels.filter(([label]) => isTarget(label)))}`
}

function guessOf({ name, labels, factor: stated, seconds, relative }: Metric): Guess | null {
  if (relative || name === '' || EXPRESSION.test(name) || RELATIVE.test(name)) return null
  for (const { series, label, factor = 1 } of KNOWN.get(name.toLowerCase()) ?? []) {
    const rest = labels.filter(([key, value]) => key !== label?.[0] || value !== label[1])
    if (label && rest.length === labels.length) continue
    return rest.some(isPart) && ROLES[series].parts !== true ? null : { series, factor, labels: rest }
  }
  const { host, rest } = withoutHost(name)
  const { words, factor: named } = wordsOf(rest)
  const factors = { bytes: stated ?? named, seconds: seconds ?? secondsOf(words), count: 1 }
  const set = new Set(words)
  const found = metricRoles.find(
    (role) =>
      factors[roleInfo[role].unit] !== null &&
      (factors.bytes === null || roleInfo[role].unit === 'bytes') &&
      ROLES[role].is(set, words.join('_')),
  )
  if (found === undefined || (labels.some(isPart) && ROLES[found].parts !== true)) return null
  const all = host === null ? labels : [...labels, ['legend', host] as const]
  return { series: found, factor: factors[roleInfo[found].unit] ?? 1, labels: all }
}

/** Seconds of the one unit of time among the words; null where there is none, or where there are several. */
function secondsOf(words: readonly string[]): number | null {
  const units = words.filter((word) => TIME_UNITS.has(word))
  return units.length === 1 ? (TIME_UNITS.get(units[0] ?? '') ?? null) : null
}

function isPart([name]: Label): boolean {
  return PART.test(name) && !isTarget(name)
}

// kafka-1.prod:9404 maps      Maps kafka-1
const HOST = /^[a-z\d](?=[^\s]{0,200}[-.:])(?=[^\s]{0,200}\d)[a-z\d.:-]{2,}$/i

/** Legends name the target before or behind what is measured. */
function withoutHost(name: string): { host: string | null; rest: string } {
  const chunks = name.split(' ')
  const at = chunks.length < 2 ? -1 : chunks.findIndex((chunk) => HOST.test(chunk))
  if (at < 0) return { host: null, rest: name }
  return { host: chunks[at] ?? null, rest: chunks.filter((_, index) => index !== at).join(' ') }
}

function columnRole({ text, name, factor: stated, seconds, relative }: Metric): MetricRole {
  const plain = !relative && !EXPRESSION.test(name) && !RELATIVE.test(name)
  const { words, factor: named } = wordsOf(name)
  const factor = plain ? (stated ?? named) : null
  const last = words.at(-1)
  const counted = plain && (last === 'count' || (last === 'total' && !words.includes('seconds')))
  return {
    series: `column:${text}`,
    title: text,
    unit: factor !== null ? 'bytes' : seconds !== undefined ? 'seconds' : counted ? 'count' : 'none',
    factor: factor ?? 1,
  }
}

const TITLE_LABELS = 240

function clipped(text: string): string {
  return text.length <= TITLE_LABELS ? text : `${text.slice(0, TITLE_LABELS - 1)}…`
}
