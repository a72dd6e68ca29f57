/** Why a correction cannot be applied to an artifact: in words for whoever made it. */
import type { Correction } from '../../../shared/model/corrections.ts'
import { columnUnits, roleInfo } from '../../../shared/model/metric-roles.ts'
import type { TimeBase } from '../../../shared/model/time-base.ts'
import { isZoneName } from '../../../shared/model/zones.ts'
import { zoneClock } from '../formats/lib/zone-clock.ts'

/** The sentence names neither the artifact nor the option. */
export class CorrectionError extends Error {
  override name = 'CorrectionError'
}

/** @throws CorrectionError. `columns`: those of the artifact. */
export function checkCorrection(correction: Correction, base: TimeBase, columns: readonly string[]): void {
  switch (correction.kind) {
    case 'zone':
      if (zoneClock(correction.zone) === null) throw new CorrectionError(noZone(correction.zone))
      if (!base.correctable.includes('zone'))
        throw new CorrectionError(`A zone does not apply. ${base.text} A shift of the clock does.`)
      return
    case 'shift':
      if (!base.correctable.includes('shift')) throw new CorrectionError('It has no times that could be shifted.')
      return
    case 'anchor':
      if (!base.correctable.includes('anchor'))
        throw new CorrectionError(`A start does not apply: it has no lines with only seconds. ${base.text}`)
      return
    case 'role': {
      const { column, role, unit } = correction
      if (!columns.includes(column)) throw new CorrectionError(noColumn(column, columns))
      if (unit !== null && (role === 'ignore' || columnUnits[unit].of !== roleInfo[role].unit))
        throw new CorrectionError(`The role ${role} has no unit ${unit}.`)
    }
  }
}

function noZone(zone: string): string {
  return isZoneName(zone.trim())
    ? `"${zone}" is the name of several zones. Give an offset (+08:00) or a place (Asia/Shanghai).`
    : `There is no time zone "${zone}". Give an offset (+08:00) or a place (Asia/Shanghai).`
}

const COLUMNS_NAMED = 8

function noColumn(column: string, columns: readonly string[]): string {
  if (columns.length === 0) return 'It has no columns of metrics.'
  const names = columns.slice(0, COLUMNS_NAMED).map((name) => `"${name}"`)
  const more = columns.length - names.length
  return `It has no column "${column}". It has: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`
}
