/**
 * Prefixes that are put before every line.
 *
 *   2026-11-22T08:46:17.123456789Z stdout F [2026-11-22 08:46:17,797] INFO ...       CRI: /var/log/pods (kubelet, cri-api)
 *   2026-11-22T08:46:17.123456789Z [2026-11-22 08:46:17,797] INFO ...                kubectl logs --timestamps, docker logs -t
 *   [pod/kafka-0/kafka] [2026-11-22 08:46:17,797] INFO ...                           kubectl logs --prefix
 *   kafka-1  | [2026-11-22 08:46:17,797] INFO ...                                    docker compose logs, docker service logs
 *   INFO   | jvm 1    | 2026/11/22 08:46:17 | [2026-11-22 08:46:17,797] INFO ...     Java Service Wrapper
 *   Nov 22 08:46:17 kafka-13 kafka-server-start.sh[11672]: [2026-11-22 ...           journalctl -u, rsyslog
 *   2026-11-22T08:46:17.797123+00:00 kafka-13 kafka[11672]: [2026-11-22 ...          journalctl -o short-iso-precise
 *   2026-11-22T08:46:17.79+0100 [APP/PROC/WEB/0] OUT 2026-11-22 08:46:17.797  INFO ...   cf logs
 *   2026-11-22T08:46:17.797123+00:00 app[web.1]: 2026-11-22 08:46:17.797  INFO ...        heroku logs
 *   kafka-0 kafka [2026-11-22 08:46:17,797] INFO ...    [kafka-0 kafka] [2026-11-22 ...   stern, kubetail
 *   [2026-11-22T08:46:17.797Z] text                     08:46:17  text                   Jenkins (Pipeline, Timestamper)
 *   2026-11-22T08:46:17Z {app="kafka"} [2026-11-22 ...                                   logcli
 *   2026-11-22 08:46:17 +0000 kube.kafka: {"log":"[2026-11-22 ...", ...}                 fluentd (out_file has tabs between)
 */
import type { Line } from '../format.ts'
import { isBystander } from './bystanders.ts'
import { readKernelPrefix } from './kernel-prefix.ts'
import { readTimestamp } from './time.ts'
import type { WrapperPrefix } from './wrapper.ts'

/** What is decoded of a line to find its prefix; host and unit names are shorter. */
const PREFIX_BYTES = 400

const TAB = 0x09
const SPACE = 0x20

const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`
const ZONE = String.raw`(?:Z|[+-]\d\d:?\d\d)`
// 2026-11-22T08:46:17.123456789Z stdout F text
const CRI = new RegExp(String.raw`^(${ISO}(?:\.\d{1,9})?${ZONE}) std(?:out|err) [FP](?: |$)`)
// 2026-11-22T08:46:17.123456789Z text
const STAMP = new RegExp(String.raw`^(${ISO}(?:\.\d{1,9})?${ZONE})(?: |$)`)
/** Go's RFC3339Nano drops zeros at the end, so that one of ten has eight digits and one of a hundred seven; Java prints three or six. */
const NANOSECONDS = /^.{19}\.\d{7,9}[Z+-]/
// [pod/kafka-0/kafka] text
const POD = /^\[pod\/[\w.-]{1,253}\/[\w.-]{1,63}\](?: |$)/
// kafka-1  | text        kafka_1      | text        kafka.1.x2c5a@node-3    | text        (docker service logs)
const SERVICE = /^[A-Za-z0-9][\w.@-]{0,200} {1,60}\|(?: |$)/
// INFO   | jvm 1    | 2026/11/22 08:46:17 | text        STATUS | wrapper  | 2026/11/22 08:46:17.797 | text        (Java Service Wrapper)
const SERVICE_WRAPPER =
  /^[A-Z]{4,6} {1,3}\| (?:jvm \d{1,4}|wrapper[pm]?) {0,6}\| (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) \|(?: |$)/
// Nov 22 08:46:17 kafka-13 kafka[11672]: text        2026-11-22T08:46:17+0000 kafka-13 kafka[11672]: text
// Sun 2026-11-22 08:46:17 UTC kafka-13 kafka[11672]: text                  (journalctl -o short-full, -o with-unit: local time)
// 1795337177.797123 kafka-13 kafka[11672]: text                            (journalctl -o short-unix)
const SHORT = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?`
const FULL = String.raw`[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? [A-Z]{1,5}`
const UNIX = String.raw`\d{9,10}\.\d{6}`
const UNIT = new RegExp(
  String.raw`^(?:${SHORT}|${FULL}|${UNIX}|(${ISO}(?:[.,]\d{1,9})?${ZONE})) [\w.:-]{1,255} ([A-Za-z_][\w.@()/-]{0,100})\[(\d{1,10})\]:(?: |$)`,
)

//    2026-11-22T08:46:17.79+0100 [APP/PROC/WEB/0] OUT text          2015-10-18T10:28:45.12+0100 [App/0]      OUT text          (cf logs)
const CLOUD_FOUNDRY = new RegExp(
  String.raw`^ {0,4}(${ISO}(?:\.\d{1,9})?${ZONE}) \[([A-Za-z][\w./-]{0,60}\/\d{1,6})\] {1,10}(?:OUT|ERR|\[(?:OUT|ERR)\])(?: |$)`,
)

// 08:46:17.797: [APP/PROC/WEB.0] text                                              (its web console)
const CLOUD_FOUNDRY_CONSOLE = /^\d\d:\d\d:\d\d\.\d{3}: \[(APP\/[\w./]{1,60})\](?: |$)/
// 9db42b87abf4-stdout> text                                                        (a container, as test runners show it)
const CONTAINER_STREAM = /^([0-9a-f]{12})-std(?:out|err)>(?: |$)/
// #59 121.6 text                                                                   (docker build, of a step)
const BUILDKIT = /^#(\d{1,4}) \d{1,7}\.\d{1,3}(?: |$)/
//    2026-11-22T08:46:17.797123+00:00 app[web.1]: text
const HEROKU = new RegExp(String.raw`^(${ISO}\.\d{1,9}${ZONE}) ((?:app|heroku)\[[\w.-]{1,80}\]):(?: |$)`)
// Pods have names of several parts: kafka-0 kafka text
const STERN = /^[a-z][a-z0-9]{0,200}(?:[.-][a-z0-9]{1,60}){1,20} [a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?: |$)/
// [kafka-0 kafka] text        [kafka-0] text
const KUBETAIL = /^\[[a-z][a-z0-9]{0,200}(?:[.-][a-z0-9]{1,60}){1,20}(?: [a-z0-9-]{1,63})?\](?: |$)/
// What a level follows is a log of its own.
const NO_LEVEL = String.raw`(?![ [(]{0,3}(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)\b)`
// [2026-11-22T08:46:17.797Z] text
const JENKINS = new RegExp(String.raw`^\[(${ISO}\.\d{3}Z)\](?: ${NO_LEVEL}|$)`)
// 08:46:17  text
const TIMESTAMPER = new RegExp(String.raw`^\d\d:\d\d:\d\d(?:  ${NO_LEVEL}| ?$)`)
// 2026-11-22T08:46:17Z {app="kafka", pod="kafka-0"} text
const LOGCLI = new RegExp(
  String.raw`^(${ISO}(?:\.\d{1,9})?${ZONE}) \{(?:\w{1,100}="[^"]{0,300}"(?:, )?){0,30}\}(?: |$)`,
)
// 2026-11-22T08:46:17+00:00\tkube.kafka\t{...        2026-11-22 08:46:17.797 +0000 kube.kafka: {...
const FLUENTD =
  /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d))(?:\t([\w.*-]{1,200})\t| ([\w.*-]{1,200}): )(?=\{)/

//     [junit] text        [java] text                                              (Ant, of its tasks)
const ANT = /^ {1,12}\[[a-z]{2,20}\](?: |$)/
// > text        &gt; text                                                          (quoted in a mail or an issue)
const QUOTED = /^(?:>|&gt;)(?: |$)/

// Attaching to kafka-1        kafka-1 exited with code 137                         (docker compose itself)
const OF_COMPOSE = /^(?:Attaching to \S|\S{1,200} exited with code \d{1,3}$)/

/** Fewer lines may begin with the same words by chance. */
const TELLING_LINES = 3

interface Shape {
  pattern: RegExp
  /** Group of the time, if it has one that a zone belongs to. */
  time: number
  /** Lines with different marks are of different programs: only those with the commonest are unwrapped. */
  mark(match: RegExpExecArray): string
  /** Group of the pid. */
  pid?: number
  /** How many lines it takes. */
  least?: number
  /** Lines of the tool that puts the prefix. */
  own?: RegExp
  /** Whether lines with a mark do not count beside the others. */
  isAside?(mark: string): boolean
}

const SHAPES: readonly Shape[] = [
  { pattern: CRI, time: 1, mark: () => '' },
  { pattern: POD, time: 0, mark: (match) => match[0] },
  // Its own lines are few; a JVM that it starts again has the next number.
  { pattern: SERVICE_WRAPPER, time: 1, mark: () => '' },
  { pattern: SERVICE, time: 0, mark: (match) => match[0], own: OF_COMPOSE },
  // Routers, cells and the API write between the lines of the application.
  { pattern: CLOUD_FOUNDRY, time: 1, mark: (match) => match[2] ?? '', isAside: (mark) => !/^app\//i.test(mark) },
  { pattern: QUOTED, time: 0, mark: () => '', least: TELLING_LINES },
  { pattern: ANT, time: 0, mark: (match) => match[0].trimEnd(), least: TELLING_LINES },
  { pattern: CLOUD_FOUNDRY_CONSOLE, time: 0, mark: (match) => match[1] ?? '' },
  { pattern: CONTAINER_STREAM, time: 0, mark: (match) => match[1] ?? '' },
  { pattern: BUILDKIT, time: 0, mark: (match) => match[1] ?? '', least: TELLING_LINES },
  { pattern: HEROKU, time: 1, mark: (match) => match[2] ?? '', isAside: (mark) => mark.startsWith('heroku[') },
  { pattern: LOGCLI, time: 1, mark: () => '' },
  { pattern: FLUENTD, time: 1, mark: (match) => match[2] ?? match[3] ?? '' },
  { pattern: JENKINS, time: 1, mark: () => '', least: TELLING_LINES },
  { pattern: TIMESTAMPER, time: 0, mark: () => '', least: TELLING_LINES },
  { pattern: KUBETAIL, time: 0, mark: (match) => match[0].trimEnd(), least: TELLING_LINES },
  { pattern: UNIT, time: 1, mark: (match) => match[2] ?? '', pid: 3, isAside: isBystander },
  { pattern: STERN, time: 0, mark: (match) => match[0].trimEnd(), least: TELLING_LINES },
]
const STAMPED: Shape = { pattern: STAMP, time: 1, mark: () => '' }

/** The prefix that nearly all lines of `sample` have, which holds no blank line. */
export function prefixOf(sample: readonly string[]): WrapperPrefix | null {
  const heads = sample.map((line) => line.slice(0, PREFIX_BYTES))
  for (const shape of SHAPES) {
    if (sample.length < (shape.least ?? 1)) continue
    const mark = commonMark(shape, heads)
    if (mark !== null) return wrapperOfShape(shape, mark)
  }
  const indent = commonIndent(heads)
  if (indent > 0) return indented(indent)
  const precise = heads.filter((head) => NANOSECONDS.test(head)).length
  if (precise * 10 < sample.length * 8 || commonMark(STAMPED, heads) === null) return null
  return wrapperOfShape(STAMPED, '')
}

/** Blanks that all lines begin with: pasted from a list, or as code. */
function commonIndent(heads: readonly string[]): number {
  if (heads.length < TELLING_LINES) return 0
  const widths = heads.map((head) => /^[ \t]*/.exec(head)?.[0].length ?? 0)
  const least = Math.min(...widths)
  // A list of frames is indented, too, below a line that is not here.
  return least > 0 && heads.some((head) => !/^\s*(?:at |\.\.\. \d)/.test(head)) ? least : 0
}

function indented(blanks: number): WrapperPrefix {
  return {
    kind: 'prefix',
    read({ buffer, start, end }) {
      let from = start
      while (from < end && from < start + blanks && (buffer[from] === SPACE || buffer[from] === TAB)) from++
      return from === start ? null : { from, time: null }
    },
  }
}

/** The mark of nine of ten lines; null when they do not agree. */
function commonMark({ pattern, mark, isAside, own }: Shape, heads: readonly string[]): string | null {
  const counts = new Map<string, number>()
  let all = 0
  for (const head of heads) {
    const match = pattern.exec(head)
    const found = match && mark(match)
    if (found === null ? own?.test(head) === true : isAside?.(found) === true) continue
    all++
    if (found !== null) counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  const [best] = [...counts].toSorted((left, right) => right[1] - left[1])
  // The kernel's own lines are what kernel-log reads.
  return best && best[1] * 10 >= all * 9 && best[0] !== 'kernel' ? best[0] : null
}

function wrapperOfShape({ pattern, time, mark, pid }: Shape, wanted: string): WrapperPrefix {
  return {
    kind: 'prefix',
    // Where programs are named, the kernel may be one of them.
    ...(pid !== undefined && { isKernel: (text: string) => readKernelPrefix(text)?.program === 'kernel' }),
    read(line: Line) {
      const bytes = Math.min(line.end - line.start, PREFIX_BYTES)
      // Prefixes are ASCII: one character a byte.
      const head = Buffer.from(line.buffer.buffer, line.buffer.byteOffset + line.start, bytes).toString('latin1')
      const match = pattern.exec(head)
      if (!match || mark(match) !== wanted) return null
      const stamp = time === 0 ? undefined : match[time]
      const at = stamp === undefined ? null : readTimestamp(stamp)
      const found = { from: line.start + match[0].length, time: at && { at: at.at, zoned: at.zoned } }
      return pid === undefined ? found : { ...found, pid: Number(match[pid]) }
    },
  }
}
