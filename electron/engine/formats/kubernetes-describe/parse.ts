/** Of a pod that matters how a container ended before it was restarted, and how much memory it may use. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { containerEnd } from '../lib/container-end.ts'
import type { KillValues } from '../lib/kernel-kills.ts'
import { killEvent, kubernetesKill } from '../lib/kubernetes-events.ts'
import { readQuantity } from '../lib/kubernetes-quantity.ts'
import { quoteOf } from '../lib/quote.ts'

// Name:             kafka-0
const NAME = /^Name: {2,}(\S{1,253})$/
// Reason:           Evicted              Message:          The node was low on resource: memory. Container kafka was using ...
const WHY = /^(Reason|Message): {1,20}(\S.{0,1000})$/
const CONTAINERS = /^Containers:$/
// Restart Count:  3            in every container, and in nothing else
const RESTARTS = /^ {4}Restart Count: {1,10}(\d{1,9})$/
//   kafka:
const CONTAINER = /^ {2}([a-z0-9-]{1,63}):$/
//     Last State:     Terminated
const FIELD = /^( {4,6})([A-Z][A-Za-z ]{1,20}|memory): {1,20}(\S.{0,300})$/
const BLOCK = /^ {4}([A-Z][A-Za-z ]{1,20}):/

export function sniffKubernetesDescribe({ lines }: Head): Confidence {
  const has = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line))
  return has(NAME) && has(CONTAINERS) && has(RESTARTS) ? 'yes' : 'no'
}

interface Stated {
  text: string
  line: LineNumber
  quote: string
}

interface Container {
  /** How it ended: of its last life, or of this one if that is over. */
  ends: Map<string, Stated>
  memory: Stated | null
}

interface Pod {
  name: Stated
  endLine: LineNumber
  containers: Container[]
  /** Why all of it ended: the kubelet evicted it. */
  reason?: Stated
  message?: Stated
}

export function openKubernetesDescribe(context: ParseContext): LineParser {
  const pods: Pod[] = []
  let section = ''
  let block = ''
  let isEnded = false
  let container: Container | null = null

  function fact(key: FactKey, value: FactValue, { line, quote }: Stated, at: EpochMs | null = null): void {
    context.emit({ kind: 'fact', key, value, at, span: { line, endLine: line }, quote })
  }

  function evicted(values: KillValues, { line, quote }: Stated): void {
    context.emit(killEvent(values, line, quote))
  }

  function field(level: number, name: string, stated: Stated): void {
    if (container === null) return
    if (level === 4) {
      // The state stands before the last state: of two ends it is the later one.
      isEnded = stated.text === 'Terminated' && container.ends.size === 0
    } else if (name === 'memory' && block === 'Limits') container.memory = stated
    else if (isEnded && (block === 'Last State' || block === 'State') && !container.ends.has(name))
      container.ends.set(name, stated)
  }

  /** The last end of the container. */
  function tell({ ends }: Container): void {
    const code = ends.get('Exit Code')
    if (code === undefined || !/^-?\d{1,10}$/.test(code.text)) return
    const reason = ends.get('Reason')
    const end = containerEnd(reason?.text ?? null, code.text)
    if (end === null) return
    const place = reason ?? code
    if (end.otherKilled) fact('cgroup.oom-kills', 1, place)
    fact('process.exit', end.value, end.otherKilled ? code : place, timeOf(ends.get('Finished')?.text))
  }

  /** Of the container that ended, or of the only one. */
  function tellLimit({ memory }: Container): void {
    const limit = readQuantity(memory?.text ?? '')
    if (memory && limit !== null) fact('limit.cgroup-memory', limit, memory)
  }

  return {
    line(line) {
      const text = line.text()
      const { number } = line
      const pod = pods.at(-1)
      const name = NAME.exec(text)?.[1]
      if (name !== undefined) {
        pods.push({ name: { text: name, line: number, quote: quoteOf(text) }, endLine: number, containers: [] })
        container = null
        return
      }
      if (pod === undefined || text === '') return
      pod.endLine = number
      if (!text.startsWith(' ')) {
        section = text.split(':', 1)[0] ?? ''
        const why = WHY.exec(text)
        const stated = { text: why?.[2] ?? '', line: number, quote: quoteOf(text) }
        if (why?.[1] === 'Reason') pod.reason = stated
        else if (why) pod.message = stated
        container = null
        return
      }
      if (section !== 'Containers') return
      if (CONTAINER.test(text)) {
        container = { ends: new Map(), memory: null }
        pod.containers.push(container)
        block = ''
        isEnded = false
        return
      }
      const found = BLOCK.exec(text)?.[1]
      if (found !== undefined) block = found
      const match = FIELD.exec(text)
      if (match)
        field(match[1]?.length ?? 0, match[2] ?? '', { text: match[3] ?? '', line: number, quote: quoteOf(text) })
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The description ends early')
      const ended = pods.flatMap(({ containers }) => containers.filter(({ ends }) => ends.has('Exit Code')))
      for (const { name, endLine } of pods) {
        const span = { line: name.line, endLine }
        context.emit({ kind: 'region', id: 'pod', title: `Pod ${name.text}`, note: '', depth: 1, span })
      }
      const [only, ...others] = pods
      // Of several it cannot be told here which one the other artifacts are of.
      if (only && others.length === 0) {
        fact('host.name', only.name.text, only.name)
        if (ended[0] && ended.length === 1) {
          tell(ended[0])
          tellLimit(ended[0])
        } else if (only.containers[0] && only.containers.length === 1) tellLimit(only.containers[0])
        const { reason, message } = only
        const values = reason && message && kubernetesKill(reason.text, `pod/${only.name.text}`, message.text)
        if (reason && values) evicted(values, reason)
      }
      context.emit({
        kind: 'region',
        id: 'kubernetes-describe',
        title: pods.length === 1 ? 'A pod' : `${pods.length} pods`,
        note: `${ended.length} of the containers ended.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}

/** `Sun, 22 Nov 2026 08:59:00 +0000`: time.RFC1123Z. */
function timeOf(text: string | undefined): EpochMs | null {
  if (text === undefined || !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/.test(text))
    return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}
