/** The kind that the kernel `gc-lines` (engine/kernels) tells, whose number it has too: details of the collection that was spoken of last. */
export const GC_DETAIL = 2
