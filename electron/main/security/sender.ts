/** Who may call the main process: our own page in the top frame of its window. */
import { isOfOrigin, type TrustedOrigin } from './origin.ts'

/** What is asked of Electron's WebFrameMain. */
export interface SenderFrame {
  url: string
  /** null for the top frame. */
  parent: object | null
}

/** Throws unless the frame may call. A frame that is gone (null) may not. */
export function assertTrustedSender(frame: SenderFrame | null, origin: TrustedOrigin): void {
  if (frame === null) throw new Error('refused: the calling frame is gone')
  if (frame.parent !== null) throw new Error('refused: not the top frame')
  if (!isOfOrigin(frame.url, origin)) throw new Error('refused: foreign origin')
}
