/**
 * What stands around the lines of a log that a container runtime, an orchestrator or a logging library wrote: a prefix before each
 * line, a JSON object about it, or a line before it. Which it is, is told from the beginning of a text: nearly all lines must have it.
 */
import type { Line } from '../format.ts'
import { isOfJournalctl } from './bystanders.ts'
import { cloudWatchOf } from './wrapper-cloudwatch.ts'
import { csvOf } from './wrapper-csv.ts'
import { coloursOf } from './wrapper-colours.ts'
import { dockerJson, jsonLog } from './wrapper-json.ts'
import { journalOf } from './wrapper-journal.ts'
import { julOf } from './wrapper-jul.ts'
import { prefixOf } from './wrapper-prefix.ts'
import { serverLogOf } from './wrapper-server.ts'

export interface Wrapped {
  /** When the wrapper says that the line was written, and whether its zone is printed; null when it does not say. */
  time: { at: number; zoned: boolean } | null
  /** The process that wrote the line, as the journal says: of a service, or of the script that started it. */
  pid?: number
}

/** A prefix: the line's own text begins at `from`, in the same buffer. */
export interface WrapperPrefix {
  kind: 'prefix'
  /** Reads `buffer[start..end)`: null when the line has no such prefix, and is its own. */
  read(line: Line): (Wrapped & { from: number }) | null
  /** Whether a line that has no such prefix is of the kernel. */
  isKernel?(text: string): boolean
}

/** An object on a line of its own, with the text of one or several lines in it; or lines that make one together. Read in their order. */
export interface WrapperObject {
  kind: 'object'
  read(text: string):
    | (Wrapped & {
        rows: readonly string[]
        /** The line is an excerpt of this name. */ aside?: string
        ofKernel?: boolean
      })
    | null
}

export type Wrapper = WrapperPrefix | WrapperObject

/** How many lines of the beginning are looked at. */
export const WRAPPER_SAMPLE = 200

/** The wrapper of a text that begins with `lines`; null when it has none. */
export function wrapperOf(lines: readonly string[]): Wrapper | null {
  const sample = lines.filter((line) => line !== '' && !isOfJournalctl(line)).slice(0, WRAPPER_SAMPLE)
  const first = sample[0]
  if (first === undefined) return null
  const colours = coloursOf(sample)
  if (colours) return colours
  if (!first.startsWith('{')) return prefixOf(sample) ?? julOf(sample) ?? serverLogOf(sample) ?? csvOf(sample)
  const events = cloudWatchOf(sample)
  if (events) return events
  if (isMost(sample, (line) => dockerJson.read(line) !== null)) return dockerJson
  // A server that logs objects may say its last words in plain text: half of the lines will do.
  const objects = sample.filter((line) => jsonLog.read(line) !== null).length
  return objects * 2 >= sample.length ? jsonLog : journalOf(sample)
}

/** Nine of ten: a log may begin in the middle of something, and be interrupted by somebody else. */
export function isMost(sample: readonly string[], fits: (line: string) => boolean): boolean {
  return sample.filter(fits).length * 10 >= sample.length * 9
}
