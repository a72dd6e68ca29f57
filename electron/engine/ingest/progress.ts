import type { Bytes } from '../../../shared/model/units.ts'
import { type IngestProgress, PARTIAL_LIMIT, type RawArtifact } from './types.ts'

/** 20 reports a second: more than the eye needs, less than a message port minds. */
const INTERVAL_MS = 50

/** Counts what was done and reports it now and then. */
export class Progress {
  totalBytes: Bytes = 0
  private readonly report: ((progress: IngestProgress) => void) | undefined
  private bytes: Bytes = 0
  private artifacts = 0
  private phase: IngestProgress['phase'] = 'reading'
  private current = ''
  private next = 0
  private news = false
  private readonly recent: NonNullable<IngestProgress['partial']> = []

  constructor(report: ((progress: IngestProgress) => void) | undefined) {
    this.report = report
  }

  /** Bytes of a bundle that were read from disk. */
  read(bytes: Bytes): void {
    this.bytes += bytes
    this.tell()
  }

  at(phase: IngestProgress['phase'], current: string): void {
    this.phase = phase
    this.current = current
    this.tell()
  }

  recognised(artifact: RawArtifact): void {
    this.artifacts++
    this.news = true
    this.recent.push({ path: artifact.path, format: artifact.formatId, bytes: artifact.bytes })
    if (this.recent.length > PARTIAL_LIMIT) this.recent.shift()
    this.tell()
  }

  /** The last word, whenever the previous one was. */
  done(): void {
    this.next = 0
    this.tell()
  }

  private tell(): void {
    if (this.report === undefined) return
    const now = performance.now()
    if (now < this.next) return
    this.next = now + INTERVAL_MS
    const { phase, bytes, totalBytes, artifacts, current } = this
    this.report({
      phase,
      bytes,
      totalBytes: Math.max(bytes, totalBytes),
      artifacts,
      current,
      partial: this.news ? [...this.recent] : null,
    })
    this.news = false
  }
}
