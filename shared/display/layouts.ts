/** Captures of known collectors in a bundle, as text. */
import type { LayoutPart } from '../model/ingest.ts'
import { formatTimestamp } from './timestamps.ts'

/** "sos report of kafka-broker-13, taken 2026-11-22 08:59:23 UTC"; what is not known is left out. */
export function formatPart({ title, host, pid, capturedAt }: LayoutPart): string {
  const whose = [host, pid === null ? null : `process ${pid}`].filter((part) => part !== null).join(', ')
  const when = capturedAt === null ? '' : `, taken ${formatTimestamp(capturedAt)}`
  return `${title}${whose === '' ? '' : ` of ${whose}`}${when}`
}
