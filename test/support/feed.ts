/** Runs a format over text in memory, as ingest would: lines through one buffer, records and counted issues out. */
import { HEAD_BYTES, type Format, type Head, type Line, type Excerpt } from '../../electron/engine/formats/format.ts'
import type { FormatRecord, Issue } from '../../shared/model/records.ts'
import type { EpochMs } from '../../shared/model/units.ts'

export interface FeedOptions {
  name?: string
  at?: EpochMs | null
  /** The text ended early (damaged archive). */
  cut?: boolean
}

export interface Fed {
  records: FormatRecord[]
  issues: Issue[]
  excerpts: Excerpt[]
  lines: number
}

const LF = 0x0a
const CR = 0x0d
/** Bytes that are no part of the line before and after it: digits, which a reader that overruns would take. */
const MARGIN = 64
const decoder = new TextDecoder()

export function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? new TextEncoder().encode(input) : input
}

/** Start and end of each line, CR and LF left out; nothing after a final LF is no line. */
export function lineBounds(bytes: Uint8Array): { start: number; end: number }[] {
  const bounds: { start: number; end: number }[] = []
  let start = 0
  while (start < bytes.length) {
    const found = bytes.indexOf(LF, start)
    const stop = found < 0 ? bytes.length : found
    bounds.push({ start, end: stop > start && bytes[stop - 1] === CR ? stop - 1 : stop })
    start = stop + 1
  }
  return bounds
}

export function linesOf(input: string | Uint8Array): string[] {
  const bytes = bytesOf(input)
  return lineBounds(bytes).map(({ start, end }) => decoder.decode(bytes.subarray(start, end)))
}

export function headOf(input: string | Uint8Array, name = 'unknown'): Head {
  const all = bytesOf(input)
  const whole = all.length <= HEAD_BYTES
  const bytes = whole ? all : all.subarray(0, HEAD_BYTES)
  const lines = linesOf(bytes)
  if (!whole && bytes.at(-1) !== LF) lines.pop()
  return { text: decoder.decode(bytes), lines, bytes, whole, name }
}

export function feed(format: Format, input: string | Uint8Array, options: FeedOptions = {}): Fed {
  const bytes = bytesOf(input)
  const records: FormatRecord[] = []
  const excerpts: Excerpt[] = []
  const issues = new Map<string, Issue>()
  const parser = format.open({
    name: options.name ?? 'unknown',
    at: options.at ?? null,
    emit: (record) => void records.push(record),
    excerpt: (excerpt) => void excerpts.push(excerpt),
    report: (code, line, message) => {
      const known = issues.get(code)
      if (known) known.count++
      else issues.set(code, { code, message, line, count: 1 })
    },
  })
  // One object and one buffer for all lines, overwritten each time, so that a parser that keeps either is found out.
  const bounds = lineBounds(bytes)
  const longest = bounds.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  const buffer = new Uint8Array(longest + 2 * MARGIN)
  const line: Line = {
    number: 0,
    buffer,
    start: 0,
    end: 0,
    text: () => line.slice(line.start, line.end),
    slice: (from, to) => decoder.decode(buffer.subarray(from, to)),
  }
  for (const [index, { start, end }] of bounds.entries()) {
    line.number = index + 1
    line.start = index % MARGIN
    line.end = line.start + end - start
    buffer.set(bytes.subarray(start, end), line.start)
    buffer.fill(0x39, line.end, line.end + MARGIN)
    parser.line(line)
  }
  parser.end(bounds.length, options.cut ?? false)
  return { records, issues: [...issues.values()], excerpts, lines: bounds.length }
}
