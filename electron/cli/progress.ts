import type { OpenProgress } from '../../shared/rpc/contract.ts'
import { formatBytes } from '../../shared/display/bytes.ts'

export interface TerminalProgress {
  show(progress: OpenProgress): void
  clear(): void
}

/** One line that rewrites itself, on a terminal; nothing where nobody watches. */
export function terminalProgress(stream: NodeJS.WriteStream): TerminalProgress {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined }
  return {
    show({ phase, bytes, current }) {
      const line = `${phase} ${formatBytes(bytes)} ${current}`
      stream.write(`\r\u001b[2K${line.slice(0, Math.max(0, (stream.columns ?? 80) - 1))}`)
    },
    clear() {
      stream.write('\r\u001b[2K')
    },
  }
}
