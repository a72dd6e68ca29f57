/**
 * Zstandard, RFC 8878. A window beyond 128 MiB, which only `zstd --ultra` asks for, is refused by the library's own limit
 * (ZSTD_WINDOWLOG_LIMIT_DEFAULT), so no header can ask for gigabytes.
 */
import zlib from 'node:zlib'
import { ByteReader, type Chunks } from './bytes.ts'
import { untilEnd } from './inflate.ts'
import { isZstandard, MAGIC_BYTES } from './magic.ts'

const OPTIONS = { chunkSize: 256 * 1024 }

/** All frames, one after another; for a runtime that has it. @throws ReadFailure after the bytes that could be unpacked */
export async function* unzstd(packed: Chunks): Chunks {
  const reader = new ByteReader(packed)
  // The engine ends behind a frame unless that is where a chunk ends; what it left is the next one, or garbage that zstd ignores too.
  do yield* untilEnd(reader, zlib.createZstdDecompress(OPTIONS))
  while (isZstandard(await reader.peek(MAGIC_BYTES)))
}
