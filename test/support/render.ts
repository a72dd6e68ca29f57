/** Runs a binary format over bytes in memory, as ingest would: a text and records out. */
import type { BinaryFormat, ByteSource } from '../../electron/engine/formats/binary-format.ts'
import type { FormatRecord, Issue } from '../../shared/model/records.ts'
import type { Fed } from './feed.ts'
import { integrityFaults, isCovered } from './records.ts'

export interface Rendered extends Fed {
  text: string[]
  /** Bytes that were asked for, and the most at once. */
  read: number
  largest: number
}

export function render(format: BinaryFormat, input: Uint8Array | ByteSource): Rendered {
  const source = input instanceof Uint8Array ? sourceOf(input) : input
  const records: FormatRecord[] = []
  const issues = new Map<string, Issue>()
  const text: string[] = []
  let read = 0
  let largest = 0
  const steps = format.read(
    {
      size: source.size,
      read(offset, length) {
        if (!(length >= 0)) throw new Error(`read of ${length} bytes`)
        const bytes = source.read(offset, length)
        read += bytes.length
        largest = Math.max(largest, length)
        return bytes
      },
    },
    {
      name: 'unknown',
      at: null,
      emit: (record) => void records.push(record),
      report: (code, line, message) => {
        const known = issues.get(code)
        if (known) known.count++
        else issues.set(code, { code, message, line, count: 1 })
      },
      write(line) {
        if (/[\r\n]/.test(line)) throw new Error('a line with a line end')
        return text.push(line)
      },
    },
  )
  while (steps.next().done !== true) continue
  return { records, issues: [...issues.values()], excerpts: [], lines: text.length, text, read, largest }
}

export function sourceOf(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)) }
}

/** What is wrong with a rendering, whatever it was made of. */
export function renderingFaults(rendered: Rendered): string[] {
  const faults = integrityFaults(rendered, rendered.text)
  if (rendered.lines === 0) faults.push('nothing was written')
  if (!isCovered(rendered)) faults.push('no region covers it')
  return faults
}

/** Faults of renderings of copies in which one byte from `from` to `to` was changed. */
export function damageFaults(format: BinaryFormat, bytes: Uint8Array, from: number, to: number): string[] {
  const faults: string[] = []
  for (let at = from; at < to; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const damaged = new Uint8Array(bytes)
      damaged[at] = value
      for (const fault of renderingFaults(render(format, damaged))) faults.push(`byte ${at} as ${value}: ${fault}`)
    }
  }
  return faults
}

/** Lengths at which a cut is not noticed. */
export function silentCuts(format: BinaryFormat, bytes: Uint8Array, from: number, to: number): number[] {
  const silent: number[] = []
  for (let length = from; length < to; length++) {
    const rendered = render(format, bytes.subarray(0, length))
    const noticed = rendered.issues.some(({ code }) => code === 'truncated')
    if (!noticed || renderingFaults(rendered).length > 0) silent.push(length)
  }
  return silent
}
