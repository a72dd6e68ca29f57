import { defineFormat, type Confidence, type Head } from '../format.ts'
import { isVerboseGc, OtherGcLog } from './parse.ts'
import { isJrockit } from './patterns.ts'

/** So many lines of it and no root element: a file of a rotated log. */
const ENOUGH = 3

function sniff({ lines }: Head): Confidence {
  const elements = lines.filter((line) => isVerboseGc(line)).length
  if (elements > 0 && lines.some((line) => line.startsWith('<verbosegc'))) return 'certain'
  if (elements >= ENOUGH) return elements * 8 >= lines.length ? 'certain' : 'maybe'
  const collections = lines.filter((line) => isJrockit(line)).length
  if (collections === 0) return 'no'
  return collections * 2 >= lines.filter((line) => line.trim() !== '').length ? 'certain' : 'maybe'
}

/**
 * Logs of collections that JVMs other than HotSpot write. Known, so that nobody takes them for a text or misses them; what they say of
 * the JVM is kept, their collections are not read.
 *
 * OpenJ9 and IBM J9, -verbose:gc or -Xverbosegclog: VerboseHandlerOutput.cpp, OpenJ9 documentation "Verbose GC logs".
 * Oracle JRockit, -Xverbose:gc,memory: JRockit R28 documentation "Understanding Verbose Outputs".
 */
export const otherGcLog = defineFormat({
  id: 'other-gc-log',
  title: 'GC log of OpenJ9 or JRockit',
  version: 1,
  sniff,
  open: (context) => new OtherGcLog(context),
})
