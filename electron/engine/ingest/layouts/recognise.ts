/** Finds the captures in what was read: which folders are laid out as a known collector does. Pure. */
import type { LayoutPart } from '../../../../shared/model/ingest.ts'
import type { Pid } from '../../../../shared/model/units.ts'
import type { ArtifactFacts } from '../identity.ts'
import { INSIDE } from '../paths.ts'
import type { Capture, Layout } from './layout.ts'

/** What the layout says of one artifact. */
export interface LayoutPlace {
  /** What the file is, for people; null where the layout does not know it. */
  role: string | null
  host: string | null
  pid: Pid | null
  unit: string | null
}

export interface Recognised {
  /** By number of the bundle, in the order of their roots. */
  parts: ReadonlyMap<number, readonly LayoutPart[]>
  /** By artifact id. */
  places: ReadonlyMap<number, LayoutPlace>
}

interface Root {
  layout: Layout
  bundle: number
  /** Folders from the bundle's top, archives among them. */
  folders: readonly string[]
  /** As artifacts' paths begin with it. */
  shown: string
}

/** @param layouts In order of preference where two fit one root. */
export function recogniseLayouts(artifacts: readonly ArtifactFacts[], layouts: readonly Layout[]): Recognised {
  const roots = findRoots(artifacts, layouts)
  if (roots.size === 0) return { parts: new Map(), places: new Map() }
  const members = new Map<string, ArtifactFacts[]>()
  for (const artifact of artifacts) {
    const key = innermost(artifact, roots)
    if (key === null) continue
    const list = members.get(key)
    if (list) list.push(artifact)
    else members.set(key, [artifact])
  }
  const parts = new Map<number, LayoutPart[]>()
  const places = new Map<number, LayoutPlace>()
  for (const [key, root] of roots) {
    const mine = members.get(key)
    if (mine === undefined) continue
    const capture = captureOf(root, mine)
    const told = root.layout.tell?.(capture) ?? {}
    const { id, title } = root.layout
    const { host = null, pid = null, capturedAt = null } = told
    const list = parts.get(root.bundle) ?? []
    parts.set(root.bundle, list)
    list.push({ id, title, root: root.shown, host, pid, capturedAt })
    for (const [path, artifact] of capture.members) {
      const member = root.layout.tellMember?.(path, capture) ?? null
      places.set(artifact.id, {
        role: root.layout.roles.find(([pattern]) => pattern.test(path))?.[1] ?? null,
        host: member?.host ?? host,
        pid,
        unit: member?.unit == null ? null : `${key}\0${member.unit}`,
      })
    }
  }
  for (const list of parts.values()) list.sort((one, other) => (one.root < other.root ? -1 : 1))
  return { parts, places }
}

function findRoots(artifacts: readonly ArtifactFacts[], layouts: readonly Layout[]): Map<string, Root> {
  const byMark = new Map<string, Layout[]>()
  for (const layout of layouts) for (const mark of layout.marks) byMark.set(mark, [...(byMark.get(mark) ?? []), layout])
  const deepest = Math.max(1, ...[...byMark.keys()].map((mark) => mark.split('/').length))
  const found = new Map<string, { bundle: number; folders: string[]; shown: string; marks: Map<Layout, Set<string>> }>()
  const roots = new Map<string, Root>()
  for (const artifact of artifacts) {
    const { bundle, path } = artifact
    const parts = partsOf(path)
    for (const layout of layouts) {
      if (layout.signature?.is(artifact) !== true) continue
      const folders = layout.signature.root === 'file' ? parts : parts.slice(0, -1)
      roots.set(keyOf(bundle, folders), { layout, bundle, folders, shown: prefixOf(path, folders.length) })
    }
    for (let depth = 0; depth < parts.length; depth++) {
      let mark = ''
      for (let at = depth; at < Math.min(parts.length, depth + deepest); at++) {
        mark += at === parts.length - 1 ? parts[at] : `${parts[at]}/`
        const fitting = byMark.get(mark)
        if (fitting === undefined) continue
        const folders = parts.slice(0, depth)
        const key = keyOf(bundle, folders)
        const root = found.get(key) ?? { bundle, folders, shown: prefixOf(path, depth), marks: new Map() }
        found.set(key, root)
        for (const layout of fitting) root.marks.set(layout, (root.marks.get(layout) ?? new Set()).add(mark))
      }
    }
  }
  for (const [key, { bundle, folders, shown, marks }] of found) {
    const layout = layouts.find((each) => isEnough(each, marks.get(each)))
    if (layout !== undefined && !roots.has(key)) roots.set(key, { layout, bundle, folders, shown })
  }
  return withoutNested(roots)
}

function isEnough({ needs, must }: Layout, marks: ReadonlySet<string> | undefined): boolean {
  if (marks === undefined || marks.size < needs) return false
  return must === undefined || must.some((mark) => marks.has(mark))
}

/** A capture within one of the same kind is a part of it: `reports/` beside a copy of itself would be two. */
function withoutNested(roots: Map<string, Root>): Map<string, Root> {
  const kept = new Map<string, Root>()
  for (const [key, root] of roots) {
    let isNested = false
    for (let depth = 0; depth < root.folders.length && !isNested; depth++)
      isNested = roots.get(keyOf(root.bundle, root.folders.slice(0, depth)))?.layout === root.layout
    if (!isNested) kept.set(key, root)
  }
  return kept
}

/** The key of the root nearest around the artifact. */
function innermost({ bundle, path }: ArtifactFacts, roots: ReadonlyMap<string, Root>): string | null {
  const parts = partsOf(path)
  for (let depth = parts.length; depth >= 0; depth--) {
    const key = keyOf(bundle, parts.slice(0, depth))
    if (roots.has(key)) return key
  }
  return null
}

function captureOf({ folders }: Root, artifacts: readonly ArtifactFacts[]): Capture {
  const members = new Map(
    artifacts.map((artifact) => [partsOf(artifact.path).slice(folders.length).join('/'), artifact]),
  )
  const bundleName = artifacts[0]?.bundleName ?? ''
  return {
    name: withoutArchiveSuffix(folders.at(-1) ?? bundleName),
    around: [withoutArchiveSuffix(bundleName), ...folders.slice(0, -1)],
    members,
    value(...paths) {
      for (const path of paths) {
        const value = members.get(path)?.value ?? null
        if (value !== null) return value
      }
      return null
    },
  }
}

function partsOf(path: string): string[] {
  return path.replaceAll(INSIDE, '/').split('/')
}

function keyOf(bundle: number, folders: readonly string[]): string {
  return `${bundle}/${folders.join('/')}`
}

/** The first `depth` folders of a path as they stand there, `!` kept. */
function prefixOf(path: string, depth: number): string {
  let at = -1
  for (let level = 0; level < depth; level++) {
    const next = path.indexOf('/', at + 1)
    if (next < 0) return path
    at = next
  }
  return path.slice(0, Math.max(0, at)).replace(/!$/, '')
}

/** `yc-2026-11-22T08-59-23.zip` is spoken of without its suffix. */
function withoutArchiveSuffix(name: string): string {
  return name.replace(/(?:\.(?:zip|tar|tgz|txz|tbz2|gz|xz|bz2|zst))+$/i, '')
}
