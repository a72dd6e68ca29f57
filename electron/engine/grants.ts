/**
 * Handles the user's choices are known by. Main tells the engine of a handle on one channel and the page uses it on another:
 * nothing orders the two, so a handle that is not known yet is waited for.
 */
import { RpcError } from '../../shared/rpc/protocol.ts'

/** Grants that were never used are dropped, the oldest first. */
const LIMIT = 256
/** Between two channels of one machine this is a long time: what has not come by then was never granted. */
const PATIENCE_MS = 2000

export class Grants {
  readonly #paths = new Map<string, string[]>()
  readonly #waiting = new Map<string, Set<(paths: string[]) => void>>()
  readonly #patience: number

  constructor(patience = PATIENCE_MS) {
    this.#patience = patience
  }

  /** The user chose `paths`; whoever holds `handle` may open them. */
  add(handle: string, paths: readonly string[]): void {
    const granted = [...paths]
    this.#paths.set(handle, granted)
    for (const resolve of this.#waiting.get(handle) ?? []) resolve(granted)
    const [oldest] = this.#paths.keys()
    if (this.#paths.size > LIMIT && oldest !== undefined) this.#paths.delete(oldest)
  }

  /** @throws RpcError `not-granted` */
  async pathsOf(handle: string): Promise<readonly string[]> {
    const known = this.#paths.get(handle)
    if (known !== undefined) return known
    const waiting = this.#waiting.get(handle) ?? new Set()
    this.#waiting.set(handle, waiting)
    return new Promise<readonly string[]>((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(impatience)
        waiting.delete(granted)
        if (waiting.size === 0) this.#waiting.delete(handle)
      }
      const granted = (paths: string[]): void => {
        settle()
        resolve(paths)
      }
      const impatience = setTimeout(() => {
        settle()
        reject(new RpcError('not-granted', 'These files were not chosen by the user.'))
      }, this.#patience)
      waiting.add(granted)
    })
  }
}
