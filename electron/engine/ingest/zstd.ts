/**
 * Zstandard, RFC 8878. A window beyond 128 MiB, which only `zstd --ultra` asks for, is refused by the library's own limit
 * (ZSTD_WINDOWLOG_LIMIT_DEFAULT), so no header can ask for gigabytes.
 */
import zlib from 'node:zlib'
import { ByteReader, type Chunks } from './bytes.ts'
import { ReadFailure } from './failure.ts'
import { untilEnd } from './inflate.ts'
import { isZstandard, MAGIC_BYTES } from './magic.ts'

const OPTIONS = { chunkSize: 256 * 1024 }

/** All frames, one after another; for a runtime that has it. @throws ReadFailure after the bytes that could be unpacked */
export async function* unzstd(packed: Chunks): Chunks {
  const reader = new ByteReader(packed)
  // The engine ends behind a frame unless that is where a chunk ends; what it left is the next one, or garbage that zstd ignores too.
  try {
    do yield* untilEnd(reader, zlib.createZstdDecompress(OPTIONS))
    while (isZstandard(await reader.peek(MAGIC_BYTES)))
  } catch (error) {
    throw error instanceof ReadFailure ? explained(error) : error
  }
}

/** Sound files that this decoder cannot do, by the words of the library (lib/common/error_private.c). */
function explained(failure: ReadFailure): ReadFailure {
  if (failure.message.includes('Dictionary mismatch'))
    return new ReadFailure(
      'unsupported',
      'it was packed with a dictionary, which is not in it; unpack it and open the result (zstd -d -D DICTIONARY)',
    )
  if (failure.message.includes('too much memory'))
    return new ReadFailure(
      'unsupported',
      'it was packed with a window of more than 128 MiB; unpack it and open the result (zstd -d --long=31)',
    )
  return failure
}
