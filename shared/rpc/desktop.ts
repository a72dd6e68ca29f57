/**
 * What the page may ask of the main process: dialogs, drops, the engine's life. Everything else goes to the engine over its own port.
 * The page never names a path: main hands the engine the paths and the page an opaque handle.
 */
import { z } from 'zod'

export const Grant = z.object({
  /** Opaque; the engine exchanges it for the paths that the user chose. */
  handle: z.string().min(16),
  /** What to show: base names of the chosen paths. */
  names: z.array(z.string()),
})
export type Grant = z.infer<typeof Grant>

/** Channels of ipcRenderer.invoke, with the schema of their one argument and of their answer. */
export const desktopChannels = {
  'desktop:open': { input: z.enum(['files', 'folder']), output: Grant.nullable() },
  'desktop:drop': { input: z.array(z.string().min(1)).min(1).max(64), output: Grant },
  /** Paths of the command line, once. */
  'desktop:initial': { input: z.null(), output: Grant.nullable() },
  'desktop:connect': { input: z.null(), output: z.null() },
  'desktop:restart-engine': { input: z.null(), output: z.null() },
} as const
export type DesktopChannel = keyof typeof desktopChannels

/** Sent by main to the page. */
export type DesktopEvent =
  | { type: 'engine-exited'; code: number | null }
  /** A menu item or accelerator; ids are those of the renderer's command list. */
  | { type: 'command'; id: string }
  | { type: 'grant'; grant: Grant }

/** `window.desktop`, exposed by the preload. */
export interface Desktop {
  open(kind: 'files' | 'folder'): Promise<Grant | null>
  /** Files of a drop event; their paths are read in the preload and go to main only. */
  drop(files: File[]): Promise<Grant>
  initial(): Promise<Grant | null>
  /** Asks for a fresh engine port: it arrives as a window message `engine-port` with one port. */
  connect(): Promise<null>
  restartEngine(): Promise<null>
  /** Returns its disposer. */
  onEvent(listener: (event: DesktopEvent) => void): () => void
  versions: { electron: string; chrome: string; node: string; app: string }
  platform: string
}

/** Messages main posts to the engine's parentPort. `connect` carries one MessagePort. */
export type EngineHostMessage =
  | { type: 'connect' }
  | { type: 'grant'; handle: string; paths: string[] }
  /** Close the store and exit; main kills after a grace period. */
  | { type: 'shutdown' }
