/** What anything below may throw -> an error of the contract's closed set. */
import { homedir } from 'node:os'
import { RpcError } from '../../shared/rpc/protocol.ts'
import { CancelledError, NothingReadableError } from './ingest/index.ts'
import { isSqliteError } from './store/database.ts'
import { CorrectionError } from './corrections/check.ts'
import { isIndexDamage } from './store/library.ts'
import { StoreFromFutureError } from './store/migrations/index.ts'

export function toRpcError(thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown
  if (thrown instanceof CancelledError) return new RpcError('cancelled', 'The call was cancelled.')
  if (thrown instanceof NothingReadableError)
    return new RpcError('nothing-readable', thrown.message, causeChain(thrown), { cause: thrown })
  if (thrown instanceof StoreFromFutureError) return new RpcError('store-from-future', thrown.message)
  if (thrown instanceof CorrectionError) return new RpcError('bad-input', thrown.message)
  if (isIndexDamage(thrown))
    return new RpcError(
      'store-failed',
      'The index of the library is damaged. Open the case again.',
      causeChain(thrown),
      {
        cause: thrown,
      },
    )
  if (isSqliteError(thrown))
    return new RpcError('store-failed', storeMessage(thrown.code), causeChain(thrown), { cause: thrown })
  return new RpcError('internal', 'The engine failed unexpectedly.', causeChain(thrown), { cause: thrown })
}

function storeMessage(code: string): string {
  if (code.startsWith('SQLITE_FULL')) return 'The disk of the library is full.'
  if (code.startsWith('SQLITE_BUSY')) return 'Another window is writing to the library and does not finish.'
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM'))
    return 'The library cannot be written.'
  return 'The library cannot be read.'
}

/** Only errors should be thrown; a library may throw anything. */
function describe(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : JSON.stringify(thrown)
}

/** Deepest chains seen are two or three; a cycle must end too. */
const LONGEST_CHAIN = 8

/** Stacks from the outermost error to its first cause, the user's home folder left out. */
function causeChain(thrown: unknown): string {
  const parts: string[] = []
  let current: unknown = thrown
  while (current !== undefined && current !== null && parts.length < LONGEST_CHAIN) {
    parts.push(current instanceof Error ? (current.stack ?? current.message) : describe(current))
    current = current instanceof Error ? current.cause : undefined
  }
  return parts.join('\ncaused by: ').replaceAll(homedir(), '~')
}
