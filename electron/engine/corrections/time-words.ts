/** A time base as one plain sentence or two. */
import { formatDuration } from '../../../shared/display/durations.ts'
import { formatOffset, formatTimestamp } from '../../../shared/display/timestamps.ts'
import type { TimeBase } from '../../../shared/model/time-base.ts'
import type { WrittenTimes } from './time-base.ts'

export function timeBaseText(base: Omit<TimeBase, 'text'>, written: WrittenTimes): string {
  const sentences = [writtenText(base, written), ...hostText(written), ...doneText(base, written)]
  if (written.yearAssumed) sentences.push('The year is not printed: it was taken from the time of the file.')
  if (base.correction !== null) sentences.push(`${base.correction[0]?.toUpperCase()}${base.correction.slice(1)}.`)
  return sentences.join(' ')
}

function writtenText(base: Omit<TimeBase, 'text'>, { kind, zone, mixed, unzoned, hostZone }: WrittenTimes): string {
  const byUser = base.correction !== null && base.correctable.includes('zone') && base.offset !== 0
  const assumed = byUser || hostZone || base.offset !== 0 ? '' : ', taken as UTC'
  switch (kind) {
    case 'offset':
      if (zone === null) return 'Times are printed with their zone.'
      return zone.offset === 0
        ? 'Times are printed in UTC.'
        : `Times are printed with their offset from UTC, ${zone.name}.`
    case 'abbreviation':
      if (zone === null) return 'Times are printed with the name of their zone.'
      if (unzoned) return `Times are printed with the zone ${zone.name}, a name that several zones have${assumed}.`
      return zone.offset === null
        ? `Times are printed with the zone ${zone.name}; the artifact itself says which of that name it is.`
        : `Times are printed with the zone ${zone.name}, ${formatOffset(zone.offset * 60_000)}.`
    case 'local':
      if (!unzoned) return 'Times are printed without a zone; another line of the artifact says which it is.'
      return `${mixed ? 'Some times' : 'Times'} are printed without a zone${assumed}.`
    case 'epoch':
      return 'Times are numbers since 1970, which need no zone.'
    case 'uptime':
      return 'Only seconds since the JVM started are printed.'
    case 'boot':
      return 'Only seconds since the host booted are printed.'
    case 'name':
      return base.correctable.includes('zone')
        ? `Nothing in the text says when it was taken: its name does, without a zone${assumed}.`
        : 'Nothing in the text says when it was taken: its name does, as a number since 1970.'
    case 'archive':
      return 'Nothing in the text says when it was taken: the archive says when the file was last written.'
    case 'file':
      return 'Nothing in the text says when it was taken: the file says when it was last written.'
    case 'none':
      return 'Nothing says when it was taken.'
  }
}

function hostText({ hostZone }: WrittenTimes): string[] {
  if (!hostZone) return []
  const offset = formatOffset(hostZone.ahead)
  const zone = /^[+-]/.test(hostZone.name) ? offset : `${hostZone.name} (${offset})`
  const says = hostZone.whose === 'host' ? 'another artifact of it says' : 'its arguments say'
  return [`They were read in the zone of the ${hostZone.whose}, ${zone}, as ${says}.`]
}

function doneText({ kind, origin, offset, anchor }: Omit<TimeBase, 'text'>, { hostZone }: WrittenTimes): string[] {
  if (anchor !== null && !anchor.byUser) return [`The start is ${formatTimestamp(anchor.at)}, by ${anchor.why}.`]
  if (kind === 'uptime' && anchor === null) return ['Nothing tells when that was: its lines stand on no common clock.']
  if (kind === 'boot' && anchor === null) return ['When that was is not known: its lines stand on no common clock.']
  const moved = offset + (hostZone?.ahead ?? 0)
  if (origin === 'aligned' && moved !== 0)
    return [
      `They were moved ${formatDuration(Math.abs(moved))} ${moved < 0 ? 'back' : 'on'}, since they then agree with the other logs of the process.`,
    ]
  return []
}
