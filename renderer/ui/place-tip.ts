/** Where a tooltip goes: below its anchor, above if there is no room, never outside the window. Pure; CSS pixels. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

const gap = 6
const margin = 8

export function placeTip(
  anchor: Box,
  tip: { width: number; height: number },
  view: { width: number; height: number },
): { left: number; top: number } {
  const below = anchor.top + anchor.height + gap
  const above = anchor.top - gap - tip.height
  const top = below + tip.height + margin <= view.height || above < margin ? below : above
  return {
    left: Math.max(margin, Math.min(anchor.left, view.width - tip.width - margin)),
    top: Math.max(margin, Math.min(top, view.height - tip.height - margin)),
  }
}
