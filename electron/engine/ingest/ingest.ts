/** Opens paths as bundles, one after another. */
import fs from 'node:fs'
import path from 'node:path'
import { BundleReader } from './bundle.ts'
import { systemErrorText } from './failure.ts'
import { layouts } from './layouts/index.ts'
import { recogniseLayouts } from './layouts/recognise.ts'
import { printable, UniquePaths } from './paths.ts'
import { Session } from './session.ts'
import { type BundleResult, type IngestOptions, type IngestResult, NothingReadableError } from './types.ts'
import { walkFolder, type Walk } from './walk.ts'

interface Opening {
  root: string
  name: string
  /** Precedes the paths of its artifacts; '' when it is the only bundle. */
  prefix: string
  /** null for a single file. */
  walk: Walk | null
  bytes: number
  modified: number
  reader: BundleReader
}

/**
 * Reads files, folders and archives into the sink. What is wrong in a bundle becomes an issue; the rest is read.
 * @throws CancelledError when the signal is aborted, NothingReadableError if none of the paths exists; errors of the sink as they are
 */
export async function ingest(paths: readonly string[], options: IngestOptions): Promise<IngestResult> {
  const session = new Session(options)
  try {
    session.pace.check()
    const openings = await openAll(session, paths)
    session.progress.totalBytes = openings.reduce((sum, opening) => sum + opening.bytes, 0)
    const bundles: BundleResult[] = []
    for (const opening of openings) {
      const bundle = await readBundle(session, opening)
      for (const issue of bundle.issues) session.counts.issues += issue.count
      bundles.push(bundle)
    }
    session.progress.done()
    const { parts, places } = recogniseLayouts(session.artifacts, layouts)
    return {
      bundles: bundles.map((bundle, number) => ({ ...bundle, parts: parts.get(number) ?? [] })),
      artifacts: session.artifacts.map((artifact) => ({ ...artifact, place: places.get(artifact.id) ?? null })),
      counts: session.counts,
    }
  } finally {
    session.spool.abandon()
  }
}

async function openAll(session: Session, paths: readonly string[]): Promise<Opening[]> {
  const names = new UniquePaths()
  const openings: Opening[] = []
  const refused: string[] = []
  for (const given of paths) {
    try {
      // What the user names may be a link; what lies in it may not.
      const root = fs.realpathSync(path.resolve(given))
      const stat = fs.statSync(root)
      if (!stat.isDirectory() && !stat.isFile()) throw new Error('it is neither a file nor a folder')
      const name = names.claim(printable(path.basename(path.resolve(given)))).path
      const bundle = session.bundleNames.push(name) - 1
      if (stat.isFile()) {
        const reader = new BundleReader(session, bundle)
        openings.push({ root, name, prefix: '', walk: null, bytes: stat.size, modified: stat.mtimeMs, reader })
      } else {
        const notes: Parameters<BundleReader['note']>[] = []
        const walk = await walkFolder(root, session.caps, session.pace, (...note) => notes.push(note))
        const reader = new BundleReader(session, bundle)
        for (const note of notes) reader.note(...note)
        if (walk.links.length > 0) {
          const there = new UniquePaths()
          for (const found of walk.files) there.claim(found.path)
          const known = there.withFolders()
          reader.noteLinks(walk.links, (target) => known.has(target))
        }
        openings.push({ root, name, prefix: '', walk, bytes: walk.bytes, modified: stat.mtimeMs, reader })
      }
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'CancelledError') throw error
      refused.push(`${given}: ${systemErrorText(error)}`)
    }
  }
  if (openings.length === 0) throw new NothingReadableError(refused.join('\n') || 'Nothing was given to open')
  const [first] = openings
  for (const message of refused) first?.reader.note('unreadable', `${message}; the rest was read`)
  if (openings.length > 1) for (const opening of openings) opening.prefix = `${opening.name}/`
  return openings
}

async function readBundle(session: Session, opening: Opening): Promise<BundleResult> {
  const { reader, walk, prefix, name, root } = opening
  let kind: BundleResult['kind'] = 'folder'
  let sha256: string | null = null
  if (walk === null) {
    const spot = reader.bundleSpot(name, prefix, opening.modified)
    const read = await reader.readFile(spot, root, opening.bytes, true)
    kind = read.kind
    sha256 = read.sha256
  } else {
    for (const found of walk.files) {
      const spot = reader.spot(`${prefix}${found.path}`, 0, found.modified, 'file')
      await reader.readFile(spot, found.file, found.bytes, false)
      await session.pace.breathe()
    }
  }
  if (!reader.hasArtifacts()) reader.note('empty', `${name} has no files in it`)
  return { name, kind, bytes: opening.bytes, sha256, issues: reader.listIssues(), parts: [], root }
}
