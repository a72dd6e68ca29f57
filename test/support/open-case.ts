import type { CaseSummary } from '../../shared/model/case.ts'
import { analyseProcess } from '../../electron/engine/analyse.ts'
import { formats } from '../../electron/engine/formats/index.ts'
import { openCase } from '../../electron/engine/open-case.ts'
import { openTemporaryLibrary } from '../../electron/engine/store/library.ts'

/** Opens a case as the command line does. */
export async function openForTest(paths: readonly string[]): Promise<CaseSummary> {
  const library = openTemporaryLibrary()
  try {
    return await openCase(paths, { library, formats, analyseProcess })
  } finally {
    library.close()
  }
}
