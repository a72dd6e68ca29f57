import type { FactKey, FactValue } from '../../../../shared/model/facts.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import type { Confidence, Head, LineParser, ParseContext } from '../format.ts'
import { JVM_PROGRAM } from '../lib/jvm-programs.ts'
import { quoteOf } from '../lib/quote.ts'
import { signalName } from '../lib/signals.ts'
import { readTimestamp } from '../lib/time.ts'
import { endOfUnit } from '../lib/unit-end.ts'

// LimitNPROC=14991        TasksMax=infinity        MemoryCurrent=[not set]        Result=oom-kill
const PROPERTY = /^([A-Z][A-Za-z0-9]{1,60})=(.*)$/
const NUMBER = /^\d{1,20}$/
/** Of a service, and of nothing else that has such names. */
const SIGN = /^(?:Limit[A-Z]{2,10}(?:Soft)?|TasksMax|MemoryMax|MemoryCurrent|ExecMainPID|MainPID)=/
/** CGROUP_LIMIT_MAX and "not set" of 64 bits. */
const UNSET = 2 ** 63

const LIMITS: readonly (readonly [name: string, key: FactKey, isSame: boolean])[] = [
  // What is not asked for with Soft is the hard limit. The manager's own defaults have both alike, but for these three.
  ['LimitAS', 'limit.address-space', true],
  ['LimitDATA', 'limit.data', true],
  ['LimitMEMLOCK', 'limit.locked', true],
  ['LimitNPROC', 'limit.processes', true],
  ['LimitNOFILE', 'limit.files', false],
  ['LimitSTACK', 'limit.stack', false],
  ['LimitCORE', 'limit.core', false],
]
const GROUP: readonly (readonly [name: string, key: FactKey])[] = [
  ['TasksMax', 'limit.cgroup-tasks'],
  ['TasksCurrent', 'cgroup.tasks'],
  ['MemoryMax', 'limit.cgroup-memory'],
  ['MemoryCurrent', 'cgroup.memory'],
  ['MemoryPeak', 'cgroup.memory-peak'],
]
/** CLD_EXITED, CLD_KILLED and CLD_DUMPED (siginfo.h). */
const CODES = new Map([
  ['1', 'exited'],
  ['2', 'killed'],
  ['3', 'dumped'],
])
const RESULTS = new Set(['oom-kill', 'timeout'])
const ENDED = new Set(['failed', 'inactive'])

export function sniffServiceProperties({ lines }: Head): Confidence {
  const written = lines.filter((line) => line.trim() !== '')
  const named = written.filter((line) => PROPERTY.test(line)).length
  return named * 10 >= written.length * 9 && written.some((line) => SIGN.test(line)) ? 'yes' : 'no'
}

interface Stated {
  value: string
  line: LineNumber
  quote: string
}

export function openServiceProperties(context: ParseContext): LineParser {
  const stated = new Map<string, Stated>()
  let several = false

  function fact(key: FactKey, value: FactValue, { line, quote }: Stated, at: number | null = null): void {
    context.emit({ kind: 'fact', key, value, at, span: { line, endLine: line }, quote })
  }

  function limit(key: FactKey, found: Stated): void {
    if (found.value === 'infinity') fact(key, null, found)
    else if (NUMBER.test(found.value)) fact(key, Number(found.value) >= UNSET ? null : Number(found.value), found)
  }

  function current(key: FactKey, found: Stated): void {
    if (NUMBER.test(found.value) && Number(found.value) < UNSET) fact(key, Number(found.value), found)
  }

  function end(): void {
    const [state, code, status, result] = ['ActiveState', 'ExecMainCode', 'ExecMainStatus', 'Result'].map((name) =>
      stated.get(name),
    )
    const how = CODES.get(code?.value ?? '')
    if (!status || how === undefined || !ENDED.has(state?.value ?? '')) return
    const number = Number(status.value)
    const value =
      how === 'exited'
        ? endOfUnit(how, status.value, undefined)
        : endOfUnit(how, undefined, signalName(number)?.replace(/^SIG/, ''))
    if (value === null) return
    const time = readTimestamp(stated.get('ExecMainExitTimestamp')?.value.replace(/^[A-Z][a-z]{2} /, '') ?? '')
    const why = RESULTS.has(result?.value ?? '') ? `, result ${result?.value ?? ''}` : ''
    fact('process.exit', `${value}${why}`, status, time?.zoned === true ? time.at : null)
  }

  return {
    line(line) {
      const text = line.text()
      const match = PROPERTY.exec(text)
      if (!match) return
      const name = match[1] ?? ''
      // With several units the properties come again, behind a blank line.
      if (stated.has(name) && name === 'Id') several = true
      if (!stated.has(name))
        stated.set(name, { value: (match[2] ?? '').trim(), line: line.number, quote: quoteOf(text) })
    },
    end(lines, cut) {
      if (lines === 0) return
      if (cut) context.report('truncated', lines, 'The properties end early')
      const names = ['Id', 'Names', 'ExecStart', 'Description'].flatMap((name) => stated.get(name)?.value ?? [])
      // Of a service that is named and no JVM's nothing is of use; of one that is not named it is what was asked for.
      if (!several && (names.length === 0 || names.some((text) => JVM_PROGRAM.test(text)))) {
        const pid = [stated.get('MainPID'), stated.get('ExecMainPID')].find(
          (each) => NUMBER.test(each?.value ?? '') && each?.value !== '0',
        )
        if (pid) fact('process.pid', Number(pid.value), pid)
        for (const [name, key, isSame] of LIMITS) {
          const found = stated.get(`${name}Soft`) ?? (isSame ? stated.get(name) : undefined)
          if (found) limit(key, found)
        }
        for (const [name, key] of GROUP) {
          const found = stated.get(name)
          if (found && key.startsWith('limit.')) limit(key, found)
          else if (found) current(key, found)
        }
        end()
      }
      context.emit({
        kind: 'region',
        id: 'service-properties',
        title: 'Properties of a service',
        note: 'Limits are those that its processes start with.',
        depth: 0,
        span: { line: 1, endLine: lines },
      })
    },
  }
}
