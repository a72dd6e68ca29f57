/** Of a container that matters how it ended, and how much memory and how many tasks it may have. */
import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { EpochMs, LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { containerEnd } from '../lib/container-end.ts'
import { JsonFields, JsonList } from '../lib/json-reader.ts'
import { QuotedJson } from '../lib/quoted-json.ts'
import { readTimestamp } from '../lib/time.ts'

const SIGNS = ['"Id"', '"State"', '"OOMKilled"', '"ExitCode"']
/** `docker inspect -f '{{json .State}}'` */
const STATE_SIGNS = ['"Running"', '"OOMKilled"', '"ExitCode"', '"FinishedAt"']
/** crictl inspect: CRI's ContainerStatus, as the runtime gives it (k8s.io/cri-api), with what it ran below `info`. */
const CRI_SIGNS = ['"status"', '"state"', '"CONTAINER_', '"exitCode"', '"finishedAt"']
/** 128 + SIGKILL, as the runtime reports it. */
const KILLED = 137

export function sniffDockerInspect({ text }: Head): Confidence {
  if (!/^\s*[[{]/.test(text)) return 'no'
  const signs = [SIGNS, STATE_SIGNS, CRI_SIGNS]
  return signs.some((each) => each.every((sign) => text.includes(sign))) ? 'certain' : 'no'
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

  /** Null where it runs, or where nobody saw its end. */
  function tellStatus(status: JsonFields, root: JsonFields): void {
    const labels = status.fields('labels')
    const pod = labels?.text('io.kubernetes.pod.name')
    if (labels && pod) fact('host.name', pod, labels.lineOf('io.kubernetes.pod.name'))
    const resources = root.fields('info')?.fields('runtimeSpec')?.fields('linux')?.fields('resources') ?? null
    limit('limit.cgroup-memory', resources?.fields('memory') ?? null, 'limit')
    limit('limit.cgroup-tasks', resources?.fields('pids') ?? null, 'limit')
    const code = status.get('exitCode')
    if (status.text('state') !== 'CONTAINER_EXITED' || typeof code !== 'number') return
    const reason = status.text('reason')
    const end = containerEnd(reason, String(code))
    if (end === null) return
    const line = status.lineOf(reason === 'OOMKilled' ? 'reason' : 'exitCode')
    if (end.otherKilled) fact('cgroup.oom-kills', 1, line)
    fact('process.exit', end.value, line, readTimestamp(status.text('finishedAt') ?? '')?.at ?? null)
  }

  return {
    line: (line) => json.line(line),
    end(lines, cut) {
      json.end(lines, cut, 'The description')
      if (lines === 0) return
      const [root] = json.reader.roots
      const items = root instanceof JsonList ? root.items : [root]
      const containers = items.filter((item) => item instanceof JsonFields && isContainer(item))
      const [only, ...others] = containers
      // Of several it cannot be told here which one the other artifacts are of.
      if (only instanceof JsonFields && others.length === 0) {
        const status = only.fields('status')
        if (status) tellStatus(status, only)
        else if (only.fields('State')) tell(only)
        else if (only.get('Running') === false) tellEnd(only)
      }
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

function isContainer(item: JsonFields): boolean {
  return (
    item.fields('State') !== null ||
    item.get('OOMKilled') !== undefined ||
    item.fields('status')?.text('state')?.startsWith('CONTAINER_') === true
  )
}
