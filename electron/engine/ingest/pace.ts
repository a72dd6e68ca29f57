/** Keeps the event loop alive during long work, so that a cancel arrives, and turns an aborted signal into an error. */
import { CancelledError } from './types.ts'

/** Longest stretch of work without a turn of the event loop. */
const SLICE_MS = 25

export class Pace {
  private readonly signal: AbortSignal | undefined
  private deadline = performance.now() + SLICE_MS

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal
  }

  /** Whether the slice is used up; cheap enough for every few lines. */
  isDue(): boolean {
    return performance.now() >= this.deadline
  }

  /** @throws CancelledError */
  check(): void {
    if (this.signal?.aborted === true) throw new CancelledError()
  }

  /** Gives way to other work. @throws CancelledError */
  async pause(): Promise<void> {
    this.check()
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.deadline = performance.now() + SLICE_MS
    this.check()
  }

  /** To be called between units of work (a chunk, a member). @throws CancelledError */
  async breathe(): Promise<void> {
    if (this.isDue()) await this.pause()
    else this.check()
  }
}
