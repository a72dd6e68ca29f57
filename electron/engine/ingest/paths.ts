/** Names of members, made safe to show and unique. They are never used as names on disk. */
import type { IssueCode } from '../../../shared/model/records.ts'

/** Between an archive and its members. */
export const INSIDE = '!/'

export type CheckedName = { ok: true; name: string } | { ok: false; code: IssueCode; why: string }

/** @param name As an archive states it. Refuses what points outside the archive's root. */
export function checkMemberName(name: string, limit: number): CheckedName {
  if (name.length > limit) return { ok: false, code: 'too-large', why: `its path is ${name.length} characters long` }
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) {
    return { ok: false, code: 'outside-root', why: 'its path is absolute' }
  }
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) return { ok: false, code: 'outside-root', why: 'its path leads outside the archive (..)' }
  return { ok: true, name: printable(parts.join('/')) }
}

/** Where a link points, below the root that its own path is below; null for what is absolute or leads outside. */
export function linkTarget(link: string, target: string): string | null {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return null
  const parts = link.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

/** Control characters (escape sequences in a member's name) replaced; also the right-to-left overrides that disguise a name. */
export function printable(name: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return name.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** `hs_err_pid1.log.gz` is spoken of as `hs_err_pid1.log`. */
export function withoutCompressionSuffix(name: string): string {
  return name.replace(/\.(?:gz|xz|zst)$/i, '')
}

/** Hands out each path once: the second `a.log` becomes `a.log (2)`. */
export class UniquePaths {
  private readonly taken = new Map<string, number>()

  claim(path: string): { path: string; duplicate: boolean } {
    const times = (this.taken.get(path) ?? 0) + 1
    this.taken.set(path, times)
    if (times === 1) return { path, duplicate: false }
    const other = this.claim(`${path} (${times})`)
    return { path: other.path, duplicate: true }
  }

  /** All that were handed out, and the folders that they lie in. */
  withFolders(): ReadonlySet<string> {
    const all = new Set<string>()
    for (const path of this.taken.keys())
      for (let end = path.length; end > 0 && !all.has(path.slice(0, end)); end = path.lastIndexOf('/', end - 1))
        all.add(path.slice(0, end))
    return all
  }
}
