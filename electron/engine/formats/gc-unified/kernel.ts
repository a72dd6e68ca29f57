/** Kinds that the kernel `gc-lines` (engine/kernels) tells, whose numbers it has too; of lines in a row the last one counts. */

/** Details of the collection that was spoken of last. */
export const GC_DETAIL = 2
/** A message of no collection that changes nothing but how far the log reaches. */
export const GC_MESSAGE = 3
