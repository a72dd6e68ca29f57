/** Reads bundles in a thread, and notices when that crashes or says nothing any more. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Issue } from '../../shared/model/records.ts'
import type { Message, Row } from './formats-row.ts'

export interface Reading {
  rows: Row[]
  issues: Issue[]
  faults: string[]
}

export class FormatsReader {
  readonly #spool = mkdtempSync(path.join(tmpdir(), 'mortem-formats-'))
  readonly #silenceMs: number
  readonly #more: string | null
  #worker: Worker | null = null

  /** @param more A module whose `formats` are read with beside ours. */
  constructor(silenceMs: number, more: string | null) {
    this.#silenceMs = silenceMs
    this.#more = more
  }

  async read(bundle: string, unknown: boolean): Promise<Reading> {
    const reading: Reading = { rows: [], issues: [], faults: [] }
    const worker = (this.#worker ??= await this.#start())
    let current = bundle
    const fault = await new Promise<string | null>((resolve) => {
      const hung = (): void => done(`${current}: hung for ${this.#silenceMs / 1000} s`)
      const watch = setTimeout(hung, this.#silenceMs)
      const done = (found: string | null): void => {
        clearTimeout(watch)
        worker.off('message', take)
        worker.off('error', failed)
        worker.off('exit', ended)
        resolve(found)
      }
      const failed = (error: Error): void => done(`${current}: crashed: ${String(error)}`)
      const ended = (code: number): void => done(`${current}: the reader ended with ${code}`)
      const take = (message: Message): void => {
        watch.refresh()
        if (message.kind === 'begin') current = `${bundle}: ${message.path}`
        else if (message.kind === 'row') reading.rows.push(message.row)
        else if (message.kind === 'failed') done(`${current}: crashed: ${message.error}`)
        else if (message.kind === 'end') {
          reading.issues.push(...message.issues)
          done(null)
        }
      }
      worker.on('message', take)
      worker.on('error', failed)
      worker.on('exit', ended)
      worker.postMessage({ folder: bundle, unknown })
    })
    if (fault !== null) {
      reading.faults.push(fault)
      await this.#stop()
    }
    return reading
  }

  async close(): Promise<void> {
    await this.#stop()
    rmSync(this.#spool, { recursive: true, force: true })
  }

  /** Loading takes its time, and is no silence of a format. */
  #start(): Promise<Worker> {
    const workerData = { spool: this.#spool, more: this.#more }
    const worker = new Worker(new URL('formats-worker.ts', import.meta.url), { workerData })
    return new Promise((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', () => {
        worker.off('error', reject)
        resolve(worker)
      })
    })
  }

  async #stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    await worker?.terminate()
  }
}
