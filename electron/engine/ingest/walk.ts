/** The files of a folder, in a fixed order, nothing followed and nothing opened. */
import fs from 'node:fs'
import path from 'node:path'
import type { IssueCode } from '../../../shared/model/records.ts'
import type { Bytes, EpochMs } from '../../../shared/model/units.ts'
import type { Caps } from './caps.ts'
import { systemErrorText } from './failure.ts'
import type { FoundLink } from './links.ts'
import type { Pace } from './pace.ts'
import { printable } from './paths.ts'

export interface FoundFile {
  /** On disk. */
  file: string
  /** Below the folder, `/` separated, printable. */
  path: string
  bytes: Bytes
  modified: EpochMs | null
}

export interface Walk {
  files: FoundFile[]
  links: FoundLink[]
  bytes: Bytes
}

/** @param note Told what was left out, and why. */
export async function walkFolder(
  root: string,
  caps: Caps,
  pace: Pace,
  note: (code: IssueCode, message: string) => void,
): Promise<Walk> {
  const files: FoundFile[] = []
  const links: FoundLink[] = []
  let bytes = 0
  let entries = 0
  const pending = [{ folder: root, path: '', depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next
    await pace.breathe()
    let listed: fs.Dirent[]
    try {
      listed = fs.readdirSync(folder, { withFileTypes: true })
    } catch (error) {
      const name = next.path === '' ? path.basename(root) : next.path
      note('unreadable', `The folder ${name} cannot be read: ${systemErrorText(error)}; the rest was read`)
      continue
    }
    listed.sort((one, other) => (one.name < other.name ? -1 : 1))
    const folders: typeof pending = []
    for (const entry of listed) {
      if (++entries > caps.entries) {
        note('too-many-entries', `The folder has more than ${caps.entries} files; the others were left out`)
        return { files, bytes, links }
      }
      const shown = `${next.path === '' ? '' : `${next.path}/`}${printable(entry.name)}`
      const file = path.join(folder, entry.name)
      if (entry.isSymbolicLink()) {
        const target = readLink(file)
        const stated = target === '' ? '' : ` (to ${JSON.stringify(printable(target))})`
        links.push({
          path: shown,
          isHard: false,
          target,
          shown: `${shown} was left out: it is a symbolic link${stated}`,
        })
      } else if (entry.isDirectory()) {
        if (depth + 1 < caps.folderDepth) folders.push({ folder: file, path: shown, depth: depth + 1 })
        else note('too-deep', `The folder ${shown} was left out: it lies more than ${caps.folderDepth} levels deep`)
      } else if (entry.isFile()) {
        const { size, modified } = statOrNothing(file)
        files.push({ file, path: shown, bytes: size, modified })
        bytes += size
      } else note('device-refused', `${shown} was left out: it is a device, fifo or socket`)
    }
    pending.push(...folders.toReversed())
  }
  return { files, bytes, links }
}

function readLink(file: string): string {
  try {
    return fs.readlinkSync(file)
  } catch {
    return ''
  }
}

/** A file that cannot even be looked at (its folder may be listed but not entered) gets its issue when it is opened. */
function statOrNothing(file: string): { size: Bytes; modified: EpochMs | null } {
  try {
    const stat = fs.lstatSync(file)
    return { size: stat.size, modified: stat.mtimeMs }
  } catch {
    return { size: 0, modified: null }
  }
}
