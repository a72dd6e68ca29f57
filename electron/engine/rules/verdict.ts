/** From weighed hypotheses to one sentence. Rule-outs beat support; a verdict is never more certain than its arithmetic. */
import type {
  Hypothesis,
  LimitLedger,
  MissingFact,
  OwnerId,
  RootCauseId,
  Verdict,
  Victim,
} from '../../../shared/model/analysis.ts'
import type { ProcessRecords } from '../../../shared/model/process-records.ts'
import type { EventType, LogLevel } from '../../../shared/model/records.ts'
import { formatCount, formatPercent, formatQuantity } from '../../../shared/display/counts.ts'
import type { ProcessFacts } from '../facts/process-facts.ts'
import { KERNEL_MEMORY } from '../facts/refused-calls.ts'
import { failureOf, lastWordsOf, type Failure } from './failure.ts'

/**
 * Which of two that both hold is the cause: the kernel's order inside mmap (do_mmap tests the map count first, then the address
 * space, then accounting; ENOMEM.md 1.2), then those that no mmap returns.
 */
const KERNEL_ORDER: readonly RootCauseId[] = [
  'max-map-count',
  'address-space-exhausted',
  'locked-memory',
  'address-space-limit',
  'data-limit',
  'commit-limit',
  'huge-pages',
  'task-limit',
  'physical-memory',
]

/** Only a process that did not fail is warned. */
const WARNING: RootCauseId = 'near-map-limit'

export function verdictOf(hypotheses: readonly Hypothesis[], facts: ProcessFacts): Verdict {
  const failure = failureOf(facts)
  const causes = hypotheses.filter((hypothesis) => hypothesis.id !== WARNING)
  const standing = confirmedOf(causes) ?? likelyOf(causes)
  // Memory that could not be locked may be swapped, which nobody need notice.
  const harmless = standing?.id === 'locked-memory' && !failure ? standing : null
  if (standing && !harmless) return standingVerdict(standing, hypotheses, facts)
  if (failure) return undetermined(failure, causes, facts)
  const warning = hypotheses.find(
    (each) => each.id === WARNING && (each.status === 'confirmed' || each.status === 'likely'),
  )
  if (warning) return standingVerdict(warning, hypotheses, facts)
  const trace = hypotheses.find(({ id, status }) => status === 'possible' && TRACES[id] !== undefined)
  if (trace) return perhaps(trace)
  if (harmless) return standingVerdict(harmless, hypotheses, facts)
  return speaksOfProcess(facts.records) ? nothingFailed(facts) : noProcess()
}

/** Ends that leave traces where nothing of the process itself tells of them. */
const TRACES: Partial<Record<RootCauseId, string>> = {
  'oom-killer': 'A Java process was killed, perhaps this one',
  'java-heap': 'The Java heap was full, perhaps to the end',
}

/** Nothing else says that it failed, and nothing that it did not. */
function perhaps({ id, confidence, summary, missing }: Hypothesis): Verdict {
  const tell = missing.map(({ what, capture }) => `${what} (${capture})`).join('; ')
  return {
    rootCause: 'undetermined',
    contributing: [],
    confidence,
    title: TRACES[id] ?? 'The cause is not determined',
    summary: `${summary} What would tell: ${tell}.`,
  }
}

function orderOf(id: RootCauseId): number {
  const place = KERNEL_ORDER.indexOf(id)
  return place === -1 ? KERNEL_ORDER.length : place
}

function confirmedOf(hypotheses: readonly Hypothesis[]): Hypothesis | null {
  const confirmed = hypotheses.filter((hypothesis) => hypothesis.status === 'confirmed')
  return confirmed.toSorted((left, right) => orderOf(left.id) - orderOf(right.id))[0] ?? null
}

function likelyOf(hypotheses: readonly Hypothesis[]): Hypothesis | null {
  const likely = hypotheses.filter((hypothesis) => hypothesis.status === 'likely')
  return (
    likely.toSorted((left, right) => right.confidence - left.confidence || orderOf(left.id) - orderOf(right.id))[0] ??
    null
  )
}

/** Two that are both confirmed leave doubt which one bit. */
function confidenceOf(standing: Hypothesis, hypotheses: readonly Hypothesis[]): number {
  const rivals = hypotheses.filter(
    (each) =>
      each.id !== standing.id && each.id !== WARNING && each.status === 'confirmed' && standing.status === 'confirmed',
  )
  return rivals.length === 0 ? standing.confidence : Math.min(standing.confidence, 0.8)
}

function standingVerdict(standing: Hypothesis, hypotheses: readonly Hypothesis[], facts: ProcessFacts): Verdict {
  const mapCount = standing.id === 'max-map-count' || standing.id === WARNING
  const owner = mapCount ? ownerPhrase(facts) : null
  const excluded = excludedPhrase(hypotheses, standing.id, facts)
  const parts = [standing.summary.replace(/\.$/, ''), owner, standing.id === WARNING ? null : excluded]
  return {
    rootCause: standing.id,
    contributing: mapCount ? [...facts.contributing] : [],
    confidence: confidenceOf(standing, hypotheses),
    title: standing.status === 'confirmed' ? standing.title : `Probably: ${lowerFirst(standing.title)}`,
    summary: `${parts.filter((part) => part !== null).join('; ')}.`,
  }
}

/** Not for names: `vm.max_map_count`, `RLIMIT_AS`. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

const OWNER_WORDS: Record<OwnerId, string> = {
  'index-file': 'mapped index files',
  'data-file': 'mapped data files',
  jar: 'mapped archives of classes',
  'shared-library': 'shared libraries',
  'java-heap': 'mappings of the Java heap',
  'gc-structure': 'tables of the collector',
  'code-cache': 'the code cache',
  metaspace: 'metaspace',
  'cds-archive': 'the class data archive',
  'thread-stack': 'thread stacks and their guard pages',
  'malloc-arena': 'malloc arenas',
  'shared-memory': 'shared memory',
  'kernel-special': 'mappings of the kernel',
  'other-file': 'other mapped files',
  anonymous: 'anonymous mappings',
}
const STORE = /^(Kafka|Lucene|Cassandra|RocketMQ)\b/

/** `mapped Kafka index files spent 99 % of it` */
export function ownerPhrase(facts: ProcessFacts): string | null {
  const { ownership, culprit } = facts
  const total = ownership?.totals.find((each) => each.owner === culprit?.owner)
  if (!ownership || !culprit || !total) return null
  if (culprit.share < 0.3) return 'no single owner holds most of the mappings'
  const files = ownership.totals.filter((each) => each.owner === 'index-file' || each.owner === 'data-file')
  const fileCount = files.reduce((sum, each) => sum + each.count, 0)
  const store = STORE.exec(total.why)?.[1]
  const both = files.length === 2 && files.every((each) => each.count > 0.1 * fileCount)
  const words = both && files.includes(total) ? 'mapped index and data files' : OWNER_WORDS[total.owner]
  const named = store ? words.replace('mapped', `mapped ${store}`) : words
  const share = both && files.includes(total) ? fileCount / ownership.listing.vmas : culprit.share
  const when =
    ownership.listing.fromCrashLog || facts.crash === null
      ? ''
      : ` (by a listing of ${formatCount(ownership.listing.vmas)} VMAs taken before)`
  const arenas = ownership.totals.find((each) => each.owner === 'malloc-arena')
  const theirs =
    total.owner === 'thread-stack' && arenas && arenas.count >= total.count / 2
      ? `, the malloc arenas of those threads ${formatPercent(arenas.count / ownership.listing.vmas)}`
      : ''
  return `${named} spent ${formatPercent(share)} of it${theirs}${when}`
}

const EXCLUDED_WORDS: Partial<Record<RootCauseId, string>> = {
  'max-map-count': 'the map count',
  'physical-memory': 'RAM',
  'commit-limit': 'overcommit',
  'address-space-limit': 'RLIMIT_AS',
  'data-limit': 'RLIMIT_DATA',
  'task-limit': 'task limits',
  'address-space-exhausted': 'the address space',
  'locked-memory': 'RLIMIT_MEMLOCK',
  'huge-pages': 'huge pages',
  'oom-killer': 'the OOM killer',
  'native-crash': 'a fault in native code',
  'stack-overflow': 'a stack overflow',
  'mapped-file-truncated': 'a truncated mapped file',
  'vm-internal-error': 'an error of the VM',
}

/** What anybody would suspect of such a refusal: worth saying when it fell. */
export function rivalsOf(facts: ProcessFacts): RootCauseId[] {
  if (facts.system?.value === 'windows') return ['commit-limit', 'address-space-exhausted']
  const memory: RootCauseId[] = [
    'max-map-count',
    'physical-memory',
    'commit-limit',
    'address-space-limit',
    'data-limit',
  ]
  // Nobody suspects task limits where memory was refused.
  return facts.victim?.operation === 'thread-start' ? [...memory, 'task-limit'] : memory
}

/** `RAM, overcommit and RLIMIT_AS are ruled out` */
function excludedPhrase(hypotheses: readonly Hypothesis[], standing: RootCauseId, facts: ProcessFacts): string | null {
  const words = rivalsOf(facts)
    .filter((id) => id !== standing && hypotheses.some((each) => each.id === id && each.status === 'ruled-out'))
    .map((id) => EXCLUDED_WORDS[id] ?? id)
  const last = words.pop()
  if (last === undefined) return null
  return words.length === 0 ? `${last} is ruled out` : `${words.join(', ')} and ${last} are ruled out`
}

/** Whether anything here is about a process at all: a lone sysctl dump or an empty file is silent about failures. */
function speaksOfProcess({
  artifacts,
  events,
  mappings,
  series,
  threads,
  collections,
  facts,
}: ProcessRecords): boolean {
  // The kernel's log is the host's.
  const own = new Set(artifacts.filter(({ scope }) => scope === 'process').map(({ id }) => id))
  const records = [events.filter(({ artifact }) => own.has(artifact)), mappings, series, threads, collections]
  return records.some((each) => each.length > 0) || facts.some(({ key }) => /^(?:process|jvm|crash|heap)\./.test(key))
}

function noProcess(): Verdict {
  return {
    rootCause: 'undetermined',
    contributing: [],
    confidence: 0,
    title: 'No process is described here',
    summary:
      'These artifacts say nothing of a running or ended JVM. A crash log (hs_err), its output, or /proc/PID captures would.',
  }
}

const APPLICATION_LOG = 'application-log'
/** Where a process says that something failed. */
const SAYING: ReadonlySet<string> = new Set([APPLICATION_LOG, 'hotspot-stdout'])

const SAYS_FAILURE: ReadonlySet<LogLevel> = new Set(['error', 'fatal'])
const UNSTARTED: EventType = 'process-start-failed'

/** Silence proves something only where a failure would have spoken: in logs, or in files that a living process was asked for. */
function nothingFailed(facts: ProcessFacts): Verdict {
  const { ledger, records } = facts
  const count = ledger ? ` ${countSentence(ledger)}` : ' Its mappings were not counted.'
  // The kernel's log is the host's: its errors may be of any process.
  const own = new Set(records.artifacts.filter(({ scope }) => scope === 'process').map(({ id }) => id))
  const listed = records.events.filter(
    ({ type, level, artifact }) => own.has(artifact) && SAYS_FAILURE.has(level) && type !== UNSTARTED,
  )
  const unlisted = (records.unlisted ?? []).filter(({ type, artifact }) => own.has(artifact) && type === 'log-error')
  const programs = unstartedPrograms(facts)
  const errors = unlisted.reduce((sum, each) => sum + each.count, listed.length)
  const locked = records.events.findLast(({ values }) => Number(values['deadlocks'] ?? 0) > 0)
  const dead = locked
    ? ` A thread dump shows ${formatQuantity(Number(locked.values['deadlocks']), 'deadlock')}: threads wait for each other, and none of them will go on.`
    : ''
  const last = lastWordsOf(facts)
  const main = last?.values['uncaught'] === 'main' ? ` Its main thread ended of “${last.quote}”.` : ''
  const said =
    errors > 0
      ? `${main} ${formatQuantity(errors, 'error')} in its logs, none of them a refusal or a crash that is known here.`
      : ''
  const logged = records.artifacts.some(({ format, scope }) => format === APPLICATION_LOG && scope === 'process')
  const living = facts.memory.rss !== null
  const seen = 0.4 + (logged ? 0.25 : 0) + (living ? 0.25 : 0)
  // What broke off is silent about everything that came after.
  const brokenOff = records.artifacts.find(
    (each) => each.cut === true && each.scope === 'process' && SAYING.has(each.format),
  )
  const lost = brokenOff ? ` ${brokenOff.path} breaks off: what came after its last line is not here.` : ''
  const confidence = errors > 0 || programs.listed > 0 || brokenOff ? 0.5 : ledger ? seen : Math.min(seen, 0.65)
  return {
    rootCause: 'none',
    contributing: [],
    confidence,
    title: locked ? 'Nothing was refused, but threads are deadlocked' : 'Nothing failed',
    summary: `No artifact of this process shows a crash, a refusal or an error exit${programs.but}.${dead}${said}${descriptorsOf(facts)}${count}${lost}`,
  }
}

function countSentence({ vmas, limit, limitSource, standing }: LimitLedger): string {
  return limitSource === 'assumed' && standing === 'above'
    ? `It had ${formatCount(vmas)} mappings, more than the default limit of ${formatCount(limit)} allows; the limit in force is not stated.`
    : `It had ${formatCount(vmas)} of ${formatCount(limit)} mappings (${formatPercent(vmas / limit)}).`
}

/** Children that fork was refused: the process itself goes on. `but`: in words, empty where there are none. */
function unstartedPrograms({ records }: ProcessFacts): { listed: number; but: string } {
  const events = records.events.filter(({ type }) => type === UNSTARTED)
  const [first] = events
  if (!first) return { listed: 0, but: '' }
  const { program, errno } = first.values
  const others = events.length === 1 ? '' : `, and ${formatQuantity(events.length - 1, 'other start')} of programs`
  const call = String(errno).startsWith('ERROR_') ? 'CreateProcess' : 'fork'
  const quoted = program === undefined ? 'a program' : `the program “${String(program)}”`
  return {
    listed: events.length,
    but: `, but that ${quoted} could not be started (${String(errno)} of ${call})${others}`,
  }
}

/** Descriptors are no memory, and have no hypothesis: what fails of them is said wherever nothing else is. */
function descriptorsOf({ records }: ProcessFacts): string {
  const events = records.events.filter(
    ({ values, quote }) => values['errno'] === 'EMFILE' || quote.includes('Too many open files'),
  )
  const [first] = events
  if (!first) return ''
  const many = events.length === 1 ? '' : `, ${formatCount(events.length)} times`
  const path = records.artifacts.find(({ id }) => id === first.artifact)?.path ?? ''
  return ` File descriptors ran out (“Too many open files”, ${path} line ${first.span.line}${many}): that is RLIMIT_NOFILE (ulimit -n), no refusal of memory.`
}

function undetermined(failure: Failure, causes: readonly Hypothesis[], facts: ProcessFacts): Verdict {
  // What is possible comes before what nothing is known of: its gaps are worth closing first.
  const open = [
    ...causes.filter((each) => each.status === 'possible'),
    ...causes.filter((each) => each.status === 'unknown'),
  ]
  // Where nothing is open, what was doubted for want of evidence is looked at again.
  const doubted = causes.filter((each) => each.status === 'unlikely' && KERNEL_ORDER.includes(each.id))
  const sought = open.length > 0 || facts.victim === null ? open : doubted
  const policy = isPolicy(facts.victim) ? facts.victim : null
  const telling = policy
    ? [SECURITY_POLICY]
    : facts.victim?.purpose?.startsWith(KERNEL_MEMORY) === true
      ? [KERNELS_OWN]
      : uniqueMissing(sought)
  const wanted = [...(failure.missing ? [failure.missing] : []), ...telling].slice(0, 3)
  // Nothing but the exit tells of the failure: what the process said of it is elsewhere.
  if (wanted.length === 0 && facts.victim === null && lastWordsOf(facts) === null) wanted.push(...LAST_WORDS)
  const tell =
    wanted.length > 0
      ? ` What would tell: ${wanted.map((each) => (each.capture ? `${each.what} (${each.capture})` : each.what)).join('; ')}.`
      : ''
  const left = policy
    ? ` ${policyWords(policy)}`
    : open.length > 0
      ? ` Still open: ${open.map((each) => EXCLUDED_WORDS[each.id] ?? each.id).join(', ')}.`
      : failure.missing
        ? ''
        : ' By what is here no limit explains it.'
  const unsaid =
    facts.startupFailure && facts.victim?.operation === 'thread-start' && facts.victim.errnoOrigin === 'inferred'
  const also =
    unsaid && !policy
      ? ' A security policy refuses threads at start, too (seccomp of an old container runtime): the errno, which is not here, would tell.'
      : ''
  return {
    rootCause: 'undetermined',
    contributing: [],
    confidence: 0.5,
    title: 'The cause is not determined',
    summary: `${failure.what.replace(/\.$/, '')}.${left}${also}${descriptorsOf(facts)}${tell}${facts.crash && !facts.crash.headingOnly ? '' : ' No crash log of this process is here.'}`,
  }
}

const KERNELS_OWN: MissingFact = {
  what: 'how much memory the kernel had for itself at the failure',
  capture:
    'dmesg | grep -iE "page allocation|slab|out of memory"; grep -E "MemAvailable|Slab" /proc/meminfo; cat /sys/fs/cgroup/memory.{max,current}',
}

const EPERM = 1
const EACCES = 13

/** A limit of tasks gives EAGAIN (kernel/fork.c, copy_process), one of memory ENOMEM or EAGAIN (man 2 mmap). */
function isPolicy(victim: Victim | null): boolean {
  const asked = victim?.operation === 'thread-start' || victim?.operation === 'mmap-commit'
  return asked && (victim.errno === EPERM || victim.errno === EACCES)
}

function policyWords({ operation, errno }: Victim): string {
  const name = errno === EPERM ? 'EPERM' : 'EACCES'
  return operation === 'thread-start'
    ? `${name} of pthread_create is no limit: a security policy refused it (seccomp, as that of a container runtime that is older than the C library in the image and does not know clone3).`
    : `${name} of mmap is no limit: a security policy refused it, as PaX, grsecurity or SELinux (execmem) do with memory that code is to be written to.`
}

const SECURITY_POLICY: MissingFact = {
  what: 'which policy: the same image with --security-opt seccomp=unconfined starts if it was seccomp',
  capture: 'docker version; dmesg | grep -iE "seccomp|grsec|PAX"; ausearch -m avc; grep Seccomp /proc/PID/status',
}

const LAST_WORDS: readonly MissingFact[] = [
  {
    what: 'what the process said last',
    capture: 'its standard output and its log: journalctl -u UNIT, nohup.out, docker logs',
  },
  { what: 'a crash log, if it left one', capture: 'find / -name "hs_err_pid*"; coredumpctl list' },
]

function uniqueMissing(hypotheses: readonly Hypothesis[]): MissingFact[] {
  const byWhat = new Map<string, MissingFact>()
  for (const hypothesis of hypotheses) for (const fact of hypothesis.missing) byWhat.set(fact.what, fact)
  return [...byWhat.values()]
}
