/**
 * Zstandard, RFC 8878. Node has it since 22.15 and 23.8; an older runtime says what to do instead. A window beyond 128 MiB, which only
 * `zstd --ultra` asks for, is refused by the library's own limit (ZSTD_WINDOWLOG_LIMIT_DEFAULT), so no header can ask for gigabytes.
 */
import zlib from 'node:zlib'
import { ByteReader, type Chunks } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import { untilEnd } from './inflate.ts'
import { isZstandard, MAGIC_BYTES } from './magic.ts'

/** What the runtime offers; nothing in tests of an older one. */
type Runtime = Partial<Pick<typeof zlib, 'createZstdDecompress'>>

const OPTIONS = { chunkSize: 256 * 1024 }

/** All frames, one after another. @throws ReadFailure after the bytes that could be unpacked */
export async function* unzstd(packed: Chunks, runtime: Runtime = zlib): Chunks {
  const make = runtime.createZstdDecompress
  if (make === undefined) {
    throw new ReadFailure(
      'unsupported',
      'it is packed with Zstandard, which this version of the runtime cannot read; unpack it (zstd -d) and open the result',
    )
  }
  const reader = new ByteReader(packed)
  // The engine ends behind a frame unless that is where a chunk ends; what it left is the next one, or garbage that zstd ignores too.
  do yield* untilEnd(reader, make(OPTIONS))
  while (isZstandard(await reader.peek(MAGIC_BYTES)))
}
