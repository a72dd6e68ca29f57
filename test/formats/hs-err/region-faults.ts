import type { FormatRecord, RegionRecord } from '../../../shared/model/records.ts'

/** Regions that overlap another of their depth or do not lie within one of the depth above; empty when all nest. */
export function regionFaults(records: readonly FormatRecord[]): string[] {
  const regions = records.filter((record): record is RegionRecord => record.kind === 'region')
  const faults: string[] = []
  for (const region of regions) {
    const above = regions.filter(({ depth }) => depth === region.depth - 1)
    // A mark between two sections lies in the part.
    const outer = region.depth === 3 ? [...above, ...regions.filter(({ depth }) => depth === 1)] : above
    if (region.depth > 0 && !outer.some((one) => holds(one, region))) faults.push(`${name(region)} lies in none`)
  }
  for (const depth of [0, 1, 2, 3]) {
    const row = regions.filter((region) => region.depth === depth).toSorted((a, b) => a.span.line - b.span.line)
    for (const [index, region] of row.entries()) {
      const next = row[index + 1]
      if (next && next.span.line <= region.span.endLine) faults.push(`${name(region)} overlaps ${name(next)}`)
    }
  }
  return faults
}

function holds(outer: RegionRecord, inner: RegionRecord): boolean {
  return outer.span.line <= inner.span.line && inner.span.endLine <= outer.span.endLine
}

function name({ id, span }: RegionRecord): string {
  return `${id} ${span.line}-${span.endLine}`
}

/** Lines that say something and lie in no section that was understood; the first line of a part is its banner. */
export function uncoveredLines(records: readonly FormatRecord[], lines: readonly string[]): number[] {
  const covered = new Uint8Array(lines.length + 2)
  for (const record of records) {
    if (record.kind !== 'region') continue
    const { line, endLine } = record.span
    if (record.depth >= 2 && record.id !== 'unknown-section') covered.fill(1, line, endLine + 1)
    else if (record.depth === 1) covered[line] = 1
  }
  return lines.flatMap((text, index) => (text.trim() !== '' && !covered[index + 1] ? [index + 1] : []))
}
