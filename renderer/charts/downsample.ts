/** Thins points that stand in order of x: the first, lowest, highest and last of every pixel column stay, so no peak is lost. */
export interface Placed {
  x: number
  y: number
}

/** `width`: columns available. Returns the points themselves, in order; all of them when they are few. */
export function downsample<P extends Placed>(points: readonly P[], width: number): P[] {
  const most = Math.max(1, Math.floor(width))
  if (points.length <= most * 2) return [...points]
  const kept: P[] = []
  let at = 0
  while (at < points.length) {
    const first = points[at]
    if (first === undefined) break
    const column = Math.floor(first.x)
    let end = at + 1
    let [low, high] = [at, at]
    for (let point = points[end]; point !== undefined && Math.floor(point.x) === column; point = points[++end]) {
      if (point.y < (points[low]?.y ?? Infinity)) low = end
      if (point.y > (points[high]?.y ?? -Infinity)) high = end
    }
    for (const index of [...new Set([at, low, high, end - 1])].toSorted((a, b) => a - b)) {
      const point = points[index]
      if (point !== undefined) kept.push(point)
    }
    at = end
  }
  return kept
}
