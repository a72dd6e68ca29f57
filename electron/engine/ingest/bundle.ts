/** Reads one bundle: folders, archives in archives, and the texts in them. */
import fs from 'node:fs'
import type { Issue, IssueCode } from '../../../shared/model/records.ts'
import type { Place } from './artifact.ts'
import { Budget } from './budget.ts'
import { ByteReader, type Chunks, Digest, openPlainFile, readAt } from './bytes.ts'
import { ReadFailure, systemErrorText } from './failure.ts'
import { gunzip } from './gzip.ts'
import { BundleIssues } from './issues.ts'
import { JAVA_ARCHIVE } from './java-archive.ts'
import { type FoundLink, noteLinks } from './links.ts'
import { type Container, containerOf, MAGIC_BYTES } from './magic.ts'
import type { Member, Members } from './member.ts'
import { checkMemberName, baseName, INSIDE } from './paths.ts'
import type { Session } from './session.ts'
import { isPartOfSplit, JOIN_PARTS, JOIN_ZIP } from './split.ts'
import { tarMembers } from './tar.ts'
import { TextReader } from './texts.ts'
import type { BundleKind } from './types.ts'
import { isJavaArchive, zipMembers } from './zip.ts'
import { unzstd } from './zstd.ts'

/** Where something stands that may turn out to be an archive. */
export interface Spot extends Place {
  /** Archives around it. */
  depth: number
  /** What precedes the paths of its members: '' for the archive that is the bundle itself. */
  inside: string
}

type Packing = Exclude<Container, 'zip' | 'tar'>

const unpackers: Record<Packing, (packed: Chunks) => Chunks> = {
  gz: gunzip,
  xz: unpackXz,
  zst: unzstd,
}

/** Loaded when it is needed: what it stands on costs every start some milliseconds. */
async function* unpackXz(packed: Chunks): Chunks {
  const { unxz } = await import('./xz.ts')
  yield* unxz(packed)
}

export class BundleReader {
  private readonly session: Session
  private readonly bundle: number
  private readonly issues: BundleIssues
  private readonly budget: Budget
  private readonly texts: TextReader
  private readonly artifactsBefore: number

  constructor(session: Session, bundle: number) {
    this.session = session
    this.bundle = bundle
    this.issues = new BundleIssues(session.caps.namedIssues)
    this.budget = new Budget(session.caps)
    this.texts = new TextReader(session, this.budget)
    this.artifactsBefore = session.counts.artifacts
  }

  note(code: IssueCode, message: string): void {
    this.issues.add(code, message)
  }

  noteLinks(links: readonly FoundLink[], isThere: (path: string) => boolean): void {
    noteLinks(links, isThere, this.issues)
  }

  listIssues(): Issue[] {
    return this.issues.list()
  }

  hasArtifacts(): boolean {
    return this.session.counts.artifacts > this.artifactsBefore
  }

  /** A file on disk, in the bundle's folder or the bundle itself. @returns what it was, and its hash if it is an archive */
  async readFile(
    spot: Spot,
    file: string,
    size: number,
    hashWanted: boolean,
  ): Promise<{ kind: BundleKind; sha256: string | null }> {
    const { session } = this
    let open: { file: number; size: number }
    try {
      open = openPlainFile(file)
    } catch (error) {
      this.texts.recordUnreadable(spot, size, 'unreadable', systemErrorText(error))
      return { kind: 'file', sha256: null }
    }
    try {
      const container = containerOf(readHead(open.file))
      if (container === null) {
        await this.texts.readPlain(spot, file, open.file, open.size)
        return { kind: 'file', sha256: null }
      }
      session.progress.at('reading', spot.path)
      if (container === 'zip' && (await isJavaArchive(open.file, open.size))) {
        await this.texts.recordNamed(spot, this.texts.digestFile(open.file), JAVA_ARCHIVE)
        return { kind: 'file', sha256: null }
      }
      this.budget.enter(open.size)
      // A zip is read by its members, which report their own progress.
      const digest =
        container === 'zip' ? new Digest(this.texts.fileBytes(open.file)) : this.texts.digestFile(open.file)
      const kind = await this.readArchive(spot, container, open, digest)
      if (!hashWanted) return { kind, sha256: null }
      await digest.finish()
      return { kind, sha256: digest.hex() }
    } catch (error) {
      this.failed(spot, error)
      return { kind: 'file', sha256: null }
    } finally {
      fs.closeSync(open.file)
    }
  }

  /** Notes what stops it; what came before that stays. */
  private async readArchive(
    spot: Spot,
    container: Container,
    open: { file: number; size: number },
    digest: Digest,
  ): Promise<BundleKind> {
    const { progress } = this.session
    try {
      if (container !== 'zip') return await this.readStream(spot, digest.reader, digest)
      await this.readZip(spot, open.file, open.size, (bytes) => progress.read(bytes))
    } catch (error) {
      this.failed(spot, error)
    }
    return container
  }

  /** @param digest Of what stands in the bundle; `reader` gives that, or what came out of unpacking it. */
  private async readStream(spot: Spot, reader: ByteReader, digest: Digest): Promise<BundleKind> {
    const container = containerOf(await reader.peek(MAGIC_BYTES))
    switch (container) {
      case null:
        await this.texts.readText(spot, reader, digest)
        return 'file'
      case 'tar':
        await this.readMembers(spot, tarMembers(reader))
        return 'tar'
      case 'zip':
        await this.texts.withFile(reader, async (file, size) => {
          if (await isJavaArchive(file, size)) await this.texts.recordNamed(spot, digest, JAVA_ARCHIVE)
          else await this.readZip(spot, file, size)
        })
        return 'zip'
      default:
        return this.readCompressed(spot, container, reader, digest)
    }
  }

  private async readCompressed(spot: Spot, packing: Packing, packed: ByteReader, digest: Digest): Promise<BundleKind> {
    this.checkDepth(spot)
    const reader = new ByteReader(this.budget.watch(packed.rest(), unpackers[packing]))
    let kind: BundleKind = packing
    try {
      const inner: Container | null = containerOf(await reader.peek(MAGIC_BYTES))
      if (inner === 'tar') kind = `tar.${packing}`
      const unpacked = inner === 'tar' ? spot : { ...spot, depth: spot.depth + 1 }
      // An xz within an xz has to wait until the outer one is closed.
      if (packing !== 'xz' || inner === null) await this.readStream(unpacked, reader, digest)
      else
        await this.texts.withFile(reader, (file) =>
          this.readStream(unpacked, new ByteReader(this.texts.fileBytes(file)), digest),
        )
      return kind
    } catch (error) {
      if (error instanceof ReadFailure && error.endsFile) throw error
      this.failed(spot, error)
      return kind
    } finally {
      await reader.close()
    }
  }

  private async readZip(spot: Spot, file: number, size: number, read?: (bytes: number) => void): Promise<void> {
    const { pool, pace } = this.session
    await this.readMembers(spot, zipMembers({ file, size, pool, pace, budget: this.budget, read: read ?? (() => {}) }))
  }

  /** All members; what is wrong with one costs only that one. */
  private async readMembers(archive: Spot, members: Members): Promise<void> {
    this.checkDepth(archive)
    const prefix = archive.inside
    const before = this.session.counts.artifacts
    const links: FoundLink[] = []
    try {
      await this.readEach(archive, members, links)
    } finally {
      if (links.length > 0) {
        const there = this.session.paths.withFolders()
        noteLinks(links, (path) => there.has(`${prefix}${path}`), this.issues)
      }
    }
    if (this.session.counts.artifacts === before && archive.depth > 0) {
      this.note('empty', `${archive.path} has no files in it`)
    }
  }

  private async readEach(archive: Spot, members: Members, links: FoundLink[]): Promise<void> {
    const prefix = archive.inside
    for await (const member of members) {
      this.budget.countEntry()
      await this.session.pace.breathe()
      const checked = checkMemberName(member.name, this.session.caps.pathLength)
      if (!checked.ok) {
        this.note(checked.code, `${shown(prefix, member.name)} was left out: ${checked.why}`)
        continue
      }
      if (member.type === 'folder') continue
      if (checked.name === '') {
        this.note('outside-root', `A member without a name was left out of ${archive.path}`)
        continue
      }
      const path = `${prefix}${checked.name}`
      if (member.type !== 'link') await this.readMember(archive, path, member)
      else {
        const target = member.target === '' ? '' : ` (to ${shown('', member.target)})`
        links.push({
          path: checked.name,
          isHard: member.isHardLink === true,
          target: member.target,
          shown: `${path} was left out: it is a link${target}`,
        })
      }
    }
  }

  private async readMember(archive: Spot, path: string, member: Member): Promise<void> {
    if (member.type === 'device') {
      this.note('device-refused', `${path} was left out: it is a device, fifo or socket`)
      return
    }
    const spot = this.spot(path, archive.depth + 1, member.modified, 'archive')
    if (member.open === null) {
      const refusal = member.refusal ?? { code: 'unreadable', why: 'it cannot be opened' }
      this.texts.recordUnreadable(spot, 0, refusal.code, refusal.why)
      return
    }
    if (member.holes > 0) {
      this.note(
        'truncated',
        `${path} is stored without its empty stretches (${member.holes} bytes of zeros); they were left out`,
      )
    }
    const digest = new Digest(member.open())
    try {
      await this.readStream(spot, digest.reader, digest)
    } catch (error) {
      if (error instanceof ReadFailure && error.endsFile) throw error
      this.failed(spot, error)
    } finally {
      await digest.reader.close()
    }
  }

  /** The bundle's own place, when it is a single file; members of it as an archive stand at the root. */
  bundleSpot(name: string, prefix: string, modified: number): Spot {
    return { bundle: this.bundle, path: name, name, modified, modifiedSource: 'file', depth: 0, inside: prefix }
  }

  /** A place below the bundle's root; a path that is taken gets a number. */
  spot(path: string, depth: number, modified: number | null, modifiedSource: Place['modifiedSource']): Spot {
    const claimed = this.session.paths.claim(path)
    if (claimed.duplicate)
      this.note('duplicate-name', `${path} is there more than once; this one is shown as ${claimed.path}`)
    return {
      bundle: this.bundle,
      path: claimed.path,
      name: baseName(path),
      modified,
      modifiedSource,
      depth,
      inside: `${claimed.path}${INSIDE}`,
    }
  }

  private checkDepth(spot: Spot): void {
    const { depth } = this.session.caps
    if (spot.depth < depth) return
    throw new ReadFailure(
      'too-deep',
      `it lies in ${spot.depth} archives, more than ${depth}; unpack it and open the result`,
    )
  }

  /** An archive or file that could not be read (on). What was read of it stays. */
  private failed(spot: Spot, error: unknown): void {
    if (!(error instanceof ReadFailure)) throw error
    const part =
      error.code === 'archive-damaged' && isPartOfSplit(spot.name) && !error.message.includes(JOIN_ZIP)
        ? `; ${JOIN_PARTS}`
        : ''
    this.note(error.code, `${spot.path}: ${error.message}${part}`)
  }
}

function readHead(file: number): Buffer {
  const head = Buffer.alloc(MAGIC_BYTES)
  return head.subarray(0, readAt(file, head, MAGIC_BYTES, 0))
}

/** A name as an archive states it, in a message. */
function shown(prefix: string, name: string): string {
  const text = name.length <= 200 ? name : `${name.slice(0, 200)}...`
  return `${prefix}${JSON.stringify(text)}`
}
