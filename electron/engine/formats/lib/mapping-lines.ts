/**
 * Lines of /proc/PID/maps -> columns, from bytes: a crash log at the limit has 65 000 of them, a raised limit a million.
 * Layout (fs/proc/task_mmu.c, show_map_vma):
 *
 *   7fe5f0202000-7fe5f02ff000 rw-p 00000000 00:00 0
 *   ffe00000-ffe75000 rw-p 00c77000 fe:00 328258                             /usr/lib/jvm/java-17/lib/server/classes.jsa
 *   ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
 *
 * No text is decoded here; paths are interned as bytes.
 */
import type { MappingTable } from '../../../../shared/model/mapping-table.ts'
import type { LineNumber } from '../../../../shared/model/units.ts'
import { PathInterner } from './path-interner.ts'

const SPACE = 0x20
const DASH = 0x2d
const COLON = 0x3a

/** Value of a hexadecimal digit by character code, 255 for anything else. */
const HEX = new Uint8Array(256).fill(255)
for (let digit = 0; digit < 16; digit++) {
  const text = digit.toString(16)
  HEX[text.charCodeAt(0)] = digit
  HEX[text.toUpperCase().charCodeAt(0)] = digit
}

/** Of addresses only the bits above the page offset are kept; the low 12 are 0 in every mapping. */
const PAGE_HEX_DIGITS = 3
/** Of the greatest number of 64 bits. */
const DECIMAL_DIGITS = 20

export class MappingTableBuilder {
  #count = 0
  #capacity: number
  #start: Float64Array<ArrayBuffer>
  #end: Float64Array<ArrayBuffer>
  #perms: Uint8Array<ArrayBuffer>
  #offset: Float64Array<ArrayBuffer>
  #device: Uint32Array<ArrayBuffer>
  #inode: Float64Array<ArrayBuffer>
  #path: Uint32Array<ArrayBuffer>
  #line: Uint32Array<ArrayBuffer>
  #paths = new PathInterner()
  /** Where the number that was read last ended. */
  #at = 0

  constructor(capacity = 1024) {
    this.#capacity = capacity
    this.#start = new Float64Array(capacity)
    this.#end = new Float64Array(capacity)
    this.#perms = new Uint8Array(capacity)
    this.#offset = new Float64Array(capacity)
    this.#device = new Uint32Array(capacity)
    this.#inode = new Float64Array(capacity)
    this.#path = new Uint32Array(capacity)
    this.#line = new Uint32Array(capacity)
  }

  get count(): number {
    return this.#count
  }

  /** Line of the first mapping; 0 when there is none. */
  get firstLine(): LineNumber {
    return this.#count === 0 ? 0 : (this.#line[0] ?? 0)
  }

  get lastLine(): LineNumber {
    return this.#count === 0 ? 0 : (this.#line[this.#count - 1] ?? 0)
  }

  /**
   * Adds the mapping that stands in `buffer[start..end)`, a line without its line end.
   * Returns false, and adds nothing, when that is not a mapping line.
   */
  add(buffer: Uint8Array, start: number, end: number, line: LineNumber): boolean {
    const startPage = this.#page(buffer, start, end)
    if (startPage < 0 || buffer[this.#at] !== DASH) return false
    const endPage = this.#page(buffer, this.#at + 1, end)
    if (endPage <= startPage || buffer[this.#at] !== SPACE) return false
    let at = this.#at + 1
    if (at + 5 > end || buffer[at + 4] !== SPACE) return false
    const perms = permissionBits(buffer, at)
    if (perms < 0) return false
    const offset = this.#hex(buffer, at + 5, end)
    if (offset < 0 || buffer[this.#at] !== SPACE) return false
    const major = this.#hex(buffer, this.#at + 1, end)
    if (major < 0 || buffer[this.#at] !== COLON) return false
    const minor = this.#hex(buffer, this.#at + 1, end)
    if (minor < 0 || buffer[this.#at] !== SPACE) return false
    const inode = this.#decimal(buffer, this.#at + 1, end)
    if (inode < 0) return false
    at = this.#at
    while (at < end && buffer[at] === SPACE) at++

    if (this.#count === this.#capacity) this.#grow()
    const row = this.#count++
    this.#start[row] = startPage
    this.#end[row] = endPage
    this.#perms[row] = perms
    this.#offset[row] = offset
    this.#device[row] = major * 0x100000 + minor
    this.#inode[row] = inode
    this.#path[row] = this.#paths.intern(buffer, at, end)
    this.#line[row] = line
    return true
  }

  /** A view of the builder's memory, not a copy (a million rows are 100 MB); what is added later is not in it. */
  finish(): MappingTable {
    const count = this.#count
    return {
      count,
      start: this.#start.subarray(0, count),
      end: this.#end.subarray(0, count),
      perms: this.#perms.subarray(0, count),
      offset: this.#offset.subarray(0, count),
      device: this.#device.subarray(0, count),
      inode: this.#inode.subarray(0, count),
      path: this.#path.subarray(0, count),
      line: this.#line.subarray(0, count),
      paths: this.#paths.finish(),
    }
  }

  /** The address at `from` as a page number; -1 when fewer than four or more than sixteen digits stand there. */
  #page(buffer: Uint8Array, from: number, end: number): number {
    let at = from
    while (at < end && (HEX[buffer[at] ?? 0] ?? 255) !== 255) at++
    this.#at = at
    if (at - from <= PAGE_HEX_DIGITS || at - from > 16) return -1
    let page = 0
    for (let digit = from; digit < at - PAGE_HEX_DIGITS; digit++) page = page * 16 + (HEX[buffer[digit] ?? 0] ?? 0)
    return page
  }

  #hex(buffer: Uint8Array, from: number, end: number): number {
    let at = from
    let value = 0
    for (; at < end; at++) {
      const digit = HEX[buffer[at] ?? 0] ?? 255
      if (digit === 255) break
      value = value * 16 + digit
    }
    this.#at = at
    return at === from || at - from > 16 ? -1 : value
  }

  #decimal(buffer: Uint8Array, from: number, end: number): number {
    let at = from
    let value = 0
    for (; at < end; at++) {
      const digit = (buffer[at] ?? 0) - 0x30
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    this.#at = at
    return at === from || at - from > DECIMAL_DIGITS ? -1 : value
  }

  #grow(): void {
    this.#capacity *= 2
    this.#start = grown(this.#start, new Float64Array(this.#capacity))
    this.#end = grown(this.#end, new Float64Array(this.#capacity))
    this.#perms = grown(this.#perms, new Uint8Array(this.#capacity))
    this.#offset = grown(this.#offset, new Float64Array(this.#capacity))
    this.#device = grown(this.#device, new Uint32Array(this.#capacity))
    this.#inode = grown(this.#inode, new Float64Array(this.#capacity))
    this.#path = grown(this.#path, new Uint32Array(this.#capacity))
    this.#line = grown(this.#line, new Uint32Array(this.#capacity))
  }
}

function grown<T extends Float64Array | Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** PERM_* bits of the four characters at `at`; -1 when they are not permissions. */
function permissionBits(buffer: Uint8Array, at: number): number {
  const read = flag(buffer[at], 0x72, 1)
  const write = flag(buffer[at + 1], 0x77, 2)
  const execute = flag(buffer[at + 2], 0x78, 4)
  const shared = buffer[at + 3] === 0x73 ? 8 : buffer[at + 3] === 0x70 ? 0 : -1
  return read < 0 || write < 0 || execute < 0 || shared < 0 ? -1 : read | write | execute | shared
}

function flag(character: number | undefined, letter: number, bit: number): number {
  return character === letter ? bit : character === DASH ? 0 : -1
}
