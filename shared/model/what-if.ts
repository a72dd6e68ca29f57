/** How many mappings a process of a given shape needs, and which vm.max_map_count that asks for. */
export interface MapInputs {
  /** Topic-partitions, shards: folders whose files are mapped. */
  partitions: number
  /** On average; need not be whole. */
  segmentsPerPartition: number
  /** Mapped files of one segment: 2 for Kafka since 0.10.1 (offset and time index). */
  mapsPerSegment: number
  threads: number
  /** Stack and guard pages: 2, sometimes 3. */
  mapsPerThread: number
  /** All other mappings: libraries, heap, malloc, archives. */
  base: number
  /** Room kept free, as a share of the need: 1 is as much again. */
  reserve: number
}

export interface WhatIf {
  inputs: MapInputs
  /** What the inputs need, without the reserve. */
  maps: number
  /** vm.max_map_count. */
  recommended: number
  /** The derivation, a sentence a step, in order. */
  steps: string[]
}
