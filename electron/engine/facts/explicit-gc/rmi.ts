/**
 * RMI's distributed collector: a daemon calls System.gc() when the heap was not looked at as a whole for
 * sun.rmi.dgc.{client,server}.gcInterval (sun/misc/GC.java up to JDK 8, sun/rmi/transport/GC.java since): never earlier.
 */
import { formatQuantity } from '../../../../shared/display/counts.ts'
import { formatDuration } from '../../../../shared/display/durations.ts'
import type { Milliseconds } from '../../../../shared/model/units.ts'
import type { Call } from './calls.ts'
import type { RmiInterval } from './rmi-facts.ts'
import { speaksAgainst, speaksFor, type Scene, type Sign, type SignsOf } from './signs.ts'

/** Times are printed in whole milliseconds, and the daemon counts from the end of the last collection. */
const EARLY = 0.98
/** The daemon wakes late where a concurrent cycle, or on some releases any pause, sets its clock back. */
const LATE = 1.3
const LATE_LEAST: Milliseconds = 1000
const HURRIED = 0.5

export function rmiSigns(scene: Scene): SignsOf {
  const standing = threadSigns(scene)
  return (call) => [...standing, ...intervalSigns(scene, call)]
}

/** Whether a time between collections is that of the daemon. */
export function fitsInterval(time: Milliseconds, { ms }: RmiInterval): boolean {
  return time >= EARLY * ms && time <= Math.max(LATE * ms, ms + LATE_LEAST)
}

function threadSigns({ rmi, arguments: options }: Scene): Sign[] {
  const { daemon, absent } = rmi
  if (daemon) return [speaksFor('strong', `the thread "${daemon.name}" is there`, daemon.citation)]
  if (absent) {
    const list = absent.threads === null ? 'the listed threads' : formatQuantity(absent.threads, 'listed thread')
    const claim = `no "GC Daemon" is among ${list}`
    return [speaksAgainst('decisive', claim, absent.citation)]
  }
  const jmx = options.remoteManagement
  return jmx ? [speaksFor('weak', 'JMX over RMI is switched on', jmx.citation)] : []
}

function intervalSigns(scene: Scene, call: Call): Sign[] {
  const { rmi, rhythm } = scene
  const { ms, origin, words, citation } = rmi.interval
  const since = call.sinceWhole
  const age = since ?? (call.start.uptime === null ? null : call.start.uptime * 1000)
  if (age === null) return []
  const what = since === null ? 'after the start of the JVM' : 'after the last collection of the whole heap'
  const when = `it came ${formatDuration(age)} ${what}`
  if (age < EARLY * ms) {
    if (origin === 'assumed' && (rmi.daemon || rhythm.regular)) return unknownInterval(scene)
    const weight = origin === 'assumed' ? 'strong' : 'decisive'
    return [speaksAgainst(weight, `${when}, and ${words}: the daemon waits at least that long`, citation)]
  }
  if (!fitsInterval(age, rmi.interval)) return []
  const set = origin === 'set' ? [speaksFor('weak', 'an argument sets the interval', citation)] : []
  return [speaksFor('strong', `${when}, and ${words}`, citation), ...set]
}

/** Without the arguments nobody knows the daemon's interval: an even rhythm may be its own, but it never hurries. */
function unknownInterval({ rmi, rhythm }: Scene): Sign[] {
  const { period, shortest, regular } = rhythm
  if (period !== null && shortest !== null && shortest < HURRIED * period) {
    const claim = `calls came ${formatDuration(shortest)} apart, half the usual ${formatDuration(period)} or less: the daemon keeps its interval`
    return [speaksAgainst('strong', claim)]
  }
  return regular && rmi.daemon ? [speaksFor('weak', 'the calls follow a clock, which may be its own')] : []
}
