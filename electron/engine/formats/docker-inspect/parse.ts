/** Of a container that matters how it ended, and how much memory and how many tasks it may have. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { JsonFields, JsonList } from '../lib/json-reader.ts'
import { QuotedJson } from '../lib/quoted-json.ts'
import { readTimestamp } from '../lib/time.ts'

const SIGNS = ['"Id"', '"State"', '"OOMKilled"', '"ExitCode"']
/** 128 + SIGKILL, as the runtime reports it. */
const KILLED = 137

export function sniffDockerInspect({ text }: Head): Confidence {
  return /^\s*[[{]/.test(text) && SIGNS.every((sign) => text.includes(sign)) ? 'certain' : 'no'
}

export function openDockerInspect(context: ParseContext): LineParser {
  const json = new QuotedJson(context)

  function fact(key: FactKey, value: FactValue, line: LineNumber, at: EpochMs | null = null): void {
    const span = { line, endLine: line }
    context.emit({ kind: 'fact', key, value, at, span, quote: json.quote(line) })
  }

  function limit(key: FactKey, host: JsonFields | null, name: string): void {
    const value = host?.get(name)
    // 0 and -1 are no limit.
    if (host && typeof value === 'number' && Number.isSafeInteger(value) && value > 0)
      fact(key, value, host.lineOf(name))
  }

  /** `OOMKilled` is of any process in the container (moby, daemon/monitor.go): of the main one only if SIGKILL ended that. */
  function tellEnd(state: JsonFields): void {
    const code = state.get('ExitCode')
    if (typeof code !== 'number' || !Number.isSafeInteger(code)) return
    const isKilled = state.get('OOMKilled') === true
    if (isKilled && code !== KILLED) fact('cgroup.oom-kills', 1, state.lineOf('OOMKilled'))
    const at = readTimestamp(state.text('FinishedAt') ?? '')?.at ?? null
    const own = isKilled && code === KILLED
    fact(
      'process.exit',
      `${own ? 'OOMKilled, ' : ''}exit code ${code}`,
      state.lineOf(own ? 'OOMKilled' : 'ExitCode'),
      at,
    )
  }

  function tell(container: JsonFields): void {
    const state = container.fields('State')
    // One that waits to be started again counts as running (moby, container/state.go, SetRestarting); it has no process.
    const isOver = state?.get('Running') === false || state?.get('Restarting') === true
    if (state && isOver && state.text('Status') !== 'created') tellEnd(state)
    const host = container.fields('HostConfig')
    limit('limit.cgroup-memory', host, 'Memory')
    limit('limit.cgroup-tasks', host, 'PidsLimit')
    const config = container.fields('Config')
    const name = config?.text('Hostname')
    if (config && name) fact('host.name', name, config.lineOf('Hostname'))
  }

  return {
    line: (line) => json.line(line),
    end(lines, cut) {
      json.end(lines, cut, 'The description')
      if (lines === 0) return
      const [root] = json.reader.roots
      const items = root instanceof JsonList ? root.items : [root]
      const containers = items.filter((item) => item instanceof JsonFields && item.fields('State') !== null)
      const [only, ...others] = containers
      // Of several it cannot be told here which one the other artifacts are of.
      if (only instanceof JsonFields && others.length === 0) tell(only)
      context.emit({
        kind: 'region',
        id: 'docker-inspect',
        title: containers.length === 1 ? 'A container' : `${containers.length} containers`,
        note: '',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
