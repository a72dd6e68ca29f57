/** The shared zoo: bundles of JVMs that really failed, with what really happened (truth.json). Read in place, never copied. */
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { openPromise } from 'yauzl'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
export const zooFolder = path.join(root, '../shared/corpus/zoo')

export interface CrashLogTruth {
  file: string
  mapLines: number
  vsyscall: boolean
  vmas: number
  limit: number | null
  complete: boolean
}

interface ProcessTruth {
  rootCause: string[]
  cause: string
  pid: number | null
}

export interface BundleTruth {
  name: string
  file: string
  processes: ProcessTruth[]
  crashLogs: CrashLogTruth[]
  /** As the collector saw it: false when the process was gone. */
  alive: boolean | null
}

interface RawTruth {
  rootCause?: string[]
  cause?: string
  facts?: { pid?: number; alive_at_collection?: boolean }
  hsErr?: CrashLogTruth[]
  processes?: Record<string, { rootCause: string[]; cause: string; pid: number }>
}

export function zooBundles(): BundleTruth[] {
  const truth = JSON.parse(readFileSync(path.join(zooFolder, 'truth.json'), 'utf8')) as Record<string, RawTruth>
  return Object.entries(truth).map(([file, raw]) => ({
    name: file.replace(/\.(zip|tar\.\w+)$/, ''),
    file: path.join(zooFolder, file),
    processes: raw.processes
      ? Object.values(raw.processes)
      : [{ rootCause: raw.rootCause ?? [], cause: raw.cause ?? '', pid: raw.facts?.pid ?? null }],
    crashLogs: raw.hsErr ?? [],
    alive: raw.facts?.alive_at_collection ?? null,
  }))
}

/** The bundle unpacked by other code than ours (tar, yauzl's own inflate): what our reading is checked against. */
export class Unpacked {
  readonly folder: string
  #lines = new Map<string, string[]>()

  private constructor(folder: string) {
    this.folder = folder
  }

  static async open(bundle: string): Promise<Unpacked> {
    const unpacked = new Unpacked(mkdtempSync(path.join(tmpdir(), 'mortem-zoo-')))
    if (bundle.endsWith('.zip')) await unzip(bundle, unpacked.folder)
    else execFileSync('tar', ['-xf', bundle, '-C', unpacked.folder])
    return unpacked
  }

  /** Lines of the file at `artifact`, a path as the analysis names it; `.gz` files are unpacked. */
  lines(artifact: string): string[] {
    const known = this.#lines.get(artifact)
    if (known) return known
    const bytes = readFileSync(path.join(this.folder, artifact))
    const text = (artifact.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
    const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
    this.#lines.set(artifact, lines)
    return lines
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true })
  }
}

async function unzip(archive: string, folder: string): Promise<void> {
  const zip = await openPromise(archive, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    const target = path.join(folder, entry.fileName)
    if (entry.fileName.endsWith('/')) continue
    mkdirSync(path.dirname(target), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target))
  }
}
