/** What a line is called on the timeline, and of what sort it is. */
import type { TimelineEvent, TimelineKind } from '../../../../shared/model/analysis.ts'
import type { EventRecord, EventType } from '../../../../shared/model/records.ts'
import { formatExactBytes } from '../../../../shared/display/bytes.ts'
import { isLateExit } from '../crash.ts'
import type { EntryDraft } from './entry.ts'

type Said = Pick<EntryDraft, 'kind' | 'title' | 'tone' | 'stem' | 'many' | 'weight'>

const TITLE_LENGTH = 140
const STEM_LENGTH = 80
// [ReplicaFetcher replicaId=3, leaderId=1, fetcherId=0] Connection to node 1 could not be established.
const SPEAKER = /^\[[^\]]{1,300}\]:? (?=\S)/

interface Sort {
  kind: TimelineKind
  tone: TimelineEvent['tone']
  title: string
}

const SORTS: Partial<Record<EventType, Sort>> = {
  'map-failed': { kind: 'refusal', tone: 'bad', title: 'Map failed' },
  'out-of-memory': { kind: 'error', tone: 'bad', title: 'OutOfMemoryError' },
  'unsafe-access-fault': { kind: 'error', tone: 'bad', title: 'Fault in mapped memory' },
  'stack-overflow': { kind: 'error', tone: 'bad', title: 'Stack overflow' },
  'thread-start-failed': { kind: 'refusal', tone: 'bad', title: 'A thread was not started' },
  'process-start-failed': { kind: 'refusal', tone: 'bad', title: 'A program was not started' },
  'call-refused': { kind: 'refusal', tone: 'bad', title: 'A call of native code was refused' },
  'commit-failed': { kind: 'refusal', tone: 'bad', title: 'A commit of memory failed' },
  'traced-refusal': { kind: 'refusal', tone: 'bad', title: 'A system call was refused' },
  'guard-pages-failed': { kind: 'refusal', tone: 'bad', title: "A stack's guard pages could not be changed" },
  'insufficient-memory': { kind: 'crash', tone: 'bad', title: 'Crash: memory was refused to the JVM' },
  'fatal-error': { kind: 'crash', tone: 'bad', title: 'Crash: the JVM ended itself' },
  'vm-initialization-failed': { kind: 'crash', tone: 'bad', title: 'The JVM could not start' },
  'zgc-map-warning': { kind: 'warning', tone: 'info', title: "ZGC's advice on max_map_count, printed always" },
  'gc-requested': { kind: 'gc-explicit', tone: 'info', title: 'Code calls System.gc()' },
  'oom-kill': { kind: 'kernel', tone: 'bad', title: 'OOM killer' },
  'fork-rejected': { kind: 'kernel', tone: 'bad', title: 'Fork rejected by the pids controller' },
  'overcommit-refused': { kind: 'kernel', tone: 'bad', title: 'Memory refused by overcommit accounting' },
  'data-limit-exceeded': { kind: 'kernel', tone: 'bad', title: 'Memory refused by RLIMIT_DATA' },
  'kernel-allocation-failed': { kind: 'kernel', tone: 'warn', title: 'The kernel found no memory for itself' },
  'kernel-segfault': { kind: 'kernel', tone: 'bad', title: 'Segmentation fault, by the kernel' },
  'machine-check': { kind: 'kernel', tone: 'bad', title: 'Hardware error' },
}

/** One change, and several. Values: formats/lib/leadership-lines.ts. */
const CHANGES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  leader: ['This broker leads', 'This broker leads more partitions'],
  follower: ['This broker follows', 'This broker follows in more partitions'],
  'in-sync': ['In-sync replicas changed', 'In-sync replicas changed'],
  controller: ['Controller changed', 'Controller changed'],
  coordinator: ['Group coordinator changed', 'Group coordinators changed'],
  brokers: ['Brokers came or went', 'Brokers came or went'],
  rebalance: ['Rebalance', 'Rebalances'],
  rebalanced: ['Rebalance done', 'Rebalances done'],
  'member-failed': ['A consumer failed', 'Consumers failed'],
}

/** In the words of a VM that does not start, but it ran. */
const LATE_EXIT = { kind: 'crash', tone: 'bad', title: 'The JVM ended itself' } as const

/** @param event No segment, start, stop or thread dump. */
export function wordsOf(event: EventRecord): Said {
  const { type } = event
  if (type === 'log-error' || type === 'log-warning') return messageWords(event)
  if (type === 'leadership') return leadershipWords(event)
  const sort = isLateExit(event) ? LATE_EXIT : (SORTS[type] ?? { kind: 'warning', tone: 'info', title: type })
  const detail = detailOf(event)
  const title = cut(detail === '' ? sort.title : `${sort.title}: ${detail}`, TITLE_LENGTH)
  // Java's errors differ by their reason.
  if (type === 'out-of-memory') return { ...sort, title, stem: withoutNumbers(title) }
  return { ...sort, title, stem: sort.title, many: sort.title }
}

function messageWords({ type, source, values, quote }: EventRecord): Said {
  const message = firstLine(String(values['message'] ?? quote)).replace(SPEAKER, '')
  const error = type === 'log-error'
  const title = cut(message === '' ? source || type : message, TITLE_LENGTH)
  const stem = `${source} ${cut(withoutNumbers(message), STEM_LENGTH)}`
  return { kind: error ? 'error' : 'warning', tone: error ? 'bad' : 'warn', title, stem }
}

function leadershipWords({ values }: EventRecord): Said {
  const [one, many] = CHANGES[String(values['change'])] ?? ['Leadership changed', 'Leadership changed']
  const of = values['partition'] ?? values['group']
  const title = cut(of === undefined ? one : `${one}: ${of}`, TITLE_LENGTH)
  return { kind: 'leadership', tone: 'info', title, stem: one, many }
}

function detailOf({ type, values }: EventRecord): string {
  const value = (name: string): string => (values[name] === undefined ? '' : firstLine(String(values[name])))
  switch (type) {
    case 'commit-failed': {
      const bytes = Number(values['bytes'])
      const size = Number.isFinite(bytes) && bytes > 0 ? formatExactBytes(bytes) : ''
      return [size, value('errno') && `errno ${value('errno')}`].filter((part) => part !== '').join(', ')
    }
    case 'traced-refusal': {
      const bytes = Number(values['bytes'])
      const size = bytes > 0 ? ` of ${formatExactBytes(bytes)}` : ''
      return `${value('call')}${size}, ${value('errno')}`
    }
    case 'thread-start-failed':
    case 'process-start-failed':
      return value('errno')
    case 'call-refused':
      return [value('call'), value('errno')].filter((part) => part !== '').join(', ')
    case 'out-of-memory':
    case 'vm-initialization-failed':
      return value('reason')
    case 'gc-requested':
      return value('caller')
    case 'oom-kill':
      // systemd-oomd names no process.
      return [value('comm'), value('pid') || value('pod') || value('container') || value('cgroup')]
        .filter((part) => part !== '')
        .join(' ')
    case 'overcommit-refused':
    case 'data-limit-exceeded':
    case 'kernel-allocation-failed':
    case 'kernel-segfault':
      return [value('comm'), value('tid')].filter((part) => part !== '').join(' ')
    default:
      return ''
  }
}

/** Numbers, addresses and names with numbers differ from line to line of one sort. */
function withoutNumbers(message: string): string {
  return message.replace(/\S+/g, (word) => (/\d/.test(word) ? '#' : word))
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? ''
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3).trimEnd()}...`
}
