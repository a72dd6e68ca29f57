/** Kinds that the kernel `gc-lines` (engine/kernels) tells, whose numbers it has too. */

/** Details of the collection that was spoken of last; of several in a row the last one. */
export const GC_DETAIL = 2
/** A message of no collection that changes nothing but how far the log reaches; of several in a row the last one. */
export const GC_MESSAGE = 3
/** `Pause ...` and `Concurrent ...`, written the most common way. */
export const GC_PAUSE = 4
export const GC_CONCURRENT = 5

/** Numbers of such a line, NaN for what it does not print, and where each stands among them. */
export const GC_NUMBERS = 10
export const ID = 0
/** Epoch milliseconds. */
export const AT = 1
/** Seconds. */
export const UPTIME = 2
/** Bytes. */
export const BEFORE = 3
export const AFTER = 4
export const COMMITTED = 5
/** Milliseconds. */
export const DURATION = 6
/** Bytes from the line's beginning to the words behind `Pause `, and to what follows them. */
export const NAME_FROM = 7
export const NAME_TO = 8
/** Which of the names of this log those words are, counted from 0; -1 for one that the kernel does not remember. */
export const NAME = 9
