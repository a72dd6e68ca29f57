/** Text that says that Java code asks for a collection: messages of logs, frames of stacks. */
import { WordSearch } from './gc-bytes.ts'

const CALL = new WordSearch('.gc(')
/** A byte longer, which makes the search a quarter faster: it is asked for every line of a log. */
const CALL_IN_MESSAGE = new WordSearch('.gc()')

/** Whether `.gc(` stands in `buffer[from..end)`, a line of a stack. */
export function mentionsGcCall(buffer: Uint8Array, from: number, end: number): boolean {
  return CALL.find(buffer, from, end) >= 0
}

/** Whether what {@link isGcCall} looks for can stand in `buffer[from..end)`. */
export function mayBeGcCall(buffer: Uint8Array, from: number, end: number): boolean {
  return CALL_IN_MESSAGE.find(buffer, from, end) >= 0
}

// Memory hygiene: calling System.gc()      Runtime.getRuntime().gc() took 120 ms
const MESSAGE = /\b(?:System|Runtime|getRuntime\(\))\.gc\(\)/

export function isGcCall(message: string): boolean {
  return MESSAGE.test(message)
}

//     at java.lang.Runtime.gc(java.base@17.0.15/Native Method)      java.base/java.lang.System.gc(System.java:1950)
const GC_FRAME = /^\s{0,20}(?:at )?(?:java\.base(?:@[^/\s]{0,60})?\/)?java\.lang\.(?:Runtime|System)\.gc\(/
//     at sun.nio.ch.FileChannelImpl.map(FileChannelImpl.java:1004)
const FRAME = /^\s{0,20}(?:at )?((?:[\w.@-]{1,120}\/)?[\w$.<>/@-]{1,400})\(/

export function isGcFrame(text: string): boolean {
  return GC_FRAME.test(text)
}

/** The method of a frame without its module; null for other lines. */
export function methodOfFrame(text: string): string | null {
  const method = FRAME.exec(text)?.[1]
  return method === undefined ? null : method.slice(method.lastIndexOf('/') + 1)
}
