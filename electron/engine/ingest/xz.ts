/**
 * xz streams. XZ Embedded as WebAssembly does nearly all files; what it does not know (BCJ filters, SHA-256 checks, dictionaries
 * beyond 64 MiB) is given to the system's xz where there is one. https://tukaani.org/xz/xz-file-format.txt
 */
import { spawn } from 'node:child_process'
import { ReadableStream } from 'node:stream/web'
import * as xzModule from 'xz-decompress'
import type { Chunks } from './bytes.ts'
import { errorText, ReadFailure } from './failure.ts'

/** xz_ret of xz.h in XZ Embedded: UNSUPPORTED_CHECK, MEM_ERROR, MEMLIMIT_ERROR, OPTIONS_ERROR: a sound file that this decoder cannot do. */
const BEYOND_DECODER = new Set(['2', '3', '4', '6'])
const BUFFER_ERROR = '8'
/** More than `xz -9` needs (65 MiB); a header may ask for 4 GiB. */
const SYSTEM_MEMORY_LIMIT = '512MiB'

type Decoder = new (packed: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>

/** CommonJS seen from a module: the names hang on `default` in Node and on the namespace in a bundle. */
const namespace = xzModule as unknown as { XzReadableStream?: Decoder; default?: { XzReadableStream: Decoder } }

/**
 * One at a time: the decoder waits while another stream of it is open, so an xz within an xz must not be read before the outer one
 * was closed.
 * @param command The system's xz; another name in tests. @throws ReadFailure
 */
export async function* unxz(packed: Chunks, command = 'xz'): Chunks {
  const seen: Uint8Array[] = []
  let delivered = false
  // Both sides without queue, so that nothing is read ahead; copies, because a chunk is valid until the next only.
  const source = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await packed.next()
        if (done === true) return controller.close()
        const copy = Uint8Array.from(value)
        if (!delivered) seen.push(copy)
        controller.enqueue(copy)
      },
    },
    { highWaterMark: 0 },
  )
  const Stream = namespace.XzReadableStream ?? namespace.default?.XzReadableStream
  if (Stream === undefined) throw new Error('xz-decompress has no XzReadableStream')
  const reader = new Stream(source).getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      delivered = true
      seen.length = 0
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
  } catch (error) {
    if (error instanceof ReadFailure) throw error
    const code = /error code (\d{1,2})$/.exec(errorText(error))?.[1] ?? ''
    if (!delivered && BEYOND_DECODER.has(code)) {
      yield* systemXz(seen, packed, command)
      return
    }
    throw new ReadFailure(
      'archive-damaged',
      code === BUFFER_ERROR ? 'its xz data end too early' : `its xz data are damaged (${errorText(error)})`,
    )
  } finally {
    await reader.cancel().catch(() => {}) // it refuses where the stream has failed, and is then free already
  }
}

async function* systemXz(seen: readonly Uint8Array[], packed: Chunks, command: string): Chunks {
  const child = spawn(command, ['--decompress', '--stdout', `--memlimit-decompress=${SYSTEM_MEMORY_LIMIT}`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const exit = new Promise<number | Error>((resolve) => {
    child.once('error', resolve)
    child.once('close', (code) => resolve(code ?? -1))
  })
  child.stdin.on('error', () => {}) // xz gave up early; its exit code tells
  const feeding = feed(child.stdin, seen, packed)
  try {
    for await (const bytes of child.stdout) yield bytes as Buffer
    await feeding
    const ended = await exit
    if (ended instanceof Error) {
      throw new ReadFailure(
        'xz-missing',
        'it uses features of xz that need the xz command, which is not installed; install the package xz-utils (or xz) or unpack the file first',
      )
    }
    if (ended !== 0) throw new ReadFailure('archive-damaged', `its xz data are damaged (xz ended with code ${ended})`)
  } finally {
    child.kill()
  }
}

async function feed(input: NodeJS.WritableStream, seen: readonly Uint8Array[], packed: Chunks): Promise<void> {
  const write = (bytes: Uint8Array): Promise<boolean> =>
    new Promise((resolve) => input.write(bytes, (error) => resolve(error == null)))
  for (const bytes of seen) if (!(await write(bytes))) return
  for (;;) {
    const { value, done } = await packed.next()
    if (done === true) break
    if (!(await write(value))) return
  }
  input.end()
}
