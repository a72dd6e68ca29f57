/** Unpacked members as plain files, named by hashes: a bundle's own names never reach the disk. */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Bytes } from '../../../shared/model/units.ts'

export class Spool {
  private readonly folder: string
  private readonly unfinished = new Set<SpoolWriter>()

  constructor(folder: string) {
    this.folder = folder
  }

  create(): SpoolWriter {
    const writer = new SpoolWriter(this.folder, () => this.unfinished.delete(writer))
    this.unfinished.add(writer)
    return writer
  }

  /** Removes what was begun and not finished. */
  abandon(): void {
    for (const writer of this.unfinished) writer.discard()
  }
}

export class SpoolWriter {
  bytes: Bytes = 0
  private readonly folder: string
  private readonly temporary: string
  private readonly file: number
  private readonly onClosed: () => void
  private closed = false

  constructor(folder: string, onClosed: () => void) {
    this.folder = folder
    this.onClosed = onClosed
    this.temporary = path.join(folder, `.part-${randomUUID()}`)
    this.file = fs.openSync(this.temporary, 'wx', 0o600)
  }

  write(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) at += fs.writeSync(this.file, chunk, at)
    this.bytes += chunk.length
  }

  /**
   * Gives the file its lasting name. The same content is not kept twice.
   * @param sha256 Of the artifact as it stands in the bundle, of which the file is the text.
   * @param decoded The text differs from those bytes: they were unpacked or transcoded.
   */
  finish(sha256: string, decoded: boolean): string {
    fs.closeSync(this.file)
    this.closed = true
    const target = path.join(this.folder, decoded ? `${sha256}.text` : sha256)
    if (fs.statSync(target, { throwIfNoEntry: false })?.size === this.bytes) {
      fs.unlinkSync(this.temporary)
      // Young again, so that no sweep of another window takes it before it is referred to.
      fs.utimesSync(target, new Date(), new Date())
    } else fs.renameSync(this.temporary, target)
    this.onClosed()
    return target
  }

  discard(): void {
    if (!this.closed) fs.closeSync(this.file)
    fs.rmSync(this.temporary, { force: true })
    this.onClosed()
  }
}
