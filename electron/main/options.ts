/** The command line of the app: `[--library=DIR] [PATH...]`. */
import path from 'node:path'

export interface Options {
  /** Absolute; undefined: the default below the user's application data. */
  library: string | undefined
  /** Absolute paths to open. */
  paths: string[]
}

/**
 * @param words what follows the executable; other switches are Chromium's and are left alone
 * @param cwd what relative paths are relative to
 * @param skip how many plain words come before the paths (the app's folder when it is started by a development Electron)
 */
export function parseOptions(
  words: readonly string[],
  { cwd, skip, env }: { cwd: string; skip: number; env: Readonly<Record<string, string | undefined>> },
): Options {
  const named = words.findLast((word) => word.startsWith('--library='))?.slice('--library='.length)
  const library = named || env['MORTEM_LIBRARY']
  return {
    library: library ? path.resolve(cwd, library) : undefined,
    paths: words
      .filter((word) => !word.startsWith('-'))
      .slice(skip)
      .map((word) => path.resolve(cwd, word)),
  }
}
