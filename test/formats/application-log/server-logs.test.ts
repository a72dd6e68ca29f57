/** Lines of application servers, as log4j would have written them. */
import { describe, expect, it } from 'vitest'
import { serverLogOf } from '../../../electron/engine/formats/lib/wrapper-server.ts'

const read = (line: string, ...others: string[]) => {
  const wrapper = serverLogOf([line, ...others])
  return wrapper?.kind === 'object' ? wrapper.read(line) : null
}
const at = Date.UTC(2026, 10, 3, 8, 0, 0, 123)

describe('WebSphere', () => {
  const line = (date: string, zone = 'CET'): string => `[${date} 9:00:00:123 ${zone}] 0000004a ThreadMonitor W   hung`

  it.each([
    ['month first, as a later day shows', line('11/3/26'), [line('11/22/26')], 'month'],
    ['day first, as a later day shows', line('3/11/26'), [line('22/11/26')], 'day'],
    ['of a year in full, and a comma', line('3/11/2026,'), [line('22/11/2026,')], 'day'],
  ])('dates with %s', (_, first, others) => {
    expect(read(first, ...others)).toEqual({
      rows: ['[2026-11-03 08:00:00,123 +0000] WARN hung (ThreadMonitor)'],
      time: { at, zoned: true },
    })
  })

  it('has no times where day and month may be one or the other', () => {
    expect(read(line('11/3/26'))).toEqual({ rows: ['WARN hung (ThreadMonitor)'], time: null })
    expect(read(line('11/3/26', 'PST'))?.rows).toEqual(['[2026-11-03 17:00:00,123 +0000] WARN hung (ThreadMonitor)'])
  })

  it('prints a zone that several have as it stands', () => {
    expect(read(line('11/22/26', 'IST'))).toEqual({
      rows: ['[2026-11-22 09:00:00,123 IST] WARN hung (ThreadMonitor)'],
      time: null,
    })
  })
})

describe('WebLogic', () => {
  const line = (date: string, rest: string): string => `<${date}> <Error> <Kernel> ${rest}`

  it('has the time in milliseconds since 1970, whatever the zone', () => {
    const rest = `<h> <s> <t> <<WLS Kernel>> <> <> <${at}> <[severity-value: 8] > <BEA-000802> <failed <x> > `
    expect(read(`####${line('Nov 3, 2026 9:00:00,123 AM IST', rest)}`)).toEqual({
      rows: ['[2026-11-03 08:00:00,123 +0000] ERROR failed <x>  (Kernel)'],
      time: { at, zoned: true },
    })
  })

  it.each([
    ['Nov 3, 2026 12:00:00 AM CET', '2026-11-02 23:00:00,000 +0000'],
    ['Nov 3, 2026, 12:00:00,500 PM India Standard Time', '2026-11-03 06:30:00,500 +0000'],
    ['Nov 3, 2026 1:00:00 PM CST', '2026-11-03 13:00:00,000 CST'],
    ['Nov 3, 2026 1:00:00 PM Mars Time', '2026-11-03 13:00:00,000'],
  ])('on the console at %s', (date, expected) => {
    expect(read(line(date, '<BEA-000802> <text> '))?.rows).toEqual([`[${expected}] ERROR text (Kernel)`])
  })
})

it('is no log of theirs', () => {
  expect(serverLogOf(['[2026-11-22 08:46:17,797] INFO x (kafka.server.KafkaServer)'])).toBeNull()
  expect(serverLogOf(['<html><body>', '<Nov> <x>'])).toBeNull()
})
