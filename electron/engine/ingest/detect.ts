/** Which format a text is of: every format looks at its beginning. */
import type { BinaryFormat } from '../formats/binary-format.ts'
import { type Confidence, type Format, type Head, HEAD_BYTES } from '../formats/format.ts'

const rank: Record<Confidence, number> = { certain: 3, yes: 2, maybe: 1, no: 0 }

/** The format that takes what no other recognises. */
export const FALLBACK_FORMAT = 'text'

/** @param bytes At most HEAD_BYTES, byte order mark removed. */
export function headOf(bytes: Uint8Array, whole: boolean, name: string): Head {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES))
  const text = all.toString('utf8')
  const lines = text.split('\n')
  // A cut last line, or the empty rest behind the last newline.
  if (!whole || lines.at(-1) === '') lines.pop()
  return { text, lines: lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)), bytes: all, whole, name }
}

export interface Detection {
  /** null only if the list has no fallback either. */
  format: Format | null
  /** Formats whose sniff threw, with the error: they count as "no". */
  failures: { format: Format; error: unknown }[]
}

/** The surest format; of equally sure ones the first in the list. */
export function detect(formats: readonly Format[], head: Head): Detection {
  const failures: Detection['failures'] = []
  let best: Format | null = null
  let confidence = rank.no
  for (const format of formats) {
    if (format.id === FALLBACK_FORMAT) continue
    let found: number
    try {
      found = rank[format.sniff(head)]
    } catch (error) {
      failures.push({ format, error })
      continue
    }
    if (found > confidence) {
      best = format
      confidence = found
    }
    if (confidence === rank.certain) break
  }
  return { format: best ?? formats.find((format) => format.id === FALLBACK_FORMAT) ?? null, failures }
}

/** The format of a file that is not text, by its first bytes; null for what is no evidence. */
export function detectBinary(formats: readonly BinaryFormat[], head: Uint8Array): BinaryFormat | null {
  return formats.find((format) => format.sniff(head) === 'certain') ?? null
}
