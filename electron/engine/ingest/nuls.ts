/**
 * NULs at the beginning of a text: what is left where a log was cut while its writer went on at its old place. logrotate's copytruncate
 * does that to GC logs of HotSpot and to redirected output, which are not opened for appending: hours of it are gigabytes.
 */
import type { Bytes } from '../../../shared/model/units.ts'
import type { ByteReader } from './bytes.ts'
import { ReadFailure } from './failure.ts'

/** Fewer are no hole. */
const HOLE_LEAST: Bytes = 64
const ZEROS = Buffer.alloc(64 * 1024)

export function beginsWithHole(head: Uint8Array): boolean {
  return head.length >= HOLE_LEAST && head[0] === 0 && endOfNuls(head, 0, HOLE_LEAST) === HOLE_LEAST
}

/** Where the first byte that is no NUL stands in `bytes[from..to)`; `to` if there is none. */
export function endOfNuls(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  // Comparing whole blocks is as fast as reading them.
  while (to - at >= ZEROS.length && ZEROS.equals(bytes.subarray(at, at + ZEROS.length))) at += ZEROS.length
  while (at < to && bytes[at] === 0) at++
  return at
}

/** Passes over NULs at the beginning of a stream; returns how many there are. */
export async function skipNuls(reader: ByteReader): Promise<Bytes> {
  let nuls = 0
  for (;;) {
    let bytes: Buffer | null
    try {
      bytes = await reader.next()
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error
      return nuls // whoever reads on is told again
    }
    if (bytes === null) return nuls
    const end = endOfNuls(bytes, 0, bytes.length)
    nuls += end
    if (end === bytes.length) continue
    reader.unread(bytes.subarray(end))
    return nuls
  }
}

export const ONLY_NULS = 'nothing but NUL bytes: an empty tar archive, or a file whose content never reached the disk'

export function holeText(nuls: Bytes): string {
  return `It begins with ${nuls} NUL bytes: the file was cut (as copytruncate of logrotate does) while its writer went on at its old place. What stood there is not here`
}
