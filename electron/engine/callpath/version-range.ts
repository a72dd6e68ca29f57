/** Half-open version ranges, `[from, to)`, as all tables of the knowledge base use them. */

export interface VersionRange {
  from: number
  /** null: no end known. */
  to: number | null
}

export function inRange(range: VersionRange, version: number): boolean {
  return version >= range.from && (range.to === null || version < range.to)
}

/** Orders kernel releases: 5.19 is above 5.9, and 6.0 above 5.19. */
export function kernelVersion(major: number, minor: number): number {
  return major * 1000 + minor
}
