/** How the rest of the window reaches the editor without importing it. */
export interface SourceHandle {
  focus: () => void
  find: () => void
}

let handle: SourceHandle | null = null

export const sourceHandle = (): SourceHandle | null => handle

/** Returns its disposer. */
export function registerSource(next: SourceHandle): () => void {
  handle = next
  return () => {
    if (handle === next) handle = null
  }
}
