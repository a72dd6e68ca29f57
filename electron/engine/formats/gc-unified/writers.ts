/**
 * JVMs that write one log: two that were given the same file, or a console that they share. Each counts its collections from 0; the pid
 * among the decorations tells them apart, and where none is printed nothing does.
 */
import type { Pid, Seconds } from '../../../../shared/model/units.ts'

/** Room for the numbers of one writer's collections. */
const ROOM = 2 ** 40
/** A VM that starts anew lets the uptime go back once; files that were put together in no order, a few times. */
const MOST_RETURNS = 3
const RETURN_SECONDS: Seconds = 1

export class Writers {
  readonly #pids = new Map<Pid, number>()
  #last: Seconds | null = null
  #returns = 0

  get count(): number {
    return this.#pids.size
  }

  get pids(): Pid[] {
    return [...this.#pids.keys()]
  }

  /** Which of the writers it is, counted from 0. */
  of(pid: Pid | null): number {
    if (pid === null) return 0
    let writer = this.#pids.get(pid)
    if (writer === undefined) {
      writer = this.#pids.size
      this.#pids.set(pid, writer)
    }
    return writer
  }

  /** A VM starts: its time begins with 0. */
  start(): void {
    this.#last = null
  }

  /** Takes the uptime at which a collection began; true when it has gone back and forth for the first time more often than one VM's can. */
  goesBack(uptime: Seconds | null): boolean {
    if (uptime === null || this.#pids.size > 1) return false
    const back = this.#last !== null && uptime < this.#last - RETURN_SECONDS
    this.#last = uptime
    return back && ++this.#returns === MOST_RETURNS
  }
}

/** A number that no collection of another writer has. */
export function keyOf(id: number, writer: number): number {
  return id < ROOM ? writer * ROOM + id : id
}

export function idOf(key: number): number {
  return key % ROOM
}

export function writerOf(key: number): number {
  return Math.floor(key / ROOM)
}
