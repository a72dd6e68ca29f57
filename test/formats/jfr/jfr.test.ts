import { expect, it } from 'vitest'
import { jfr } from '../../../electron/engine/formats/jfr/index.ts'
import { damageFaults, render, type Rendered, renderingFaults, silentCuts } from '../../support/render.ts'

const START = 1_795_338_511_000

function chunk({ bytes = 256, start = START, seconds = 60, major = 2 } = {}): Buffer {
  const buffer = Buffer.alloc(Math.max(bytes, 68))
  buffer.write('FLR\0', 'latin1')
  buffer.writeUInt16BE(major, 4)
  buffer.writeUInt16BE(1, 6)
  buffer.writeBigUInt64BE(BigInt(bytes), 8)
  buffer.writeBigUInt64BE(BigInt(start) * 1_000_000n, 32)
  buffer.writeBigUInt64BE(BigInt(seconds) * 1_000_000_000n, 40)
  return buffer
}

function sound(rendered: Rendered): Rendered {
  expect(renderingFaults(rendered)).toEqual([])
  return rendered
}

function codes({ issues }: Rendered): string[] {
  return issues.map(({ code }) => code)
}

it('names version, chunks and the time they cover', () => {
  const recording = Buffer.concat([chunk(), chunk({ start: START + 60_000, seconds: 30 })])
  expect(jfr.sniff(recording)).toBe('certain')
  const rendered = sound(render(jfr, recording))
  expect(rendered.text).toEqual([
    'Flight recording:',
    '  Version:             2.1',
    '  Chunk 1: at 0, 256 bytes, from 2026-11-22T09:08:31.000Z, 60.000 s',
    '  Chunk 2: at 256, 256 bytes, from 2026-11-22T09:09:31.000Z, 30.000 s',
    '  Chunks:              2',
    '  From:                2026-11-22T09:08:31.000Z',
    '  To:                  2026-11-22T09:10:01.000Z',
  ])
  expect(rendered.issues).toEqual([])
})

it('says that a chunk was not finished', () => {
  expect(codes(sound(render(jfr, chunk({ bytes: 0 }))))).toEqual(['truncated'])
  expect(codes(sound(render(jfr, Buffer.concat([chunk(), Buffer.from('garbage')]))))).toEqual(['truncated'])
})

it('names an old recording and does not read it', () => {
  expect(codes(sound(render(jfr, chunk({ major: 1 }))))).toEqual(['unsupported'])
})

it('survives a cut at any byte and any byte damaged', () => {
  const recording = Buffer.concat([chunk(), chunk()])
  // At 256 the first chunk ends, and so may a recording.
  expect(silentCuts(jfr, recording, 4, 512)).toEqual([256])
  expect(damageFaults(jfr, recording, 4, 68)).toEqual([])
})
