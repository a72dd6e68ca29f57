/** The text of an artifact, if it still is what was read. */
import fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { ArtifactId } from '../../shared/model/span.ts'
import type { TextWindow } from '../../shared/rpc/contract.ts'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { hashFile } from './content-key.ts'
import type { WritableDb } from './store/database.ts'
import { updateTextMtime, type TextFileStamp } from './store/queries/artifacts.ts'
import type { IndexedText } from './store/queries/line-index.ts'
import { readWindow } from './text-window.ts'

/**
 * Reads lines of `text`. Size and time are compared at every call, on the file that is then read; its hash only if the time
 * alone differs, since a copy that was put back is still the evidence.
 * @throws RpcError `original-changed`
 */
export async function readStoredWindow(
  db: WritableDb,
  artifact: ArtifactId,
  text: IndexedText,
  { from, count }: { from: number; count: number },
): Promise<TextWindow> {
  // Binary and unreadable artifacts have no text.
  if (text.file === null) return { from: 1, text: '', totalLines: 0 }
  const handle = await openText(text.file)
  try {
    const { size, mtimeMs } = await handle.stat()
    if (size !== text.file.size) throw changed(text.file)
    if (!text.file.spooled && mtimeMs !== text.file.mtime) {
      if ((await hashFile(text.file.path)) !== text.sha256) throw changed(text.file)
      updateTextMtime(db, artifact, mtimeMs)
    }
    return await readWindow(handle, text, from, count)
  } finally {
    await handle.close()
  }
}

async function openText(file: TextFileStamp): Promise<FileHandle> {
  try {
    return await fs.promises.open(file.path, 'r')
  } catch (cause) {
    throw new RpcError(
      'original-changed',
      file.spooled
        ? 'The unpacked text is gone from the library. Open the case again.'
        : 'The original can no longer be read at its place.',
      String((cause as NodeJS.ErrnoException).code ?? cause),
      { cause },
    )
  }
}

function changed({ spooled }: TextFileStamp): RpcError {
  return new RpcError(
    'original-changed',
    spooled
      ? 'The unpacked text in the library is damaged. Open the case again.'
      : 'The original has changed since it was read. Open the case again to read it anew.',
  )
}
