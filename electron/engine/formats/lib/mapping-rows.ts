/** A listing of mappings whose lines are not those of /proc/PID/maps: each is put into that form for the table. */
import type { MappingTable } from '../../../../shared/model/mapping-table.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { MappingTableBuilder } from './mapping-lines.ts'

export interface MappingRow {
  /** Hexadecimal, without 0x. */
  start: string
  end: string
  /** `r-xp`. */
  perms: string
  /** Hexadecimal; zero where the listing has none. */
  offset?: string
  device?: string
  inode?: string
  path: string
}

const encoder = new TextEncoder()

export class MappingRows {
  readonly #builder = new MappingTableBuilder()
  #quote = ''

  get count(): number {
    return this.#builder.count
  }

  get firstLine(): LineNumber {
    return this.#builder.firstLine
  }

  get lastLine(): LineNumber {
    return this.#builder.lastLine
  }

  /** The line of the first row. */
  get quote(): string {
    return this.#quote
  }

  /** False, and nothing is added, when the numbers make no mapping. */
  add(
    { start, end, perms, offset = '0', device = '00:00', inode = '0', path }: MappingRow,
    line: LineNumber,
    quote: string,
  ): boolean {
    const bytes = encoder.encode(
      `${start.padStart(8, '0')}-${end.padStart(8, '0')} ${perms} ${offset} ${device} ${inode} ${path}`,
    )
    if (!this.#builder.add(bytes, 0, bytes.length, line)) return false
    if (this.#builder.count === 1) this.#quote = quote
    return true
  }

  finish(): MappingTable {
    return this.#builder.finish()
  }
}
