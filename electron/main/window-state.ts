/** Where the window was, remembered in a small file beside the library. A damaged file costs the position, nothing else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

export const MIN_WIDTH = 960
export const MIN_HEIGHT = 600

const WindowState = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(MIN_WIDTH),
  height: z.number().int().min(MIN_HEIGHT),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof WindowState>

export interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

export function readWindowState(file: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(state))
}

/**
 * The state, moved and shrunk to fit the screen it overlaps most; the first screen if it overlaps none (a screen was unplugged).
 * All in device-independent pixels. @param screens usable areas, at least one
 */
export function fitToScreens(state: WindowState, screens: readonly Rectangle[]): WindowState {
  const [first] = screens
  if (first === undefined) return state
  const best = screens.reduce((a, b) => (overlap(state, b) > overlap(state, a) ? b : a), first)
  const width = Math.max(MIN_WIDTH, Math.min(state.width, best.width))
  const height = Math.max(MIN_HEIGHT, Math.min(state.height, best.height))
  return {
    ...state,
    width,
    height,
    x: Math.max(best.x, Math.min(state.x, best.x + best.width - width)),
    y: Math.max(best.y, Math.min(state.y, best.y + best.height - height)),
  }
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}
