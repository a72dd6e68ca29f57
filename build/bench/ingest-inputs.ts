/** Big inputs for `bench:ingest`, made once and kept in .cache/bench: none of them is worth committing. */
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const folder = path.join(root, '.cache/bench')
const tools = path.join(root, '../shared/tools')

const LOG_BYTES = 1_000_000_000
const SEED = 3
const GC_SECONDS = 60
const MAPPINGS = 1_000_000

/** An input, or why it cannot be made here. */
export type Input = { file: string } | { missing: string }

function made(name: string, make: (file: string) => string | null): Input {
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, name)
  if (existsSync(file)) return { file }
  const unfinished = `${file}.part`
  const missing = make(unfinished)
  if (missing !== null) return { missing: `${name}: ${missing}` }
  renameSync(unfinished, file)
  return { file }
}

/** Compiles a Java source and gives the folder of its classes to `use`. Returns why it cannot. */
function withJava(source: string, use: (classes: string) => string | null): string | null {
  const classes = mkdtempSync(path.join(tmpdir(), 'mortem-bench-'))
  try {
    const compiled = spawnSync('javac', ['-d', classes, path.join(tools, source)], { encoding: 'utf8' })
    if (compiled.error) return 'needs a JDK: javac was not found'
    return compiled.status === 0 ? use(classes) : `${source} was not compiled: ${compiled.stderr}`
  } finally {
    rmSync(classes, { recursive: true })
  }
}

function java(args: readonly string[], cwd = folder): string | null {
  const done = spawnSync('java', args, { cwd, encoding: 'utf8' })
  return done.status === 0 ? null : `java ended with ${done.status}: ${done.stderr}`
}

/** A broker's log: 30 % segment rolls, 27 % deletions, errors with traces; the same bytes everywhere. */
export function serverLog(): Input {
  return made('server-1g.log', (file) =>
    withJava('ServerLog.java', (classes) => java(['-cp', classes, 'ServerLog', file, String(LOG_BYTES), String(SEED)])),
  )
}

/** What a JVM with far too small a heap logs in a minute, life after life up to the size. No two runs of it give the same bytes. */
export function gcLog(): Input {
  return made('gc-1g.log', (file) =>
    withJava('Alloc.java', (classes) => {
      const life = `${file}.life`
      const log = `-Xlog:gc*=debug,safepoint:file=${path.basename(life)}:time,uptime,level,tags:filecount=0`
      const heap = ['-Xmx6m', '-Xmn1m', '-XX:+UseG1GC', '-XX:ParallelGCThreads=1']
      const failed = java([...heap, log, '-cp', classes, 'Alloc', String(GC_SECONDS), '200'])
      if (failed !== null) return failed
      const lines = readFileSync(life)
      rmSync(life)
      writeUpTo(file, LOG_BYTES, () => lines)
      return null
    }),
  )
}

function writeUpTo(file: string, bytes: number, next: () => Uint8Array): void {
  const descriptor = openSync(file, 'w')
  for (let left = bytes; left > 0;) {
    const piece = next()
    left -= writeSync(descriptor, piece, 0, Math.min(left, piece.length))
  }
  closeSync(descriptor)
}

/** A listing of a broker far beyond the default limit: two index files for each segment, each mapped once. */
export function mapsListing(): Input {
  return made('maps-1m.txt', (file) => {
    const descriptor = openSync(file, 'w')
    let page = 0x7e0000000
    let lines: string[] = []
    for (let row = 0; row < MAPPINGS; row++) {
      const pages = row % 2 === 0 ? 2560 : 2
      const range = `${page.toString(16)}000-${(page + pages).toString(16)}000`
      page += pages + (row % 7 === 0 ? 1 : 0)
      const partition = `orders-${Math.trunc(row / 500)}`
      const name = String(Math.trunc(row / 2) * 4096).padStart(20, '0')
      const kind = row % 2 === 0 ? 'index' : 'timeindex'
      lines.push(`${range} rw-s 00000000 08:01 ${100_000 + row}    /var/lib/kafka/${partition}/${name}.${kind}\n`)
      if (lines.length === 10_000) {
        writeSync(descriptor, lines.join(''))
        lines = []
      }
    }
    writeSync(descriptor, lines.join(''))
    closeSync(descriptor)
    return null
  })
}
