/** The ELF header: elf(5), struct Elf64_Ehdr. */
import type { ByteWindow } from '../lib/byte-window.ts'
import { type Machine, machineOf } from './machine.ts'

export const EHDR_BYTES = 64
export const PHDR_BYTES = 56
/** e_phnum when the number does not fit in 16 bits: it stands in sh_info of section header 0 (elf(5), PN_XNUM). */
const PN_XNUM = 0xffff
const SH_INFO = 44
export const PT_LOAD = 1
export const PT_NOTE = 4

export interface ElfHeader {
  machine: Machine | null
  headersAt: number
  headerBytes: number
  sectionsAt: number
  sections: number
  /** e_phnum as it stands. */
  statedHeaders: number
  /** null where PN_XNUM has it elsewhere and that is not there. */
  headers: number | null
  headersFrom: 'header' | 'section header 0' | 'place of the notes'
}

/** Of a 64-bit little-endian file with at least {@link EHDR_BYTES} bytes. */
export function readElfHeader(window: ByteWindow): ElfHeader {
  const headersAt = window.u64(32)
  const headerBytes = window.u16(54)
  const sectionsAt = window.u64(40)
  const statedHeaders = window.u16(56)
  const header = {
    machine: machineOf(window.u16(18)),
    headersAt,
    headerBytes,
    sectionsAt,
    sections: window.u16(60),
    statedHeaders,
  }
  if (statedHeaders !== PN_XNUM) return { ...header, headers: statedHeaders, headersFrom: 'header' }
  if (sectionsAt > 0 && window.has(sectionsAt + SH_INFO, 4)) {
    return { ...header, headers: window.u32(sectionsAt + SH_INFO), headersFrom: 'section header 0' }
  }
  return { ...header, headers: headersBeforeNotes(window, headersAt, headerBytes), headersFrom: 'place of the notes' }
}

/**
 * The kernel puts section header 0 at the very end, where a cut core lost it; but the notes right behind the program headers, and the
 * header of the notes first (fs/binfmt_elf.c, elf_core_dump).
 */
function headersBeforeNotes(window: ByteWindow, headersAt: number, headerBytes: number): number | null {
  if (headerBytes !== PHDR_BYTES || !window.has(headersAt, PHDR_BYTES) || window.u32(headersAt) !== PT_NOTE) return null
  const count = (window.u64(headersAt + 8) - headersAt) / headerBytes
  return Number.isSafeInteger(count) && count >= PN_XNUM ? count : null
}
