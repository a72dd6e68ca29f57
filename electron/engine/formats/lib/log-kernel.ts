/** What the kernel `log-lines` (engine/kernels) tells of lines: its kinds, whose numbers it has too, and the words that it looks for. */
import { LEADERSHIP_WORDS } from './leadership-lines.ts'
import { LIFE_WORDS } from './life-words.ts'

/** `Rolled new log segment at offset ...` */
export const LOG_ROLLED = 2
/** Segments that go; each has a key, as segment-reader.ts makes them. */
export const LOG_DELETED = 3
/** A message that may be about leadership. */
export const LOG_SPEAKS = 4
/** An indented line that begins like a frame of a stack. */
export const LOG_FRAME = 5
/** A warning, an error, in which none of throwable.ts's signs stands. */
export const LOG_WARNING = 6
export const LOG_ERROR = 7
/** First and last line of a trace that tells nothing of memory, mappings, threads or stacks; between them are no entries. */
export const LOG_TRACE = 8
export const LOG_TRACE_END = 9

/** A segment that is only counted, where the history of their number wants a point: its key is two sums of that. */
export const LOG_POINT = 10
/** Behind a frame: the last of those that follow it, one on each line. */
export const LOG_FRAME_END = 11

// Places in the state that the kernel keeps.
/** A bit for each kind of which lines are only counted, and how many were: the first of a place for each kind. */
export const STATE_COUNTED = 0
export const STATE_COUNTS = 1
/** Number of kinds. */
export const STATE_KINDS = 10
/** Four numbers of segment-history.ts, and one more than the line, of those told, of the last segment that was counted. */
export const STATE_HISTORY = 11
export const STATE_LAST = 15
/** Of deleted segments (recent-keys.ts). */
export const STATE_RECENT_KEYS = 16

export const LOG_WORDS = [LIFE_WORDS, LEADERSHIP_WORDS] as const
