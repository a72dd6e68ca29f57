/** What to do about an error of the closed set. The engine's message says what happened; the advice is the window's. */
import type { ErrorCode } from '../../shared/rpc/contract.ts'

export const errorAdvice: Record<ErrorCode, string> = {
  cancelled: '',
  'bad-input': 'This is a defect in Mortem. The detail below says where.',
  'unknown-method': 'Window and engine are of different versions. Restart Mortem.',
  'not-granted': 'Open the files again: what was chosen before can no longer be used.',
  'nothing-readable': 'Open a folder or archive that holds a crash log, /proc listings, logs or metrics.',
  'case-not-found': 'It is no longer in the library. Open the originals again.',
  'artifact-not-found': 'Open the case again: it was indexed anew.',
  'original-changed': 'The file is not what was indexed. Open it again to index what it is now.',
  'store-failed': 'Check that the library’s disk has space and can be written.',
  'store-from-future': 'The library was written by a newer Mortem. Update, or start with another library.',
  'engine-gone': 'Restart the engine. Nothing you opened is lost: originals are never changed.',
  internal: 'This is a defect in Mortem. The detail below says where.',
}
