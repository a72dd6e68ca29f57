/** Code of the application, a library or a management client that calls System.gc() or Runtime.gc() itself. */
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import { citationOf } from '../known.ts'
import type { Call } from './calls.ts'
import { fitsInterval } from './rmi.ts'
import { distanceWords, speaksAgainst, speaksFor, type Scene, type Sign, type SignsOf } from './signs.ts'

/** Said right before the call or right after it. */
const SAYS_WITHIN: Milliseconds = 2000
/** Less cannot be told apart by lines of two logs. */
const AT_ONCE: Milliseconds = 100
const SAME_TIME: Milliseconds = 600_000
/** Programs whose own code never calls System.gc(): read in their sources. Plug-ins may. */
const NEVER_CALLING: readonly (readonly [main: RegExp, name: string])[] = [[/^(?:\S*\/)?kafka\.Kafka(?=\s|$)/, 'Kafka']]

export function applicationSigns(scene: Scene): SignsOf {
  const standing = [...rhythmSigns(scene), ...codeSigns(scene)]
  return (call) => [...requestSigns(scene, call), ...standing]
}

function requestSigns({ requests }: Scene, call: Call): Sign[] {
  const near = requests.nearest(call, SAYS_WITHIN)
  if (!near) return []
  const { event } = near.item
  const who = event.source === '' ? 'a log line' : event.source
  if (near.belongs) {
    const when = near.distance < -AT_ONCE ? distanceWords(near.distance) : 'at that time'
    return [speaksFor('decisive', `${who} says ${when} that it calls System.gc()`, citationOf(event))]
  }
  const weight = Math.abs(near.distance) <= SAME_TIME ? 'strong' : 'weak'
  return [speaksFor(weight, `${who} calls System.gc(), as it says ${distanceWords(near.distance)}`, citationOf(event))]
}

/** A timer. RMI's daemon is one too, as far as it may be there. */
function rhythmSigns({ rhythm, rmi, arguments: options }: Scene): Sign[] {
  if (!rhythm.regular || rhythm.period === null) return []
  if (!rmi.absent && fitsInterval(rhythm.period, rmi.interval)) return []
  const weight = rmi.absent || options.known ? 'strong' : 'weak'
  return [speaksFor(weight, `${rhythm.calls} calls follow a clock, every ${formatDuration(rhythm.period)}`)]
}

function codeSigns({ facts, requests }: Scene): Sign[] {
  const command = facts.index.text('jvm.command')
  const program = command && NEVER_CALLING.find(([main]) => main.test(command.value))?.[1]
  if (!command || program === undefined || requests.size > 0) return []
  return [speaksAgainst('weak', `${program}'s own code does not call System.gc()`, command.citation)]
}
