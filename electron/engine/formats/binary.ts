/** All formats that are not text. Each has a signature of its own, so their order is of no consequence. */
import type { BinaryFormat } from './binary-format.ts'
import { elfCore } from './elf-core/index.ts'
import { hprof } from './hprof/index.ts'
import { jfr } from './jfr/index.ts'

export const binaryFormats: readonly BinaryFormat[] = [elfCore, hprof, jfr]
