/**
 * Read buffers at page boundaries. Reading a cached file into malloc'd memory (address = page + 16) is four times slower on
 * CPUs whose `rep movsb` wants alignment; WebAssembly memory is always page aligned and costs nothing else.
 */
import type { Bytes } from '../../../shared/model/units.ts'

const WASM_PAGE = 64 * 1024

/** @param size Rounded up to 64 KiB. */
export function alignedBuffer(size: Bytes): Buffer {
  const pages = Math.ceil(size / WASM_PAGE)
  return Buffer.from(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer)
}

/** Every WebAssembly memory reserves gigabytes of addresses, so buffers are lent out again instead of made anew. */
export class BufferPool {
  readonly size: Bytes
  private readonly free: Buffer[] = []

  constructor(size: Bytes) {
    this.size = size
  }

  take(): Buffer {
    return this.free.pop() ?? alignedBuffer(this.size)
  }

  give(buffer: Buffer): void {
    this.free.push(buffer)
  }
}
