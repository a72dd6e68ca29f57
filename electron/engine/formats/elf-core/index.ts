import type { Bytes } from '../../../../shared/model/units.ts'
import { defineBinaryFormat } from '../binary-format.ts'
import { readCore } from './core.ts'

const ELF = [0x7f, 0x45, 0x4c, 0x46]
const ET_CORE = 4
const BIG_ENDIAN = 2
/** Headers of a million mappings and the notes of 20 000 threads. */
const HEAD: Bytes = 384 * 1024 * 1024

/**
 * ELF cores of Linux processes: core(5), elf(5), fs/binfmt_elf.c (elf_core_dump). Headers and notes only, never the memory.
 * Programs and libraries are no evidence of a crash and are not claimed.
 */
export const elfCore = defineBinaryFormat({
  id: 'elf-core',
  title: 'Core dump (ELF)',
  version: 2,
  headBytes: HEAD,
  sniff(head) {
    if (head.length < 18 || ELF.some((byte, at) => head[at] !== byte)) return 'no'
    const type = head[5] === BIG_ENDIAN ? head[17] : head[16]
    const rest = head[5] === BIG_ENDIAN ? head[16] : head[17]
    return type === ET_CORE && rest === 0 ? 'certain' : 'no'
  },
  read: readCore,
})
