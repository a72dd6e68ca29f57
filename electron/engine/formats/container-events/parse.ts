/** Of a container that died matters with which status, and whether the OOM killer was at work in it before. */
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { EventSink } from '../lib/event-sink.ts'
import { isObject, objectOf, textAt, type JsonObject } from '../lib/json-text.ts'
import { JVM_PROGRAM } from '../lib/jvm-programs.ts'
import { quoteOf } from '../lib/quote.ts'
import { readTimestamp } from '../lib/time.ts'

// 2026-11-22T08:46:45.011072877-05:00 container oom 29d7f2... (image=apache/kafka:3.7.0, name=kafka)
// 2026-11-22T08:46:45.211072877-05:00 container die 29d7f2... (execDuration=7, exitCode=137, image=apache/kafka:3.7.0, name=kafka)
const TEXT = /^(\d{4}-\d\d-\d\dT\S{8,30}) container (\w{2,20}) ([0-9a-f]{12,64}) \((.*)\)\s{0,4}$/
// 2026-11-22 08:46:45.011072877 +0000 UTC container died 29d7f2... (image=..., name=kafka, ...)                     (podman)
const PODMAN =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [+-]\d{4}) [A-Z+-]\S{0,5} container (\w{2,20}) ([0-9a-f]{12,64}) \((.*)\)\s{0,4}$/
const NAME = /(?:^|, )name=([^,]{1,255})/
const IMAGE = /(?:^|, )image=([^,]{1,500})/
const CODE = /(?:^|, )(?:exitCode|containerExitCode)=(-?\d{1,10})/
const SNIFFED_LINES = 50
const LINE_CHARACTERS = 20_000
const KILLED = '137'
const STARTS = new Set(['start', 'restart'])
const ENDS = new Set(['die', 'died'])

interface Told {
  at: EpochMs | null
  action: string
  id: string
  name: string
  image: string
  code: string | null
}

export function sniffContainerEvents({ lines }: Head): Confidence {
  const first = lines.filter((line) => line.trim() !== '').slice(0, SNIFFED_LINES)
  const read = first.filter(
    (line) =>
      readEvent(line) !== null || /^\d{4}-\d\d-\d\dT\S{8,30} (?:image|network|volume|daemon|exec) \w+ /.test(line),
  )
  return read.length > 0 && read.length * 10 >= first.length * 8 && first.some((line) => readEvent(line) !== null)
    ? 'certain'
    : 'no'
}

function readEvent(line: string): Told | null {
  const text = line.slice(0, LINE_CHARACTERS)
  const match = TEXT.exec(text) ?? PODMAN.exec(text)
  if (match) {
    const [, time = '', action = '', id = '', attributes = ''] = match
    return {
      at: readTimestamp(time)?.at ?? null,
      action,
      id,
      name: NAME.exec(attributes)?.[1] ?? id.slice(0, 12),
      image: IMAGE.exec(attributes)?.[1] ?? '',
      code: CODE.exec(attributes)?.[1] ?? null,
    }
  }
  if (!text.startsWith('{') || !text.includes('"Actor"')) return null
  const fields = objectOf(text)
  const actor = fields && objectAt(fields, 'Actor')
  if (!fields || !actor || textAt(fields, 'Type') !== 'container') return null
  const attributes = objectAt(actor, 'Attributes')
  const id = textAt(actor, 'ID') ?? ''
  const seconds = Number(fields['time'])
  return {
    at: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
    action: textAt(fields, 'Action') ?? '',
    id,
    name: (attributes && textAt(attributes, 'name')) ?? id.slice(0, 12),
    image: (attributes && textAt(attributes, 'image')) ?? '',
    code: attributes && textAt(attributes, 'exitCode'),
  }
}

function objectAt(object: JsonObject, key: string): JsonObject | null {
  const value = object[key]
  return isObject(value) ? value : null
}

interface Container {
  name: string
  oom: LineNumber | null
  end: { code: string; at: EpochMs | null; line: LineNumber; quote: string; oom: boolean } | null
}

export function openContainerEvents(context: ParseContext): LineParser {
  const sink = new EventSink(context)
  const containers = new Map<string, Container>()

  return {
    line(line) {
      const text = line.text()
      const told = readEvent(text)
      if (told === null) return
      const { id, name, image, action, at, code } = told
      let container = containers.get(id)
      if (container === undefined) {
        if (containers.size >= 10_000) return
        containers.set(id, (container = { name, oom: null, end: null }))
      }
      if (action === 'oom') {
        container.oom = line.number
        const isJvm = JVM_PROGRAM.test(name) || JVM_PROGRAM.test(image)
        const values = { container: name, scope: 'cgroup', ...(isJvm && { jvm: 1 }) }
        const span = { line: line.number, endLine: line.number }
        sink.add({
          type: 'oom-kill',
          at,
          uptime: null,
          level: 'error',
          source: 'docker',
          values,
          span,
          quote: quoteOf(text),
        })
      } else if (STARTS.has(action)) {
        container.oom = null
        container.end = null
      } else if (ENDS.has(action) && code !== null) {
        container.end = { code, at, line: line.number, quote: quoteOf(text), oom: container.oom !== null }
      }
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The events end early')
      const [only, ...others] = [...containers.values()]
      // Of several it cannot be told here which one the other artifacts are of.
      if (only?.end && others.length === 0) {
        const { code, at, line, quote, oom } = only.end
        const value = `${oom && code === KILLED ? 'OOMKilled, ' : ''}exit code ${code}`
        context.emit({ kind: 'fact', key: 'process.exit', value, at, span: { line, endLine: line }, quote })
      }
      const found = sink.end(lines)
      context.emit({
        kind: 'region',
        id: 'container-events',
        title: `Events of ${containers.size === 1 ? 'a container' : `${containers.size} containers`}`,
        note: found === '' ? '' : `Found: ${found}.`,
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
