import type { LineNumber } from '../../../../shared/model/units.ts'
import type { LineParser, ParseContext } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { JVM_PROGRAM } from '../lib/jvm-programs.ts'
import type { KillValues } from '../lib/kernel-kills.ts'
import { killEvent, kubernetesKill } from '../lib/kubernetes-events.ts'
import { quoteOf } from '../lib/quote.ts'

// LAST SEEN   TYPE      REASON      OBJECT        MESSAGE          NAMESPACE   LAST SEEN   TYPE   REASON   OBJECT   SUBOBJECT   SOURCE   MESSAGE ...
// LAST SEEN   FIRST SEEN   COUNT   NAME   KIND   SUBOBJECT   TYPE   REASON   SOURCE   MESSAGE                             (before 1.15)
const EVENTS = /^(?:NAMESPACE {2,})?LAST SEEN {2,}.{0,200}\bREASON {2,}.{0,200}\bMESSAGE\b/
//   Type     Reason     Age   From            Message                                                  (kubectl describe)
const DESCRIBED =
  /^ {2}(?:FirstSeen {2,}LastSeen {2,}Count {2,}From {2,}SubObjectPath {2,})?Type {2,}Reason {2,}(?:Age {2,}From {2,})?Message$/
// NAME      READY   STATUS      RESTARTS      AGE          NAMESPACE   NAME   READY   STATUS   RESTARTS   AGE   IP   NODE ...
const PODS = /^(?:NAMESPACE {2,})?NAME {2,}READY {2,}STATUS {2,}RESTARTS {2,}AGE\b/
/** What the main process of the only pod ended of. */
const KILLED = 'OOMKilled'
// 0/1: of how many containers as many are ready
const READY = /^\d{1,3}\/(\d{1,3})$/
const COLUMN = /\S+(?: \S+)*/g
const LINE_CHARACTERS = 4000

export function isTable(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  if (EVENTS.test(first) || PODS.test(first)) return true
  // Of a pod there is more to be read.
  return (
    /^Name: {2,}\S/.test(first) &&
    lines.some((line) => DESCRIBED.test(line)) &&
    !lines.some((line) => line.startsWith('    Restart Count:'))
  )
}

interface Column {
  name: string
  from: number
}

interface Pod {
  name: string
  /** How many containers it has; NaN where that is not printed. */
  containers: number
  status: string
  line: LineNumber
  quote: string
}

export function openTables(context: ParseContext): LineParser {
  const sink = new EventSink(context)
  const pods: Pod[] = []
  let kind: 'events' | 'pods' | null = null
  let columns: readonly Column[] = []
  let object = ''
  let rows = 0

  function cell(text: string, name: string): string {
    const at = columns.findIndex((column) => column.name === name)
    const column = columns[at]
    return column === undefined ? '' : text.slice(column.from, columns[at + 1]?.from).trim()
  }

  function killed(values: KillValues, line: LineNumber, text: string): void {
    sink.add(killEvent(values, line, quoteOf(text)))
  }

  function event(text: string, line: LineNumber): void {
    const message = text.slice(columns.find(({ name }) => name === 'MESSAGE')?.from ?? text.length).trim()
    const kindOf = cell(text, 'KIND')
    const named = cell(text, 'OBJECT') || (kindOf === '' ? object : `${kindOf}/${cell(text, 'NAME')}`)
    const values = kubernetesKill(cell(text, 'REASON'), named, message)
    if (values) killed(values, line, text)
  }

  return {
    line(line) {
      const text = line.text().slice(0, LINE_CHARACTERS)
      const heads = EVENTS.test(text) || DESCRIBED.test(text) ? 'events' : PODS.test(text) ? 'pods' : null
      if (heads) {
        kind = heads
        columns = [...text.matchAll(COLUMN)].map((match) => ({ name: match[0].toUpperCase(), from: match.index }))
        return
      }
      const name = kind === null ? /^Name: {2,}(\S{1,253})$/.exec(text)?.[1] : undefined
      if (name !== undefined) object = `node/${name}`
      if (kind === null || text.trim() === '' || /^[ -]+$/.test(text)) return
      rows++
      if (kind === 'events') event(text, line.number)
      else {
        const pod = {
          name: cell(text, 'NAME'),
          containers: Number(READY.exec(cell(text, 'READY'))?.[1] ?? Number.NaN),
          status: cell(text, 'STATUS'),
          line: line.number,
          quote: quoteOf(text),
        }
        // `get pods -w` prints a pod again and again.
        const known = pods.findIndex((each) => each.name === pod.name)
        if (known >= 0)
          pods[known] = pod.status === KILLED || pods[known]?.status !== KILLED ? pod : (pods[known] ?? pod)
        else if (pods.length < 10_000) pods.push(pod)
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The table ends early')
      const [only, ...others] = pods
      if (only && others.length === 0) {
        const span = { line: only.line, endLine: only.line }
        context.emit({ kind: 'fact', key: 'host.name', value: only.name, at: null, span, quote: only.quote })
      }
      for (const { name, containers, status, line, quote } of pods)
        if (status === KILLED) {
          const several = containers > 1 && { containers }
          killed({ pod: name, scope: 'cgroup', ...several, ...(JVM_PROGRAM.test(name) && { jvm: 1 }) }, line, quote)
        }
      const found = sink.end(lines)
      const title = pods.length > 0 ? `Pods: ${pods.length}` : `Events: ${rows}`
      context.emit({
        kind: 'region',
        id: 'kubernetes-list',
        title,
        note: found === '' ? '' : `Found: ${found}.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
