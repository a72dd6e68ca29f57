/** What one bundle has used of its caps. */
import type { Bytes } from '../../../shared/model/units.ts'
import { type Chunks, tapped } from './bytes.ts'
import type { Caps } from './caps.ts'
import { ReadFailure } from './failure.ts'

export class Budget {
  readonly caps: Caps
  /** Of the file on disk that is being read: its size, and what came out of it at all levels. */
  private file = { packed: 0, unpacked: 0 }
  private unpacked: Bytes = 0
  private spooled: Bytes = 0
  private entries = 0

  constructor(caps: Caps) {
    this.caps = caps
  }

  /** Begins a file on disk. */
  enter(size: Bytes): void {
    this.file = { packed: size, unpacked: 0 }
  }

  /** Counts a member. @throws ReadFailure that ends the file on disk */
  countEntry(): void {
    this.entries++
    if (this.entries > this.caps.entries) {
      throw new ReadFailure(
        'too-many-entries',
        `it has more than ${this.caps.entries} members; the others were left out`,
        true,
      )
    }
  }

  /** Counts what is written to disk. @throws ReadFailure that ends the file on disk */
  countSpooled(bytes: Bytes): void {
    this.spooled += bytes
    this.checkTotal(this.spooled)
  }

  /**
   * Watches a decompressor: both its own ratio and that of the whole file, since nested bombs are harmless one by one.
   * @param open Makes the unpacked chunks from the packed ones.
   */
  watch(packed: Chunks, open: (packed: Chunks) => Chunks): Chunks {
    let taken = 0
    let given = 0
    const counted = tapped(packed, (chunk) => {
      taken += chunk.length
    })
    return tapped(open(counted), (chunk) => {
      given += chunk.length
      this.unpacked += chunk.length
      this.file.unpacked += chunk.length
      this.checkTotal(this.unpacked)
      this.checkRatio(given, taken, false)
      this.checkRatio(this.file.unpacked, this.file.packed, true)
    })
  }

  private checkTotal(bytes: Bytes): void {
    if (bytes > this.caps.inflatedBytes) {
      throw new ReadFailure(
        'too-large',
        `it unpacks to more than ${gibibytes(this.caps.inflatedBytes)}; the rest was left out`,
        true,
      )
    }
  }

  private checkRatio(unpacked: Bytes, packed: Bytes, endsFile: boolean): void {
    const { ratio, ratioFloorBytes } = this.caps
    if (unpacked <= ratioFloorBytes || unpacked <= packed * ratio) return
    throw new ReadFailure(
      'ratio-too-high',
      `it unpacks to more than ${ratio} times its size, as only a zip bomb does; the rest was left out`,
      endsFile,
    )
  }
}

function gibibytes(bytes: Bytes): string {
  const gib = bytes / 1024 ** 3
  return gib >= 1 ? `${Math.round(gib)} GiB` : `${bytes} bytes`
}

/** Ends a member at the cap for one text. @throws ReadFailure */
export async function* limited(chunks: Chunks, limit: Bytes): Chunks {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) {
      yield chunk.subarray(0, chunk.length - (size - limit))
      throw new ReadFailure('too-large', `it is larger than ${gibibytes(limit)}; the rest was left out`)
    }
    yield chunk
  }
}
