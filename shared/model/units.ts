/** Units spelled out in types, as Firefox Profiler's units.ts does: never a bare `number` for time, bytes or lines. */

export type Bytes = number
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number
export type Milliseconds = number
export type Seconds = number
/** 1-based line of an artifact's decoded text. */
export type LineNumber = number
/** An address divided by 4096. Exact in a double for all 64-bit addresses, `ffffffffff600000` included. */
export type PageNumber = number
export type Pid = number

/** Size of the unit of {@link PageNumber}; not the machine's page size, which may be 64 KiB. */
export const PAGE_UNIT: Bytes = 4096
