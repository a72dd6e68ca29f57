/** Links of a bundle are never followed. Of those to what is in the bundle itself nothing is lost: a report of sos has some hundred. */
import type { BundleIssues } from './issues.ts'
import { linkTarget } from './paths.ts'

export interface FoundLink {
  /** Below the root. */
  path: string
  /** A hard link of a tar: its target is stated from the root. */
  isHard: boolean
  /** As it is stated; '' where that is not known. */
  target: string
  /** How the two are shown. */
  shown: string
}

/** @param isThere Whether something lies at a path below the root. */
export function noteLinks(links: readonly FoundLink[], isThere: (path: string) => boolean, issues: BundleIssues): void {
  const inside: FoundLink[] = []
  for (const link of links) {
    const target = linkTarget(link.isHard ? '' : link.path, link.target)
    if (target === '' || (target !== null && isThere(target))) inside.push(link)
    else issues.add('link-refused', `${link.shown}; links of a bundle are not followed`)
  }
  const [first] = inside
  if (first === undefined) return
  const text =
    inside.length === 1
      ? `${first.shown}; nothing is lost, since what it points to is here`
      : `${inside.length} links were left out to what is here by itself, so that nothing is lost, the first: ${first.shown}`
  issues.addCounted('link-refused', text, inside.length)
}
