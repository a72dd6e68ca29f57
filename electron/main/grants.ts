/**
 * What the user chose to open. The page gets an opaque handle and the base names; the paths go to the engine only.
 * A grant lives as long as the window it was made for, so that a restarted engine can be told of it again.
 */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { EngineHostMessage, Grant } from '../../shared/rpc/desktop.ts'

export type GrantMessage = Extract<EngineHostMessage, { type: 'grant' }>

export interface Grants {
  /** Tells the engine first, then returns what the page may know. @param owner id of the window's web contents */
  give(paths: readonly string[], owner: number): Grant
  /** Tells the engine of all living grants, oldest first. */
  resend(): void
  /** Forgets what a closed window was given. */
  revoke(owner: number): void
}

/** @param tellEngine posts to the engine; called before {@link Grants.give} returns */
export function createGrants(tellEngine: (message: GrantMessage) => void): Grants {
  const living = new Map<string, { paths: string[]; owner: number }>()
  return {
    give(paths, owner) {
      const handle = randomBytes(24).toString('base64url')
      const grant = { paths: [...paths], owner }
      living.set(handle, grant)
      tellEngine({ type: 'grant', handle, paths: grant.paths })
      return { handle, names: grant.paths.map((file) => path.basename(file)) }
    },
    resend() {
      for (const [handle, { paths }] of living) tellEngine({ type: 'grant', handle, paths })
    },
    revoke(owner) {
      for (const [handle, grant] of living) if (grant.owner === owner) living.delete(handle)
    },
  }
}
