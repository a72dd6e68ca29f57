/** Lays the frames of a stack beside the steps that the knowledge base expects: the longest common subsequence of their names. */
import type { ObservedFrame } from './frames.ts'
import type { FrameSpec } from './path-table.ts'

/** For each step the index of its frame, or -1. Of equally long matches the one nearest to the failure is taken. */
export function align(frames: readonly ObservedFrame[], specs: readonly FrameSpec[]): number[] {
  const names = specs.map((spec) => new Set(spec.returned ? [] : [spec.symbol, ...(spec.aliases ?? [])]))
  const matches = (frame: number, spec: number): boolean => {
    const name = frames[frame]?.name
    return name !== null && name !== undefined && (names[spec]?.has(name) ?? false)
  }
  // best[i][j]: length of the longest match of the first i frames with the first j steps.
  const width = specs.length + 1
  const best = new Uint16Array((frames.length + 1) * width)
  const at = (frame: number, spec: number): number => best[frame * width + spec] ?? 0
  for (let frame = 1; frame <= frames.length; frame++) {
    for (let spec = 1; spec <= specs.length; spec++) {
      best[frame * width + spec] = matches(frame - 1, spec - 1)
        ? at(frame - 1, spec - 1) + 1
        : Math.max(at(frame - 1, spec), at(frame, spec - 1))
    }
  }
  const found = specs.map(() => -1)
  let [frame, spec] = [frames.length, specs.length]
  while (frame > 0 && spec > 0) {
    if (matches(frame - 1, spec - 1)) {
      found[spec - 1] = --frame
      spec--
    } else if (at(frame, spec - 1) >= at(frame - 1, spec)) spec--
    else frame--
  }
  return found
}
